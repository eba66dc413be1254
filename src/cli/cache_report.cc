// SPDX-License-Identifier: Apache-2.0
#include "src/cli/cache_report.h"

#include "src/cli/amounts.h"
#include "src/cli/columns.h"
#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

/// The name comes last: it may be long.
std::string row(const std::string& digest, const std::string& size, const std::string& last_used,
                const std::string& name) {
  return on_the_left(digest, 12) + on_the_right(size, 11) + "  " + on_the_left(last_used, 16) +
         "  " + name + "\n";
}

}  // namespace

std::string describe(const Pulled& pulled) {
  return pulled.name + " (" + pulled.platform + ", " + counted(pulled.layers, "layer") + ", " +
         human_size(pulled.bytes) + ")\n";
}

std::string describe(const CacheContents& contents, const std::filesystem::path& folder) {
  std::string text;
  if (!contents.images.empty()) text = row("DIGEST", "SIZE", "LAST USED (UTC)", "NAME");
  for (const CachedImage& image : contents.images) {
    text += row(std::string(image.digest.hex().substr(0, 12)), human_size(image.size),
                utc_minute(image.last_used),
                terminal_text(image.name) + (image.complete ? "" : " (incomplete)"));
  }
  return text + counted(contents.blobs, "blob") + ", " + human_size(contents.blob_bytes) + "; " +
         counted(contents.partial_downloads, "partial download") + ", " +
         human_size(contents.partial_bytes) + " in " + terminal_text(folder.string()) + "\n";
}

std::string describe(const Pruned& pruned) {
  if (pruned.files == 0) return "nothing to remove\n";
  return "removed " + counted(pruned.files, "file") + ", " + human_size(pruned.bytes) + "\n";
}

}  // namespace oci2boot
