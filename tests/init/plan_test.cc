// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

extern "C" {
#include "src/init/plan.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StrEq;

using namespace std::string_literals;
using namespace std::string_view_literals;

/// A plan that was read, and what it was read from.
class Reading {
 public:
  explicit Reading(std::string_view bytes) : bytes_(bytes) {
    if (const char* problem = plan_parse(bytes_.get(), &plan)) error = problem;
  }
  ~Reading() { plan_free(&plan); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  Plan plan;
  std::string error;

 private:
  ExactBytes bytes_;
};

std::vector<std::string> strings(const StringList& list) {
  EXPECT_TRUE(list.count == 0 || list.items[list.count] == nullptr);
  return {list.items, list.items + list.count};
}

TEST(Plan, ReadsEveryKey) {
  Reading reading(
      "mode=container\0arg=/bin/sh\0arg=-c\0arg=\0env=A=b=c\0user=app:video\0workdir=/w\0"
      "hostname=h\0network=10.0.2.15/24,10.0.2.2\0module=a.ko\0module=b.ko\0stop-signal=37\0"
      "root=UUID=1-2\0root-type=xfs\0grow=yes\0nameserver=1.1.1.1\0nameserver=::1\0"
      "dns-search=lan\0volume=/data\0volume=/b c\0pid-namespace=yes\0"
      "power-off=/sbin/poweroff\0power-off=-f\0session=yes\0terminal=yes\0"
      "share=9p:share0:ro:/src\0share=virtiofs:share1:rw:/out:put\0"sv);
  ASSERT_EQ(reading.error, "");
  const Plan& plan = reading.plan;
  EXPECT_EQ(plan.mode, kPlanModeContainer);
  EXPECT_THAT(strings(plan.args), ElementsAre("/bin/sh", "-c", ""));
  EXPECT_THAT(strings(plan.env), ElementsAre("A=b=c"));
  EXPECT_THAT(strings(plan.nameservers), ElementsAre("1.1.1.1", "::1"));
  EXPECT_THAT(strings(plan.search), ElementsAre("lan"));
  EXPECT_THAT(strings(plan.volumes), ElementsAre("/data", "/b c"));
  EXPECT_THAT(strings(plan.power_off), ElementsAre("/sbin/poweroff", "-f"));
  EXPECT_TRUE(plan.pid_namespace);
  EXPECT_TRUE(plan.session);
  EXPECT_TRUE(plan.terminal);
  EXPECT_THAT(strings(plan.shares),
              ElementsAre("9p:share0:ro:/src", "virtiofs:share1:rw:/out:put"));
  EXPECT_THAT(strings(plan.modules), ElementsAre("a.ko", "b.ko"));
  EXPECT_THAT(plan.user, StrEq("app:video"));
  EXPECT_THAT(plan.workdir, StrEq("/w"));
  EXPECT_THAT(plan.hostname, StrEq("h"));
  EXPECT_THAT(plan.network, StrEq("10.0.2.15/24,10.0.2.2"));
  EXPECT_EQ(plan.stop_signal, 37);
  EXPECT_THAT(plan.root, StrEq("UUID=1-2"));
  EXPECT_THAT(plan.root_type, StrEq("xfs"));
  EXPECT_TRUE(plan.grow);
  EXPECT_THAT(strings(plan.unknown), IsEmpty());
}

TEST(Plan, WhatIsAbsentHasItsDefault) {
  Reading reading("mode=handover\0arg=/sbin/init\0"sv);
  ASSERT_EQ(reading.error, "");
  EXPECT_EQ(reading.plan.mode, kPlanModeHandover);
  EXPECT_EQ(reading.plan.user, nullptr);
  EXPECT_EQ(reading.plan.workdir, nullptr);
  EXPECT_EQ(reading.plan.hostname, nullptr);
  EXPECT_EQ(reading.plan.network, nullptr);
  EXPECT_EQ(reading.plan.stop_signal, 15);
  EXPECT_EQ(reading.plan.root, nullptr);
  EXPECT_EQ(reading.plan.root_type, nullptr);
  EXPECT_FALSE(reading.plan.grow);
  EXPECT_FALSE(reading.plan.pid_namespace);
  EXPECT_FALSE(reading.plan.session);
  EXPECT_FALSE(reading.plan.terminal);
  EXPECT_THAT(strings(reading.plan.volumes), IsEmpty());
}

TEST(Plan, ValuesMayHoldAnyByteButNul) {
  Reading reading("mode=container\0arg=\n\"'\\$ \xff\x01\0"sv);
  ASSERT_EQ(reading.error, "");
  EXPECT_THAT(strings(reading.plan.args), ElementsAre("\n\"'\\$ \xff\x01"));
}

TEST(Plan, KeepsRecordsThatItDoesNotKnow) {
  Reading reading("mode=container\0arg=x\0colour=red\0args=y\0noequals\0\0"sv);
  ASSERT_EQ(reading.error, "");
  EXPECT_THAT(strings(reading.plan.unknown), ElementsAre("colour=red", "args=y", "noequals", ""));
}

TEST(Plan, RefusesAPlanThatNobodyCanFollow) {
  EXPECT_THAT(Reading(""sv).error, HasSubstr("empty"));
  EXPECT_THAT(Reading("mode=container\0arg=x"sv).error, HasSubstr("cut off"));
  EXPECT_THAT(Reading("mode=container\0"sv).error, HasSubstr("no program"));
  EXPECT_THAT(Reading("arg=x\0"sv).error, HasSubstr("no mode"));
  EXPECT_THAT(Reading("mode=other\0arg=x\0"sv).error, HasSubstr("neither"));
  EXPECT_THAT(Reading("mode=container\0arg=x\0grow=2\0"sv).error, HasSubstr("grow"));
  EXPECT_THAT(Reading("mode=container\0arg=x\0pid-namespace=1\0"sv).error, HasSubstr("pid-"));
  EXPECT_THAT(Reading("mode=container\0arg=x\0session=1\0"sv).error, HasSubstr("session"));
  EXPECT_THAT(Reading("mode=container\0arg=x\0terminal=\0"sv).error, HasSubstr("terminal"));
}

TEST(Plan, RefusesAStopSignalThatIsNone) {
  for (const char* value : {"0", "65", "TERM", "-1", ""}) {
    std::string plan = "mode=container\0arg=x\0stop-signal="s.append(value).append(1, '\0');
    EXPECT_THAT(Reading(plan).error, HasSubstr("stop-signal")) << value;
  }
}

TEST(Plan, TakesAsManyRecordsAsAreAllowedAndNoMore) {
  std::string plan = "mode=container\0"s;
  for (unsigned i = 0; i < PLAN_MAX_ARGS; ++i) plan += "arg=x\0"sv;
  Reading most(plan);
  EXPECT_EQ(most.error, "");
  EXPECT_EQ(most.plan.args.count, PLAN_MAX_ARGS);
  EXPECT_THAT(Reading(plan + "arg=x\0"s).error, HasSubstr("more records"));
}

TEST(Plan, RefusesMoreThanTheLargestPlan) {
  EXPECT_THAT(Reading(std::string(PLAN_MAX_BYTES + 1, '\0')).error, HasSubstr("too large"));
}

}  // namespace
}  // namespace oci2boot
