// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "oci2boot/error.h"
#include "src/boot/kernel/file_view.h"

namespace oci2boot {

namespace {

class HostFile final : public ByteSource {
 public:
  HostFile(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  ~HostFile() override { close(fd_); }
  HostFile(const HostFile&) = delete;
  HostFile& operator=(const HostFile&) = delete;

  std::size_t read(std::span<std::byte> buffer) override {
    while (true) {
      const ssize_t count = ::read(fd_, buffer.data(), buffer.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) {
        throw Error(ErrorCode::failed, "cannot read " + path_ + ": " + errno_text(errno));
      }
    }
  }

 private:
  int fd_;
  std::string path_;
};

/// A regular file's descriptor, or why there is none.
struct Opened {
  int fd = -1;
  std::string failure;
};

Opened open_regular(const std::filesystem::path& path) {
  // Without O_NONBLOCK, opening a FIFO would wait for a writer.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return {-1, errno_text(errno)};
  struct stat status {};
  if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) return {fd, ""};
  close(fd);
  return {-1, "Not a regular file"};
}

}  // namespace

std::vector<std::string> HostFiles::names(const std::string& folder) const {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(root_ / folder, error), end; !error && it != end;
       it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> HostFiles::files_below(const std::string& folder) const {
  constexpr auto kSkip = std::filesystem::directory_options::skip_permission_denied;
  const std::filesystem::path base = root_ / folder;
  std::vector<std::string> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(base, kSkip, error), end;
       !error && it != end; it.increment(error)) {
    std::error_code unknown;
    if (it->is_regular_file(unknown)) {
      files.push_back(it->path().lexically_relative(base).generic_string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::unique_ptr<ByteSource> HostFiles::open(const std::string& path) const {
  const std::filesystem::path full = root_ / path;
  const Opened opened = open_regular(full);
  if (opened.fd < 0) return nullptr;
  return std::make_unique<HostFile>(opened.fd, full.string());
}

std::string HostFiles::describe(const std::string& path) const {
  return path.empty() ? root_.string() : (root_ / path).string();
}

std::unique_ptr<ByteSource> open_kernel_file(const std::filesystem::path& path) {
  const Opened opened = open_regular(path);
  if (opened.fd < 0) {
    throw Error(ErrorCode::missing_tool,
                "cannot open the kernel " + path.string() + ": " + opened.failure);
  }
  return std::make_unique<HostFile>(opened.fd, path.string());
}

}  // namespace oci2boot
