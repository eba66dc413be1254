// SPDX-License-Identifier: Apache-2.0
#include "oci/registry/challenge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST(Challenge, ReadsWhatDockerHubSends) {
  const auto challenges = parse_challenges(
      R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",)"
      R"(scope="repository:library/alpine:pull")");
  ASSERT_THAT(challenges, SizeIs(1));
  EXPECT_EQ(challenges[0].scheme, "bearer");
  EXPECT_THAT(challenges[0].parameters,
              UnorderedElementsAre(Pair("realm", "https://auth.docker.io/token"),
                                   Pair("service", "registry.docker.io"),
                                   Pair("scope", "repository:library/alpine:pull")));
}

TEST(Challenge, CommasAndEscapesInQuotesBelongToTheValue) {
  const auto challenges = parse_challenges(R"(Basic realm="a \"b\", c=\\d, Bearer x=y")");
  ASSERT_THAT(challenges, SizeIs(1));
  EXPECT_EQ(challenges[0].parameters.at("realm"), R"(a "b", c=\d, Bearer x=y)");
}

TEST(Challenge, ReadsSeveralOfOneHeader) {
  const auto challenges =
      parse_challenges(R"(Negotiate, Basic realm="x" , BEARER Realm = "y", charset=utf-8)");
  ASSERT_THAT(challenges, SizeIs(3));
  EXPECT_EQ(challenges[0].scheme, "negotiate");
  EXPECT_THAT(challenges[0].parameters, IsEmpty());
  EXPECT_EQ(challenges[1].scheme, "basic");
  EXPECT_EQ(challenges[1].parameters.at("realm"), "x");
  EXPECT_EQ(challenges[2].scheme, "bearer");
  EXPECT_THAT(challenges[2].parameters,
              UnorderedElementsAre(Pair("realm", "y"), Pair("charset", "utf-8")));
}

TEST(Challenge, PassesOverToken68) {
  for (const char* header : {"Negotiate YWJj==, Basic realm=x", "Negotiate YWJj=, Basic realm=x",
                             "Negotiate a/b+c, Basic realm=x"}) {
    const auto challenges = parse_challenges(header);
    ASSERT_THAT(challenges, SizeIs(2)) << header;
    EXPECT_THAT(challenges[0].parameters, IsEmpty()) << header;
    EXPECT_EQ(challenges[1].parameters.at("realm"), "x") << header;
  }
}

TEST(Challenge, TheFirstOfTwoEqualParametersStands) {
  EXPECT_EQ(parse_challenges("Basic realm=a, realm=b")[0].parameters.at("realm"), "a");
}

TEST(Challenge, SurvivesWhatMakesNoSense) {
  for (const char* header :
       {"", " ", ",", ",,,", "=", "\"", "\"\\", "a=", "Basic realm=", "Basic realm=\"",
        "Basic realm=\"\\", "Basic =x", "Bearer \x01\xff", "Bearer realm==", "realm=\"x\"",
        "Bearer realm=\"a\" service=\"b\"", "@@@ Basic realm=x"}) {
    parse_challenges(header);
  }
  EXPECT_THAT(parse_challenges("realm=\"of no scheme\""), IsEmpty());
  EXPECT_EQ(parse_challenges(",, Basic realm=x").at(0).parameters.at("realm"), "x");
}

TEST(Challenge, WorkAndResultAreBounded) {
  std::string schemes;
  for (int i = 0; i < 100'000; ++i) schemes += "a" + std::to_string(i) + ",";
  EXPECT_LE(parse_challenges(schemes).size(), 32U);
  std::string parameters = "Bearer ";
  for (int i = 0; i < 100'000; ++i) parameters += "a" + std::to_string(i) + "=1,";
  EXPECT_LE(parse_challenges(parameters).at(0).parameters.size(), 64U);
  EXPECT_LE(parse_challenges("Basic realm=\"" + std::string(1U << 20, '\\')).size(), 1U);
}

}  // namespace
}  // namespace oci2boot
