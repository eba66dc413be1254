// SPDX-License-Identifier: Apache-2.0
#include "src/launch/script.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/launch/made_script.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A name with everything that a shell, QEMU's options or a careless script trips over.
const std::string kHostile = "-a b,c'd\"e$x`y`\\\n*#;&|é\n";

class EveryShellTest : public testing::TestWithParam<const char*> {};

TEST_P(EveryShellTest, TakesTheScript) {
  const MadeScript script;
  EXPECT_EQ(script.shell(std::string(GetParam()) + " -n \"$script\"").output, "");
}

TEST_P(EveryShellTest, RunsItFromAnyFolderWithAnyName) {
  MadeScript script(plan_for_tests(), kHostile);
  script.qemu("say_status 7");
  EXPECT_EQ(script.shell(std::string(GetParam()) + " \"$script\"").status, 7);
  EXPECT_EQ(script.value("-kernel"), (script.home() / "initrd.vmlinuz").native());
  EXPECT_EQ(script.value("-initrd"), (script.home() / "initrd").native());
  EXPECT_EQ(script.value("-append"), "console=ttyS0 panic=-1");
}

TEST_P(EveryShellTest, EndsQemuWhenItIsKilled) {
  MadeScript script;
  script.qemu("echo $$ >qemu.pid; exec sleep 100");
  const Outcome outcome = script.shell(
      std::string(GetParam()) +
      " \"$script\" & until [ -s qemu.pid ]; do :; done; kill -TERM $!; wait $!; echo ended $?; "
      "kill -0 \"$(cat qemu.pid)\" 2>/dev/null || echo gone");
  EXPECT_THAT(outcome.output, HasSubstr("ended 143\ngone\n"));
  EXPECT_EQ(script.temporary_files(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Shells, EveryShellTest,
                         testing::Values("dash", "busybox ash", "bash --posix", "bash"),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           std::replace_if(
                               name.begin(), name.end(), [](char c) { return !isalnum(c); }, '_');
                           return name;
                         });

TEST(ScriptTest, QuotesShellWords) {
  EXPECT_EQ(shell_word("plain-1.0"), "plain-1.0");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quoted("plain"), "'plain'");
}

TEST(ScriptTest, SaysWhatMadeItWithoutLettingANameOutOfTheComment) {
  LaunchPlan plan = plan_for_tests();
  plan.image = "evil\nrm -rf /";
  EXPECT_THAT(launch_script(plan),
              StartsWith("#!/bin/sh\n# Made by oci2boot 0.1.0 from evil?rm -rf /\n"));
}

TEST(ScriptTest, IsAlwaysTheSame) {
  EXPECT_EQ(launch_script(plan_for_tests()), launch_script(plan_for_tests()));
}

TEST(ScriptTest, IsTheSameScriptBehindALink) {
  const MadeScript script;
  script.shell(
      "mkdir links && ln -s ../out/initrd.sh links/one && ln -s one links/two && links/two");
  EXPECT_EQ(script.value("-kernel"), "./links/../out/initrd.vmlinuz");
}

TEST(ScriptTest, FindsItsSiblingsWhenCalledByNameAlone) {
  const MadeScript script;
  EXPECT_EQ(script.shell("cd out && sh initrd.sh").status, 0);
  EXPECT_EQ(script.value("-initrd"), "./initrd");
}

TEST(ScriptTest, MovesWithItsSiblings) {
  const MadeScript script;
  EXPECT_EQ(script.shell("mv out moved && ./moved/initrd.sh").status, 0);
  EXPECT_EQ(script.value("-initrd"), "./moved/initrd");
}

TEST(ScriptTest, ShowsHelp) {
  const MadeScript script;
  const Outcome outcome = script.run("--help");
  EXPECT_EQ(outcome.status, 0);
  for (const char* option : {"--kernel", "--memory", "--cpus", "--publish", "--append", "--accel",
                             "--dry-run", "256M", "alpine:latest"}) {
    EXPECT_THAT(outcome.output, HasSubstr(option));
  }
}

TEST(ScriptTest, TakesItsOptions) {
  const MadeScript script;
  EXPECT_EQ(script
                .run("--memory 2G --cpus=4 --publish 8080:80 -p 127.0.0.1:53:5353/udp "
                     "--append 'a=\"b c\" d' -- -name 'with space'")
                .status,
            0);
  EXPECT_EQ(script.value("-m"), "2048M");
  EXPECT_EQ(script.value("-smp"), "4");
  EXPECT_EQ(script.value("-netdev"),
            "user,id=net,hostfwd=tcp::8080-:80,hostfwd=udp:127.0.0.1:53-:5353");
  EXPECT_EQ(script.value("-append"), "console=ttyS0 panic=-1 a=\"b c\" d");
  EXPECT_EQ(script.value("-name"), "with space");
}

