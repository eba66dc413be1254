// SPDX-License-Identifier: Apache-2.0
// An index's JSON and what is chosen from it. Where the first byte is odd every document that the
// index leads to is the index itself, so that the way has no end but the one that Limits sets.
#include <algorithm>
#include <string>

#include "oci/index_choice.h"
#include "oci/manifest_choice.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/input_bytes.h"

namespace oci2boot {

namespace {

const char* const kPlatforms[] = {"linux/amd64", "linux/arm64", "linux/arm/v7", "linux/riscv64"};
const char* const kTags[] = {"", "latest", "docker.io/library/a:1", "a"};
constexpr std::string_view kManifest =
    R"({"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json",)"
    R"("digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",)"
    R"("size":0},"layers":[]})";

void choose(const std::string& json, const Platform& platform, const std::string& tag,
            std::string_view inner) {
  const Index index = parse_index(json);
  const std::vector<Descriptor> fitting = candidates(index, platform);
  expect(fitting.size() <= index.manifests.size(), "candidates are of the index");
  platforms_of(index);
  const Descriptor& chosen = choose_entry(index, platform, tag, "the index");
  expect(&chosen >= index.manifests.data() &&
             &chosen < index.manifests.data() + index.manifests.size(),
         "the entry that is chosen is of the index");
  choose_manifest(
      {chosen}, platform, "the index",
      [&](const Descriptor& /*entry*/) { return std::string(inner); },
      [&](const Manifest& manifest) {
        return manifest.layers.empty() ? Platform{} : Platform{"linux", "arm64", ""};
      });
}

}  // namespace

}  // namespace oci2boot

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace oci2boot;
  InputBytes input(data, size);
  const std::uint8_t choice = input.byte();
  const Platform platform = Platform::parse(kPlatforms[(choice >> 1U) % 4]);
  const std::string tag = kTags[(choice >> 3U) % 4];
  const std::string json(input.rest());
  accepted([&] { choose(json, platform, tag, (choice & 1U) != 0 ? json : kManifest); });
  return 0;
}
