// SPDX-License-Identifier: Apache-2.0
// A damaged blob is dropped from the cache where it is noticed; what was made of it so far must go
// too, and then all of it starts again.
#pragma once

#include <string>

#include "oci2boot/error.h"
#include "oci2boot/progress.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

/// `action`, which leaves nothing behind when it throws. After an error that is_repairable(),
/// `prepare_second` runs and then `action` once more; what it throws then is final.
template <typename Action, typename Preparation>
auto with_second_try(Progress& progress, const WarningSink& warn, const Action& action,
                     const Preparation& prepare_second) {
  try {
    return action();
  } catch (const Error& error) {
    if (!error.is_repairable()) throw;
    warn(std::string(error.what()) + "; starting again");
  }
  progress.restarted();
  prepare_second();
  return action();
}

}  // namespace oci2boot
