// SPDX-License-Identifier: Apache-2.0
#include "src/cli/limit_values.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "oci2boot/error.h"
#include "src/cli/values.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view kExpected = "a number from 1, such as 500000, 20M or 2G, or none";

struct NamedLimit {
  std::string_view name;
  std::uint64_t Limits::*field;
};

constexpr NamedLimit kLimits[] = {{"document-bytes", &Limits::document_bytes},
                                  {"layers", &Limits::layers},
                                  {"index-depth", &Limits::index_depth},
                                  {"indexes", &Limits::indexes},
                                  {"entries", &Limits::entries},
                                  {"path-bytes", &Limits::path_bytes},
                                  {"name-bytes", &Limits::name_bytes},
                                  {"xattr-bytes", &Limits::xattr_bytes},
                                  {"header-bytes", &Limits::header_bytes},
                                  {"path-depth", &Limits::path_depth},
                                  {"metadata-bytes", &Limits::metadata_bytes},
                                  {"unpacked-bytes", &Limits::unpacked_bytes}};

static_assert(sizeof(Limits) == std::size(kLimits) * sizeof(std::uint64_t),
              "every limit has an option");

const NamedLimit& find_limit(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kLimits), std::end(kLimits),
                   [&](const NamedLimit& limit) { return limit.name == name; });
  if (found != std::end(kLimits)) return *found;
  std::string names;
  for (const NamedLimit& limit : kLimits) {
    names.append(names.empty() ? "" : ", ").append(limit.name);
  }
  throw Error(ErrorCode::usage,
              "--limit: there is no limit '" + std::string(name) + "'; there are " + names);
}

std::uint64_t parse_value(const NamedLimit& limit, std::string_view text) {
  if (text == "none") return kNoLimit;
  const std::optional<std::uint64_t> value = size_in(text);
  if (value && *value != 0) return *value;
  throw Error(ErrorCode::usage, "--limit " + std::string(limit.name) + "=" + std::string(text) +
                                    ": expected " + std::string(kExpected));
}

}  // namespace

Limits parse_limits(const std::vector<std::string>& values) {
  Limits limits;
  for (const std::string& value : values) {
    if (value == "none") {
      for (const NamedLimit& limit : kLimits) limits.*limit.field = kNoLimit;
      continue;
    }
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos) {
      throw Error(ErrorCode::usage, "--limit " + value + ": expected NAME=VALUE or none");
    }
    const NamedLimit& limit = find_limit(std::string_view(value).substr(0, equals));
    limits.*limit.field = parse_value(limit, std::string_view(value).substr(equals + 1));
  }
  return limits;
}

Option output_limit_option() {
  return {.names = "limit",
          .kind = OptionKind::many,
          .value = "NAME=N",
          .help =
              "how much it may ask of this machine: entries, metadata-bytes, "
              "unpacked-bytes ... (the error that stops it names the limit); none lifts it"};
}

}  // namespace oci2boot
