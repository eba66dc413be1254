// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <string_view>

extern "C" {
#include "src/init/module_signature.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

using namespace std::string_literals;

constexpr std::string_view kMarker = "~Module signature appended~\n";

/// What stands behind a signature of `size` bytes.
std::string tail(unsigned size) {
  std::string record("\0\0\2\0\0\0\0\0"s);
  for (const int shift : {24, 16, 8, 0}) record += static_cast<char>(size >> shift);
  return record.append(kMarker);
}

std::size_t module_size(std::string_view file) {
  const ExactBytes bytes(file);
  return size_without_signature(bytes.get());
}

TEST(ModuleSignature, IsNoPartOfTheModule) {
  const std::string module(1000, 'm');
  const std::string signature(300, 's');
  EXPECT_EQ(module_size(module + signature + tail(300)), 1000U);
  EXPECT_EQ(module_size(module + tail(0)), 1000U);
}

TEST(ModuleSignature, AModuleWithoutOneIsWhole) {
  EXPECT_EQ(module_size(""), 0U);
  EXPECT_EQ(module_size("ELF"), 3U);
  EXPECT_EQ(module_size(kMarker), kMarker.size());
  EXPECT_EQ(module_size(std::string(100, 'm')), 100U);
}

TEST(ModuleSignature, OneThatIsLargerThanTheFileIsNone) {
  EXPECT_EQ(module_size("mmm" + tail(4)), 3 + tail(4).size());
  EXPECT_EQ(module_size("mmm" + tail(0xffffffffU)), 3 + tail(0).size());
  EXPECT_EQ(module_size("mmm" + tail(3)), 0U);
}

}  // namespace
}  // namespace oci2boot
