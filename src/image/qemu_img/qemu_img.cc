// SPDX-License-Identifier: Apache-2.0
#include "src/image/qemu_img/qemu_img.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
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

/// The two ends of a pipe.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) {
      throw Error(ErrorCode::failed, "cannot start qemu-img: " + errno_text(errno));
    }
  }
  ~Pipe() {
    ::close(ends_[0]);
    close_writing();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) ::close(std::exchange(ends_[1], -1));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// In the child, where this program's other threads are not: what it says goes to `said`, `files`
/// it inherits. Returns only when it cannot be run.
void become_program(char* const* argv, int said, std::span<const int> files, pid_t parent) {
  // It must not outlive us, however we end: it would go on filling files that nobody wants any
  // more, and hold their locks.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(EXIT_FAILURE);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(said, STDOUT_FILENO);
  ::dup2(said, STDERR_FILENO);
  for (const int fd : files) ::fcntl(fd, F_SETFD, 0);
  // What this process ignores or blocks is its own affair.
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::execvp(argv[0], argv);
}

Ending run_qemu_img(std::vector<std::string> words, std::span<const int> files, DiskFormat format) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const Words said;
  Pipe failure;  // closed, with nothing in it, by a program that runs
  const pid_t self = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    become_program(argv.data(), said.descriptor(), files, self);
    const int cause = errno;
    (void)!::write(failure.writing(), &cause, sizeof cause);
    ::_exit(EXIT_FAILURE);
  }
  if (child < 0) throw missing(format, errno);
  failure.close_writing();
  int cause = 0;
  ssize_t told = 0;
  while ((told = ::read(failure.reading(), &cause, sizeof cause)) < 0 && errno == EINTR) continue;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (told == sizeof cause) throw missing(format, cause);
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
