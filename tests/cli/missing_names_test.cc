// SPDX-License-Identifier: Apache-2.0
#include "src/cli/missing_names.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace oci2boot {
namespace {

const Error kNotFound(ErrorCode::not_found, "it is not there");

std::string told_of(const std::string& image, const Error& error = kNotFound) {
  return with_suggestion(error, ImageName::parse(image)).what();
}

TEST(MissingNamesTest, AnImageThatIsCalledLikeACommandMayBeOne) {
  EXPECT_EQ(told_of("pul"), "it is not there (did you mean the command pull?)");
  EXPECT_EQ(told_of("pul:latest"), "it is not there (did you mean the command pull?)");
  EXPECT_EQ(told_of("insepct", Error(ErrorCode::not_authorised, "denied")),
            "denied (did you mean the command inspect?)");
  EXPECT_EQ(told_of("alpine"), "it is not there");
  EXPECT_EQ(told_of("quay.io/pul"), "it is not there");
}

TEST(MissingNamesTest, OtherErrorsAreLeftAsTheyAre) {
  EXPECT_STREQ(with_suggestion(Error(ErrorCode::failed, "no"), ImageName::parse("pul")).what(),
               "no");
}

TEST(MissingNamesTest, AFileThatIsSpeltAlmostSoIsNamed) {
  const TemporaryFolder folder;
  const std::string there = folder.path() + "/alpine.tar";
  const std::string typed = folder.path() + "/alpin.tar";
  std::ofstream(there) << "x";
  const Error error(ErrorCode::not_found, typed + ": No such file or directory");
  const std::string expected = error.what() + (" (did you mean '" + there + "'?)");
  EXPECT_EQ(told_of("docker-archive:" + typed, error), expected);
  EXPECT_EQ(with_suggestion(error, std::filesystem::path(typed)).what(), expected);
  EXPECT_EQ(told_of(there, Error(ErrorCode::not_found, there + ": it has no tag x")),
            there + ": it has no tag x");
  EXPECT_EQ(with_suggestion(kNotFound, std::filesystem::path(typed)).what(),
            std::string(kNotFound.what()));
}

}  // namespace
}  // namespace oci2boot
