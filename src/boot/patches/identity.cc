// SPDX-License-Identifier: Apache-2.0
// Who may log in: root's password, further users, keys for SSH. A user who is there already is
// taken as one who was added; nothing that was not asked for is changed.
#include "oci2boot/error.h"
#include "src/boot/identity/accounts.h"
#include "src/boot/identity/home_folder.h"
#include "src/boot/identity/login_programs.h"
#include "src/boot/patches/patches.h"

namespace oci2boot {

namespace {

/// root's shell as the image has it; empty where it has no root.
std::string shell_of_root(const Accounts& accounts) {
  const std::optional<Account> root = accounts.find("root");
  return root ? root->shell : "";
}

void check_same_id(const NewUser& wanted, const Account& there) {
  if (!wanted.uid || *wanted.uid == there.uid) return;
  throw Error(ErrorCode::usage, "--add-user " + wanted.name + ":" + std::to_string(*wanted.uid) +
                                    ": the image has that user, with the ID " +
                                    std::to_string(there.uid));
}

/// The user, who is there afterwards.
Account bring_in(PatchContext& context, Accounts& accounts, const NewUser& user,
                 const std::string& shell, PatchChanges& changes) {
  if (const std::optional<Account> there = accounts.find(user.name)) {
    check_same_id(user, *there);
    return *there;
  }
  Account account = accounts.add(user, shell);
  ensure_home(context.root, account, context.time);
  changes.push_back("added the user " + account.name + " (" + std::to_string(account.uid) + ":" +
                    std::to_string(account.gid) + ")");
  return account;
}

void let_in_by_key(PatchContext& context, Accounts& accounts, const Account& account,
                   PatchChanges& changes) {
  const std::vector<std::string>& keys = context.plan.identity.ssh_keys;
  const std::size_t added = add_authorized_keys(context.root, account, keys, context.time);
  if (added > 0) {
    changes.push_back("added " + std::to_string(added) + (added == 1 ? " SSH key" : " SSH keys") +
                      " for " + account.name);
  }
  if (accounts.allow_keys(account.name)) {
    changes.push_back("let keys in for " + account.name + ", whose password stays locked");
  }
}

void set_root_password(PatchContext& context, Accounts& accounts, PatchChanges& changes) {
  const Identity& identity = context.plan.identity;
  const HashMethod method = best_hash_method(context.root);
  accounts.set_password(
      "root", hash_password(*identity.root_password, salt_for(identity.salt_seed, "root"), method));
  changes.emplace_back(method == HashMethod::yescrypt ? "set root's password (yescrypt)"
                                                      : "set root's password (SHA-512)");
}

}  // namespace

PatchChanges patch_identity(PatchContext& context) {
  const Identity& identity = context.plan.identity;
  if (!identity.root_password && identity.users.empty() && identity.ssh_keys.empty()) return {};
  PatchChanges changes;
  Accounts accounts(context.root);
  const std::string shell = login_shell(context.root, shell_of_root(accounts));
  accounts.ensure_root(shell);
  std::vector<Account> key_holders;
  for (const NewUser& user : identity.users) {
    key_holders.push_back(bring_in(context, accounts, user, shell, changes));
  }
  if (key_holders.empty()) key_holders.push_back(*accounts.find("root"));
  if (identity.root_password) set_root_password(context, accounts, changes);
  if (!identity.ssh_keys.empty()) {
    for (const Account& account : key_holders) {
      let_in_by_key(context, accounts, account, changes);
    }
  }
  accounts.write(context.root, context.time);
  return changes;
}

}  // namespace oci2boot
