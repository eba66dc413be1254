// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "oci2boot/error.h"
#include "oci2boot/flatten.h"
#include "oci2boot/image_source.h"
#include "tests/support/tree_listing.h"

namespace oci2boot {
namespace {

namespace fs = std::filesystem;

struct Case {
  const char* expected;  // file below expected/, without ".tree"
  const char* image;     // with CORPUS for the folder of images
  const char* platform = "linux/amd64";
};

std::string corpus_folder() {
  const char* folder = std::getenv("OCI2BOOT_CORPUS");
  return folder == nullptr ? "" : folder;
}

std::string in_corpus(std::string image) {
  if (const std::size_t at = image.find("CORPUS"); at != std::string::npos) {
    image.replace(at, 6, corpus_folder() + "/images");
  }
  return image;
}

std::vector<std::string> flattened(const std::string& image, const std::string& platform) {
  SourceOptions options;
  options.platform = Platform::parse(platform);
  options.platform_was_asked_for = true;
  options.scratch_folder = testing::TempDir();
  const std::unique_ptr<Image> opened = open_image(ImageName::parse(image), options);
  RootFilesystem root(testing::TempDir());
  flatten(*opened, root, Limits{}, ignore_warnings);
  return tree_listing(root);
}

/// " hl=NAME" of a line; empty when it has none.
std::string link_group(const std::string& line) {
  const std::size_t at = line.find(" hl=");
  return at == std::string::npos ? "" : line.substr(at, line.find(" mtime=") - at);
}

std::vector<std::string> expected_listing(const std::string& name) {
  std::ifstream file(corpus_folder() + "/expected/" + name + ".tree");
  std::vector<std::string> lines;
  std::map<std::string, int> group_sizes;
  for (std::string line; std::getline(file, line);) {
    if (line.empty()) continue;
    ++group_sizes[link_group(line)];
    lines.push_back(line);
  }
  // The tools that made the trees kept a link count for files whose other names were gone.
  for (std::string& line : lines) {
    const std::string group = link_group(line);
    if (!group.empty() && group_sizes[group] == 1) line.erase(line.find(group), group.size());
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

class CorpusTest : public testing::TestWithParam<Case> {};

TEST_P(CorpusTest, FlattensAsEnginesDo) {
  const Case& test = GetParam();
  const std::vector<std::string> expected = expected_listing(test.expected);
  const std::vector<std::string> actual = flattened(in_corpus(test.image), test.platform);
  std::vector<std::string> missing;
  std::vector<std::string> surplus;
  std::set_difference(expected.begin(), expected.end(), actual.begin(), actual.end(),
                      std::back_inserter(missing));
  std::set_difference(actual.begin(), actual.end(), expected.begin(), expected.end(),
                      std::back_inserter(surplus));
  EXPECT_THAT(missing, testing::IsEmpty());
  EXPECT_THAT(surplus, testing::IsEmpty());
}

std::string test_name(const testing::TestParamInfo<Case>& info) {
  std::string name = info.param.expected;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); },
      '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Corpus, CorpusTest,
    testing::Values(
        Case{"alpine-docker-save", "docker-archive:CORPUS/alpine-docker-save.tar"},
        Case{"alpine-oci-archive", "oci-archive:CORPUS/alpine-oci-archive.tar"},
        Case{"alpine-zstd", "oci:CORPUS/alpine-zstd"},
        Case{"alpine-multiarch", "oci:CORPUS/alpine-multiarch"},
        Case{"static-app", "oci:CORPUS/static-app:1"},
        Case{"hello-world", "oci:CORPUS/hello-world"},
        Case{"dive_test-docker-image.tar", "CORPUS/dive/test-docker-image.tar"},
        Case{"dive_test-kaniko-image.tar", "CORPUS/dive/test-kaniko-image.tar"},
        Case{"dive_test-oci-gzip-image.tar", "CORPUS/dive/test-oci-gzip-image.tar", "linux/arm64"},
        Case{"dive_test-oci-zstd-image.tar", "CORPUS/dive/test-oci-zstd-image.tar", "linux/arm64"},
        Case{"dive_test-oci-estargz-image.tar", "CORPUS/dive/test-oci-estargz-image.tar",
             "linux/arm64"},
        Case{"dive_test-oci-uncompressed-image.tar", "CORPUS/dive/test-oci-uncompressed-image.tar",
             "linux/arm64"},
        Case{"kaniko_integration_tar.tar", "CORPUS/kaniko/tar.tar"},
        Case{"trivy-fanal_test_testdata_alpine-310.tar", "CORPUS/trivy/alpine-310.tar.gz"},
        Case{"podman_test_e2e_testdata_docker-unnamed.tar.xz",
             "CORPUS/podman/docker-unnamed.tar.xz"},
        Case{"podman_test_e2e_testdata_docker-name-only.tar.xz",
             "CORPUS/podman/docker-name-only.tar.xz"},
        Case{"podman_test_e2e_testdata_docker-two-names.tar.xz",
             "CORPUS/podman/docker-two-names.tar.xz"},
        Case{"podman_test_e2e_testdata_docker-registry-name.tar.xz",
             "CORPUS/podman/docker-registry-name.tar.xz"},
        Case{"podman_test_e2e_testdata_oci-unnamed.tar.gz", "CORPUS/podman/oci-unnamed.tar.gz"},
        Case{"podman_test_e2e_testdata_oci-name-only.tar.gz", "CORPUS/podman/oci-name-only.tar.gz"},
        Case{"podman_test_e2e_testdata_oci-registry-name.tar.gz",
             "CORPUS/podman/oci-registry-name.tar.gz"},
        Case{"podman_test_e2e_testdata_oci-non-docker-name.tar.gz",
             "CORPUS/podman/oci-non-docker-name.tar.gz"},
        Case{"ggcr_pkg_v1_tarball_testdata_test_image_1.tar", "CORPUS/ggcr/test_image_1.tar"},
        Case{"ggcr_pkg_v1_tarball_testdata_test_image_2.tar", "CORPUS/ggcr/test_image_2.tar"},
        Case{"ggcr_pkg_v1_tarball_testdata_test_load_manifest.tar",
             "CORPUS/ggcr/test_load_manifest.tar"},
        Case{"ggcr_pkg_v1_tarball_testdata_hello-world-v25.tar.docker",
             "CORPUS/ggcr/hello-world-v25.tar", "linux/arm64"},
        Case{"ggcr_pkg_v1_mutate_testdata_overwritten_file.tar",
             "CORPUS/ggcr/mutate/overwritten_file.tar"},
        Case{"ggcr_pkg_v1_mutate_testdata_source_image.tar", "CORPUS/ggcr/mutate/source_image.tar"},
        Case{"ggcr_pkg_v1_mutate_testdata_source_image_with_empty_layer_history.tar",
             "CORPUS/ggcr/mutate/source_image_with_empty_layer_history.tar"},
        Case{"ggcr_pkg_v1_mutate_testdata_whiteout_image.tar",
             "CORPUS/ggcr/mutate/whiteout_image.tar"},
        Case{"ggcr_pkg_v1_mutate_testdata_whiteout_dir.tar", "CORPUS/ggcr/mutate/whiteout_dir.tar"},
        Case{"sylabs-oci-tools_test_images_whiteout-explicit-dir",
             "oci:CORPUS/sylabs/whiteout-explicit-dir"},
        Case{"sylabs-oci-tools_test_images_whiteout-explicit-file",
             "oci:CORPUS/sylabs/whiteout-explicit-file"},
        Case{"sylabs-oci-tools_test_images_whiteout-opaque", "oci:CORPUS/sylabs/whiteout-opaque"},
        Case{"sylabs-oci-tools_test_images_whiteout-opaque-end",
             "oci:CORPUS/sylabs/whiteout-opaque-end"},
        Case{"sylabs-oci-tools_test_images_hard-link-1", "oci:CORPUS/sylabs/hard-link-1"},
        Case{"sylabs-oci-tools_test_images_hard-link-delete-1",
             "oci:CORPUS/sylabs/hard-link-delete-1"},
        Case{"sylabs-oci-tools_test_images_hard-link-delete-2",
             "oci:CORPUS/sylabs/hard-link-delete-2"},
        Case{"sylabs-oci-tools_test_images_root-dir-entry", "oci:CORPUS/sylabs/root-dir-entry"},
        Case{"sylabs-oci-tools_test_images_hello-world-docker-v2-manifest",
             "oci:CORPUS/sylabs/hello-world-docker-v2-manifest", "linux/arm64"},
        Case{"sylabs-oci-tools_test_images_hello-world-docker-v2-manifest-list",
             "oci:CORPUS/sylabs/hello-world-docker-v2-manifest-list"},
        Case{"umoci-variants_base", "oci:CORPUS/umoci-variants:base"},
        Case{"umoci-variants_layers", "oci:CORPUS/umoci-variants:layers"},
        Case{"umoci-variants_user-name", "oci:CORPUS/umoci-variants:user-name"},
        Case{"umoci-variants_init-busybox", "oci:CORPUS/umoci-variants:init-busybox"},
        Case{"umoci-variants_arch-arm64-label", "oci:CORPUS/umoci-variants:arch-arm64-label",
             "linux/arm64"}),
    test_name);

}  // namespace
}  // namespace oci2boot

int main(int argc, char** argv) {
  if (oci2boot::corpus_folder().empty()) {
    std::puts("skipped: OCI2BOOT_CORPUS does not name a folder of images");
    return 77;  // what CTest is told to count as skipped
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
