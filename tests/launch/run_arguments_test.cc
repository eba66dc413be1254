// SPDX-License-Identifier: Apache-2.0
#include "src/launch/run_arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace oci2boot {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

RunPlan plan_for(const std::string& architecture) {
  RunPlan plan;
  plan.architecture = architecture;
  plan.kernel = "/cache/vmlinux";
  plan.memory_mib = 320;
  return plan;
}

RunHost host_for_tests() {
  RunHost host;
  host.initrd = "/proc/self/fd/9";
  host.console = 4;
  host.session = 5;
  return host;
}

/// What stands behind `option`, each time.
std::vector<std::string> values(const std::vector<std::string>& arguments,
                                const std::string& option) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == option) found.push_back(arguments[i + 1]);
  }
  return found;
}

TEST(RunArgumentsTest, NamesTheProgramOfTheArchitectureFirst) {
  EXPECT_EQ(run_arguments(plan_for("amd64"), host_for_tests()).front(), "qemu-system-x86_64");
  EXPECT_EQ(run_arguments(plan_for("arm64"), host_for_tests()).front(), "qemu-system-aarch64");
}

TEST(RunArgumentsTest, StartsTheKernelWithTheInitrdAndTheMemoryOfThePlan) {
  const auto arguments = run_arguments(plan_for("amd64"), host_for_tests());
  EXPECT_THAT(values(arguments, "-kernel"), ElementsAre("/cache/vmlinux"));
  EXPECT_THAT(values(arguments, "-initrd"), ElementsAre("/proc/self/fd/9"));
  EXPECT_THAT(values(arguments, "-m"), ElementsAre("320M"));
}

TEST(RunArgumentsTest, ConnectsConsoleAndSessionWithWhatQemuInherits) {
  const auto arguments = run_arguments(plan_for("amd64"), host_for_tests());
  EXPECT_THAT(values(arguments, "-chardev"),
              ElementsAre("socket,id=console,fd=4", "socket,id=session,fd=5"));
  EXPECT_THAT(values(arguments, "-device"),
              Contains("virtserialport,chardev=session,name=oci2boot.session"));
  EXPECT_THAT(arguments, Not(Contains("-mon")));
}

TEST(RunArgumentsTest, HasAMonitorBesideThePortOfTheStatusWhereAnInitOfTheImagesIsInCharge) {
  RunPlan plan = plan_for("amd64");
  plan.contact = RunContact::console;
  plan.status_port = "oci2boot.status";
  RunHost host = host_for_tests();
  host.monitor = 6;
  const auto arguments = run_arguments(plan, host);
  EXPECT_THAT(values(arguments, "-chardev"), Contains("socket,id=monitor,fd=6"));
  EXPECT_THAT(values(arguments, "-mon"), ElementsAre("chardev=monitor,mode=control"));
  EXPECT_THAT(values(arguments, "-device"),
              Contains("virtserialport,chardev=session,name=oci2boot.status"));
}

TEST(RunArgumentsTest, ForgetsWhatTheGuestWritesUnlessTheDiskIsKept) {
  RunPlan plan = plan_for("amd64");
  plan.disk = RunDisk{"/cache/a,b.img", "raw", false};
  EXPECT_THAT(values(run_arguments(plan, host_for_tests()), "-drive"),
              ElementsAre(AllOf(HasSubstr("snapshot=on"), HasSubstr("format=raw"),
                                EndsWith("file=/cache/a,,b.img"))));
  plan.disk = RunDisk{"/home/me/kept.qcow2", "qcow2", true};
  EXPECT_THAT(values(run_arguments(plan, host_for_tests()), "-drive"),
              ElementsAre(AllOf(Not(HasSubstr("snapshot")), HasSubstr("format=qcow2"))));
}

TEST(RunArgumentsTest, TellsTheGuestOfAFullDiskOfTheHostInsteadOfStoppingTheMachine) {
  for (const bool is_kept : {false, true}) {
    RunPlan plan = plan_for("amd64");
    plan.disk = RunDisk{"/tmp/disk", "qcow2", is_kept};
    EXPECT_THAT(values(run_arguments(plan, host_for_tests()), "-drive"),
                ElementsAre(HasSubstr(",werror=report,")));
  }
}

TEST(RunArgumentsTest, HasNoDiskAndNoNetworkThatThePlanDoesNotHave) {
  RunPlan plan = plan_for("amd64");
  plan.has_network = false;
  const auto arguments = run_arguments(plan, host_for_tests());
  EXPECT_THAT(arguments, Not(Contains("-netdev")));
  EXPECT_THAT(arguments, Not(Contains("-drive")));
}

