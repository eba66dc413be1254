// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/reference.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::string_view kDefaultRegistry = "docker.io";
constexpr std::size_t kMaxRepository = 255;
constexpr std::size_t kMaxTag = 128;

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool is_letter_or_digit(char c) {
  return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z');
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::usage,
              "'" + std::string(text.substr(0, 512)) + "' is not an image name: " + why);
}

/// One part of a repository name: [a-z0-9]+ joined by one '.', one or two '_', or any '-'.
bool is_repository_part(std::string_view part) {
  if (part.empty() || !is_lower_or_digit(part.front()) || !is_lower_or_digit(part.back())) {
    return false;
  }
  for (std::size_t i = 0; i < part.size();) {
    if (is_lower_or_digit(part[i])) {
      ++i;
      continue;
    }
    const std::size_t end = std::min(part.find_first_not_of(part[i], i), part.size());
    const std::size_t run = end - i;
    const bool separator =
        part[i] == '-' || (part[i] == '.' && run == 1) || (part[i] == '_' && run <= 2);
    if (!separator || !is_lower_or_digit(part[end])) return false;
    i = end;
  }
  return true;
}

/// Labels of letters, digits and '-' (not at their ends), joined by single dots.
bool is_host_name(std::string_view name) {
  while (true) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const std::string_view label = name.substr(0, dot);
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '-'; };
    if (!std::all_of(label.begin(), label.end(), allowed)) return false;
    if (dot == name.size()) return true;
    name.remove_prefix(dot + 1);
  }
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  return error == std::errc() && stop == end && port != 0;
}

bool is_host(std::string_view registry) {
  std::string_view host = registry;
  if (host.starts_with('[')) {  // an IPv6 address
    const std::size_t close = host.find(']');
    if (close == std::string_view::npos || close == 1) return false;
    const std::string_view address = host.substr(1, close - 1);
    const auto is_address_char = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':';
    };
    if (!std::all_of(address.begin(), address.end(), is_address_char)) return false;
    host.remove_prefix(close + 1);
    if (host.empty()) return true;
    if (host.front() != ':') return false;
  } else {
    const std::size_t colon = std::min(host.find(':'), host.size());
    if (!is_host_name(host.substr(0, colon))) return false;
    host.remove_prefix(colon);
    if (host.empty()) return true;
  }
  return is_port(host.substr(1));
}

bool is_tag(std::string_view tag) {
  const auto is_tag_char = [](char c) {
    return is_letter_or_digit(c) || c == '_' || c == '.' || c == '-';
  };
  return !tag.empty() && tag.size() <= kMaxTag && tag.front() != '.' && tag.front() != '-' &&
         std::all_of(tag.begin(), tag.end(), is_tag_char);
}

/// Docker takes 64 hex digits for an image ID, never for a name.
bool is_image_id(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Docker's rule: the part before the first slash is a host when it could not be a user's name.
bool names_a_host(std::string_view first) {
  return first.find_first_of(".:[") != std::string_view::npos || first == "localhost" ||
         std::any_of(first.begin(), first.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Reference Reference::parse(std::string_view text) {
  if (is_image_id(text)) refuse(text, "it is an image ID; give the image's name");
  if (const std::size_t end = text.find("://"); end != std::string_view::npos) {
    refuse(text, "leave '" + std::string(text.substr(0, end + 3)) + "' out");
  }
  Reference reference;
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    try {
      reference.digest = Digest::parse(rest.substr(at + 1));
    } catch (const Error& error) {
      refuse(text, error.what());
    }
    rest = rest.substr(0, at);
  }
  const std::size_t slash = rest.find('/');
  reference.registry = kDefaultRegistry;
  if (slash != std::string_view::npos && names_a_host(rest.substr(0, slash))) {
    reference.registry = rest.substr(0, slash);
    if (!is_host(reference.registry))
      refuse(text, "'" + reference.registry + "' is not a host, or not HOST:PORT");
    if (reference.registry == "index.docker.io") reference.registry = kDefaultRegistry;
    rest = rest.substr(slash + 1);
  }
  if (const std::size_t colon = rest.rfind(':'); colon != std::string_view::npos) {
    reference.tag = rest.substr(colon + 1);
    if (!is_tag(reference.tag)) {
      refuse(text, "a tag is up to 128 letters, digits, '_', '.' and '-'");
    }
    rest = rest.substr(0, colon);
  } else if (!reference.digest) {
    reference.tag = "latest";
  }
  reference.repository = rest;
  for (std::string_view parts = rest;;) {
    const std::size_t end = std::min(parts.find('/'), parts.size());
    if (!is_repository_part(parts.substr(0, end))) {
      refuse(text, "its parts are lower-case letters and digits, joined by '.', '_' or '-'");
    }
    if (end == parts.size()) break;
    parts.remove_prefix(end + 1);
  }
  if (reference.registry == kDefaultRegistry && rest.find('/') == std::string_view::npos) {
    reference.repository = "library/" + reference.repository;
  }
  if (reference.repository.size() > kMaxRepository) {
    refuse(text, "it is longer than 255 characters");
  }
  return reference;
}

std::string Reference::text() const {
  std::string text = registry + "/" + repository;
  if (!tag.empty()) text += ":" + tag;
  if (digest) text += "@" + digest->text();
  return text;
}

std::string Reference::familiar_text() const {
  constexpr std::string_view kOfficial = "library/";
  std::string text = this->text();
  // Without the registry, a first part that looks like a host would be taken for one.
  if (registry != kDefaultRegistry || names_a_host(repository.substr(0, repository.find('/')))) {
    return text;
  }
  text.erase(0, registry.size() + 1);
  // Only a single part below it is what a name without it means.
  const bool official = repository.starts_with(kOfficial) &&
                        repository.find('/', kOfficial.size()) == std::string::npos;
  if (official) text.erase(0, kOfficial.size());
  return text;
}

}  // namespace oci2boot
