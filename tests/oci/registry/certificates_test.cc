// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Certificates : public testing::Test {
 protected:
  TlsFiles find(const std::string& url) const {
    return find_tls_files({one_.path(), two_.path(), two_ / "missing"}, "", Url::parse(url));
  }

  const TemporaryFolder one_;
  const TemporaryFolder two_;
};

TEST_F(Certificates, AreThoseOfTheHostAndPort) {
  const std::string ca = one_.write("r.example:5000/ca.crt", "");
  const std::string other = two_.write("r.example:5000/b.crt", "");
  one_.write("r.example/ca.crt", "");
  one_.write("r.example:5000/README", "");
  EXPECT_THAT(find("https://r.example:5000/v2/").ca_certificates, ElementsAre(ca, other));
  EXPECT_THAT(find("https://r.example:5001/v2/").ca_certificates, IsEmpty());
  EXPECT_THAT(find("http://r.example:5000/v2/").ca_certificates, IsEmpty());
}

TEST_F(Certificates, ThePortOfHttpsNeedNotBeNamed) {
  const std::string ca = one_.write("r.example/ca.crt", "");
  EXPECT_THAT(find("https://r.example/v2/").ca_certificates, ElementsAre(ca));
  const std::string named = one_.write("r.example:443/ca.crt", "");
  EXPECT_THAT(find("https://r.example/v2/").ca_certificates, ElementsAre(named, ca));
}

TEST_F(Certificates, DockerHubsAreUnderItsName) {
  const std::string ca = one_.write("docker.io/ca.crt", "");
  EXPECT_THAT(find("https://registry-1.docker.io/v2/").ca_certificates, ElementsAre(ca));
}

TEST_F(Certificates, AClientCertificateComesWithItsKey) {
  const std::string certificate = one_.write("r.example/client.cert", "");
  const std::string key = one_.write("r.example/client.key", "");
  two_.write("r.example/z.cert", "");
  two_.write("r.example/z.key", "");
  const TlsFiles tls = find("https://r.example/");
  EXPECT_EQ(tls.client_certificate, certificate);
  EXPECT_EQ(tls.client_key, key);
}

TEST_F(Certificates, HalfAPairIsAnError) {
  const std::string certificate = one_.write("a.example/client.cert", "");
  expect_error(ErrorCode::failed, certificate + " has no key beside it",
               [&] { find("https://a.example/"); });
  const std::string key = one_.write("b.example/client.key", "");
  expect_error(ErrorCode::failed, key + " has no certificate beside it",
               [&] { find("https://b.example/"); });
}

TEST_F(Certificates, TheUsersOwnAuthorityIsTrustedEverywhere) {
  EXPECT_THAT(
      find_tls_files({one_.path()}, "/own.crt", Url::parse("https://r.example")).ca_certificates,
      ElementsAre("/own.crt"));
}

}  // namespace
}  // namespace oci2boot
