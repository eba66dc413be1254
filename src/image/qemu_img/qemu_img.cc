// SPDX-License-Identifier: Apache-2.0
#include "src/image/qemu_img/qemu_img.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/read_fully.h"

namespace oci2boot {
namespace {

constexpr std::size_t kMostWords = 2000;

Error missing(DiskFormat format, int error_number) {
  const std::string cause =
      error_number == ENOENT ? "is not in PATH" : "cannot be run: " + errno_text(error_number);
  return {ErrorCode::missing_tool,
          "a " + std::string(disk_format_name(format)) + " disk is made with qemu-img, which " +
              cause + "; install the package qemu-utils, or make a .qcow2 or .img"};
}

/// The name under which a program that inherits `fd` finds its file, though that may have none.
std::string inherited_path(int fd) {
  return "/proc/self/fd/" + std::to_string(fd);
}

/// How the program is started: what it says goes to `errors`, `files` it inherits.
class SpawnSettings {
 public:
  SpawnSettings(int errors, std::span<const int> files) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, errors, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
    // Onto itself: it is no longer closed.
    for (const int fd : files) posix_spawn_file_actions_adddup2(&actions_, fd, fd);
    // What this process ignores or blocks is its own affair.
    posix_spawnattr_init(&attributes_);
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(&attributes_, &set);
    sigaddset(&set, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &set);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// A file in memory for what a program says.
class Words {
 public:
  Words() : fd_(::memfd_create("qemu-img", MFD_CLOEXEC)) {
    if (fd_ < 0) {
      throw Error(ErrorCode::failed, "cannot start qemu-img: " + errno_text(errno));
    }
  }
  ~Words() { ::close(fd_); }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  int descriptor() const { return fd_; }

  /// In one line.
  std::string text() const {
    std::string text(kMostWords, '\0');
    read_fully_at(fd_, 0, std::as_writable_bytes(std::span(text)), "what qemu-img says");
    text.resize(std::min(text.find('\0'), text.size()));
    while (!text.empty() && text.back() == '\n') text.pop_back();
    for (char& c : text) {
      if (c == '\n') c = ' ';
    }
    return text;
  }

 private:
  int fd_;
};

struct Ending {
  int status = 0;  ///< as of waitpid(2)
  std::string words;
};

Ending run_qemu_img(std::vector<std::string> words, std::span<const int> files, DiskFormat format) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const Words said;
  const SpawnSettings settings(said.descriptor(), files);
  pid_t pid = 0;
  const int fault = ::posix_spawnp(&pid, argv[0], settings.actions(), settings.attributes(),
                                   argv.data(), environ);
  if (fault != 0) throw missing(format, fault);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return {status, said.text()};
}

/// Of the formats that have several kinds, the one that grows; the size to the byte, not what a
/// disk of cylinders, heads and sectors has room for.
std::vector<std::string> options_of(DiskFormat format) {
  if (format == DiskFormat::vhd) return {"-o", "subformat=dynamic,force_size=on"};
  if (format == DiskFormat::vmdk) return {"-o", "subformat=monolithicSparse"};
  return {};
}

}  // namespace

void require_qemu_img(DiskFormat format) {
  run_qemu_img({"qemu-img", "--version"}, {}, format);
}

void convert_with_qemu_img(int from, DiskFormat format, OutputFile& to) {
  std::vector<std::string> words = {
      "qemu-img", "convert", "-q", "-f", "raw", "-O", std::string(qemu_format_name(format))};
  for (std::string& word : options_of(format)) words.push_back(std::move(word));
  words.push_back(inherited_path(from));
  words.push_back(inherited_path(to.descriptor()));
  const std::array<int, 2> files = {from, to.descriptor()};
  const Ending ending = run_qemu_img(std::move(words), files, format);
  if (ending.status == 0) return;
  const std::string cause = WIFSIGNALED(ending.status) ? "qemu-img was ended by signal " +
                                                             std::to_string(WTERMSIG(ending.status))
                                                       : "qemu-img failed";
  throw Error(ErrorCode::output_failed, "cannot write " + to.description() + ": " + cause +
                                            (ending.words.empty() ? "" : ": " + ending.words));
}

}  // namespace oci2boot
