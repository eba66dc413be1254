// SPDX-License-Identifier: Apache-2.0
// Programs that run beside this one and never longer.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace oci2boot {

/// A file descriptor that is closed with it.
class OpenDescriptor {
 public:
  OpenDescriptor() = default;
  explicit OpenDescriptor(int number) : number_(number) {}
  OpenDescriptor(OpenDescriptor&& other) noexcept;
  OpenDescriptor& operator=(OpenDescriptor&& other) noexcept;
  ~OpenDescriptor();

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

/// A way for bytes: a pipe, or both ends of a connected socket. Not inherited. Throws Error
/// (failed).
struct DescriptorPair {
  OpenDescriptor ours;
  OpenDescriptor theirs;
};
DescriptorPair socket_pair();
/// `ours` is what is read.
DescriptorPair pipe_from_child();

struct ChildCommand {
  std::vector<std::string> arguments;  ///< the first is the program, looked for in PATH
  std::vector<int> inherited;          ///< it has these, by the same numbers
  int said = -1;                       ///< for its standard output and error
  /// In the child, before it becomes the program: async-signal-safe calls alone. False: errno says
  /// why the program cannot be run.
  std::function<bool()> prepare;
};

/// A program in a session of its own, so that keys on our terminal are no signals to it. It has no
/// standard input, and the descriptors named alone.
///
/// It is killed when this process ends, however that does, or the thread that has started it.
class ChildProcess {
 public:
  /// Throws Error (missing_tool) when there is no such program; failed when it cannot be run.
  explicit ChildProcess(const ChildCommand& command);
  /// Kills it.
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  pid_t id() const { return id_; }
  bool has_ended() const { return has_ended_; }

  void kill();

  /// Waits until it has ended; as waitpid(2) has it.
  int wait();

 private:
  pid_t id_ = -1;
  bool has_ended_ = false;
  int status_ = 0;
};

}  // namespace oci2boot
