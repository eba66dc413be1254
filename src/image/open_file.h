// SPDX-License-Identifier: Apache-2.0
// An open file or folder of the host, closed when this ends.
#pragma once

#include <unistd.h>

#include <utility>

namespace oci2boot {

class OpenFile {
 public:
  /// Of what open(2) returned; below 0: none.
  explicit OpenFile(int fd = -1) : fd_(fd) {}
  ~OpenFile() {
    if (fd_ >= 0) close(fd_);
  }
  OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

}  // namespace oci2boot
