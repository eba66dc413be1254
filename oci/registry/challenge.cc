// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/challenge.h"

#include <algorithm>
#include <cstddef>

namespace oci2boot {

namespace {

/// No honest registry comes near these; a header beyond them is read as far as they go.
constexpr std::size_t kLongestHeader = 64U << 10;
constexpr std::size_t kMostChallenges = 32;
constexpr std::size_t kMostParameters = 64;

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

/// Reads from the front of a text and never past its end.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  bool at_end() const { return left_.empty(); }
  bool at(char c) const { return !left_.empty() && left_.front() == c; }

  void skip_spaces() {
    while (!left_.empty() && is_space(left_.front())) left_.remove_prefix(1);
  }

  bool skip(char c) {
    if (!at(c)) return false;
    left_.remove_prefix(1);
    return true;
  }

  /// A token; empty when none is here.
  std::string_view token() {
    std::size_t size = 0;
    while (size < left_.size() && is_token_character(left_[size])) ++size;
    return take(size);
  }

  /// The inside of a quoted-string; an unclosed one ends with the text.
  std::string quoted() {
    std::string value;
    skip('"');
    while (!left_.empty() && !at('"')) {
      if (at('\\') && left_.size() > 1) left_.remove_prefix(1);
      value += left_.front();
      left_.remove_prefix(1);
    }
    skip('"');
    return value;
  }

  /// A value that should have been quoted and is not.
  std::string_view bare() {
    std::size_t size = 0;
    while (size < left_.size() && left_[size] != ',' && !is_space(left_[size])) ++size;
    return take(size);
  }

  /// To behind the next comma that is not quoted.
  void skip_element() {
    while (!left_.empty() && !at(',')) {
      if (at('"')) {
        quoted();
      } else {
        left_.remove_prefix(1);
      }
    }
    skip(',');
  }

  /// The "=" of a parameter, which may have spaces around it. A second "=", or none: what came
  /// before was no parameter's name (token68 ends in padding), and nothing is skipped.
  bool skip_equals() {
    const std::string_view before = left_;
    skip_spaces();
    if (skip('=') && !at('=')) {
      skip_spaces();
      if (!at_end() && !at(',')) return true;
    }
    left_ = before;
    return false;
  }

 private:
  std::string_view take(std::size_t size) {
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

  std::string_view left_;
};

/// A parameter's value, behind its "=". The first of a name stands (RFC 9110 forbids a second).
void read_parameter(Scanner& scanner, std::string_view name, Challenge& challenge) {
  std::string value = scanner.at('"') ? scanner.quoted() : std::string(scanner.bare());
  if (challenge.parameters.size() < kMostParameters) {
    challenge.parameters.emplace(lower_case(name), std::move(value));
  }
}

}  // namespace

std::vector<Challenge> parse_challenges(std::string_view header) {
  std::vector<Challenge> challenges;
  Scanner scanner(header.substr(0, kLongestHeader));
  // An element between commas is "SCHEME", "SCHEME NAME=VALUE", "SCHEME TOKEN68" or, for the scheme
  // before it, "NAME=VALUE".
  while (!scanner.at_end()) {
    scanner.skip_spaces();
    const std::string_view word = scanner.token();
    if (word.empty()) {
      scanner.skip_element();
      continue;
    }
    if (scanner.skip_equals()) {
      Challenge nobody;
      read_parameter(scanner, word, challenges.empty() ? nobody : challenges.back());
      scanner.skip_element();
      continue;
    }
    if (challenges.size() == kMostChallenges) break;
    challenges.push_back({lower_case(word), {}});
    scanner.skip_spaces();
    const std::string_view name = scanner.token();
    if (!name.empty() && scanner.skip_equals()) {
      read_parameter(scanner, name, challenges.back());
    }
    scanner.skip_element();
  }
  return challenges;
}

}  // namespace oci2boot
