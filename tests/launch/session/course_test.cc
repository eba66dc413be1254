// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/course.h"

#include <gtest/gtest.h>

#include <csignal>

namespace oci2boot {
namespace {

using std::chrono::seconds;

class CourseTest : public testing::Test {
 protected:
  static SessionClock::time_point at(int second) {
    return SessionClock::time_point() + seconds(second);
  }
  static SessionCourse course(std::optional<seconds> timeout = std::nullopt) {
    return {{seconds(20), seconds(30)}, timeout, at(0)};
  }
  static SessionCourse ready_course(std::optional<seconds> timeout = std::nullopt) {
    SessionCourse made = course(timeout);
    made.be_ready();
    return made;
  }
};

TEST_F(CourseTest, EndsWithTheStatusOfTheProgram) {
  SessionCourse course = ready_course();
  EXPECT_FALSE(course.result());
  course.take_status(42, at(1));
  EXPECT_EQ(course.result(), 42);
}

TEST_F(CourseTest, KeepsTheFirstStatus) {
  SessionCourse course = ready_course();
  course.take_status(1, at(1));
  course.take_status(0, at(1));
  EXPECT_EQ(course.result(), 1);
}

TEST_F(CourseTest, AsksTheGuestAtTheFirstSignalAndEndsTheMachineAtTheSecond) {
  SessionCourse course = ready_course();
  EXPECT_EQ(course.take_signal(SIGINT, at(1)), SessionStep::stop);
  EXPECT_FALSE(course.is_killed());
  EXPECT_EQ(course.take_signal(SIGINT, at(2)), SessionStep::kill);
  EXPECT_TRUE(course.is_killed());
  EXPECT_EQ(course.result(), 128 + SIGINT);
}

TEST_F(CourseTest, EndsWithTheStatusOfAProgramThatFollowedTheSignal) {
  SessionCourse course = ready_course();
  course.take_signal(SIGTERM, at(1));
  course.take_status(0, at(2));
  EXPECT_EQ(course.result(), 0);
}

TEST_F(CourseTest, EndsAMachineAtOnceThatHasNoProgramYet) {
  SessionCourse booting = course();
  EXPECT_EQ(booting.take_signal(SIGTERM, at(1)), SessionStep::kill);
  EXPECT_EQ(booting.result(), 128 + SIGTERM);
}

TEST_F(CourseTest, EndsTheMachineAtOnceOnSigquitAndOnTheUsersKeys) {
  SessionCourse quit = ready_course();
  EXPECT_EQ(quit.take_signal(SIGQUIT, at(1)), SessionStep::kill);
  EXPECT_EQ(quit.result(), 128 + SIGQUIT);
  SessionCourse escaped = ready_course();
  EXPECT_EQ(escaped.take_escape(), SessionStep::kill);
  EXPECT_EQ(escaped.result(), 128 + SIGINT);
}

TEST_F(CourseTest, EndsTheMachineOfAGuestThatDoesNotStop) {
  SessionCourse course = ready_course();
  course.take_signal(SIGTERM, at(5));
  EXPECT_EQ(course.next_time(), at(25));
  EXPECT_EQ(course.take_time(at(24)), SessionStep::none);
  EXPECT_EQ(course.take_time(at(25)), SessionStep::kill);
  EXPECT_EQ(course.result(), 128 + SIGTERM);
}

TEST_F(CourseTest, ASecondSignalEndsARunWhoseProgramHasEnded) {
  SessionCourse powering_off = ready_course();
  powering_off.take_status(0, at(1));
  EXPECT_EQ(powering_off.take_signal(SIGINT, at(2)), SessionStep::none);
  EXPECT_EQ(powering_off.take_signal(SIGINT, at(3)), SessionStep::kill);
  EXPECT_EQ(powering_off.result(), 128 + SIGINT);
}

TEST_F(CourseTest, ASignalEndsARunThatWaitsForItsReaderAlone) {
  SessionCourse course = ready_course();
  course.take_status(0, at(1));
  course.take_end();
  EXPECT_EQ(course.take_signal(SIGTERM, at(2)), SessionStep::kill);
  EXPECT_TRUE(course.is_killed());
  EXPECT_EQ(course.result(), 128 + SIGTERM);
}

TEST_F(CourseTest, EndsAMachineThatOutlivesWhatServesIt) {
  SessionCourse course = ready_course(seconds(60));
  course.take_lost_server(at(1));
  EXPECT_EQ(course.take_time(at(5)), SessionStep::none);
  EXPECT_EQ(course.take_time(at(6)), SessionStep::kill);
  EXPECT_FALSE(course.result());
}

TEST_F(CourseTest, AServerThatEndsWithQemuIsNoNews) {
  SessionCourse course = ready_course();
  course.take_lost_server(at(1));
  course.take_end();
  EXPECT_EQ(course.take_time(at(100)), SessionStep::none);
  EXPECT_FALSE(course.is_killed());
}

TEST_F(CourseTest, StopsTheGuestAtItsTimeoutAndSays124WhateverItsStatus) {
  SessionCourse course = ready_course(seconds(60));
  EXPECT_EQ(course.next_time(), at(60));
  EXPECT_EQ(course.take_time(at(59)), SessionStep::none);
  EXPECT_EQ(course.take_time(at(60)), SessionStep::stop);
  EXPECT_EQ(course.next_time(), at(80));
  course.take_status(0, at(61));
  EXPECT_EQ(course.result(), 124);
}

TEST_F(CourseTest, EndsABootThatTakesLongerThanItsTimeout) {
  SessionCourse booting = course(seconds(10));
  EXPECT_EQ(booting.take_time(at(10)), SessionStep::kill);
  EXPECT_EQ(booting.result(), 124);
}

TEST_F(CourseTest, TakesAProgramThatEndsAtTheTimeoutForOneThatIsInTime) {
  SessionCourse course = ready_course(seconds(60));
  course.take_status(3, at(59));
  EXPECT_EQ(course.take_time(at(60)), SessionStep::none);
  EXPECT_EQ(course.result(), 3);
}

TEST_F(CourseTest, GivesAMachineTimeToPowerOff) {
  SessionCourse course = ready_course();
  course.take_status(0, at(1));
  EXPECT_EQ(course.take_time(at(30)), SessionStep::none);
  EXPECT_EQ(course.take_time(at(31)), SessionStep::kill);
  EXPECT_EQ(course.result(), 0);
}

TEST_F(CourseTest, ForgetsTimeWhenTheMachineHasEnded) {
  SessionCourse course = ready_course(seconds(60));
  course.take_status(0, at(1));
  course.take_end();
  EXPECT_FALSE(course.next_time());
  EXPECT_EQ(course.take_time(at(100)), SessionStep::none);
  EXPECT_FALSE(course.is_killed());
}

TEST_F(CourseTest, StopsAGuestWhoseOutputNobodyTakesOnce) {
  SessionCourse course = ready_course();
  EXPECT_EQ(course.take_lost_output(128 + SIGPIPE, at(1)), SessionStep::stop);
  EXPECT_EQ(course.take_lost_output(128 + SIGPIPE, at(2)), SessionStep::none);
  course.take_status(128 + SIGTERM, at(3));
  EXPECT_EQ(course.result(), 128 + SIGPIPE);
}

TEST_F(CourseTest, HasNoResultWhenAMachineEndsWithoutAReason) {
  EXPECT_FALSE(course().result());
  EXPECT_FALSE(ready_course().result());
}

}  // namespace
}  // namespace oci2boot
