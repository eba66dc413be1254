// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/accounts.h"

#include <charconv>
#include <set>

#include "oci2boot/error.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kTextLimit = 1U << 20;
constexpr std::uint32_t kFirstUserId = 1000;  // UID_MIN of login.defs(5)

// Fields of passwd(5), shadow(5), group(5).
constexpr std::size_t kPassword = 1;
constexpr std::size_t kUid = 2;
constexpr std::size_t kGid = 3;
constexpr std::size_t kHome = 5;
constexpr std::size_t kShell = 6;
constexpr std::size_t kGroupId = 2;

/// "See shadow": what passwd has for a password there.
constexpr std::string_view kInShadow = "x";
/// No password matches it, and OpenSSH still takes keys.
constexpr std::string_view kLocked = "*";

/// What follows a password in shadow(5), as Alpine has it: it never expires. With nothing but empty
/// fields, BusyBox takes a line for none.
constexpr const char* kNoAging = "::0:::::";

std::optional<std::uint32_t> parse_id(std::string_view text) {
  std::uint32_t id = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || stop != end) return std::nullopt;
  return id;
}

std::set<std::uint32_t> ids_of(const AccountFile& file, std::size_t field) {
  std::set<std::uint32_t> ids;
  file.each([&](const AccountFile::Fields& fields) {
    if (fields.size() <= field) return;
    if (const auto id = parse_id(fields[field])) ids.insert(*id);
  });
  return ids;
}

/// The first from `id` on that is in none of them; there is one, as files are bounded.
std::uint32_t first_free(std::uint32_t id, const std::set<std::uint32_t>& users,
                         const std::set<std::uint32_t>& groups) {
  while (users.contains(id) || groups.contains(id)) ++id;
  return id;
}

std::string name_of_uid(const AccountFile& passwd, std::uint32_t uid) {
  std::string name;
  passwd.each([&](const AccountFile::Fields& fields) {
    if (name.empty() && fields.size() > kUid && parse_id(fields[kUid]) == uid) name = fields[0];
  });
  return name;
}

std::string ids_text(std::uint32_t uid, std::uint32_t gid) {
  return std::to_string(uid) + ":" + std::to_string(gid);
}

}  // namespace

Accounts::Accounts(const RootFilesystem& root)
    : passwd_(read(root, "/etc/passwd")),
      shadow_(read(root, "/etc/shadow")),
      group_(read(root, "/etc/group")),
      gshadow_(read(root, "/etc/gshadow")) {}

Accounts::File Accounts::read(const RootFilesystem& root, std::string_view path) {
  const std::optional<InodeId> inode = root.tree.lookup(path);
  if (!inode) return {path, {}, {}, {}};
  if (root.tree.type(*inode) != FileType::regular || root.tree.size(*inode) > kTextLimit) {
    throw Error(ErrorCode::invalid_image, "the image's " + std::string(path) +
                                              " is no file of at most 1 MiB: accounts cannot be "
                                              "changed; leave out what changes them");
  }
  std::string text = read_file(root, *inode, kTextLimit);
  return {path, root.tree.metadata(*inode), text, AccountFile(text)};
}

std::optional<Account> Accounts::find(std::string_view name) const {
  const std::optional<AccountFile::Fields> fields = passwd_.lines.find(name);
  if (!fields) return std::nullopt;
  if (fields->size() > kHome) {
    const std::optional<std::uint32_t> uid = parse_id((*fields)[kUid]);
    const std::optional<std::uint32_t> gid = parse_id((*fields)[kGid]);
    const std::string_view shell = fields->size() > kShell ? (*fields)[kShell] : "";
    if (uid && gid && (*fields)[kHome].starts_with('/')) {
      return Account{std::string(name), *uid, *gid, std::string((*fields)[kHome]),
                     std::string(shell)};
    }
  }
  throw Error(ErrorCode::invalid_image, "the image's /etc/passwd has a line for " +
                                            std::string(name) +
                                            " that makes no sense: expected NAME:PASSWORD:UID:GID:"
                                            "COMMENT:HOME:SHELL");
}

void Accounts::ensure_root(const std::string& shell) {
  if (!passwd_.lines.find("root")) passwd_.lines.append("root:*:0:0:root:/root:" + shell);
  if (!group_.metadata && !group_.lines.find("root")) group_.lines.append("root:x:0:");
}

