// SPDX-License-Identifier: Apache-2.0
// One of the ways to the guest: our end of a socket whose other end QEMU has.
#pragma once

#include <string>

#include "src/launch/process.h"
#include "src/launch/session/outlet.h"

namespace oci2boot {

class GuestLine {
 public:
  /// Nothing: a line that has ended already.
  explicit GuestLine(OpenDescriptor socket);

  int descriptor() const { return socket_.number(); }

  /// Nothing more comes.
  bool has_ended() const { return has_ended_; }

  /// What has come; waits for nothing.
  std::string read_some();

  /// What waits until the guest takes it.
  Outlet& outlet() { return outlet_; }

 private:
  OpenDescriptor socket_;
  Outlet outlet_;
  bool has_ended_;
};

}  // namespace oci2boot
