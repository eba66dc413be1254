// SPDX-License-Identifier: Apache-2.0
#include "src/cli/inspect_command.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

InspectCommand parse(const std::vector<std::string>& arguments) {
  return inspect_command(parse_options(inspect_options(), arguments, "oci2boot inspect"), {},
                         [](const std::string&) { return ""; });
}

void expect_refused(const std::string& part, const std::vector<std::string>& arguments) {
  expect_error(ErrorCode::usage, part, [&] { parse(arguments); });
}

TEST(InspectCommandTest, TakesOneImageAndAForm) {
  const InspectCommand command = parse({"oci:x:v1", "--platform", "arm64"});
  EXPECT_EQ(command.request.conversion.image.location, "x");
  EXPECT_EQ(command.request.conversion.image.tag, "v1");
  EXPECT_EQ(command.request.conversion.source.platform->text(), "linux/arm64");
  EXPECT_EQ(command.form, InspectionForm::text);
  EXPECT_EQ(parse({"x", "--json"}).form, InspectionForm::json);
  EXPECT_EQ(parse({"x", "--raw"}).form, InspectionForm::raw);
}

TEST(InspectCommandTest, TakesWhatSaysHowAnImageBoots) {
  const InspectRequest request = parse({"x", "--init", "container", "--boot"}).request;
  EXPECT_EQ(request.conversion.boot.init, "container");
  EXPECT_TRUE(request.boot_is_wanted);
  EXPECT_FALSE(parse({"x"}).request.boot_is_wanted);
  EXPECT_TRUE(parse({"x", "--raw"}).request.only_documents);
}

TEST(InspectCommandTest, APageTakesTheLayersAndAFile) {
  const InspectCommand command = parse({"x", "--html", "x.html", "--force"});
  EXPECT_EQ(command.form, InspectionForm::html);
  EXPECT_EQ(command.page.path, "x.html");
  EXPECT_TRUE(command.page.force);
  EXPECT_TRUE(command.request.layers_are_wanted);
  EXPECT_FALSE(parse({"x"}).request.layers_are_wanted);
}

TEST(InspectCommandTest, SaysWhatIsWrong) {
  expect_refused("no image is named", {});
  expect_refused("'b' is one name too many", {"a", "b"});
  expect_refused("a file must be named", {"a", "--html", ""});
  expect_refused("--force is for the file of --html", {"a", "--force"});
  expect_refused("nothing for --boot", {"a", "--boot", "--raw"});
  expect_refused("oci2boot inspect --help", {"a", "--output", "x"});
}

}  // namespace
}  // namespace oci2boot
