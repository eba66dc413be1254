// SPDX-License-Identifier: Apache-2.0
#include "src/image/compression.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

struct MethodRow {
  CompressionMethod method;
  std::string_view name;
  std::string_view extension;
  int lowest;
  int highest;
  int usual;  // the tool's own default; for gzip the fast end: a tenth larger, three times as fast
};

constexpr std::array kMethods = {
    MethodRow{CompressionMethod::none, "none", "", 0, 0, 0},
    MethodRow{CompressionMethod::gzip, "gzip", "gz", 1, 9, 1},
    MethodRow{CompressionMethod::zstd, "zstd", "zst", 1, 22, 3},
    MethodRow{CompressionMethod::xz, "xz", "xz", 0, 9, 6},
    MethodRow{CompressionMethod::lz4, "lz4", "lz4", 1, 12, 1},
    MethodRow{CompressionMethod::bzip2, "bzip2", "bz2", 1, 9, 9},
    MethodRow{CompressionMethod::lzma, "lzma", "lzma", 0, 9, 6},
};

const MethodRow& row_of(CompressionMethod method) {
  return *std::find_if(kMethods.begin(), kMethods.end(),
                       [&](const MethodRow& row) { return row.method == method; });
}

std::string all_names() {
  std::string names;
  for (const MethodRow& row : kMethods) {
    if (!names.empty()) names += ", ";
    names += row.name;
  }
  return names;
}

}  // namespace

std::string_view compression_name(CompressionMethod method) {
  return row_of(method).name;
}

std::optional<CompressionMethod> find_compression(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (const MethodRow& row : kMethods) {
    if (row.name == name || row.extension == name) return row.method;
  }
  return std::nullopt;
}

std::optional<CompressionMethod> compression_of_file_name(std::string_view name) {
  for (const MethodRow& row : kMethods) {
    const std::size_t size = row.extension.size();
    if (size == 0 || name.size() <= size + 1 || !name.ends_with(row.extension)) continue;
    if (name[name.size() - size - 1] == '.') return row.method;
  }
  return std::nullopt;
}

CompressionChoice at_default_level(CompressionMethod method) {
  return {method, row_of(method).usual};
}

CompressionChoice parse_compression(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string name(text.substr(0, colon));
  const std::optional<CompressionMethod> method = find_compression(name);
  if (!method) {
    throw Error(ErrorCode::usage,
                "--compress: unknown compression '" + name + "', use one of " + all_names());
  }
  if (colon == std::string_view::npos) return at_default_level(*method);

  const MethodRow& row = row_of(*method);
  if (row.method == CompressionMethod::none) {
    throw Error(ErrorCode::usage, "--compress: 'none' has no levels");
  }
  return {*method, parse_level(text.substr(colon + 1), row.name, row.lowest, row.highest)};
}

int parse_level(std::string_view digits, std::string_view name, int lowest, int highest) {
  int level = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, level);
  if (digits.empty() || fault != std::errc() || stop != end || level < lowest || level > highest) {
    throw Error(ErrorCode::usage, "--compress: '" + std::string(digits) + "' is no level of " +
                                      std::string(name) + ", which has " + std::to_string(lowest) +
                                      " to " + std::to_string(highest));
  }
  return level;
}

CompressionMethod default_compression(
    const std::optional<std::set<CompressionMethod>>& kernel_unpacks) {
  if (!kernel_unpacks) return CompressionMethod::gzip;
  for (const CompressionMethod method :
       {CompressionMethod::zstd, CompressionMethod::gzip, CompressionMethod::lz4,
        CompressionMethod::xz, CompressionMethod::bzip2, CompressionMethod::lzma}) {
    if (kernel_unpacks->contains(method)) return method;
  }
  return CompressionMethod::none;
}

}  // namespace oci2boot
