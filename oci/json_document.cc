// SPDX-License-Identifier: Apache-2.0
#include "oci/json_document.h"

#include <optional>
#include <utility>

#include "oci/base64.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& expected) {
  throw Error(ErrorCode::invalid_image, what + " is not " + expected);
}

/// As the `data` field of a descriptor has it.
std::string decode_base64(const std::string& text, const std::string& what) {
  std::optional<std::string> bytes = base64_decoded(text);
  if (!bytes) refuse(what, "base64");
  return std::move(*bytes);
}

/// Reads a document without keeping it, and counts. More than an image of ten thousand layers has,
/// and few enough to be kept: in memory a value takes up to a hundred times the one byte that it
/// may take in the text.
///
/// Json::parse() would call back on its way, but then takes quadratic time: at each end of an
/// object it looks through all that its parent has.
class DocumentBounds final : public nlohmann::json_sax<Json> {
 public:
  explicit DocumentBounds(const std::string& what) : what_(what) {}

  bool null() override { return count(); }
  bool boolean(bool /*value*/) override { return count(); }
  bool number_integer(number_integer_t /*value*/) override { return count(); }
  bool number_unsigned(number_unsigned_t /*value*/) override { return count(); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return count(); }
  bool string(string_t& /*value*/) override { return count(); }
  bool binary(binary_t& /*value*/) override { return count(); }
  bool key(string_t& /*key*/) override { return count(); }
  bool start_object(std::size_t /*elements*/) override { return enter(); }
  bool start_array(std::size_t /*elements*/) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return false;
  }

 private:
  static constexpr int kMostNested = 100;
  static constexpr std::size_t kMostParts = 300'000;  // values, keys, beginnings and ends

  bool enter() {
    if (++depth_ > kMostNested) {
      throw Error(ErrorCode::invalid_image, what_ + " nests too deeply");
    }
    return count();
  }

  bool leave() {
    --depth_;
    return count();
  }

  bool count() {
    if (++parts_ > kMostParts) {
      throw Error(ErrorCode::invalid_image, what_ + " has too many values");
    }
    return true;
  }

  const std::string& what_;
  int depth_ = 0;
  std::size_t parts_ = 0;
};

}  // namespace

Json parse_json(std::string_view text, const std::string& what) {
  DocumentBounds bounds(what);
  if (!Json::sax_parse(text, &bounds)) refuse(what, "valid JSON");
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

const Json& member(const Json& object, const char* key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

std::string text_of(const Json& value, const std::string& what) {
  if (value.is_null()) return {};
  if (!value.is_string()) refuse(what, "a string");
  return value.get<std::string>();
}

std::vector<std::string> texts_of(const Json& value, const std::string& what) {
  std::vector<std::string> texts;
  if (value.is_null()) return texts;
  if (!value.is_array()) refuse(what, "a list of strings");
  for (const Json& element : value) texts.push_back(text_of(element, what));
  return texts;
}

std::map<std::string, std::string> text_map_of(const Json& value, const std::string& what) {
  std::map<std::string, std::string> map;
  if (value.is_null()) return map;
  if (!value.is_object()) refuse(what, "a map of strings");
  for (const auto& [key, element] : value.items()) map[key] = text_of(element, what);
  return map;
}

std::vector<std::string> keys_of(const Json& value, const std::string& what) {
  std::vector<std::string> keys;
  if (value.is_null()) return keys;
  if (!value.is_object()) refuse(what, "a map");
  for (const auto& [key, element] : value.items()) keys.push_back(key);
  return keys;
}

std::uint64_t count_of(const Json& value, const std::string& what) {
  if (value.is_null()) return 0;
  if (!value.is_number_unsigned()) refuse(what, "a whole number");
  return value.get<std::uint64_t>();
}

std::uint64_t size_of(const Json& value, const std::string& what) {
  if (!value.is_number_unsigned()) refuse(what, "a size");
  return value.get<std::uint64_t>();
}

Platform platform_of(const Json& value, const std::string& what) {
  return normalised({text_of(member(value, "os"), what + ".os"),
                     text_of(member(value, "architecture"), what + ".architecture"),
                     text_of(member(value, "variant"), what + ".variant")});
}

Descriptor descriptor_of(const Json& value, const std::string& what) {
  if (!value.is_object()) refuse(what, "a descriptor");
  Descriptor descriptor{text_of(member(value, "mediaType"), what + ".mediaType"),
                        Digest::parse(text_of(member(value, "digest"), what + ".digest")),
                        size_of(member(value, "size"), what + ".size"),
                        texts_of(member(value, "urls"), what + ".urls"),
                        text_map_of(member(value, "annotations"), what + ".annotations"),
                        std::nullopt,
                        std::nullopt};
  if (const Json& platform = member(value, "platform"); !platform.is_null()) {
    descriptor.platform = platform_of(platform, what + ".platform");
  }
  if (const Json& data = member(value, "data"); !data.is_null()) {
    descriptor.data = decode_base64(text_of(data, what + ".data"), what + ".data");
  }
  return descriptor;
}

}  // namespace oci2boot
