// SPDX-License-Identifier: Apache-2.0
// The accounts of an image: its passwd, shadow, group and gshadow, read, edited and put back. They
// may be anything: what is not there is made when it is needed, what is a link becomes a file with
// the same text and more, and what cannot be an account file is an error of who asked for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "oci2boot/root_filesystem.h"
#include "src/boot/identity/account_file.h"
#include "src/boot/identity/identity.h"

namespace oci2boot {

struct Account {
  std::string name;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::string home;   ///< an absolute path
  std::string shell;  ///< may be empty: /bin/sh, as passwd(5) says
};

class Accounts {
 public:
  /// Throws Error (invalid_image) when one of the files is no regular file of at most 1 MiB.
  explicit Accounts(const RootFilesystem& root);

  /// Throws Error (invalid_image) when its line makes no sense: IDs that are no numbers, a home
  /// that is no absolute path.
  std::optional<Account> find(std::string_view name) const;

  /// A user with a locked password, a group of the same name, a home below /home and `shell`. A
  /// missing ID is the first from 1000 that no user has; the group has the same where it is free.
  /// Throws Error (usage) when another user has that ID.
  Account add(const NewUser& user, const std::string& shell);

  /// root as every Linux has it, where passwd has none.
  void ensure_root(const std::string& shell);

  /// Puts `hash` where login programs look: into shadow, which is made when it is missing.
  void set_password(std::string_view name, std::string_view hash);

  /// OpenSSH without PAM refuses keys as well when the password starts with "!" (sshd(8), "LOGIN
  /// PROCESS"). Makes that a "*", which no password matches either, unless a hash is behind it.
  /// False when there was nothing to do.
  bool allow_keys(std::string_view name);

  /// Writes what has changed. New files that hold hashes are readable to root, and to the group
  /// shadow where there is one. Throws Error (invalid_image) when something is in the way.
  void write(RootFilesystem& root, Timestamp time) const;

 private:
  struct File {
    std::string_view path;
    std::optional<Metadata> metadata;  ///< nothing: it is not there
    std::string old_text;
    AccountFile lines;
  };
  static File read(const RootFilesystem& root, std::string_view path);
  static void put(RootFilesystem& root, const File& file, const Metadata& metadata);
  std::uint32_t group_for(const std::string& name, std::uint32_t uid);
  Metadata secret_metadata() const;

  File passwd_;
  File shadow_;
  File group_;
  File gshadow_;
};

}  // namespace oci2boot
