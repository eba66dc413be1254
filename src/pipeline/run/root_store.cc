// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/root_store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLock = "lock";
constexpr std::string_view kMaking = "making-";
constexpr std::string_view kRemoved = "removed-";
constexpr std::size_t kNameSize = 64;
constexpr std::uint64_t kBlock = 512;  // of st_blocks

[[noreturn]] void cannot(const std::string& what, const fs::path& path, int error_number) {
  throw Error(ErrorCode::output_failed, "cannot " + what + " " + path.string() + ": " +
                                            errno_text(error_number) +
                                            "; --cache-dir names another folder");
}

/// With those above it. Images may be private.
void make_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return;
  if (errno != ENOENT || !path.has_relative_path()) cannot("make", path, errno);
  make_folder(path.parent_path());
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) cannot("make", path, errno);
}

void remove_whole(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) cannot("remove", path, error.value());
}

bool is_root_name(const std::string& name) {
  return name.size() == kNameSize &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Error(ErrorCode::failed,
                "cannot read " + folder.string() + ": " + errno_text(error.value()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::uint64_t bytes_of(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.st_blocks) * kBlock;
}

std::uint64_t bytes_of_root(const fs::path& folder) {
  std::uint64_t sum = 0;
  for (const std::string& name : names_in(folder)) {
    if (name != kRootKernel) sum += bytes_of(folder / name);
  }
  return sum;
}

/// Of a root of another version of this program, or of a damaged one: it takes as much room.
RootRecord unknown_root(const fs::path& folder) {
  std::error_code error;
  RootRecord record;
  record.image = "?";
  record.platform = "?";
  record.is_disk = fs::exists(folder / kRootDisk, error);
  return record;
}

RootRecord record_or_unknown(const fs::path& folder) {
  try {
    return read_root_record(folder / kRootRecord);
  } catch (const Error&) {
    return unknown_root(folder);
  }
}

std::chrono::system_clock::time_point last_use(const fs::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return {};
  return std::chrono::system_clock::from_time_t(status.st_mtim.tv_sec);
}

}  // namespace

RootStore::RootStore(const fs::path& cache_folder)
    : roots_(fs::absolute(cache_folder) / "v1" / "roots"), kernels_(roots_ / "kernels") {}

std::optional<HeldRoot> RootStore::open(const std::string& name) const {
  const fs::path folder = folder_of(name);
  std::optional<HeldLock> lock = HeldLock::wait_if_there(folder / kLock, HeldLock::Kind::shared);
  if (!lock) return std::nullopt;
  // A cache that can only be read works, and its times stay.
  ::utimensat(AT_FDCWD, folder.c_str(), nullptr, 0);
  return HeldRoot{folder, std::move(*lock)};
}

RootStore::Making::Making(fs::path folder, fs::path lock_file)
    : lock_file_(std::move(lock_file)),
      lock_(HeldLock::wait(lock_file_, HeldLock::Kind::exclusive)),
      folder_(std::move(folder)) {}

RootStore::Making::~Making() {
  if (folder_.empty()) return;  // moved from
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  fs::remove(lock_file_, ignored);
}

RootStore::Making RootStore::make(const std::string& family) const {
  make_folder(roots_);
  make_folder(kernels_);
  const fs::path folder = roots_ / (std::string(kMaking) + family);
  Making making(folder, roots_ / (std::string(kMaking) + family + ".lock"));
  remove_whole(folder);  // of a process that died
  make_folder(folder);
  return making;
}

HeldRoot RootStore::publish(const Making& made, const std::string& name) const {
  const fs::path lock_file = made.folder() / kLock;
  std::ofstream lock(lock_file);
  if (!lock) cannot("make", lock_file, errno);
  lock.close();
  for (const std::string& file : names_in(made.folder())) {
    ::chmod((made.folder() / file).c_str(), 0600);
  }
  const fs::path folder = folder_of(name);
  if (::rename(made.folder().c_str(), folder.c_str()) != 0 && errno != EEXIST &&
      errno != ENOTEMPTY) {
    cannot("make", folder, errno);
  }
  std::optional<HeldRoot> root = open(name);
  if (!root) cannot("use", folder, ENOENT);
  return std::move(*root);
}

std::vector<StoredRoot> RootStore::list() const {
  std::vector<StoredRoot> roots;
  for (const std::string& name : names_in(roots_)) {
    const fs::path folder = folder_of(name);
    RootRecord record = record_or_unknown(folder);
    std::error_code gone;  // or not made by us
    if (!is_root_name(name) || !fs::is_directory(folder, gone)) continue;
    roots.push_back({name, std::move(record), bytes_of_root(folder), last_use(folder)});
  }
  std::stable_sort(roots.begin(), roots.end(), [](const StoredRoot& a, const StoredRoot& b) {
    return a.last_used < b.last_used;
  });
  return roots;
}

bool RootStore::remove(const std::string& name) const {
  const fs::path folder = folder_of(name);
  const auto lock = HeldLock::try_now(folder / kLock, HeldLock::Kind::exclusive);
  std::error_code unknown;
  // What has no lock cannot be opened either.
  if (!lock && fs::exists(folder / kLock, unknown)) return false;
  // Nobody can open it any more: whoever waits for the lock finds another file of that name, or
  // none.
  const fs::path removed = roots_ / (std::string(kRemoved) + name);
  remove_whole(removed);
  if (::rename(folder.c_str(), removed.c_str()) != 0 && errno != ENOENT) {
    cannot("remove", folder, errno);
  }
  remove_whole(removed);
  return true;
}

void RootStore::remove_leftovers() const {
  for (const std::string& name : names_in(roots_)) {
    if (name.starts_with(kRemoved)) remove_whole(roots_ / name);
    if (!name.starts_with(kMaking) || !name.ends_with(".lock")) continue;
    const auto lock = HeldLock::try_now(roots_ / name, HeldLock::Kind::exclusive);
    if (!lock) continue;
    remove_whole(roots_ / name.substr(0, name.rfind('.')));
    remove_whole(roots_ / name);
  }
  for (const std::string& name : names_in(kernels_)) {
    const fs::path path = kernels_ / name;
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0 && status.st_nlink == 1) remove_whole(path);
  }
}

std::uint64_t RootStore::kernel_bytes() const {
  std::uint64_t sum = 0;
  for (const std::string& name : names_in(kernels_)) sum += bytes_of(kernels_ / name);
  return sum;
}

}  // namespace oci2boot
