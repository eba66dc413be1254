// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "oci2boot/error.h"
#include "src/boot/kernel/kernel_store.h"
#include "src/boot/kernel/module_info.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error_number) {
  throw Error(ErrorCode::output_failed,
              "cannot " + what + " " + path.string() + ": " + errno_text(error_number));
}

void make_folders(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) fail("make the folder", path, error.value());
}

/// A folder in the store for what is not finished, which goes with this object. oci2boot looks for
/// boot/ two levels down only, so it sees nothing of it.
class Workshop {
 public:
  explicit Workshop(const fs::path& store) : path_((store / ".add.XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) fail("make a folder in", store, errno);
  }
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  fs::path path() const { return path_; }

 private:
  std::string path_;
};

class NewFile {
 public:
  explicit NewFile(fs::path path)
      : path_(std::move(path)),
        fd_(open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666)) {
    if (fd_ < 0) fail("make", path_, errno);
  }
  ~NewFile() { close(fd_); }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail("write", path_, errno);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
  }

 private:
  fs::path path_;
  int fd_;
};

void write_file(const fs::path& path, std::string_view bytes) {
  NewFile(path).write(std::as_bytes(std::span(bytes)));
}

void copy_file(const FileView& files, const std::string& from, const fs::path& to) {
  const std::unique_ptr<ByteSource> source = files.open(from);
  if (!source) throw Error(ErrorCode::failed, "cannot open " + files.describe(from));
  NewFile file(to);
  std::array<std::byte, std::size_t{64} << 10> buffer{};
  while (const std::size_t count = source->read(buffer)) file.write(std::span(buffer).first(count));
}

/// modules.builtin and its like, but neither a second copy of the kernel nor its symbols.
bool belongs_to_modules(const std::string& path) {
  const bool is_list = path.starts_with("modules.") && path.find('/') == std::string::npos;
  return is_list || !module_name(path).empty();
}

void check_stopped(const StoreRequest& request) {
  if (!request.is_stopped || !request.is_stopped()) return;
  throw Error(ErrorCode::output_failed, "stopped: nothing was added to the kernel store");
}

void copy_modules(const LocatedKernel& kernel, const fs::path& to, const StoreRequest& request) {
  const FileView& files = *kernel.files;
  for (const std::string& path : files.files_below(*kernel.modules)) {
    if (!belongs_to_modules(path)) continue;
    check_stopped(request);
    make_folders((to / path).parent_path());
    copy_file(files, join_path(*kernel.modules, path), to / path);
  }
}

void write_kernel(const LocatedKernel& kernel, const fs::path& folder,
                  const StoreRequest& request) {
  const std::string& version = kernel.found.image.version;
  const std::string suffix = version.empty() ? "" : "-" + version;
  make_folders(folder / "boot");
  write_file(folder / "boot" / ("vmlinuz" + suffix), kernel.found.bytes);
  if (kernel.config) write_file(folder / "boot" / ("config" + suffix), *kernel.config);
  if (kernel.modules) copy_modules(kernel, folder / "lib/modules" / version, request);
}

/// All of it is on the disk before its name is.
void sync_folder(const fs::path& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail("open", folder, errno);
  const int result = syncfs(fd);
  const int error_number = errno;
  close(fd);
  if (result != 0) fail("write", folder, error_number);
}

void publish(const fs::path& finished, const fs::path& old, const fs::path& target, bool replace) {
  if (replace && rename(target.c_str(), old.c_str()) != 0 && errno != ENOENT) {
    fail("replace", target, errno);
  }
  if (rename(finished.c_str(), target.c_str()) == 0) return;
  const int error_number = errno;
  // The old one goes with the workshop otherwise. Harmless where there is none.
  if (replace) rename(old.c_str(), target.c_str());
  if (error_number == ENOTEMPTY || error_number == EEXIST || error_number == ENOTDIR) {
    throw Error(ErrorCode::output_failed, target.string() + " exists already; --force replaces it");
  }
  fail("make", target, error_number);
}

}  // namespace

void store_kernel(const LocatedKernel& kernel, const StoreRequest& request) {
  check_kernel_name(request.name);
  const std::string& version = kernel.found.image.version;
  if (!version.empty()) check_kernel_name(version);
  const fs::path target = request.store / request.name;
  std::error_code unknown;
  if (!request.replace && fs::exists(fs::symlink_status(target, unknown))) {
    throw Error(ErrorCode::output_failed, target.string() + " exists already; --force replaces it");
  }
  make_folders(request.store);
  const Workshop workshop(request.store);
  write_kernel(kernel, workshop.path() / "kernel", request);
  sync_folder(workshop.path());
  check_stopped(request);
  publish(workshop.path() / "kernel", workshop.path() / "old", target, request.replace);
}

}  // namespace oci2boot
