// SPDX-License-Identifier: Apache-2.0
// What the launch script says when the guest's kernel has panicked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/launch/panic_advice.h"
#include "tests/launch/made_script.h"

namespace oci2boot {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class ScriptPanicTest : public testing::Test {
 protected:
  /// A guest that shows these lines and ends without a status.
  void shows(const std::vector<std::string>& lines, const std::string& then = "") {
    std::string commands = "{ :";
    for (const std::string& line : lines) commands += "; printf '%s\\r\\n' " + sh_word(line);
    script.qemu(commands + "; } | tee \"$log_path\"\n" + then);
  }

  MadeScript script;
};

TEST_F(ScriptPanicTest, TranslatesAPanicIntoAdvice) {
  shows({"[    0.5] Initramfs unpacking failed: write error",
         "[    0.6] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
         "[    0.6] CPU: 0 PID: 1 Comm: swapper/0"});
  const Outcome outcome = script.run();
  EXPECT_EQ(outcome.status, 125);
  EXPECT_THAT(outcome.output,
              EndsWith("initrd.sh: the guest's kernel panicked: VFS: Unable to mount root fs on "
                       "unknown-block(0,0)\ninitrd.sh: the guest has too little memory to unpack "
                       "its initramfs; give it more with --memory, or have its root on a disk (-o "
                       "vm.qcow2, or --format disk of a run)\n"));
  EXPECT_EQ(script.temporary_files(), 0U);
}

TEST_F(ScriptPanicTest, GivesEachKnownPanicItsAdvice) {
  for (const PanicAdvice& known : panic_advice()) {
    shows(
        {std::string(known.before), std::string(kPanicLine) + std::string(known.panic) + " rest"});
    EXPECT_THAT(script.run().output, HasSubstr("initrd.sh: " + std::string(known.advice) + "\n"));
  }
}

TEST_F(ScriptPanicTest, AnImagesOwnInitThatEndsIsAFailure) {
  LaunchPlan plan = plan_for_tests();
  plan.reports_status = false;
  MadeScript handover(plan);
  handover.qemu(
      "show '[    2.0] Kernel panic - not syncing: Attempted to kill init! "
      "exitcode=0x00007f00'");
  const Outcome outcome = handover.run();
  EXPECT_EQ(outcome.status, 125);
  EXPECT_THAT(outcome.output, HasSubstr("ended with status 127: a library"));
}

TEST_F(ScriptPanicTest, AProgramThatOnlyTellsOfAPanicIsNone) {
  shows({"see: Kernel panic - not syncing: Fatal exception"}, "say_status 3");
  EXPECT_EQ(script.run().status, 3);
  shows({"Kernel panic - not syncing: in a log", "[   99.0] reboot: Power down"});
  EXPECT_THAT(script.run().output, Not(HasSubstr("panicked")));
}

TEST_F(ScriptPanicTest, PrintsNothingOfTheGuestsThatATerminalWouldObey) {
  shows({"Kernel panic - not syncing: \033]0;title\007x\033[31m"});
  EXPECT_THAT(script.run().output, HasSubstr("kernel panicked: ]0;titlex[31m\n"));
}

TEST_F(ScriptPanicTest, RemembersTheEndOfALongConsole) {
  shows({},
        "{ yes 'a line of a guest that talks much' | head -n 100000; printf '%s\\r\\n' "
        "'[9.9] Kernel panic - not syncing: Requested init /x failed (error -2).'; } "
        ">\"$log_path\"");
  EXPECT_THAT(script.run().output, HasSubstr("the program that init= names"));
}

TEST_F(ScriptPanicTest, DoesWithoutWhereThereAreNoPipes) {
  script.tool("mkfifo", "exit 1");
  script.qemu("say_status 4");
  EXPECT_EQ(script.run().status, 4);
  script.qemu("exit 0");
  EXPECT_EQ(script.run().status, 125);
}

TEST_F(ScriptPanicTest, EveryShellSaysTheSame) {
  shows({"[    0.6] Kernel panic - not syncing: System is deadlocked on memory"});
  for (const char* shell : {"dash", "busybox ash", "bash --posix", "bash"}) {
    const Outcome outcome = script.shell(std::string(shell) + " \"$script\"");
    EXPECT_EQ(outcome.status, 125) << shell;
    EXPECT_THAT(outcome.output,
                EndsWith("the guest has too little memory; give it more with --memory\n"));
  }
}

}  // namespace
}  // namespace oci2boot
