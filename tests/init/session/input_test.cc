// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

extern "C" {
#include "src/init/session/input.h"
}

namespace oci2boot {
namespace {

class SessionInputTest : public testing::Test {
 protected:
  SessionInputTest() { input_begin(input_.get()); }

  void add(std::string_view text) { input_add(input_.get(), {text.data(), text.size()}); }
  std::string waiting() const {
    const Bytes bytes = input_waiting(input_.get());
    return {bytes.data, bytes.size};
  }
  void take(std::size_t size) { input_taken(input_.get(), size); }
  unsigned credit() { return input_take_credit(input_.get()); }

 private:
  std::unique_ptr<SessionInput> input_ = std::make_unique<SessionInput>();
};

TEST_F(SessionInputTest, TheHostHasTheWholeWindowAtFirst) {
  EXPECT_EQ(credit(), SESSION_INPUT_WINDOW);
  EXPECT_EQ(credit(), 0U);
}

TEST_F(SessionInputTest, ComesOutAsItWentIn) {
  EXPECT_EQ(waiting(), "");
  add("hello ");
  add("");
  add("world");
  take(3);
  EXPECT_EQ(waiting(), "lo world");
  take(8);
  EXPECT_EQ(waiting(), "");
}

TEST_F(SessionInputTest, CreditIsForWhatTheProgramHasTaken) {
  credit();
  add(std::string(SESSION_INPUT_WINDOW, 'x'));
  EXPECT_EQ(credit(), 0U);
  take(100);
  EXPECT_EQ(credit(), 0U);  // not worth a frame
  take(SESSION_INPUT_WINDOW - 100);
  EXPECT_EQ(credit(), SESSION_INPUT_WINDOW);
}

TEST_F(SessionInputTest, GoesRoundWithoutEnd) {
  credit();
  std::string expected;
  std::size_t sent = SESSION_INPUT_WINDOW;
  add(std::string(sent, 'a'));
  expected.append(sent, 'a');
  for (int round = 0; round < 50; ++round) {
    take(10000);
    expected.erase(0, 10000);
    const std::string more(10000, static_cast<char>('b' + round % 20));
    add(more);
    expected += more;
    ASSERT_TRUE(waiting() == expected) << round;
  }
}

TEST_F(SessionInputTest, WhatTheHostHadNoCreditForIsLeftOut) {
  credit();
  add(std::string(SESSION_INPUT_WINDOW - 2, 'x'));
  add("abc");
  const std::string all = waiting();
  EXPECT_EQ(all.size(), SESSION_INPUT_WINDOW);
  EXPECT_EQ(all.substr(all.size() - 3), "xab");
  add("d");
  EXPECT_EQ(waiting().size(), SESSION_INPUT_WINDOW);
}

}  // namespace
}  // namespace oci2boot
