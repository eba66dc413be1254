// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/outlet.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <limits>

namespace oci2boot {

namespace {

/// Other devices, and the master of a terminal, are another one each time that they are opened.
bool is_terminal(int descriptor) {
  int number = 0;
  return ::isatty(descriptor) == 1 && ::ioctl(descriptor, TIOCGPTN, &number) != 0;
}

/// poll(2) is no promise here: a terminal takes all of a write before it returns, and of a pipe
/// someone else may take what was free.
OpenDescriptor open_without_blocking(int descriptor) {
  struct stat status {};
  const bool is_pipe = ::fstat(descriptor, &status) == 0 && S_ISFIFO(status.st_mode);
  if (!is_pipe && !is_terminal(descriptor)) return {};
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  return OpenDescriptor(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

/// pipe(7): one that is writable takes PIPE_BUF bytes. A socket takes some.
std::size_t most_at_once(int descriptor, bool blocks) {
  struct stat status {};
  const bool is_file = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  return is_file || !blocks ? std::numeric_limits<std::size_t>::max() : PIPE_BUF;
}

}  // namespace

Outlet::Outlet(int descriptor)
    : descriptor_(descriptor),
      own_(open_without_blocking(descriptor)),
      most_(most_at_once(descriptor, !own_.is_open())) {}

void Outlet::add(std::string_view bytes) {
  if (has_failed_) return;
  if (begin_ > bytes_.size() / 2) {
    bytes_.erase(0, begin_);
    begin_ = 0;
  }
  bytes_ += bytes;
}

void Outlet::clear() {
  bytes_.clear();
  begin_ = 0;
}

int Outlet::write_some() {
  if (is_empty()) return 0;
  const ssize_t written = ::write(descriptor(), bytes_.data() + begin_, std::min(size(), most_));
  if (written >= 0) {
    begin_ += static_cast<std::size_t>(written);
    if (is_empty()) clear();
    return 0;
  }
  const int cause = errno;
  if (cause == EINTR || cause == EAGAIN) return 0;
  has_failed_ = true;
  clear();
  return cause;
}

}  // namespace oci2boot
