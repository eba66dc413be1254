// SPDX-License-Identifier: Apache-2.0
// Programs of a test's own, found in front of all others.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <string>

#include "tests/support/temporary_folder.h"

namespace oci2boot {

class ProgramsTest : public testing::Test {
 protected:
  ProgramsTest() : path_(std::getenv("PATH")) {
    setenv("PATH", (folder_.path() + ":" + path_).c_str(), 1);
  }
  ~ProgramsTest() override { setenv("PATH", path_.c_str(), 1); }

  /// A script of sh.
  void write_program(const std::string& name, const std::string& script) const {
    chmod(folder_.write(name, "#!/bin/sh\n" + script + "\n").c_str(), 0700);
  }

  const TemporaryFolder folder_;

 private:
  const std::string path_;
};

}  // namespace oci2boot