TEST(RunArgumentsTest, ForwardsThePublishedPorts) {
  RunPlan plan = plan_for("amd64");
  plan.ports = {{"127.0.0.1", 8080, 80, false}, {"", 5353, 53, true}};
  EXPECT_THAT(values(run_arguments(plan, host_for_tests()), "-netdev"),
              ElementsAre("user,id=net,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=udp::5353-:53"));
}

TEST(RunArgumentsTest, PutsWhatTheUserWantsOfQemuBehindAllElse) {
  RunPlan plan = plan_for("amd64");
  plan.devices = {"edu", "ich9-intel-hda"};
  plan.qemu_arguments = {"-d", "guest_errors"};
  RunHost host = host_for_tests();
  host.shares = {"-device", "share"};
  auto arguments = run_arguments(plan, host);
  ASSERT_GE(arguments.size(), 8U);
  arguments.erase(arguments.begin(), arguments.end() - 8);
  EXPECT_THAT(arguments, ElementsAre("-device", "share", "-device", "edu", "-device",
                                     "ich9-intel-hda", "-d", "guest_errors"));
}

TEST(RunArgumentsTest, UsesTheHostsProcessorWhereItCan) {
  RunHost host = host_for_tests();
  EXPECT_THAT(values(run_arguments(plan_for("arm64"), host), "-cpu"),
              ElementsAre("max,pauth-impdef=on"));
  EXPECT_THAT(values(run_arguments(plan_for("arm64"), host), "-machine"),
              ElementsAre(EndsWith("accel=tcg")));
  EXPECT_THAT(values(run_arguments(plan_for("amd64"), host), "-cpu"), ElementsAre("max,erms=off"));
  host.has_kvm = true;
  EXPECT_THAT(values(run_arguments(plan_for("amd64"), host), "-cpu"), ElementsAre("max"));
  EXPECT_THAT(values(run_arguments(plan_for("arm64"), host), "-cpu"), ElementsAre("max"));
  EXPECT_THAT(values(run_arguments(plan_for("arm64"), host), "-machine"),
              ElementsAre(EndsWith("accel=kvm:tcg")));
}

TEST(RunCommandLineTest, TrustsAnEmulatedProcessorAlone) {
  RunHost host = host_for_tests();
  const RunPlan plan = plan_for("amd64");
  EXPECT_THAT(run_command_line(plan, host),
              AllOf(HasSubstr(" mitigations=off oci2boot.unverified-modules"),
                    HasSubstr(" no_timer_check")));
  host.has_kvm = true;
  EXPECT_THAT(
      run_command_line(plan, host),
      AllOf(Not(HasSubstr("mitigations")), Not(HasSubstr("unverified")), Not(HasSubstr("tsc="))));
}

TEST(RunCommandLineTest, TellsTheFrequencyOfAClockThatIsNotWatched) {
  RunHost host = host_for_tests();
  EXPECT_THAT(run_command_line(plan_for("amd64"), host), Not(HasSubstr("tsc")));
  host.tsc_khz = 2'300'000;
  EXPECT_THAT(run_command_line(plan_for("amd64"), host),
              HasSubstr(" tsc=reliable tsc_early_khz=2300000"));
  EXPECT_THAT(run_command_line(plan_for("arm64"), host), Not(HasSubstr("tsc")));
  host.has_kvm = true;
  EXPECT_THAT(run_command_line(plan_for("amd64"), host), Not(HasSubstr("tsc")));
}

TEST(RunCommandLineTest, SaysNothingOfAPcToAnotherMachine) {
  EXPECT_THAT(run_command_line(plan_for("arm64"), host_for_tests()),
              AllOf(HasSubstr("console=ttyAMA0 "), Not(HasSubstr("8250")), Not(HasSubstr("tsc="))));
}

TEST(RunCommandLineTest, IsQuietUnlessTheUserWantsToSeeTheKernel) {
  RunPlan plan = plan_for("amd64");
  EXPECT_THAT(run_command_line(plan, host_for_tests()), HasSubstr(" quiet"));
  plan.verbose = true;
  EXPECT_THAT(run_command_line(plan, host_for_tests()), Not(HasSubstr("quiet")));
}

TEST(RunCommandLineTest, EndsWithWhatThePlanWants) {
  RunPlan plan = plan_for("amd64");
  plan.kernel_arguments = "loglevel=7";
  RunHost host = host_for_tests();
  host.terminal_size = "24x80";
  EXPECT_THAT(run_command_line(plan, host), EndsWith(" oci2boot.size=24x80 loglevel=7"));
}

}  // namespace
}  // namespace oci2boot
