// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/identity.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMaxUserName = 32;   // useradd(8)
constexpr std::size_t kMaxPassword = 511;  // CRYPT_MAX_PASSPHRASE_SIZE with its NUL
constexpr std::size_t kMaxZoneName = 255;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) {
  return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z');
}

bool is_user_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxUserName) return false;
  if (!is_lower(name.front()) && name.front() != '_') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

/// The two that mean "no ID" to the kernel's calls, of 16 and of 32 bits, are left out.
std::optional<std::uint32_t> parse_uid(std::string_view text) {
  std::uint32_t uid = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, uid);
  if (error != std::errc() || stop != end) return std::nullopt;
  if (uid == 0 || uid == UINT16_MAX || uid == UINT32_MAX) return std::nullopt;
  return uid;
}

/// The words of a line, those in quotes (the values of options, sshd(8)) not taken apart.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    const bool ends = i == line.size() || (!quoted && (line[i] == ' ' || line[i] == '\t'));
    if (!ends) {
      if (line[i] == '"' && (i == 0 || line[i - 1] != '\\')) quoted = !quoted;
      continue;
    }
    if (i > start) words.push_back(line.substr(start, i - start));
    start = i + 1;
  }
  return words;
}

bool is_key_type(std::string_view word) {
  static constexpr std::array<std::string_view, 3> kFamilies = {"ssh-", "ecdsa-", "sk-"};
  return std::any_of(kFamilies.begin(), kFamilies.end(), [&](std::string_view family) {
    return word.starts_with(family) && word.size() > family.size();
  });
}

/// A key as it goes over the wire starts with the length of its type's name, four bytes of which
/// three are 0: "AAAA" in base64 (RFC 4253, section 6.6).
bool is_key_text(std::string_view word) {
  const std::string_view digits = word.substr(0, word.find('='));
  return word.starts_with("AAAA") && word.size() > 16 &&
         std::all_of(digits.begin(), digits.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '+' || c == '/'; });
}

/// [OPTIONS] TYPE KEY [COMMENT]
bool is_key_line(std::string_view line) {
  const std::vector<std::string_view> words = words_of(line);
  for (std::size_t type = 0; type < 2 && type + 1 < words.size(); ++type) {
    if (is_key_type(words[type]) && is_key_text(words[type + 1])) return true;
  }
  return false;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

std::optional<std::string> console_user(const Identity& identity) {
  if (!identity.autologin) return std::nullopt;
  return identity.users.empty() ? "root" : identity.users.front().name;
}

NewUser parse_new_user(std::string_view text) {
  const auto refuse = [&](const std::string& cause) {
    throw Error(ErrorCode::usage, "--add-user " + std::string(text) + ": " + cause);
  };
  const std::size_t colon = text.find(':');
  NewUser user{std::string(text.substr(0, colon)), {}};
  if (!is_user_name(user.name)) {
    refuse("expected NAME[:UID], the name of lower case letters, digits, _ and -, at most 32");
  }
  if (user.name == "root") refuse("root is there already; --root-password-file is about it");
  if (colon != std::string_view::npos) {
    user.uid = parse_uid(text.substr(colon + 1));
    if (!user.uid) refuse("expected a user ID from 1 to 4294967294, other than 65535");
  }
  return user;
}

std::string parse_password_file(std::string_view text, std::string_view file) {
  const auto refuse = [&](const std::string& cause) {
    throw Error(ErrorCode::usage, "--root-password-file " + std::string(file) + ": " + cause);
  };
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) refuse("it is empty, and a password must not be");
  if (text.find('\n') != std::string_view::npos) refuse("expected one line, the password");
  if (text.size() > kMaxPassword) refuse("the password is longer than 511 bytes");
  if (std::any_of(text.begin(), text.end(), is_control)) {
    refuse("the password has a control character, which nobody could type");
  }
  return std::string(text);
}

std::vector<std::string> parse_ssh_keys(std::string_view text, std::string_view file) {
  const auto refuse = [&](const std::string& cause) {
    throw Error(ErrorCode::usage, "--ssh-key " + std::string(file) + ": " + cause);
  };
  if (text.find("PRIVATE KEY-----") != std::string_view::npos) {
    refuse("this is a private key, which stays where it is; name the public one (mostly *.pub)");
  }
  std::vector<std::string> keys;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
    if (line.empty() || line.front() == '#') continue;
    if (!is_key_line(line) || line.find('\0') != std::string_view::npos) {
      refuse("line " + std::to_string(number) + " is no public key as OpenSSH writes them");
    }
    keys.emplace_back(line);
  }
  if (keys.empty()) refuse("there is no public key in it");
  return keys;
}

void check_timezone(const std::string& name) {
  std::string_view rest = name;
  bool good = name.size() <= kMaxZoneName;
  while (good) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    good = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return is_letter_or_digit(c) || c == '_' || c == '-' || c == '+';
    });
    if (part.size() == rest.size()) break;
    rest.remove_prefix(part.size() + 1);
  }
  if (good) return;
  throw Error(ErrorCode::usage,
              "--timezone " + name + ": expected a name such as UTC or Europe/Berlin");
}

}  // namespace oci2boot
