// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/boot/tree_builder.h"
#include "tests/pipeline/preflight/made_elf.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kGlibc = "/lib64/ld-linux-x86-64.so.2";
constexpr const char* kMusl = "/lib/ld-musl-x86_64.so.1";

class PreflightProgramTest : public testing::Test {
 protected:
  PreflightProgramTest() {
    plan.argv = {"/app"};
    program("/bin/sh", made_elf(EM_X86_64));
  }

  void program(const char* path, const std::string& bytes) { tree.file(path, bytes, 0755); }

  std::vector<std::string> problems() const {
    return program_problems(tree.root, plan, architecture);
  }

  TreeBuilder tree;
  BootPlan plan;
  std::string architecture = "amd64";
};

TEST_F(PreflightProgramTest, SaysNothingOfWhatRuns) {
  program("/app", made_elf(EM_X86_64));
  EXPECT_THAT(problems(), IsEmpty());
  program("/app", made_elf(EM_X86_64, kGlibc));
  program(kGlibc, made_elf(EM_X86_64));
  EXPECT_THAT(problems(), IsEmpty());
  program("/app", "#!/bin/sh\n");
  EXPECT_THAT(problems(), IsEmpty());
  program("/app", made_elf32(EM_386));
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(PreflightProgramTest, FindsTheProgramAsPid1Does) {
  plan.argv = {"app"};
  EXPECT_THAT(problems(),
              ElementsAre(HasSubstr("the image has no program app in /usr/local/sbin")));
  plan.env = {"PATH=/opt/bin"};
  program("/opt/bin/app", made_elf(EM_X86_64));
  EXPECT_THAT(problems(), IsEmpty());
  plan.argv = {"./run"};
  plan.workdir = "/srv";
  EXPECT_THAT(problems(), ElementsAre("the image has no program ./run"));
  program("/srv/run", made_elf(EM_X86_64));
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(PreflightProgramTest, NamesWhatIsThereAndNoProgram) {
  tree.file("/app", "#!/bin/sh\n");
  EXPECT_THAT(problems(), ElementsAre("/app is in the image, but nobody may execute it"));
  program("/app", "echo hello\n");
  EXPECT_THAT(problems(),
              ElementsAre("/app is neither an ELF program nor a script that begins with #!"));
  plan.argv = {"/bin"};
  EXPECT_THAT(problems(), ElementsAre("/bin is a folder, and no program"));
}

TEST_F(PreflightProgramTest, NamesAProgramForAnotherMachine) {
  program("/app", made_elf(EM_AARCH64));
  EXPECT_THAT(problems(), ElementsAre("/app is for arm64, the machine is amd64"));
  architecture = "arm64";
  EXPECT_THAT(problems(), IsEmpty());
  program("/app", "#!/bin/sh\n");
  EXPECT_THAT(problems(), ElementsAre("/app is a script: /bin/sh is for amd64, the machine is "
                                      "arm64"));
}

TEST_F(PreflightProgramTest, NamesTheLoaderThatIsMissing) {
  program("/app", made_elf(EM_X86_64, kGlibc));
  EXPECT_THAT(problems(), ElementsAre("/app needs the loader /lib64/ld-linux-x86-64.so.2, which is "
                                      "not in the image"));
  program(kMusl, made_elf(EM_X86_64));
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("(the program is for glibc, the image has musl)")));
  program("/app", made_elf(EM_X86_64, kMusl));
  EXPECT_THAT(problems(), IsEmpty());
  program(kMusl, made_elf(EM_AARCH64));
  EXPECT_THAT(problems(), ElementsAre("/lib/ld-musl-x86_64.so.1 is for arm64, the machine is "
                                      "amd64"));
}

TEST_F(PreflightProgramTest, NamesTheInterpreterThatIsMissing) {
  program("/app", "#!/bin/bash -e\n");
  EXPECT_THAT(problems(), ElementsAre("/app is a script for /bin/bash, which is not in the image"));
  program("/usr/bin/env", made_elf(EM_X86_64));
  program("/app", "#!/usr/bin/env python3\n");
  EXPECT_THAT(problems(), ElementsAre("/app is a script for python3, which is not in the image"));
  program("/usr/bin/python3", made_elf(EM_X86_64));
  EXPECT_THAT(problems(), IsEmpty());
  program("/app", "#!/usr/bin/env -S node --x\n");
  EXPECT_THAT(problems(), IsEmpty());
  program("/app", "#!/bin/sh\r\n");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("line ends of Windows")));
  program("/app", "#!\n");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("without an interpreter")));
}

TEST_F(PreflightProgramTest, FollowsLinksInTheTreeAndNoFurther) {
  tree.symlink("/app", "../../../bin/sh");
  EXPECT_THAT(problems(), IsEmpty());
  tree.symlink("/loop", "loop");
  plan.argv = {"/loop"};
  EXPECT_THAT(problems(), ElementsAre("the image has no program /loop"));
  program("/circle", "#!/circle\n");
  plan.argv = {"/circle"};
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("a script of scripts")));
}

TEST_F(PreflightProgramTest, NamesAUserThatThereIsNot) {
  plan.argv = {"/bin/sh"};
  plan.user = "web:www";
  EXPECT_THAT(problems(), ElementsAre("the image has no user web (/etc/passwd)"));
  tree.file("/etc/passwd", "root:x:0:0::/:\nweb:x:33:33::/:\n");
  EXPECT_THAT(problems(), ElementsAre("the image has no group www (/etc/group)"));
  tree.file("/etc/group", "www:x:33:\n");
  EXPECT_THAT(problems(), IsEmpty());
  plan.user = "1000:2000";
  EXPECT_THAT(problems(), IsEmpty());
  plan.user = "we";
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("no user we ")));
}

}  // namespace
}  // namespace oci2boot
