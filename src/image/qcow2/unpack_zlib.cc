// SPDX-License-Identifier: Apache-2.0
#define ZLIB_CONST
#include <zlib.h>

#include "src/image/qcow2/cluster_unpacker.h"

namespace oci2boot::qcow2 {

bool unpack_zlib(std::span<const std::byte> packed, std::span<std::byte> cluster) {
  z_stream stream{};
  // Without zlib's header; any window that a writer may have used.
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(cluster.data());
  stream.avail_out = static_cast<uInt>(cluster.size());
  const int result = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  // Z_BUF_ERROR: the cluster is full before the stream's end, as QEMU takes it too.
  return (result == Z_STREAM_END || result == Z_BUF_ERROR) && stream.avail_out == 0;
}

}  // namespace oci2boot::qcow2
