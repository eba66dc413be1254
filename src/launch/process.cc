// SPDX-License-Identifier: Apache-2.0
#include "src/launch/process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

[[noreturn]] void fail(const std::string& what, int cause) {
  throw Error(cause == ENOENT ? ErrorCode::missing_tool : ErrorCode::failed,
              what + ": " + errno_text(cause));
}

/// Signals that this process ignores or blocks are its own affair.
void forget_signals() {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU}) {
    ::signal(signal, SIG_DFL);
  }
}

void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(EXIT_FAILURE);  // it died before that
}

/// In the child, where this program's other threads are not: async-signal-safe calls alone.
/// Returns only when the program cannot be run.
void become_program(char* const* arguments, const ChildCommand& command, pid_t parent) {
  die_with(parent);
  ::setsid();
  if (command.prepare) {
    if (!command.prepare()) return;
    die_with(parent);  // forgotten where that gained capabilities (prctl(2)), as a name space does
  }
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const int said = command.said >= 0 ? command.said : nothing;
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(said, STDOUT_FILENO);
  ::dup2(said, STDERR_FILENO);
  // Whatever else is open here, by anyone, is no business of the program's.
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  for (const int number : command.inherited) ::fcntl(number, F_SETFD, 0);
  forget_signals();
  ::execvp(arguments[0], arguments);
}

}  // namespace

OpenDescriptor::OpenDescriptor(OpenDescriptor&& other) noexcept
    : number_(std::exchange(other.number_, -1)) {}

OpenDescriptor& OpenDescriptor::operator=(OpenDescriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

OpenDescriptor::~OpenDescriptor() {
  close();
}

void OpenDescriptor::close() {
  if (is_open()) ::close(std::exchange(number_, -1));
}

DescriptorPair socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    fail("cannot make a socket", errno);
  }
  return {OpenDescriptor(ends[0]), OpenDescriptor(ends[1])};
}

DescriptorPair pipe_from_child() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot make a pipe", errno);
  return {OpenDescriptor(ends[0]), OpenDescriptor(ends[1])};
}

ChildProcess::ChildProcess(const ChildCommand& command) {
  std::vector<std::string> words = command.arguments;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  DescriptorPair failure = pipe_from_child();  // closed, with nothing in it, by what runs
  const pid_t self = ::getpid();
  id_ = ::fork();
  if (id_ == 0) {
    become_program(arguments.data(), command, self);
    const int cause = errno;
    (void)!::write(failure.theirs.number(), &cause, sizeof cause);
    ::_exit(EXIT_FAILURE);
  }
  if (id_ < 0) fail("cannot start " + words.front(), errno);
  failure.theirs.close();
  int cause = 0;
  ssize_t told = 0;
  while ((told = ::read(failure.ours.number(), &cause, sizeof cause)) < 0 && errno == EINTR) {
  }
  if (told != sizeof cause) return;
  wait();
  fail("cannot start " + words.front(), cause);
}

ChildProcess::~ChildProcess() {
  if (id_ < 0 || has_ended_) return;
  kill();
  wait();
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      has_ended_(std::exchange(other.has_ended_, true)),
      status_(other.status_) {}

void ChildProcess::kill() {
  if (!has_ended_) ::kill(id_, SIGKILL);
}

int ChildProcess::wait() {
  while (!has_ended_) {
    const pid_t ended = ::waitpid(id_, &status_, 0);
    has_ended_ = ended == id_ || errno != EINTR;
  }
  return status_;
}

}  // namespace oci2boot
