// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/plan_identity.h"

#include <algorithm>
#include <map>

#include "oci2boot/error.h"
#include "src/boot/environment.h"
#include "src/boot/identity/account_file.h"
#include "src/boot/identity/login_programs.h"
#include "src/boot/systems/programs.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr const char* kZones = "/usr/share/zoneinfo";

/// Who gets in on the console, by what passwd and shadow say.
struct ConsoleAccess {
  bool any_account = false;
  bool empty_root_password = false;
  bool any_password = false;  ///< some account has one, be it empty
};

bool is_locked(std::string_view password) {
  return password.starts_with('!') || password.starts_with('*');
}

/// The passwords of a shadow file by name: looked up for every account, of which a file that means
/// harm has very many. Of several lines for one name the first counts. Valid as long as the file.
std::map<std::string_view, std::string_view> secrets_of(const AccountFile& shadow) {
  std::map<std::string_view, std::string_view> secrets;
  shadow.each([&](const AccountFile::Fields& fields) {
    if (fields.size() > 1) secrets.emplace(fields[0], fields[1]);
  });
  return secrets;
}

ConsoleAccess console_access(const RootFilesystem& root) {
  const AccountFile passwd(file_text(root, "/etc/passwd").value_or(""));
  const AccountFile shadow(file_text(root, "/etc/shadow").value_or(""));
  const std::map<std::string_view, std::string_view> secrets = secrets_of(shadow);
  ConsoleAccess access;
  passwd.each([&](const AccountFile::Fields& fields) {
    if (fields.size() < 2) return;
    access.any_account = true;
    std::string_view password = fields[1];
    if (password == "x") {
      const auto secret = secrets.find(fields[0]);
      if (secret == secrets.end()) return;
      password = secret->second;
    }
    if (is_locked(password)) return;
    access.any_password = true;
    if (password.empty() && fields[0] == "root") access.empty_root_password = true;
  });
  return access;
}

std::string shell_of_root(const RootFilesystem& root) {
  constexpr std::size_t kShell = 6;
  const AccountFile passwd(file_text(root, "/etc/passwd").value_or(""));
  const std::optional<AccountFile::Fields> fields = passwd.find("root");
  return fields && fields->size() > kShell ? std::string((*fields)[kShell]) : "";
}

/// An init of the image asks who is there, where there is a program that does.
void note_logins(const RootFilesystem& root, BootPlan& plan) {
  const Identity& identity = plan.identity;
  if (identity.root_password || identity.autologin || !find_getty(root)) return;
  const ConsoleAccess access = console_access(root);
  if (access.any_account && !access.any_password) {
    plan.notes.emplace_back(
        "no account of the image has a password: its login prompt lets nobody in without "
        "--root-password-file or --autologin");
  }
  if (access.empty_root_password) {
    plan.notes.emplace_back(
        "root has an empty password in the image: whoever reaches its login prompt is root "
        "(--root-password-file sets one)");
  }
}

void note_what_lacks(const RootFilesystem& root, BootPlan& plan) {
  const Identity& identity = plan.identity;
  if (!identity.ssh_keys.empty() && !has_ssh_server(root)) {
    plan.notes.emplace_back(
        "the image has no SSH server (sshd, dropbear): --ssh-key lets nobody in");
  }
  const bool wants_login = identity.root_password || identity.autologin || !identity.users.empty();
  if (wants_login && !is_usable_shell(root, login_shell(root, shell_of_root(root)))) {
    plan.notes.emplace_back("the image has no shell: nobody can log in");
  }
  if (plan.mode == BootMode::container && identity.autologin) {
    plan.notes.emplace_back(
        "--autologin changes nothing here: the console is the program's, and nobody logs in "
        "(--init names an init that lets people in)");
  }
}

void plan_timezone(const BootOptions& options, const RootFilesystem& root, BootPlan& plan) {
  const std::string& zone = *plan.identity.timezone;
  check_timezone(zone);
  const bool there = has_zone(root.tree, zone);
  if (!there && root.tree.lookup(kZones)) {
    throw Error(ErrorCode::usage, "--timezone " + zone + ": the image has no such time zone in " +
                                      std::string(kZones));
  }
  const bool typed = std::any_of(options.env.begin(), options.env.end(), [](const auto& variable) {
    return variable == "TZ" || variable.starts_with("TZ=");
  });
  const bool for_program = plan.mode == BootMode::container || find_variable(plan.env, "TZ");
  if (!typed && for_program) plan.env = merge_environment(plan.env, {"TZ=" + zone});
  if (!there && zone != "UTC") {
    plan.notes.push_back("the image has no time zones (" + std::string(kZones) +
                         ", mostly of the package tzdata): only programs that bring their own "
                         "follow --timezone");
  }
}

}  // namespace

std::string zone_path(const std::string& timezone) {
  return std::string(kZones) + "/" + timezone;
}

bool has_zone(const FileTree& tree, const std::string& timezone) {
  const std::optional<InodeId> inode = tree.lookup(zone_path(timezone));
  return inode && tree.type(*inode) == FileType::regular;
}

void plan_identity(const BootOptions& options, const RootFilesystem& root, BootPlan& plan) {
  plan.identity = options.identity;
  if (plan.identity.timezone) plan_timezone(options, root, plan);
  note_what_lacks(root, plan);
  if (plan.mode == BootMode::handover) note_logins(root, plan);
}

}  // namespace oci2boot
