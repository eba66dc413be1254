// SPDX-License-Identifier: Apache-2.0
// Where kernels and modules are looked for: a folder of the host, the root file system of an image
// or of a package, or several of these at once. Paths are relative to the view's root, without a
// leading slash; "" is the root itself.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/byte_source.h"
#include "oci2boot/root_filesystem.h"

namespace oci2boot {

class FileView {
 public:
  FileView() = default;
  virtual ~FileView() = default;
  FileView(const FileView&) = delete;
  FileView& operator=(const FileView&) = delete;

  /// The names in a folder, sorted by their bytes. Empty when there is no such folder, or it cannot
  /// be read.
  virtual std::vector<std::string> names(const std::string& folder) const = 0;

  /// The regular files below a folder, at any depth, as paths from there, sorted.
  virtual std::vector<std::string> files_below(const std::string& folder) const = 0;

  /// Null when there is no regular file, symbolic links followed, or it cannot be read.
  virtual std::unique_ptr<ByteSource> open(const std::string& path) const = 0;

  /// How a message calls a path of this view.
  virtual std::string describe(const std::string& path) const = 0;
};

/// The text of a file, when there is one of at most `limit` bytes.
std::optional<std::string> read_text(const FileView& view, const std::string& path,
                                     std::uint64_t limit);

/// "a" and "b" give "a/b"; an empty one gives the other.
std::string join_path(std::string_view folder, std::string_view name);

class HostFiles final : public FileView {
 public:
  explicit HostFiles(std::filesystem::path root) : root_(std::move(root)) {}
  std::vector<std::string> names(const std::string& folder) const override;
  std::vector<std::string> files_below(const std::string& folder) const override;
  std::unique_ptr<ByteSource> open(const std::string& path) const override;
  std::string describe(const std::string& path) const override;

 private:
  std::filesystem::path root_;
};

/// The file system must outlive the view and what it opened.
class TreeFiles final : public FileView {
 public:
  /// `what` names it in messages: "the image".
  TreeFiles(const RootFilesystem& root, std::string what) : root_(root), what_(std::move(what)) {}
  std::vector<std::string> names(const std::string& folder) const override;
  std::vector<std::string> files_below(const std::string& folder) const override;
  std::unique_ptr<ByteSource> open(const std::string& path) const override;
  std::string describe(const std::string& path) const override;

 private:
  const RootFilesystem& root_;
  std::string what_;
};

/// A file system that lives as long as the view: that of a package.
class HeldFiles final : public FileView {
 public:
  HeldFiles(RootFilesystem root, std::string what)
      : root_(std::move(root)), files_(root_, std::move(what)) {}
  std::vector<std::string> names(const std::string& folder) const override {
    return files_.names(folder);
  }
  std::vector<std::string> files_below(const std::string& folder) const override {
    return files_.files_below(folder);
  }
  std::unique_ptr<ByteSource> open(const std::string& path) const override {
    return files_.open(path);
  }
  std::string describe(const std::string& path) const override { return files_.describe(path); }

 private:
  RootFilesystem root_;
  TreeFiles files_;
};

/// Several views as if they were unpacked one over the other: kernels whose modules are a package
/// of their own. Of files of one path the first counts.
class JoinedFiles final : public FileView {
 public:
  explicit JoinedFiles(std::vector<std::shared_ptr<const FileView>> views)
      : views_(std::move(views)) {}
  std::vector<std::string> names(const std::string& folder) const override;
  std::vector<std::string> files_below(const std::string& folder) const override;
  std::unique_ptr<ByteSource> open(const std::string& path) const override;
  std::string describe(const std::string& path) const override;

 private:
  std::vector<std::shared_ptr<const FileView>> views_;  // at least one
};

/// Opens the kernel, or package of one, that the user named. Throws Error (missing_tool).
std::unique_ptr<ByteSource> open_kernel_file(const std::filesystem::path& path);

}  // namespace oci2boot
