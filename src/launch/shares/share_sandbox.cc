// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/share_sandbox.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace oci2boot {

namespace {

constexpr rlim_t kMostOpenFiles = 1'000'000;  ///< virtiofsd's own default

/// A server has a descriptor open for each file that the guest's kernel remembers.
void allow_many_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlimit most{kMostOpenFiles, kMostOpenFiles};
  if (limit.rlim_max < kMostOpenFiles && ::setrlimit(RLIMIT_NOFILE, &most) == 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

bool write_file(const char* path, const char* text, std::size_t size) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const ssize_t written = ::write(fd, text, size);
  const int cause = errno;
  ::close(fd);
  errno = cause;
  return written == static_cast<ssize_t>(size);
}

/// virtiofsd drops its supplementary groups and ends where it cannot, which nobody can in a user
/// namespace of one's own making (user_namespaces(7)). Keeping them takes nothing from anyone: they
/// are the caller's. So the call succeeds there, and does nothing.
bool pretend_to_set_groups() {
#if defined(__x86_64__)
  constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
  constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the seccomp name of this architecture is missing"
#endif
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setgroups, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO),  // an errno of 0: it has succeeded
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{sizeof program / sizeof *program, program};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool make_read_only(const char* folder) {
  // mount_setattr(2), struct mount_attr: glibc has it since 2.36 alone.
  struct {
    std::uint64_t attr_set, attr_clr, propagation, userns_fd;
  } attributes{1 /* MOUNT_ATTR_RDONLY */, 0, 0, 0};
  constexpr int kRecursive = 0x8000;  // AT_RECURSIVE
  return ::mount(folder, folder, nullptr, MS_BIND | MS_REC, nullptr) == 0 &&
         ::syscall(SYS_mount_setattr, AT_FDCWD, folder, kRecursive, &attributes,
                   sizeof attributes) == 0;
}

std::string only_id(unsigned id) {
  return "0 " + std::to_string(id) + " 1\n";
}

}  // namespace

SandboxEntry::SandboxEntry(ShareSandbox sandbox, const std::filesystem::path& folder,
                           bool read_only)
    : sandbox_(sandbox),
      folder_(folder.string()),
      read_only_(read_only),
      user_map_(only_id(::geteuid())),
      group_map_(only_id(::getegid())) {}

bool SandboxEntry::enter() const {
  allow_many_files();
  if (sandbox_ == ShareSandbox::chroot) return true;
  if (sandbox_ == ShareSandbox::user_name_space &&
      (::unshare(CLONE_NEWUSER) != 0 || !write_file("/proc/self/setgroups", "deny", 4) ||
       !write_file("/proc/self/uid_map", user_map_.data(), user_map_.size()) ||
       !write_file("/proc/self/gid_map", group_map_.data(), group_map_.size()) ||
       !pretend_to_set_groups())) {
    return false;
  }
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) == 0 &&
         (!read_only_ || make_read_only(folder_.c_str()));
}

bool can_enter(ShareSandbox sandbox) {
  const SandboxEntry entry(sandbox, "/", false);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(entry.enter() ? EXIT_SUCCESS : EXIT_FAILURE);
  int status = 0;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

}  // namespace oci2boot
