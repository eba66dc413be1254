// SPDX-License-Identifier: Apache-2.0
// What is shown on standard error while a command runs, and how it ended. This one shows no
// progress; those that do derive from it.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "oci2boot/progress.h"
#include "src/cli/display_options.h"

namespace oci2boot {

/// What it adds to Progress is called from the thread that runs the command.
class Display : public Progress {
 public:
  virtual void warn(const std::string& warning);
  /// Results, on standard output. Throws Error (output_failed).
  virtual void print(const std::string& text);
  /// What people want to know but no program reads. That it cannot be written is no error.
  virtual void note(const std::string& text, std::FILE* stream);
  /// All went well: the last call.
  virtual void finish() {}
  /// It went wrong, and the program ends with `status`: the last call.
  virtual void fail(const std::string& message, int status);
};

/// "127.0.0.1:5000 is busy; trying again in 4s". Empty for a pause too short to be noticed.
std::string retrying_line(const std::string& failure, std::chrono::milliseconds pause);

std::unique_ptr<Display> make_display(ProgressMode mode);

}  // namespace oci2boot
