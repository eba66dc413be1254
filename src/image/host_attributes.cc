// SPDX-License-Identifier: Apache-2.0
#include "src/image/host_attributes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>

#include "oci2boot/error.h"
#include "src/image/owner_record.h"
#include "src/image/write_fully.h"

namespace oci2boot {
namespace {

[[noreturn]] void throw_failed(const std::string& path) {
  throw_write_error(errno, shown_path(path));
}

/// Where there is no descriptor the name is reached through the folder's, never through a path that
/// somebody could change.
int set_attribute(const WrittenFile& file, const char* name, const std::string& value) {
  if (file.fd >= 0) return fsetxattr(file.fd, name, value.data(), value.size(), 0);
  const std::string path = "/proc/self/fd/" + std::to_string(file.folder) + "/" + file.name;
  return lsetxattr(path.c_str(), name, value.data(), value.size(), 0);
}

}  // namespace

HostAttributes::HostAttributes(const FileTree& tree) : tree_(tree), is_root_(geteuid() == 0) {}

void HostAttributes::apply(const WrittenFile& file, InodeId inode, const std::string& path) {
  const bool is_owned = set_owner(file, inode, path);
  set_attributes(file, inode, path);
  if (!is_owned) record_owner(file, inode, path);
  if (file.is_stand_in) {
    stand_ins_.add(path);
    record_stat(file, inode, path);
  }
  set_mode(file, inode, is_owned, path);
  set_time(file, inode, path);
}

bool HostAttributes::set_owner(const WrittenFile& file, InodeId inode,
                               const std::string& path) const {
  if (!is_root_) return false;
  const uid_t uid = tree_.uid(inode);
  const gid_t gid = tree_.gid(inode);
  const int result = file.fd >= 0 ? fchown(file.fd, uid, gid)
                                  : fchownat(file.folder, file.name, uid, gid, AT_SYMLINK_NOFOLLOW);
  if (result == 0) return true;
  // Root of a user namespace, which may not have all owners.
  if (errno == EPERM || errno == EINVAL) return false;
  throw_failed(path);
}

/// The kernel keeps such attributes at files and directories alone.
void HostAttributes::record_owner(const WrittenFile& file, InodeId inode, const std::string& path) {
  const std::string record = owner_record(tree_.uid(inode), tree_.gid(inode));
  if (record.empty()) return;
  (set_attribute(file, kOwnerAttribute, record) == 0 ? recorded_ : lost_).add(path);
}

void HostAttributes::record_stat(const WrittenFile& file, InodeId inode, const std::string& path) {
  (set_attribute(file, kStatAttribute, stat_record(tree_, inode)) == 0 ? recorded_ : lost_)
      .add(path);
}

void HostAttributes::set_attributes(const WrittenFile& file, InodeId inode,
                                    const std::string& path) {
  for (const Xattr& xattr : tree_.xattrs(inode)) {
    if (set_attribute(file, xattr.name.c_str(), xattr.value) == 0) continue;
    if (left_out_.count() == 0) left_out_cause_ = xattr.name + ": " + errno_text(errno);
    left_out_.add(path);
  }
}

void HostAttributes::set_mode(const WrittenFile& file, InodeId inode, bool is_owned,
                              const std::string& path) {
  const FileType type = tree_.type(inode);
  if (type == FileType::symlink) return;  // they have none
  mode_t mode = tree_.permissions(inode);
  constexpr mode_t kPrivileged = S_ISUID | S_ISGID;
  if (!is_owned && type == FileType::regular && (mode & kPrivileged) != 0) {
    // They speak of the image's owner: with whoever unpacks it as the owner, everybody on this
    // machine could become that user.
    mode &= ~kPrivileged;
    record_stat(file, inode, path);
  }
  const int result = file.fd >= 0 ? fchmod(file.fd, mode)
                                  : fchmodat(file.folder, file.name, mode, AT_SYMLINK_NOFOLLOW);
  if (result != 0) throw_failed(path);
}

void HostAttributes::set_time(const WrittenFile& file, InodeId inode,
                              const std::string& path) const {
  const Timestamp mtime = tree_.mtime(inode);
  timespec time{};
  time.tv_sec = mtime.seconds;
  time.tv_nsec = mtime.nanoseconds;
  const timespec times[] = {time, time};
  const int result = file.fd >= 0 ? futimens(file.fd, times)
                                  : utimensat(file.folder, file.name, times, AT_SYMLINK_NOFOLLOW);
  if (result != 0) throw_failed(path);
}

void HostAttributes::finish(const WarningSink& warn) const {
  std::string told;
  const auto add = [&](const Occurrences& what, const std::string& words) {
    if (what.count() != 0) told += (told.empty() ? "" : "; ") + words;
  };
  add(recorded_, "owners and setuid bits of " + recorded_.told("file") + " are recorded in " +
                     kOwnerAttribute + " and " + kStatAttribute + " alone");
  add(stand_ins_, stand_ins_.told("device") + " became empty files");
  add(lost_, "owners or modes of " + lost_.told("file") + " could not be recorded");
  add(left_out_,
      "attributes of " + left_out_.told("file") + " were left out (" + left_out_cause_ + ")");
  if (told.empty()) return;
  warn(told + (is_root_ ? "" : "; root, or a .tar instead of the folder, keeps all of it"));
}

}  // namespace oci2boot
