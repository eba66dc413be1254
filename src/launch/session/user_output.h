// SPDX-License-Identifier: Apache-2.0
// What the user gets to see: the guest's output and our own words.
#pragma once

#include <string_view>

#include "src/launch/session/outlet.h"

namespace oci2boot {

class UserOutput {
 public:
  /// `has_raw_terminal`: a line on a terminal ends with a carriage return too.
  void set_raw(bool has_raw_terminal);

  /// What the guest's program wrote, as it is.
  void add_output(std::string_view bytes) { output_.add(bytes); }
  void add_errors(std::string_view bytes) { errors_.add(bytes); }

  /// "oci2boot: LINE" on standard error, without control characters.
  void say(std::string_view line);

  /// Text of the guest's console on standard error, without control characters.
  void show(std::string_view text);

  /// Whether more is taken: what nobody reads is not collected.
  bool has_room() const { return output_.size() < kRoom && errors_.size() < kRoom; }
  bool is_empty() const { return output_.is_empty() && errors_.is_empty(); }

  Outlet& output() { return output_; }
  Outlet& errors() { return errors_; }

 private:
  static constexpr std::size_t kRoom = std::size_t{64} << 10;

  Outlet output_{1};
  Outlet errors_{2};
  bool errors_are_raw_ = false;
};

}  // namespace oci2boot
