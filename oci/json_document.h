// SPDX-License-Identifier: Apache-2.0
// Reading fields of JSON documents that somebody else wrote: each access checks the type and names
// the field when it is wrong.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/manifest.h"

namespace oci2boot {

using Json = nlohmann::json;

/// Throws Error (invalid_image): "WHAT is not valid JSON", or that it nests too deeply or has too
/// many values to be an image's.
Json parse_json(std::string_view text, const std::string& what);

/// The member `key` of an object; null when the object lacks it or has null there.
const Json& member(const Json& object, const char* key);

/// Each gives its type's empty value for null (a size has none), and throws for any other type.
std::string text_of(const Json& value, const std::string& what);
std::vector<std::string> texts_of(const Json& value, const std::string& what);
std::map<std::string, std::string> text_map_of(const Json& value, const std::string& what);
/// The keys of an object, sorted.
std::vector<std::string> keys_of(const Json& value, const std::string& what);
std::uint64_t count_of(const Json& value, const std::string& what);
std::uint64_t size_of(const Json& value, const std::string& what);

Descriptor descriptor_of(const Json& value, const std::string& what);
Platform platform_of(const Json& value, const std::string& what);

}  // namespace oci2boot