TEST(ScriptTest, PublishesWhatThePlanSays) {
  LaunchPlan plan = plan_for_tests();
  plan.ports = {{"", 8080, 80, false}};
  const MadeScript script(plan);
  script.run("-p 1:2");
  EXPECT_EQ(script.value("-netdev"), "user,id=net,hostfwd=tcp::8080-:80,hostfwd=tcp::1-:2");
}

TEST(ScriptTest, RefusesValuesThatMakeNoSense) {
  const MadeScript script;
  for (const char* arguments :
       {"--memory", "--memory big", "--memory -5", "--memory 0", "--cpus 0", "--cpus x",
        "--publish 80", "--publish 0:80", "--publish 80:65536", "--publish a:80",
        "--publish 1:2:3:4", "--publish 'x,y:1:2'", "--publish 1:2/sctp", "--accel fast",
        "--nonsense", "word", "--dry-run=yes"}) {
    EXPECT_EQ(script.run(arguments).status, 2) << arguments;
  }
  EXPECT_FALSE(std::filesystem::exists(script.folder() / "arguments"));
}

TEST(ScriptTest, WarnsOfTooLittleMemory) {
  const MadeScript script;
  EXPECT_THAT(script.run("--memory 64").output, HasSubstr("it needs about 100M"));
  EXPECT_THAT(script.run("--memory 100M").output, Not(HasSubstr("it needs")));
}

class DiskScriptTest : public testing::Test {
 protected:
  static LaunchPlan plan() {
    LaunchPlan plan = plan_for_tests();
    plan.disk = LaunchDisk{"vm.img", "raw"};
    return plan;
  }
  DiskScriptTest() { write_host_file(script.home() / "vm.img", "disk"); }

  MadeScript script{plan(), "o,u t"};
};

TEST_F(DiskScriptTest, GivesQemuTheDiskBesideTheScript) {
  EXPECT_EQ(script.run().status, 0);
  EXPECT_EQ(script.value("-drive"), "if=none,id=root,discard=unmap,format=raw,file=" +
                                        script.folder().path() + "/o,,u t/vm.img");
  EXPECT_THAT(script.run("--help").output, HasSubstr("--snapshot"));
}

TEST_F(DiskScriptTest, LeavesTheDiskAsItIsWhenItIsTold) {
  EXPECT_EQ(script.run("--snapshot").status, 0);
  EXPECT_THAT(script.value("-drive"), testing::EndsWith("vm.img,snapshot=on"));
}

TEST_F(DiskScriptTest, NamesADiskThatIsNotThere) {
  std::filesystem::remove(script.home() / "vm.img");
  const Outcome outcome = script.run();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr("vm.img'; it has to lie beside this script"));
  EXPECT_FALSE(std::filesystem::exists(script.folder() / "arguments"));
}

TEST_F(DiskScriptTest, SaysWhenAnotherProcessHasTheDisk) {
  script.qemu("exit 1");
  EXPECT_THAT(script.run().output, Not(HasSubstr("in use")));
  const int disk = ::open((script.home() / "vm.img").c_str(), O_RDWR | O_CLOEXEC);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  ASSERT_EQ(::fcntl(disk, F_OFD_SETLK, &lock), 0);
  const Outcome outcome = script.run();
  ::close(disk);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr("vm.img' is in use; has another QEMU booted it?"));
}

// OUTPUT.initrd has no modules then: Debian's kernels would not find the disk.
TEST(ScriptTest, AsksForAKernelThatCanReachADiskByItself) {
  LaunchPlan plan = plan_for_tests();
  plan.kernel.clear();
  plan.disk = LaunchDisk{"vm.img", "raw"};
  const MadeScript script(plan);
  const Outcome outcome = script.run();
  EXPECT_EQ(outcome.status, 8);
  EXPECT_THAT(outcome.output, HasSubstr("one with virtio_pci, virtio_blk and ext4 built in"));
  EXPECT_THAT(outcome.output, Not(HasSubstr("linux-image")));
}

TEST(ScriptTest, TakesASnapshotOfADiskAlone) {
  const MadeScript script;
  const Outcome outcome = script.run("--snapshot");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.output, HasSubstr("--snapshot is for a guest with a disk"));
  EXPECT_THAT(script.run("--help").output, Not(HasSubstr("--snapshot")));
}

TEST(ScriptTest, TakesAKernelByOptionThenByVariableThenItsSibling) {
  const MadeScript script;
  script.shell("echo >mine; echo >other");
  script.shell("KERNEL=./mine \"$script\"");
  EXPECT_EQ(script.value("-kernel"), "./mine");
  script.shell("KERNEL=./mine \"$script\" --kernel ./other");
  EXPECT_EQ(script.value("-kernel"), "./other");
  EXPECT_EQ(script.run("--kernel ./missing").status, 8);
}

TEST(ScriptTest, SaysHowToGetAKernelWhereThereIsNone) {
  LaunchPlan plan = plan_for_tests();
  plan.kernel.clear();
  const MadeScript script(plan);
  const Outcome outcome = script.run();
  EXPECT_EQ(outcome.status, 8);
  EXPECT_THAT(outcome.output, HasSubstr("--kernel FILE or KERNEL=FILE"));
  EXPECT_THAT(outcome.output, HasSubstr("linux-image-cloud-amd64"));
  EXPECT_EQ(script.run("--kernel \"$script\"").status, 0);
}

