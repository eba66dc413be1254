// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/escape_key.h"

namespace oci2boot {

bool EscapeKey::take(std::string_view typed, SessionClock::time_point now) {
  for (const char key : typed) {
    if (key != kKey) {
      count_ = 0;
    } else if (count_ < before_.size()) {
      before_[count_++] = now;
    } else if (now - before_[0] <= std::chrono::seconds(1)) {
      return true;
    } else {
      before_[0] = before_[1];
      before_[1] = now;
    }
  }
  return false;
}

}  // namespace oci2boot
