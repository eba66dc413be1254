// SPDX-License-Identifier: Apache-2.0
#include "src/cli/missing_names.h"

#include <gtest/gtest.h>

#include <fstream>

#include "oci/registry/registry_failure.h"
#include "oci2boot/no_such_image.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

struct Missing : Error, NoSuchImage {
  using Error::Error;
};

const Error kNotFound(ErrorCode::not_found, "it is not there");

/// What is told when the registry has no image of the name that it is asked for.
std::string told_of_missing(const std::string& typed, const std::string& asked) {
  const Missing error(ErrorCode::not_found, "no " + asked);
  return suggestion(error, ImageName::parse(typed));
}

TEST(MissingNamesTest, AnImageThatIsCalledLikeACommandMayBeOne) {
  EXPECT_EQ(told_of_missing("pul", "library/pul"), " (did you mean the command pull?)");
  EXPECT_EQ(told_of_missing("pul:latest", "pul:latest"), " (did you mean the command pull?)");
  EXPECT_EQ(told_of_missing("alpine", "library/alpine"), "");
  EXPECT_EQ(told_of_missing("quay.io/pul", "quay.io/pul"), "");
}

TEST(MissingNamesTest, AnotherImageMayBeMissing) {
  EXPECT_EQ(told_of_missing("pul", "library/debian"), "");
}

TEST(MissingNamesTest, ARegistryThatHasNoAnswerMissesNothing) {
  for (const ErrorCode code :
       {ErrorCode::failed, ErrorCode::not_found, ErrorCode::not_authorised}) {
    EXPECT_EQ(suggestion(Error(code, "library/pul"), ImageName::parse("pul")), "");
  }
}

/// What is told of the image "pul" when Docker Hub gives that answer to `who` asks.
std::string told_of_answer(int status, const std::optional<Credentials>& who = std::nullopt) {
  FailedRequest failed{.place = "docker.io", .repository = "library/pul", .what = "tag 'latest'"};
  failed.status = status;
  failed.credentials = who;
  try {
    throw_failure(failed);
  } catch (const Error& error) {
    return suggestion(error, ImageName::parse("pul"));
  }
}

TEST(MissingNamesTest, TheAnswerTellsWhetherItIsMissing) {
  const Credentials wrong{.username = "ada", .password = "x", .identity_token = "", .origin = "-"};
  EXPECT_NE(told_of_answer(404), "");
  EXPECT_NE(told_of_answer(401), "");
  EXPECT_EQ(told_of_answer(401, wrong), "");
  EXPECT_EQ(told_of_answer(429), "");
  EXPECT_EQ(told_of_answer(500), "");
}

TEST(MissingNamesTest, AFileThatIsSpeltAlmostSoIsNamed) {
  const TemporaryFolder folder;
  const std::string there = folder.path() + "/alpine.tar";
  const std::string typed = folder.path() + "/alpin.tar";
  std::ofstream(there) << "x";
  const Error error(ErrorCode::not_found, typed + ": No such file or directory");
  const std::string expected = " (did you mean '" + there + "'?)";
  EXPECT_EQ(suggestion(error, ImageName::parse("docker-archive:" + typed)), expected);
  EXPECT_EQ(suggestion(error, std::filesystem::path(typed)), expected);
  const Error without_tag(ErrorCode::not_found, there + ": it has no tag x");
  EXPECT_EQ(suggestion(without_tag, ImageName::parse(there)), "");
  EXPECT_EQ(suggestion(kNotFound, std::filesystem::path(typed)), "");
}

}  // namespace
}  // namespace oci2boot
