// SPDX-License-Identifier: Apache-2.0
// What an output can be packed with, and how users spell it. Only decisions; the packing itself is
// compressor.h.
#pragma once

#include <optional>
#include <set>
#include <string_view>

namespace oci2boot {

/// Everything that the kernel unpacks (lib/decompress.c) but lzo, for which no library is kept
/// here.
enum class CompressionMethod { none, gzip, zstd, xz, lz4, bzip2, lzma };

/// A method and a level in the method's own range (see parse_compression); 0 for `none`.
struct CompressionChoice {
  CompressionMethod method = CompressionMethod::none;
  int level = 0;
  bool operator==(const CompressionChoice&) const = default;
};

/// "gzip", "zstd", …, as `--compress` and the kernel's CONFIG_RD_* options have them (there in
/// upper case).
std::string_view compression_name(CompressionMethod method);

/// The method with that name, or with that file name extension without the dot ("gz", "zst").
std::optional<CompressionMethod> find_compression(std::string_view name);

/// The method that a file's name tells by its extension (".gz"), if it does.
std::optional<CompressionMethod> compression_of_file_name(std::string_view name);

/// The method at the level that is used when nobody asks for one.
CompressionChoice at_default_level(CompressionMethod method);

/// From "ALG[:LEVEL]": gzip 1-9, zstd 1-22, xz 0-9, lz4 1-12 (from 3 on the high-compression
/// variant), bzip2 1-9, lzma 0-9, none. Throws Error (usage).
CompressionChoice parse_compression(std::string_view text);

/// A level as it was typed, of the method `name`. Throws Error (usage) when it is no number from
/// `lowest` to `highest`.
int parse_level(std::string_view digits, std::string_view name, int lowest, int highest);

/// What to use when neither the user nor the output's name says it: the first of zstd, gzip, lz4,
/// xz, bzip2, lzma that the kernel unpacks, gzip when that is not known (every distribution's
/// kernel has it), none when the kernel unpacks nothing.
CompressionMethod default_compression(
    const std::optional<std::set<CompressionMethod>>& kernel_unpacks);

}  // namespace oci2boot
