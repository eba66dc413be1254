// SPDX-License-Identifier: Apache-2.0
// One function per format, each in a file of its own (pack_FORMAT.cc), which alone knows the
// library behind it. Callers outside this folder use compressor.h.
#pragma once

#include <memory>

#include "src/image/byte_sink.h"

namespace oci2boot {

/// RFC 1952, one member, no name and no time in it.
std::unique_ptr<ByteSink> pack_gzip(ByteSink& to, int level, unsigned threads);

/// RFC 8878, one frame, window at most 8 MiB (what a decoder must accept, section 3.1.1.1.2).
std::unique_ptr<ByteSink> pack_zstd(ByteSink& to, int level, unsigned threads);

/// .xz, one stream of several blocks, CRC32: the only check that the kernel computes
/// (Documentation/staging/xz.rst).
std::unique_ptr<ByteSink> pack_xz(ByteSink& to, int level, unsigned threads);

/// .lzma, the old format, with an end marker.
std::unique_ptr<ByteSink> pack_lzma(ByteSink& to, int level);

/// LZ4's legacy frame, the one the kernel knows (lib/decompress_unlz4.c): magic 0x184C2102, then
/// blocks of 8 MiB, each behind its packed size.
std::unique_ptr<ByteSink> pack_lz4(ByteSink& to, int level, unsigned threads);

std::unique_ptr<ByteSink> pack_bzip2(ByteSink& to, int level);

}  // namespace oci2boot
