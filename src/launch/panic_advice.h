// SPDX-License-Identifier: Apache-2.0
// What to do when a guest's kernel has panicked, for the panics that are known: what the console
// showed, and advice. The launch script gets the table as shell code.
#pragma once

#include <span>
#include <string_view>

namespace oci2boot {

/// What the kernel's line of a panic begins with (kernel/panic.c); the reason follows it.
inline constexpr std::string_view kPanicLine = "Kernel panic - not syncing: ";

struct PanicAdvice {
  std::string_view before;  ///< what the console shows before the panic; empty: whatever it is
  std::string_view panic;   ///< what its reason begins with; empty: whatever it is
  std::string_view advice;  ///< one line for people
};

/// The first that fits counts. The last fits every panic.
std::span<const PanicAdvice> panic_advice();

}  // namespace oci2boot
