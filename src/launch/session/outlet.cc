// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/outlet.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <limits>

namespace oci2boot {

namespace {

/// pipe(7): one that is writable takes PIPE_BUF bytes. A terminal and a socket take some.
std::size_t most_at_once(int descriptor) {
  struct stat status {};
  const bool is_file = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  return is_file ? std::numeric_limits<std::size_t>::max() : PIPE_BUF;
}

}  // namespace

Outlet::Outlet(int descriptor) : descriptor_(descriptor), most_(most_at_once(descriptor)) {}

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
  const ssize_t written = ::write(descriptor_, bytes_.data() + begin_, std::min(size(), most_));
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
