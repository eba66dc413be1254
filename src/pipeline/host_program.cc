// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/host_program.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include "oci2boot/error.h"
#include "src/launch/process.h"

namespace oci2boot {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostText = std::size_t{64} << 10;

/// False: `end` came first.
bool wait_for_input(int descriptor, Clock::time_point end) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return false;
    pollfd ready{descriptor, POLLIN, 0};
    const int count = ::poll(&ready, 1, static_cast<int>(left.count()));
    if (count < 0 && errno == EINTR) continue;
    return count != 0;
  }
}

/// What arrives until its end; false: `end` came first.
bool read_until_end(int input, Clock::time_point end, std::string& text) {
  std::array<char, 4096> buffer{};
  while (wait_for_input(input, end)) {
    const ssize_t size = ::read(input, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return true;
    text.append(buffer.data(), std::min(static_cast<std::size_t>(size), kMostText - text.size()));
  }
  return false;
}

/// A program may close its output and go on.
bool ends_before(const ChildProcess& child, Clock::time_point end) {
  const OpenDescriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, child.id(), 0)));
  return wait_for_input(ended.number(), end);
}

}  // namespace

std::optional<std::filesystem::path> find_program(const std::string& name,
                                                  const std::string& search_path) {
  if (search_path.empty()) return find_program(name, "/bin:/usr/bin");
  std::size_t begin = 0;
  while (begin <= search_path.size()) {
    const std::size_t end = std::min(search_path.find(':', begin), search_path.size());
    // An empty part is the current folder.
    const std::string folder = search_path.substr(begin, end - begin);
    const std::filesystem::path program =
        std::filesystem::path(folder.empty() ? "." : folder) / name;
    std::error_code failure;
    if (std::filesystem::is_regular_file(program, failure) &&
        ::access(program.c_str(), X_OK) == 0) {
      return program;
    }
    begin = end + 1;
  }
  return std::nullopt;
}

ProgramAnswer ask_program(const std::filesystem::path& program,
                          const std::vector<std::string>& arguments,
                          std::chrono::milliseconds patience) {
  ChildCommand command;
  command.arguments = {program.string()};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  try {
    DescriptorPair output = pipe_from_child();
    command.said = output.theirs.number();
    ChildProcess child(command);
    output.theirs.close();
    const Clock::time_point end = Clock::now() + patience;
    ProgramAnswer answer;
    if (!read_until_end(output.ours.number(), end, answer.text)) {
      return {false, "it does not answer"};
    }
    if (!ends_before(child, end)) return {false, "it does not end"};
    const int status = child.wait();
    answer.succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (answer.text.empty() && !answer.succeeded) answer.text = "it fails without a word";
    return answer;
  } catch (const Error& error) {
    return {false, error.what()};
  }
}

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  std::erase_if(line, [](char c) { return c < 0x20 || c > 0x7e; });
  return line;
}

}  // namespace oci2boot
