// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/docker_daemon.h"

#include "tests/support/layout_builder.h"
#include "tests/support/loopback_server.h"
#include "tests/support/source_test.h"

namespace oci2boot {
namespace {

class DockerDaemonTest : public SourceTest {
 protected:
  std::unique_ptr<Image> open_at(const std::string& host, const std::string& name) const {
    SourceOptions options;
    options.platform = Platform::parse("linux/amd64");
    options.scratch_folder = folder_.path();
    options.docker_host = host;
    return open_docker_daemon(name, options);
  }

  /// As `docker save` writes it, manifest last.
  static std::string archive() {
    const std::string layer = TarBuilder().file("hello", "world").finish();
    const std::string config = R"({"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[")" +
                               sha256_of(layer).text() + R"("]}})";
    return TarBuilder()
        .file("1/layer.tar", layer)
        .file("config.json", config)
        .file("manifest.json",
              R"([{"Config":"config.json","RepoTags":["app:1"],"Layers":["1/layer.tar"]}])")
        .finish();
  }
};

TEST_F(DockerDaemonTest, ReadsWhatTheEngineSavesOverItsSocket) {
  const std::string socket = folder_ / "docker.sock";
  const auto engine = LoopbackServer::on_socket(
      socket, [](const ReceivedRequest&) { return Reply{.body = archive(), .chunked = true}; });
  const auto image = open_at("unix://" + socket, "app:1");
  EXPECT_EQ(image->name(), "app:1");
  EXPECT_EQ(content(*image, "hello"), "world");
  EXPECT_EQ(engine->requests().at(0).target, "/images/get?names=app%3A1");
}

TEST_F(DockerDaemonTest, SpeaksTcpWhenToldTo) {
  const LoopbackServer engine([](const ReceivedRequest&) { return Reply{.body = archive()}; });
  EXPECT_EQ(open_at("tcp://" + engine.host(), "app:1")->name(), "app:1");
}

TEST_F(DockerDaemonTest, RepeatsWhatTheEngineSaysOfAMissingImage) {
  const LoopbackServer engine([](const ReceivedRequest&) {
    return Reply{.status = 404, .body = R"({"message":"No such image: app:2"})"};
  });
  expect_error(ErrorCode::not_found, "does not give the image app:2: No such image: app:2",
               [&] { open_at("tcp://" + engine.host(), "app:2"); });
}

TEST_F(DockerDaemonTest, SaysWhenThereIsNoEngine) {
  expect_error(ErrorCode::not_found, "cannot be reached",
               [&] { open_at("unix://" + (folder_ / "none.sock"), "app:1"); });
  expect_error(ErrorCode::usage, "only unix:// and tcp:// are supported",
               [&] { open_at("ssh://host", "app:1"); });
}

TEST_F(DockerDaemonTest, AnArchiveThatIsCutIsNoImage) {
  const LoopbackServer engine(
      [](const ReceivedRequest&) { return Reply{.body = archive(), .cut_after = 2000}; });
  expect_error(ErrorCode::not_found, "cannot be reached",
               [&] { open_at("tcp://" + engine.host(), "app:1"); });
}

}  // namespace
}  // namespace oci2boot