TEST(ScriptTest, NamesThePackageWhenQemuIsMissing) {
  const MadeScript script;
  const Outcome outcome = script.shell(
      "for t in uname grep mktemp rm readlink stty; do ln -s \"$(command -v $t)\" bin/$t; done; "
      "rm bin/qemu-system-x86_64; sh=$(command -v sh); PATH=$PWD/bin $sh \"$script\"");
  EXPECT_EQ(outcome.status, 8);
  EXPECT_THAT(outcome.output, HasSubstr("package qemu-system-x86\n"));
}

TEST(ScriptTest, PrintsACommandThatAShellReadsBack) {
  LaunchPlan plan = plan_for_tests();
  plan.command_line = "quote=' \"two\" $three";
  MadeScript script(plan, kHostile);
  const Outcome printed = script.run("--dry-run --publish 1:2 -- 'it'\\''s' ''");
  EXPECT_EQ(printed.status, 0);
  EXPECT_FALSE(std::filesystem::exists(script.folder() / "arguments"));
  script.qemu("");
  script.shell(printed.output);
  EXPECT_EQ(script.value("-append"), plan.command_line);
  EXPECT_EQ(script.value("-kernel"), (script.home() / "initrd.vmlinuz").native());
  const auto arguments = script.qemu_arguments();
  EXPECT_EQ(arguments.at(arguments.size() - 2), "it's");
  EXPECT_EQ(arguments.back(), "");
}

TEST(ScriptTest, UsesKvmOnlyWhereTheProcessorHasIt) {
  MadeScript script;
  const bool opens =
      ::access("/dev/kvm", R_OK | W_OK) == 0 && run_shell("(: <>/dev/kvm) 2>/dev/null").status == 0;
  const std::string usable = opens ? "q35,accel=kvm:tcg" : "q35,accel=tcg";
  script.tool("uname", "echo x86_64");
  script.tool("grep", "exit 0");
  script.run();
  EXPECT_EQ(script.value("-machine"), usable);
  script.tool("grep", "exit 1");  // neither vmx nor svm
  script.run();
  EXPECT_EQ(script.value("-machine"), "q35,accel=tcg");
  script.tool("grep", "exit 0");
  script.tool("uname", "echo aarch64");
  script.run();
  EXPECT_EQ(script.value("-machine"), "q35,accel=tcg");
}

TEST(ScriptTest, TakesTheAcceleratorThatItIsTold) {
  const MadeScript script;
  script.run("--accel kvm");
  EXPECT_EQ(script.value("-machine"), "q35,accel=kvm");
  script.run("--accel=tcg");
  EXPECT_EQ(script.value("-machine"), "q35,accel=tcg");
}

TEST(ScriptTest, ExitsAsTheGuestsProgramDid) {
  MadeScript script;
  for (const int status : {0, 1, 42, 137, 255}) {
    script.qemu("say_status " + std::to_string(status));
    EXPECT_EQ(script.run().status, status);
  }
  EXPECT_EQ(script.temporary_files(), 0U);
}

TEST(ScriptTest, TellsTheStatusThroughATemporaryFolderWithCommas) {
  MadeScript script;
  script.qemu("say_status 5");
  EXPECT_EQ(script.shell("mkdir 't,m,p' && TMPDIR=$PWD/t,m,p \"$script\"").status, 5);
}

TEST(ScriptTest, ExitsAsQemuDidWhenTheGuestSaidNothing) {
  MadeScript script;
  script.qemu("exit 3");
  const Outcome outcome = script.run();
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.output, HasSubstr("QEMU failed with status 3"));
}

TEST(ScriptTest, FailsWhenAProgramsStatusIsMissing) {
  MadeScript script;
  script.qemu("exit 0");
  EXPECT_EQ(script.run().status, 125);
  script.qemu("say_status 'not a number'");
  EXPECT_EQ(script.run().status, 125);
}

TEST(ScriptTest, ExpectsNoStatusOfAnImagesOwnInit) {
  LaunchPlan plan = plan_for_tests();
  plan.reports_status = false;
  MadeScript script(plan);
  script.qemu("exit 0");
  EXPECT_EQ(script.run().status, 0);
}

TEST(ScriptTest, GivesQemuItsStandardInput) {
  MadeScript script;
  script.qemu("read -r line; say_status \"$line\"");
  EXPECT_EQ(script.shell("echo 33 | \"$script\"").status, 33);
}

TEST(ScriptTest, WorksUnderTimeout) {
  MadeScript script;
  script.qemu("exec sleep 100");
  EXPECT_EQ(script.shell("timeout 1 \"$script\"").status, 124);
  EXPECT_EQ(script.temporary_files(), 0U);
}

}  // namespace
}  // namespace oci2boot