std::uint32_t Accounts::group_for(const std::string& name, std::uint32_t uid) {
  if (const auto fields = group_.lines.find(name); fields && fields->size() > kGroupId) {
    if (const auto gid = parse_id((*fields)[kGroupId])) return *gid;
  }
  const std::set<std::uint32_t> taken = ids_of(group_.lines, kGroupId);
  const std::uint32_t gid = taken.contains(uid) ? first_free(kFirstUserId, {}, taken) : uid;
  group_.lines.append(name + ":x:" + std::to_string(gid) + ":");
  if (gshadow_.metadata) gshadow_.lines.append(name + ":!::");
  return gid;
}

Account Accounts::add(const NewUser& user, const std::string& shell) {
  const std::set<std::uint32_t> taken = ids_of(passwd_.lines, kUid);
  if (user.uid && taken.contains(*user.uid)) {
    throw Error(ErrorCode::usage, "--add-user " + user.name + ":" + std::to_string(*user.uid) +
                                      ": the image's user " +
                                      name_of_uid(passwd_.lines, *user.uid) +
                                      " has that ID; choose another, or name that user");
  }
  Account account;
  account.name = user.name;
  account.uid =
      user.uid ? *user.uid : first_free(kFirstUserId, taken, ids_of(group_.lines, kGroupId));
  account.gid = group_for(user.name, account.uid);
  account.home = "/home/" + user.name;
  account.shell = shell;
  const std::string_view password = shadow_.metadata ? kInShadow : kLocked;
  passwd_.lines.append(user.name + ":" + std::string(password) + ":" +
                       ids_text(account.uid, account.gid) + "::" + account.home + ":" + shell);
  if (!shadow_.metadata) return account;
  if (shadow_.lines.find(user.name)) {
    shadow_.lines.set(user.name, kPassword, kLocked);
  } else {
    shadow_.lines.append(user.name + ":" + std::string(kLocked) + kNoAging);
  }
  return account;
}

void Accounts::set_password(std::string_view name, std::string_view hash) {
  if (!shadow_.lines.find(name)) shadow_.lines.append(std::string(name) + ":" + kNoAging);
  shadow_.lines.set(name, kPassword, hash);
  const std::optional<AccountFile::Fields> fields = passwd_.lines.find(name);
  if (fields && (fields->size() <= kPassword || (*fields)[kPassword] != kInShadow)) {
    passwd_.lines.set(name, kPassword, kInShadow);
  }
}

bool Accounts::allow_keys(std::string_view name) {
  for (File* file : {&passwd_, &shadow_}) {
    const std::optional<AccountFile::Fields> fields = file->lines.find(name);
    if (!fields || fields->size() <= kPassword) continue;
    const std::string_view password = (*fields)[kPassword];
    if (!password.starts_with('!') || password.find('$') != std::string_view::npos) continue;
    file->lines.set(name, kPassword, kLocked);
    return true;
  }
  return false;
}

Metadata Accounts::secret_metadata() const {
  Metadata metadata{0600, 0, 0, {}, {}};
  const std::optional<AccountFile::Fields> fields = group_.lines.find("shadow");
  if (!fields || fields->size() <= kGroupId) return metadata;
  if (const auto gid = parse_id((*fields)[kGroupId])) {
    metadata.permissions = 0640;
    metadata.gid = *gid;
  }
  return metadata;
}

void Accounts::put(RootFilesystem& root, const File& file, const Metadata& metadata) {
  if (!put_text(root, file.path, file.lines.text(), metadata.mtime)) {
    throw Error(ErrorCode::invalid_image, "cannot write " + std::string(file.path) +
                                              " in the image: a file or a link is in the way");
  }
  // put_text() knows the metadata of what was a regular file there, but nothing of a link's target.
  root.tree.set_metadata(*root.tree.lookup_no_follow(file.path), metadata);
}

void Accounts::write(RootFilesystem& root, Timestamp time) const {
  for (const File* file : {&passwd_, &group_, &shadow_, &gshadow_}) {
    if (file->lines.text() == file->old_text) continue;
    const bool is_secret = file == &shadow_ || file == &gshadow_;
    Metadata metadata =
        file->metadata.value_or(is_secret ? secret_metadata() : Metadata{0644, 0, 0, {}, {}});
    metadata.mtime = time;
    put(root, *file, metadata);
  }
}

}  // namespace oci2boot
