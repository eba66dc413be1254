// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/instruction.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

/// "KEYWORD|rest"
std::string read(std::string_view created_by) {
  const Instruction instruction = read_instruction(created_by);
  return instruction.keyword + "|" + instruction.rest;
}

TEST(InstructionTest, ReadsWhatDockerRecords) {
  EXPECT_EQ(read("/bin/sh -c #(nop)  CMD [\"sh\"]"), "CMD|[\"sh\"]");
  EXPECT_EQ(read("/bin/sh -c #(nop) ADD file:12 in / "), "ADD|file:12 in /");
  EXPECT_EQ(read("/bin/sh -c apt-get update"), "RUN|apt-get update");
}

TEST(InstructionTest, ReadsWhatBuildKitRecords) {
  EXPECT_EQ(read("COPY a b # buildkit"), "COPY|a b");
  EXPECT_EQ(read("RUN /bin/sh -c make # buildkit"), "RUN|make");
  EXPECT_EQ(read("RUN |2 A=1 B=x y /bin/sh -c make all # buildkit"), "RUN|make all");
  EXPECT_EQ(read("CMD [\"nginx\" \"-g\" \"daemon off;\"]"),
            "CMD|[\"nginx\" \"-g\" \"daemon off;\"]");
}

TEST(InstructionTest, LeavesTheWordsOfOtherToolsAlone) {
  EXPECT_EQ(read("bazel build //:image"), "|bazel build //:image");
  EXPECT_EQ(read("umoci insert"), "|umoci insert");
  EXPECT_EQ(read("A bad start"), "|A bad start");
  EXPECT_EQ(read(""), "|");
  EXPECT_EQ(read(" \n"), "|");
}

}  // namespace
}  // namespace oci2boot
