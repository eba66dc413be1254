// SPDX-License-Identifier: Apache-2.0
#include "src/cli/identity_options.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// Passwords and keys are small; what is larger is another file.
constexpr std::size_t kLargestFile = 1U << 18;  // 256 KiB

/// The file may be a pipe (`<(pass show vm)`): it is read once, from its start.
std::string text_of(const std::string& option, const std::string& path) {
  const auto refuse = [&](const std::string& cause) {
    throw Error(ErrorCode::usage, option + " " + path + ": " + cause);
  };
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(errno_text(errno));
  std::string text(kLargestFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) refuse(errno_text(errno));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kLargestFile) refuse("it is larger than 256 KiB: not the file that is meant");
  return text;
}

std::vector<NewUser> new_users(const GivenOptions& given) {
  std::vector<NewUser> users;
  for (const std::string& text : given.all("add-user")) {
    NewUser user = parse_new_user(text);
    for (const NewUser& other : users) {
      if (other.name == user.name || (user.uid && other.uid == user.uid)) {
        throw Error(ErrorCode::usage,
                    "--add-user " + text + ": " + other.name + " was named before");
      }
    }
    users.push_back(std::move(user));
  }
  return users;
}

void refuse_contradictions(const GivenOptions& given) {
  static constexpr std::array<const char*, 3> kPatched = {"root-password-file", "add-user",
                                                          "ssh-key"};
  const std::vector<std::string> disabled = given.all("no-patch");
  const bool is_off = std::any_of(disabled.begin(), disabled.end(), [](const std::string& name) {
    return name == "identity" || name == "all";
  });
  for (const char* option : kPatched) {
    if (!is_off || given.all(option).empty()) continue;
    throw Error(ErrorCode::usage, "--" + std::string(option) +
                                      " and --no-patch identity (or all) contradict each other");
  }
}

}  // namespace

void declare_identity_options(Options& options) {
  const Options mine{{"root-password-file", OptionKind::once},
                     {"add-user", OptionKind::many},
                     {"ssh-key", OptionKind::many},
                     {"autologin", OptionKind::flag},
                     {"timezone", OptionKind::once}};
  options.insert(options.end(), mine.begin(), mine.end());
}

Identity identity_of(const GivenOptions& given) {
  refuse_contradictions(given);
  Identity identity;
  if (const auto file = given.one("root-password-file")) {
    identity.root_password = parse_password_file(text_of("--root-password-file", *file), *file);
  }
  identity.users = new_users(given);
  for (const std::string& file : given.all("ssh-key")) {
    for (std::string& key : parse_ssh_keys(text_of("--ssh-key", file), file)) {
      identity.ssh_keys.push_back(std::move(key));
    }
  }
  identity.autologin = given.flag("autologin");
  identity.timezone = given.one("timezone");
  if (identity.timezone) check_timezone(*identity.timezone);
  return identity;
}

}  // namespace oci2boot
