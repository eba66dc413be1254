// SPDX-License-Identifier: Apache-2.0
#include "tests/support/packer.h"

#include <bzlib.h>
#include <isa-l/igzip_lib.h>
#include <lzma.h>
#include <zstd.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

namespace oci2boot {

namespace {

constexpr std::size_t kSlack = 64U << 10;  // more than any of the formats adds

void require(bool done) {
  if (!done) throw std::runtime_error("the test cannot pack its data");
}

}  // namespace

std::string pack_gzip(std::string_view bytes) {
  std::string packed(bytes.size() * 2 + kSlack, '\0');
  std::string input(bytes);
  std::vector<std::uint8_t> work(ISAL_DEF_LVL1_DEFAULT);
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  stream.gzip_flag = IGZIP_GZIP;
  stream.level = 1;
  stream.level_buf = work.data();
  stream.level_buf_size = static_cast<std::uint32_t>(work.size());
  stream.end_of_stream = 1;
  stream.flush = NO_FLUSH;
  stream.next_in = reinterpret_cast<std::uint8_t*>(input.data());
  stream.avail_in = static_cast<std::uint32_t>(input.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(packed.data());
  stream.avail_out = static_cast<std::uint32_t>(packed.size());
  require(isal_deflate_stateless(&stream) == COMP_OK);
  packed.resize(packed.size() - stream.avail_out);
  return packed;
}

std::string pack_zstd(std::string_view bytes) {
  // With the optional checksum, as the command line tool writes it.
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                        ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), packed.data(), packed.size(), bytes.data(), bytes.size());
  require(ZSTD_isError(size) == 0);
  packed.resize(size);
  return packed;
}

std::string pack_xz(std::string_view bytes) {
  std::string packed(bytes.size() * 2 + kSlack, '\0');
  std::size_t size = 0;
  require(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr,
                                  reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                                  reinterpret_cast<std::uint8_t*>(packed.data()), &size,
                                  packed.size()) == LZMA_OK);
  packed.resize(size);
  return packed;
}

std::string pack_bzip2(std::string_view bytes) {
  std::string packed(bytes.size() * 2 + kSlack, '\0');
  std::string input(bytes);
  auto size = static_cast<unsigned>(packed.size());
  require(BZ2_bzBuffToBuffCompress(packed.data(), &size, input.data(),
                                   static_cast<unsigned>(input.size()), 1, 0, 0) == BZ_OK);
  packed.resize(size);
  return packed;
}

std::string zstd_skippable_frame(std::string_view content) {
  std::string frame("\x50\x2a\x4d\x18", 4);
  for (unsigned shift = 0; shift < 32; shift += 8) {
    frame.push_back(static_cast<char>(content.size() >> shift & 0xffU));
  }
  return frame.append(content);
}

}  // namespace oci2boot
