// SPDX-License-Identifier: Apache-2.0
#include "oci/http/ca_bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

std::string pem(const std::string& name) {
  return "-----BEGIN CERTIFICATE-----\n" + name + "\n-----END CERTIFICATE-----";
}

TEST(CaBundle, KeepsTheSystemsAuthoritiesBesidesOthers) {
  const TemporaryFolder folder;
  const std::string system = folder.write("system.crt", pem("system"));
  const std::string one = folder.write("1.crt", pem("one"));
  const std::string two = folder.write("2.crt", pem("two"));
  EXPECT_EQ(joined_certificates(system, {one, two}),
            pem("system") + "\n" + pem("one") + "\n" + pem("two"));
}

TEST(CaBundle, DoesWithoutASystemThatHasNone) {
  const TemporaryFolder folder;
  const std::string one = folder.write("1.crt", pem("one"));
  EXPECT_EQ(joined_certificates(folder / "missing", {one}), "\n" + pem("one"));
  EXPECT_EQ(joined_certificates("", {one}), "\n" + pem("one"));
}

TEST(CaBundle, NamesAFileThatIsOfNoUse) {
  const TemporaryFolder folder;
  expect_error(ErrorCode::failed, "certificate authority: cannot read " + folder / "missing",
               [&] { joined_certificates("", {folder / "missing"}); });
  const std::string other = folder.write("other", "-----BEGIN PRIVATE KEY-----\nsecret\n");
  expect_error(ErrorCode::failed, "no certificate in " + other + " (PEM is read)",
               [&] { joined_certificates("", {other}); });
}

}  // namespace
}  // namespace oci2boot
