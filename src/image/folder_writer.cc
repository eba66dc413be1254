// SPDX-License-Identifier: Apache-2.0
#include "src/image/folder_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/host_attributes.h"
#include "src/image/occurrences.h"
#include "src/image/open_file.h"
#include "src/image/write_fully.h"

namespace oci2boot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

std::string in_quotes(const fs::path& folder) {
  return "'" + folder.string() + "'";
}

[[noreturn]] void throw_failed(const std::string& path) {
  throw_write_error(errno, shown_path(path));
}

bool has_entries(const fs::path& folder) {
  std::error_code failure;
  const fs::directory_iterator first(folder, failure);
  if (failure) {
    throw Error(ErrorCode::output_failed,
                "cannot write to " + in_quotes(folder) + ": " + errno_text(failure.value()));
  }
  return first != fs::directory_iterator();
}

mode_t mode_of(FileType type) {
  if (type == FileType::fifo) return S_IFIFO;
  return type == FileType::char_device ? S_IFCHR : S_IFBLK;
}

class FolderWriter {
 public:
  FolderWriter(const RootFilesystem& root, Existing existing,
               const std::function<bool()>& is_stopped)
      : root_(root),
        tree_(root.tree),
        existing_(existing),
        is_stopped_(is_stopped),
        attributes_(root.tree),
        buffer_(kPiece) {}

