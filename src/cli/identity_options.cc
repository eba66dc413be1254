// SPDX-License-Identifier: Apache-2.0
#include "src/cli/identity_options.h"

#include <cerrno>
#include <fstream>

#include "oci2boot/error.h"
#include "src/cli/suggestions.h"

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
  if (!file) {
    const std::string cause = errno_text(errno);
    const std::string near = nearest_file(path);
    refuse(near.empty() ? cause : cause + " (did you mean '" + near + "'?)");
  }
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

}  // namespace

void declare_identity_options(Options& options) {
  using enum OptionKind;
  using enum Reach;
  add_group(options, "Who may log in",
            {{.names = "root-password-file",
              .kind = once,
              .value = "FILE",
              .help = "its one line is root's password",
              .completes = ValueKind::file},
             {.names = "add-user",
              .kind = many,
              .value = "NAME[:UID]",
              .help = "a user, who has no password",
              .reach = project},
             {.names = "ssh-key",
              .kind = many,
              .value = "FILE",
              .help = "public keys: for the added users, else for root",
              .completes = ValueKind::file},
             {.names = "autologin",
              .help = "on the console: the first added user, else root",
              .reach = project}});
}

Identity identity_of(const GivenOptions& given) {
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
