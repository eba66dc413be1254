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

std::string describe(const CachedRoots& roots) {
  if (roots.roots.empty()) return "";
  std::string text = "\n" + row("ROOT", "SIZE", "LAST USED (UTC)", "IMAGE");
  for (const StoredRoot& root : roots.roots) {
    text += row(root.name.substr(0, 12), human_size(root.size), utc_minute(root.last_used),
                terminal_text(root.record.image) + " (" + root.record.platform + ", " +
                    (root.record.is_disk ? "disk" : "initramfs") + ")");
  }
  return text + counted(roots.roots.size(), "root") + " of runs, " + human_size(roots.bytes) +
         "; kernels, " + human_size(roots.kernel_bytes) + "\n";
}

std::string describe(const PrunedCache& pruned) {
  std::string text;
  if (pruned.roots != 0 || pruned.root_bytes != 0) {
    text += "removed " + counted(pruned.roots, "root") + " of runs, " +
            human_size(pruned.root_bytes) + "\n";
  }
  if (pruned.blobs.files != 0) {
    text += "removed " + counted(pruned.blobs.files, "file") + ", " +
            human_size(pruned.blobs.bytes) + "\n";
  }
  if (pruned.roots_in_use != 0) {
    text += "not removed: " + counted(pruned.roots_in_use, "root") + " of runs in use\n";
  }
  return text.empty() ? "nothing to remove\n" : text;
}

}  // namespace oci2boot