  void write(const fs::path& folder) {
    OpenFile top(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!top || fchmod(top.get(), S_IRWXU) != 0) throw_failed("");
    top_ = top.get();
    levels_.push_back({std::move(top), FileTree::kRoot, tree_.children(FileTree::kRoot), 0, ""});
    while (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.next == level.children.size()) {
        end_folder();
        continue;
      }
      check_stop();
      const FileTree::Child child = level.children[level.next++];
      const std::string name(child.name);
      add(level.folder.get(), name, child.inode,
          level.path.empty() ? name : level.path + "/" + name);
      ++written_;
    }
    for (const Level& level : closed_) apply_to(level);
  }

  std::uint64_t written() const { return written_; }
  void finish(const WarningSink& warn) const { attributes_.finish(warn); }

 private:
  /// A folder that is being filled.
  struct Level {
    OpenFile folder;
    InodeId inode;
    std::vector<FileTree::Child> children;
    std::size_t next;
    std::string path;
  };

  void apply_to(const Level& level) {
    attributes_.apply({level.folder.get()}, level.inode, level.path);
  }

  /// A folder that its owner may not enter stays open to us as long as a further name of a file in
  /// it may follow.
  void end_folder() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    if (first_names_.empty() || (tree_.permissions(level.inode) & S_IXUSR) != 0) {
      apply_to(level);
    } else {
      level.children = {};
      closed_.push_back(std::move(level));
    }
  }

  void check_stop() const {
    if (is_stopped_()) throw Error(ErrorCode::output_failed, "interrupted");
  }

  void add(int folder, const std::string& name, InodeId inode, const std::string& path) {
    const FileType type = tree_.type(inode);
    if (type != FileType::directory && tree_.links(inode) > 1) {
      const auto [known, is_first] = first_names_.try_emplace(inode, path);
      if (!is_first) {
        add_link(folder, name, known->second, path);
        return;
      }
    }
    switch (type) {
      case FileType::directory:
        add_directory(folder, name, inode, path);
        break;
      case FileType::regular:
        add_file(folder, name, inode, path);
        break;
      case FileType::symlink:
        add_symlink(folder, name, inode, path);
        break;
      default:
        add_special(folder, name, inode, path);
    }
  }

  /// Does what `make` does, which returns what system calls do, in place of what is there where
  /// that is wanted.
  template <typename Make>
  int make_name(int folder, const std::string& name, const std::string& path,
                const Make& make) const {
    const int result = make();
    if (result >= 0 || errno != EEXIST || existing_ != Existing::replace) return result;
    if (unlinkat(folder, name.c_str(), 0) == 0) return make();
    if (errno != EISDIR) return -1;
    throw Error(ErrorCode::output_failed,
                shown_path(path) + " is a folder there, and none in the image; remove it");
  }

  void add_directory(int parent, const std::string& name, InodeId inode, const std::string& path) {
    make_directory(parent, name, path);
    OpenFile folder(openat(parent, name.c_str(), kOpenFolder));
    if (!folder || fchmod(folder.get(), S_IRWXU) != 0) throw_failed(path);
    levels_.push_back({std::move(folder), inode, tree_.children(inode), 0, path});
  }

  /// A folder that is there already stays, anything else goes.
  void make_directory(int parent, const std::string& name, const std::string& path) const {
    if (mkdirat(parent, name.c_str(), S_IRWXU) == 0) return;
    if (errno != EEXIST || existing_ != Existing::replace) throw_failed(path);
    struct stat status {};
    if (fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) throw_failed(path);
    if (S_ISDIR(status.st_mode)) return;
    if (unlinkat(parent, name.c_str(), 0) != 0 || mkdirat(parent, name.c_str(), S_IRWXU) != 0) {
      throw_failed(path);
    }
  }

  OpenFile make_file(int folder, const std::string& name, const std::string& path) const {
    OpenFile file(make_name(folder, name, path, [&] {
      return openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    S_IRUSR | S_IWUSR);
    }));
    if (!file) throw_failed(path);
    return file;
  }

  void add_file(int folder, const std::string& name, InodeId inode, const std::string& path) {
    const OpenFile file = make_file(folder, name, path);
    if (ftruncate(file.get(), static_cast<off_t>(tree_.size(inode))) != 0) throw_failed(path);
    for (const Extent& extent : tree_.extents(inode)) {
      if (extent.store_offset != Extent::kZeros) copy(extent, file.get(), path);
    }
    attributes_.apply({file.get()}, inode, path);
  }

  void copy(const Extent& extent, int file, const std::string& path) {
    for (std::uint64_t done = 0; done < extent.length;) {
      check_stop();
      const auto piece = std::span(buffer_).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, extent.length - done)));
      root_.contents.read(extent.store_offset + done, piece);
      write_fully_at(file, extent.file_offset + done, piece, shown_path(path));
      done += piece.size();
    }
  }

  void add_symlink(int folder, const std::string& name, InodeId inode, const std::string& path) {
    const std::string target(tree_.symlink_target(inode));
    const int result = make_name(folder, name, path,
                                 [&] { return symlinkat(target.c_str(), folder, name.c_str()); });
    if (result != 0) throw_failed(path);
    attributes_.apply({-1, folder, name.c_str()}, inode, path);
  }

  void add_special(int folder, const std::string& name, InodeId inode, const std::string& path) {
    const FileType type = tree_.type(inode);
    const DeviceNumber number = tree_.device(inode);
    const mode_t mode = mode_of(type) | S_IRUSR | S_IWUSR;
    const dev_t device = makedev(number.major, number.minor);
    const int result =
        make_name(folder, name, path, [&] { return mknodat(folder, name.c_str(), mode, device); });
    if (result == 0) {
      attributes_.apply({-1, folder, name.c_str()}, inode, path);
      return;
    }
    if (errno != EPERM || type == FileType::fifo) throw_failed(path);
    const OpenFile stand_in = make_file(folder, name, path);
    attributes_.apply({stand_in.get(), -1, nullptr, true}, inode, path);
  }

  void add_link(int folder, const std::string& name, const std::string& first,
                const std::string& path) {
    const std::size_t slash = first.rfind('/');
    const OpenFile opened = open_below(slash == first.npos ? "" : first.substr(0, slash));
    const std::string first_name = slash == first.npos ? first : first.substr(slash + 1);
    const int from = opened ? opened.get() : top_;
    const int result = make_name(folder, name, path, [&] {
      return linkat(from, first_name.c_str(), folder, name.c_str(), 0);
    });
    if (result != 0) throw_failed(path);
  }

  /// A folder that was written already, reached without following a link. None: the top.
  OpenFile open_below(const std::string& path) const {
    OpenFile folder;
    for (std::size_t at = 0; at < path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      const std::string part = path.substr(at, end - at);
      OpenFile next(openat(folder ? folder.get() : top_, part.c_str(),
                           O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!next) throw_failed(path);
      folder = std::move(next);
      at = end + 1;
    }
    return folder;
  }

  const RootFilesystem& root_;
  const FileTree& tree_;
  Existing existing_;
  const std::function<bool()>& is_stopped_;
  HostAttributes attributes_;
  std::vector<std::byte> buffer_;
  int top_ = -1;
  std::vector<Level> levels_;
  std::vector<Level> closed_;  // done, but for what apply_to() does
  std::unordered_map<InodeId, std::string> first_names_;
  std::uint64_t written_ = 0;
};

}  // namespace

void check_folder(const fs::path& folder, Existing existing) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(folder, ignored))) return;
  if (!fs::is_directory(folder, ignored)) {
    throw Error(ErrorCode::output_failed, in_quotes(folder) + " is there and is no folder");
  }
  if (existing == Existing::refuse && has_entries(folder)) {
    throw Error(ErrorCode::output_failed,
                in_quotes(folder) +
                    " has something in it; name an empty folder or one that is not "
                    "there, or add --force to write into it");
  }
}

std::uint64_t write_folder(const RootFilesystem& root, const fs::path& folder, Existing existing,
                           const std::function<bool()>& is_stopped, const WarningSink& warn) {
  check_folder(folder, existing);
  if (mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    throw Error(ErrorCode::output_failed,
                "cannot make the folder " + in_quotes(folder) + ": " + errno_text(errno));
  }
  FolderWriter writer(root, existing, is_stopped);
  try {
    writer.write(folder);
  } catch (const Error& error) {
    throw Error(error.code(), std::string(error.what()) + "; " + in_quotes(folder) + " has " +
                                  std::to_string(writer.written()) + " of " +
                                  std::to_string(root.tree.entry_count()) +
                                  " names, and is not complete");
  }
  writer.finish(warn);
  return writer.written();
}

}  // namespace oci2boot
