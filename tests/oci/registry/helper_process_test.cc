// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/helper_process.h"

#include <gtest/gtest.h>

#include <csignal>

#include "tests/oci/registry/programs_test.h"
#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using HelperProcess = ProgramsTest;

TEST_F(HelperProcess, GivesBothOutputsAndTheStatus) {
  write_program("both", "cat; echo \"$1\" >&2; exit 7");
  const ProcessOutput output = run_helper_process({"both", "a b"}, "in");
  EXPECT_EQ(output.standard_output, "in");
  EXPECT_EQ(output.standard_error, "a b\n");
  EXPECT_EQ(output.exit_status, 7);
}

TEST_F(HelperProcess, ThatNeverEndsIsStopped) {
  write_program("sleeper", "exec sleep 1000");
  write_program("silent", "exec >&- 2>&-; exec sleep 1000");
  ProcessLimits limits;
  limits.time = std::chrono::milliseconds(50);
  expect_error(ErrorCode::failed, "sleeper has not answered within",
               [&] { run_helper_process({"sleeper"}, "", limits); });
  expect_error(ErrorCode::failed, "silent has not answered within",
               [&] { run_helper_process({"silent"}, "", limits); });
}

TEST_F(HelperProcess, DoesNotInheritThatBrokenPipesAreIgnored) {
  std::signal(SIGPIPE, SIG_IGN);
  write_program("writer", "sh -c 'kill -PIPE $$' 2>/dev/null; echo $?");
  const ProcessOutput output = run_helper_process({"writer"}, "");
  std::signal(SIGPIPE, SIG_DFL);
  EXPECT_EQ(output.standard_output, "141\n");
}

}  // namespace
}  // namespace oci2boot
