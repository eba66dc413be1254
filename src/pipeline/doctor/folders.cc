// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/doctor/folders.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>

#include "oci2boot/blob_cache.h"
#include "oci2boot/error.h"
#include "src/pipeline/run/cached_roots.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMiB = std::uintmax_t{1} << 20;
/// Less is soon full: a layer alone may be as large.
constexpr std::uintmax_t kLittleRoom = 2048 * kMiB;

std::string in_mib(std::uintmax_t bytes) {
  return std::to_string(bytes / kMiB) + " MiB";
}

/// The folder, or where it is missing the nearest one above it, in which it would be made.
fs::path existing_part(fs::path folder) {
  std::error_code failure;
  while (!fs::exists(folder, failure) && folder.has_relative_path()) folder = folder.parent_path();
  return folder.empty() ? "." : folder;
}

/// Why nothing can be made in it; empty: it can.
std::string refusal(const fs::path& folder) {
  std::error_code failure;
  if (!fs::is_directory(folder, failure)) return folder.string() + " is no folder";
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return "cannot write to " + folder.string() + ": " + errno_text(errno);
}

Finding room_finding(const std::string& subject, std::string detail, const fs::path& folder,
                     const std::string& way_out) {
  std::error_code failure;
  const std::uintmax_t room = fs::space(folder, failure).available;
  if (failure) return good(subject, detail);
  detail += ", " + in_mib(room) + " free";
  return room < kLittleRoom ? doubtful(subject, detail, way_out) : good(subject, detail);
}

bool is_in_memory(const fs::path& folder) {
  struct statfs status {};
  return ::statfs(folder.c_str(), &status) == 0 && status.f_type == TMPFS_MAGIC;
}

Finding cache_finding(const Surroundings& surroundings) {
  const std::string subject = "cache";
  const fs::path& folder = surroundings.cache_folder;
  if (folder.empty()) {
    return doubtful(subject, "no place for it: every conversion downloads anew",
                    "set HOME or XDG_CACHE_HOME, or give --cache-dir FOLDER");
  }
  const fs::path place = existing_part(folder);
  if (const std::string why = refusal(place); !why.empty()) {
    return bad(subject, why, "give --cache-dir FOLDER or set XDG_CACHE_HOME");
  }
  std::string detail = folder.string();
  try {
    const BlobCache cache(folder, surroundings.scratch_folder);
    const CachedRoots roots = list_roots(cache);
    const std::uint64_t bytes = cache.contents().blob_bytes + roots.bytes + roots.kernel_bytes;
    detail += ", " + in_mib(bytes) + " used";
  } catch (const Error& error) {
    return bad(subject, error.what(), "give --cache-dir FOLDER or set XDG_CACHE_HOME");
  }
  return room_finding(subject, detail, place, "oci2boot cache prune --keep 5G");
}

Finding scratch_finding(const fs::path& folder) {
  const std::string subject = "temporary files";
  const std::string elsewhere = "set TMPDIR to a folder on a disk";
  if (const std::string why = refusal(folder); !why.empty()) return bad(subject, why, elsewhere);
  if (is_in_memory(folder)) {
    return doubtful(subject, folder.string() + " is in memory: large images will not fit",
                    elsewhere);
  }
  return room_finding(subject, folder.string(), folder, elsewhere);
}

Finding store_finding(const fs::path& store) {
  const std::string subject = "kernel store";
  if (store.empty()) {
    return doubtful(subject, "no place for it", "set HOME, or OCI2BOOT_KERNELS to a folder");
  }
  const fs::path place = existing_part(store);
  if (place == store && ::access(store.c_str(), R_OK | X_OK) != 0) {
    return doubtful(subject, "cannot read " + store.string() + ": " + errno_text(errno),
                    "set OCI2BOOT_KERNELS to a folder of yours");
  }
  // One that others keep is as good as one's own.
  if (place == store) return good(subject, store.string());
  if (const std::string why = refusal(place); !why.empty()) {
    return doubtful(subject, why, "set OCI2BOOT_KERNELS to a folder of yours");
  }
  return good(subject, store.string() + ", not made yet");
}

}  // namespace

std::vector<Finding> folder_findings(const Surroundings& surroundings) {
  return {cache_finding(surroundings), scratch_finding(surroundings.scratch_folder),
          store_finding(surroundings.kernel_store)};
}

}  // namespace oci2boot
