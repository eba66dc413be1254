// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/image_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;

TEST(ImageConfigTest, ReadsEveryField) {
  const ImageConfig config = ImageConfig::parse(R"({
    "os": "linux", "architecture": "x86_64", "created": "1970-01-02T00:00:01Z",
    "config": {"User": "65532:users", "Env": ["A=b c", "E="], "Entrypoint": ["/x", "-y"],
               "Cmd": ["z"], "WorkingDir": "/w", "StopSignal": "SIGQUIT",
               "ExposedPorts": {"9090/udp": {}, "8080/tcp": {}}, "Volumes": {"/data": {}},
               "Healthcheck": {"Test": ["CMD-SHELL", "true"], "Interval": 30000000000,
                               "Timeout": 1000000000, "StartPeriod": 5, "StartInterval": 6,
                               "Retries": 3},
               "Labels": {"k": "v"}, "Unknown": [1]},
    "rootfs": {"type": "layers", "diff_ids": [")"
                                                "sha256:" +
                                                std::string(64, 'a') + R"("]}})");
  EXPECT_EQ(config.platform.text(), "linux/amd64");
  EXPECT_EQ(config.created, (Timestamp{86401, 0}));
  EXPECT_EQ(config.user, "65532:users");
  EXPECT_THAT(config.env, ElementsAre("A=b c", "E="));
  EXPECT_THAT(config.entrypoint, ElementsAre("/x", "-y"));
  EXPECT_THAT(config.cmd, ElementsAre("z"));
  EXPECT_EQ(config.working_dir, "/w");
  EXPECT_EQ(config.stop_signal, "SIGQUIT");
  EXPECT_THAT(config.exposed_ports, ElementsAre("8080/tcp", "9090/udp"));
  EXPECT_THAT(config.volumes, ElementsAre("/data"));
  EXPECT_EQ(config.healthcheck,
            (Healthcheck{{"CMD-SHELL", "true"}, 30'000'000'000, 1'000'000'000, 5, 6, 3}));
  EXPECT_EQ(config.labels.at("k"), "v");
  EXPECT_EQ(config.diff_ids.size(), 1U);
}

TEST(ImageConfigTest, WhatIsMissingOrNullIsEmpty) {
  for (const char* json :
       {"{}", R"({"config":null,"rootfs":null,"created":null})",
        R"({"config":{"Env":null,"Cmd":null,"Volumes":null,"Labels":null,"User":null}})",
        R"({"config":{"Healthcheck":{"Interval":1}}})"}) {
    const ImageConfig config = ImageConfig::parse(json);
    EXPECT_EQ(config.platform, Platform{});
    EXPECT_EQ(config.created, Timestamp{});
    EXPECT_TRUE(config.env.empty());
    EXPECT_FALSE(config.healthcheck);
    EXPECT_TRUE(config.diff_ids.empty());
  }
}

TEST(ImageConfigTest, RefusesWrongTypesAndNamesTheField) {
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "is not a JSON object"},
      {"", "is not valid JSON"},
      {R"({"config":{"Env":"A=b"}})", "config.Env is not a list of strings"},
      {R"({"config":{"Cmd":[1]}})", "config.Cmd is not a string"},
      {R"({"config":{"User":0}})", "config.User is not a string"},
      {R"({"config":{"Volumes":["/x"]}})", "config.Volumes is not a map"},
      {R"({"config":{"Labels":{"k":1}}})", "config.Labels is not a string"},
      {R"({"config":{"Healthcheck":{"Test":"x"}}})", "config.Healthcheck.Test is not a list"},
      {R"({"config":{"Healthcheck":{"Retries":-1}}})", "Retries is not a whole number"},
      {R"({"config":{"Healthcheck":{"Timeout":1.5}}})", "Timeout is not a whole number"},
      {R"({"os":1})", ".os is not a string"},
      {R"({"rootfs":{"diff_ids":["x"]}})", "'x' is not a digest"},
  };
  for (const auto& test : cases) {
    expect_error(ErrorCode::invalid_image, test.second, [&] { ImageConfig::parse(test.first); });
  }
}

std::int64_t created(const std::string& text) {
  const ImageConfig config = ImageConfig::parse(R"({"created":")" + text + R"("})");
  return config.created.seconds;
}

TEST(ImageConfigTest, ReadsTheHistory) {
  const ImageConfig config = ImageConfig::parse(
      R"({"history": [{"created_by": "RUN make", "comment": "c"}, {"empty_layer": true}]})");
  EXPECT_EQ(config.history, (std::vector<HistoryStep>{{"RUN make", "c", false}, {"", "", true}}));
}

TEST(ImageConfigTest, AHistoryThatIsNoneIsNoReasonToRefuseAnImage) {
  for (const char* history : {"null", "7", "{}", "\"x\"", "[]"}) {
    const std::string document = "{\"history\": " + std::string(history) + "}";
    EXPECT_TRUE(ImageConfig::parse(document).history.empty()) << history;
  }
  const ImageConfig odd =
      ImageConfig::parse(R"({"history": [null, 1, {"created_by": 7, "empty_layer": "yes"}]})");
  EXPECT_EQ(odd.history, std::vector<HistoryStep>(3));
}

TEST(ImageConfigTest, ReadsDatesOfRfc3339) {
  EXPECT_EQ(created("2024-02-29T12:34:56Z"), 1709210096);
  EXPECT_EQ(created("2024-02-29T12:34:56.123456789Z"), 1709210096);
  EXPECT_EQ(created("2024-02-29T13:34:56+01:00"), 1709210096);
  EXPECT_EQ(created("2024-02-29T12:04:56.5-00:30"), 1709210096);
  EXPECT_EQ(created("9999-12-31T23:59:59Z"), 253402300799);
}

TEST(ImageConfigTest, ADateThatIsNoneOrBefore1970CountsAsNotGiven) {
  for (const char* text :
       {"", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "yesterday", "2024-02-29",
        "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-32T00:00:00Z",
        "2024-01-01T-1:00:00Z", "2024-01-01T+1:00:00Z", " 024-01-01T00:00:00Z",
        "2024-01-01T00:00:00", "2024-01-01T00:00:00.5", "2024-01-01T00:00:00+1",
        "2024-01-01T00:00:00x", "2024-01-01 00:00:00Z"}) {
    EXPECT_EQ(created(text), 0) << text;
  }
}

}  // namespace
}  // namespace oci2boot
