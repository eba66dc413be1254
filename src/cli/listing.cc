// SPDX-License-Identifier: Apache-2.0
#include "src/cli/listing.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "oci2boot/error.h"
#include "src/cli/amounts.h"
#include "src/cli/columns.h"
#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

/// As FileTree::walk() has it, of a directory.
std::string path_of(const FileTree& tree, InodeId directory) {
  std::string found;
  tree.walk([&](const std::string& path, InodeId inode) {
    if (inode == directory) found = path;
  });
  return found;
}

/// The path of what `asked` stands for, free of links, as FileTree::walk() has it.
std::optional<std::string> real_path(const FileTree& tree, std::string_view asked) {
  const std::size_t slash = asked.rfind('/');
  const std::string_view name = slash == asked.npos ? asked : asked.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") {
    const std::optional<InodeId> folder = tree.lookup(asked);
    if (!folder || tree.type(*folder) != FileType::directory) return std::nullopt;
    return path_of(tree, *folder);
  }
  const std::optional<InodeId> folder =
      tree.lookup(slash == asked.npos ? std::string_view() : asked.substr(0, slash));
  if (!folder || !tree.child(*folder, name)) return std::nullopt;
  const std::string above = path_of(tree, *folder);
  return above.empty() ? std::string(name) : above + "/" + std::string(name);
}

bool is_at_or_below(std::string_view path, std::string_view top) {
  return top.empty() || path == top ||
         (path.size() > top.size() && path.starts_with(top) && path[top.size()] == '/');
}

char type_letter(FileType type) {
  switch (type) {
    case FileType::directory:
      return 'd';
    case FileType::symlink:
      return 'l';
    case FileType::char_device:
      return 'c';
    case FileType::block_device:
      return 'b';
    case FileType::fifo:
      return 'p';
    case FileType::regular:
      break;
  }
  return '-';
}

/// "rwxr-sr-x"
std::string permission_letters(unsigned mode) {
  std::string text = "rwxrwxrwx";
  for (unsigned i = 0; i < 9; ++i) {
    if ((mode & 0400U >> i) == 0) text[i] = '-';
  }
  const auto mark = [&](unsigned bit, std::size_t at, char with_x, char without) {
    if ((mode & bit) != 0) text[at] = text[at] == 'x' ? with_x : without;
  };
  mark(04000, 2, 's', 'S');
  mark(02000, 5, 's', 'S');
  mark(01000, 8, 't', 'T');
  return text;
}

/// ' ', '+' or '@'.
char attribute_mark(const FileTree& tree, InodeId inode) {
  char mark = ' ';
  for (const Xattr& xattr : tree.xattrs(inode)) {
    if (xattr.name.starts_with("system.posix_acl_")) return '+';
    mark = '@';
  }
  return mark;
}

std::string size_column(const FileTree& tree, InodeId inode) {
  const FileType type = tree.type(inode);
  if (type == FileType::regular) return std::to_string(tree.size(inode));
  if (type == FileType::symlink) return std::to_string(tree.symlink_target(inode).size());
  if (type != FileType::char_device && type != FileType::block_device) return "0";
  const DeviceNumber device = tree.device(inode);
  return std::to_string(device.major) + "," + std::to_string(device.minor);
}

/// "2026-11-20 14:23"
std::string time_column(Timestamp time) {
  std::string text = utc_time(time);
  if (const std::size_t t = text.find('T'); t != text.npos) text[t] = ' ';
  return text.substr(0, text.size() - std::string_view(":54Z").size());
}

struct Columns {
  std::size_t links = 0;
  std::size_t uid = 0;
  std::size_t gid = 0;
  std::size_t size = 0;
  bool has_marks = false;

  void widen(const FileTree& tree, InodeId inode) {
    const auto grow = [](std::size_t& width, const std::string& text) {
      width = std::max(width, text.size());
    };
    grow(links, std::to_string(tree.links(inode)));
    grow(uid, std::to_string(tree.uid(inode)));
    grow(gid, std::to_string(tree.gid(inode)));
    grow(size, size_column(tree, inode));
    has_marks = has_marks || attribute_mark(tree, inode) != ' ';
  }
};

std::string line(const FileTree& tree, const ListedName& listed, const Columns& columns) {
  const InodeId inode = listed.inode;
  std::string text(1, type_letter(tree.type(inode)));
  text += permission_letters(tree.permissions(inode));
  if (columns.has_marks) text += attribute_mark(tree, inode);
  text += " " + on_the_right(std::to_string(tree.links(inode)), columns.links);
  text += " " + on_the_right(std::to_string(tree.uid(inode)), columns.uid);
  text += " " + on_the_right(std::to_string(tree.gid(inode)), columns.gid);
  text += " " + on_the_right(size_column(tree, inode), columns.size);
  text += " " + time_column(tree.mtime(inode)) + " " + terminal_text(listed.path);
  if (tree.type(inode) == FileType::symlink) {
    text += " -> " + terminal_text(tree.symlink_target(inode));
  }
  return text + "\n";
}

}  // namespace

void visit_listed(const FileTree& tree, std::span<const std::string> paths,
                  const std::function<void(const ListedName&)>& visit) {
  std::vector<std::string> tops;
  for (const std::string& asked : paths) {
    const std::optional<std::string> top = real_path(tree, asked);
    if (!top) throw Error(ErrorCode::not_found, "there is no '" + asked + "' in it");
    tops.push_back(*top);
  }
  if (tops.empty()) tops.emplace_back();
  tree.walk([&](const std::string& path, InodeId inode) {
    const bool is_listed = std::any_of(tops.begin(), tops.end(), [&](const std::string& top) {
      return is_at_or_below(path, top);
    });
    if (is_listed) visit({"/" + path, inode});
  });
}

void print_listing(const FileTree& tree, std::span<const std::string> paths,
                   const TextSink& print) {
  Columns columns;
  visit_listed(tree, paths, [&](const ListedName& name) { columns.widen(tree, name.inode); });
  visit_listed(tree, paths, [&](const ListedName& name) { print(line(tree, name, columns)); });
}

}  // namespace oci2boot
