// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/helper_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <thread>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void cannot_run(const std::string& program, const std::string& why) {
  throw Error(ErrorCode::failed, "cannot run " + program + ": " + why);
}

class OwnedDescriptor {
 public:
  explicit OwnedDescriptor(int fd = -1) : fd_(fd) {}
  ~OwnedDescriptor() { reset(); }
  OwnedDescriptor(OwnedDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

struct Pipe {
  OwnedDescriptor reader;
  OwnedDescriptor writer;
};

Pipe make_pipe(const std::string& program) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) cannot_run(program, errno_text(errno));
  return {OwnedDescriptor(ends[0]), OwnedDescriptor(ends[1])};
}

/// `text` as a file without a name: other than a pipe it needs no one to go on writing to it, and
/// raises no SIGPIPE when it is not read.
OwnedDescriptor file_of(const std::string& text, const std::string& program) {
  OwnedDescriptor file(memfd_create("input", MFD_CLOEXEC));
  if (file.get() < 0 ||
      write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      lseek(file.get(), 0, SEEK_SET) != 0) {
    cannot_run(program, errno_text(errno));
  }
  return file;
}

/// A running program. One that is not waited for is killed.
class Child {
 public:
  Child(const std::vector<std::string>& arguments, int input, int output, int errors);
  ~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Waits for the end; false when it has not come by `deadline`.
  bool wait_until(Clock::time_point deadline, int& exit_status) {
    int status = 0;
    while (waitpid(pid_, &status, WNOHANG) != pid_) {
      if (Clock::now() >= deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    pid_ = 0;
    exit_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return true;
  }

 private:
  pid_t pid_ = 0;
};

Child::Child(const std::vector<std::string>& arguments, int input, int output, int errors) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  // What this process ignores or blocks is its own affair.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t set;
  sigemptyset(&set);
  posix_spawnattr_setsigmask(&attributes, &set);
  sigaddset(&set, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &set);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  const int failure = posix_spawnp(&pid_, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failure == 0) return;
  pid_ = 0;
  if (failure == ENOENT) {
    throw Error(ErrorCode::missing_tool, arguments[0] + " is not installed (it is not in PATH)");
  }
  cannot_run(arguments[0], errno_text(failure));
}

/// One read from a pipe that has something; closes it at its end. False: more than `limit` came.
bool read_some(OwnedDescriptor& pipe, std::string& into, std::size_t limit) {
  std::array<char, 4096> chunk{};
  const ssize_t count = read(pipe.get(), chunk.data(), chunk.size());
  if (count < 0) {
    if (errno != EINTR) pipe.reset();
    return true;
  }
  if (count == 0) pipe.reset();
  into.append(chunk.data(), static_cast<std::size_t>(count));
  return into.size() <= limit;
}

void read_outputs(OwnedDescriptor& output, OwnedDescriptor& errors, ProcessOutput& result,
                  const ProcessLimits& limits, Clock::time_point deadline,
                  const std::string& program) {
  while (output.get() >= 0 || errors.get() >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return;
    // poll() passes over what has been closed: its descriptor is negative.
    std::array<pollfd, 2> waiting{pollfd{output.get(), POLLIN, 0}, pollfd{errors.get(), POLLIN, 0}};
    if (poll(waiting.data(), waiting.size(), static_cast<int>(left)) < 0 && errno != EINTR) {
      cannot_run(program, errno_text(errno));
    }
    if ((waiting[0].revents != 0 &&
         !read_some(output, result.standard_output, limits.output_bytes)) ||
        (waiting[1].revents != 0 &&
         !read_some(errors, result.standard_error, limits.output_bytes))) {
      throw Error(ErrorCode::failed,
                  program + " writes more than " + std::to_string(limits.output_bytes) + " bytes");
    }
  }
}

}  // namespace

ProcessOutput run_helper_process(const std::vector<std::string>& arguments,
                                 const std::string& input, const ProcessLimits& limits) {
  const std::string& program = arguments.front();
  const Clock::time_point deadline = Clock::now() + limits.time;
  const OwnedDescriptor input_file = file_of(input, program);
  Pipe output = make_pipe(program);
  Pipe errors = make_pipe(program);
  Child child(arguments, input_file.get(), output.writer.get(), errors.writer.get());
  output.writer.reset();
  errors.writer.reset();
  ProcessOutput result;
  read_outputs(output.reader, errors.reader, result, limits, deadline, program);
  if (!child.wait_until(deadline, result.exit_status)) {
    const auto time = std::chrono::duration_cast<std::chrono::seconds>(limits.time);
    throw Error(ErrorCode::failed,
                program + " has not answered within " + std::to_string(time.count()) + " seconds");
  }
  return result;
}

}  // namespace oci2boot
