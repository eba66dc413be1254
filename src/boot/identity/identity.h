// SPDX-License-Identifier: Apache-2.0
// Who may log in to the machine, and what it takes for where it is: what users type, and what the
// patch `identity` makes of it in the image's passwd, shadow and group.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

/// --add-user NAME[:UID]
struct NewUser {
  std::string name;
  std::optional<std::uint32_t> uid;
  bool operator==(const NewUser&) const = default;
};

/// What is empty was not typed, and leaves the image as it is.
struct Identity {
  std::optional<std::string> root_password;  ///< in the clear; never told to anyone
  std::vector<NewUser> users;                ///< each name once
  std::vector<std::string> ssh_keys;  ///< lines of authorized_keys; for the added users, else root
  bool autologin = false;             ///< on the console: as the first added user, else root
  std::optional<std::string> timezone;  ///< "Europe/Berlin"
  std::string salt_seed;                ///< of the image, see salt_for(); not typed
  bool operator==(const Identity&) const = default;
};

/// Who is logged in on the console without being asked; nothing: nobody.
std::optional<std::string> console_user(const Identity& identity);

/// NAME[:UID]: a name as useradd(8) takes it (a lower case letter or _, then letters, digits, _ and
/// -, 32 at most), an ID from 1 to 4294967294. Throws Error (usage), also for root, who is there.
NewUser parse_new_user(std::string_view text);

/// The password in a file's text: its only line, 511 bytes at most as crypt(3) has it, no control
/// characters. `file` is its name for messages, which never have a part of `text`. Throws Error
/// (usage); an empty password as well is one that nobody may have.
std::string parse_password_file(std::string_view text, std::string_view file);

/// The keys in the text of a file of public keys, as sshd(8) describes authorized_keys: a line
/// each, options in front and all. Throws Error (usage) when it has none, or something else.
std::vector<std::string> parse_ssh_keys(std::string_view text, std::string_view file);

/// A name below /usr/share/zoneinfo: "UTC", "Europe/Berlin", "Etc/GMT+1". Throws Error (usage).
void check_timezone(const std::string& name);

}  // namespace oci2boot
