// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/docker_archive.h"

#include "oci2boot/hasher.h"
#include "tests/support/packer.h"
#include "tests/support/source_test.h"
#include "tests/support/tar_builder.h"

namespace oci2boot {
namespace {

const std::string kTar = TarBuilder().file("f", "content").finish();
const std::string kOther = TarBuilder().file("f", "other").finish();

std::string config_of(const std::string& tar) {
  return R"({"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[")" + sha256_of(tar).text() +
         R"("]}})";
}

std::string entry(const std::string& tags, const std::string& config = "c.json",
                  const std::string& layer = "x/layer.tar") {
  return R"({"Config":")" + config + R"(","RepoTags":)" + tags + R"(,"Layers":[")" + layer +
         R"("]})";
}

class DockerArchiveTest : public SourceTest {
 protected:
  /// Writes an archive of one image in its usual place, with this manifest.json.
  std::string write(const std::string& manifest) {
    return "docker-archive:" + folder_.write("saved.tar", TarBuilder()
                                                              .file("c.json", config_of(kTar))
                                                              .file("x/layer.tar", kTar)
                                                              .file("o.json", config_of(kOther))
                                                              .file("o/layer.tar", kOther)
                                                              .file("manifest.json", manifest)
                                                              .finish());
  }
};

TEST_F(DockerArchiveTest, IsRead) {
  const auto image = open(write("[" + entry(R"(["app:1"])") + "]"));
  EXPECT_EQ(image->name(), "app:1");
  EXPECT_EQ(image->id(), sha256_of(config_of(kTar)));
  EXPECT_FALSE(image->manifest_digest().has_value());
  EXPECT_EQ(content(*image, "f"), "content");
}

TEST_F(DockerArchiveTest, I1_TheKeysMayBeInAnyCase) {
  const auto image =
      open(write(R"([{"config":"c.json","repoTags":null,"LAYERS":["x/layer.tar"]}])"));
  EXPECT_EQ(content(*image, "f"), "content");
}

TEST_F(DockerArchiveTest, I1_ALayerMayBeALinkOrPacked) {
  for (const bool packed : {false, true}) {
    TarBuilder tar;
    tar.file("c.json", config_of(kTar)).file("y/layer.tar", packed ? pack_gzip(kTar) : kTar);
    tar.symlink("x/layer.tar", "../y/layer.tar");
    tar.file("manifest.json", "[" + entry("null") + "]");
    const auto image = open("docker-archive:" + folder_.write("saved.tar", tar.finish()));
    EXPECT_EQ(content(*image, "f"), "content");
  }
}

TEST_F(DockerArchiveTest, I1_TheWholeFileMayBePacked) {
  write("[" + entry("null") + "]");
  FileRange file(LocalFile::open(folder_ / "saved.tar"));
  const std::string bytes = read_all(file, 1U << 20, "it");
  for (const std::string& packed : {pack_gzip(bytes), pack_xz(bytes), pack_zstd(bytes)}) {
    EXPECT_EQ(content(*open(folder_.write("saved.tar.packed", packed)), "f"), "content");
  }
  expect_refused(ErrorCode::verification_failed, "cut.gz: the gzip data is truncated",
                 folder_.write("cut.gz", pack_gzip(bytes).substr(0, 300)));
}

TEST_F(DockerArchiveTest, I1_OfDocker25sTwoManifestsTheOldOneCounts) {
  TarBuilder tar;
  tar.file("oci-layout", "{}").file("index.json", R"({"schemaVersion":2,"manifests":null})");
  tar.file("c.json", config_of(kTar)).file("x/layer.tar", kTar);
  tar.file("manifest.json", "[" + entry("null") + "]");
  EXPECT_EQ(content(*open(folder_.write("saved.tar", tar.finish())), "f"), "content");
}

TEST_F(DockerArchiveTest, OfSeveralImagesOneIsNamed) {
  const std::string name = write("[" + entry(R"(["app:1","app:latest"])") + "," +
                                 entry(R"(["host:5000/o:2"])", "o.json", "o/layer.tar") + "]");
  EXPECT_EQ(content(*open(name + ":app"), "f"), "content");
  EXPECT_EQ(content(*open(name + ":host:5000/o:2"), "f"), "other");
  EXPECT_EQ(content(*open(name + ":2"), "f"), "other");
  EXPECT_EQ(open(name + ":docker.io/library/app:latest")->name(), "app:latest");
  expect_refused(ErrorCode::invalid_image,
                 "holds several images: app:1, app:latest, host:5000/o:2 (add :NAME", name);
  expect_refused(ErrorCode::not_found, "has no image 'none'", name + ":none");
}

TEST_F(DockerArchiveTest, RefusesAManifestThatIsNone) {
  const std::pair<const char*, const char*> cases[] = {
      {"null", "lists no image"},
      {"[]", "lists no image"},
      {"{}", "lists no image"},
      {"[null]", "an entry that is no image"},
      {"[1", "is not valid JSON"},
      {R"([{"Layers":7}])", "Layers is not a list of strings"},
      {R"([{"Config":"none"}])", "has no file 'none'"},
      {R"([{"Config":"c.json","Layers":[]}])", "has 0 layers, but its configuration lists 1"},
  };
  for (const auto& [manifest, part] : cases) {
    expect_refused(ErrorCode::invalid_image, part, write(manifest));
  }
}

TEST_F(DockerArchiveTest, SaysWhenThereIsNoManifest) {
  expect_refused(ErrorCode::invalid_image, "it has no manifest.json",
                 "docker-archive:" + folder_.write("t.tar", kTar));
  expect_refused(ErrorCode::invalid_image, "saved by a Docker before 1.10",
                 folder_.write("t.tar", TarBuilder().file("repositories", "{}").finish()));
}

TEST_F(DockerArchiveTest, D1_AWrongDiffIdOrConfigurationIsNoticed) {
  const auto image = open(write("[" + entry("null", "c.json", "o/layer.tar") + "]"));
  expect_error(ErrorCode::verification_failed, "unpacked, has the digest",
               [&] { content(*image, "f"); });
  const std::string path = "blobs/sha256/" + std::string(64, 'a');
  TarBuilder tar;
  tar.file(path, config_of(kTar)).file("x/layer.tar", kTar);
  tar.file("manifest.json", "[" + entry("null", path) + "]");
  expect_refused(ErrorCode::verification_failed, "it was damaged or changed",
                 folder_.write("saved.tar", tar.finish()));
}

}  // namespace
}  // namespace oci2boot
