// SPDX-License-Identifier: Apache-2.0
// Expecting an Error, by its code and a part of its message.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

/// Fails the test unless `action` throws an Error with this code and `part` in its message.
template <typename Action>
void expect_error(ErrorCode code, const std::string& part, Action&& action) {
  try {
    std::forward<Action>(action)();
    ADD_FAILURE() << "expected an error with '" << part << "', got none";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_THAT(error.what(), testing::HasSubstr(part));
  }
}

}  // namespace oci2boot
