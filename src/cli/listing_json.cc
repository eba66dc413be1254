// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "src/cli/amounts.h"
#include "src/cli/listing.h"
#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// RFC 4648, section 4.
std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= group.size() ? kDigits[bits >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return text;
}

void put_text(Json& object, const std::string& key, std::string_view text) {
  object[key] = text;
  if (!is_utf8(text)) object[key + "Base64"] = base64(text);
}

std::string_view type_word(FileType type) {
  switch (type) {
    case FileType::directory:
      return "directory";
    case FileType::symlink:
      return "symlink";
    case FileType::char_device:
      return "charDevice";
    case FileType::block_device:
      return "blockDevice";
    case FileType::fifo:
      return "fifo";
    case FileType::regular:
      break;
  }
  return "file";
}

std::string octal(unsigned mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%04o", mode);
  return text;
}

/// "2026-11-20T14:23:54.500000000Z": parts of a second where there are some.
std::string precise_time(Timestamp time) {
  std::string text = utc_time(time);
  if (time.nanoseconds == 0) return text;
  char part[16];
  std::snprintf(part, sizeof part, ".%09u", time.nanoseconds);
  return text.insert(text.size() - 1, part);
}

Json xattrs_json(std::span<const Xattr> xattrs) {
  Json list = Json::array();
  for (const Xattr& xattr : xattrs) {
    Json object = Json::object();
    put_text(object, "name", xattr.name);
    object["value"] = base64(xattr.value);
    list.push_back(std::move(object));
  }
  return list;
}

Json entry_json(const FileTree& tree, const ListedName& listed) {
  const InodeId inode = listed.inode;
  const FileType type = tree.type(inode);
  Json entry = Json::object();
  put_text(entry, "path", listed.path);
  entry["type"] = type_word(type);
  entry["mode"] = octal(tree.permissions(inode));
  entry["uid"] = tree.uid(inode);
  entry["gid"] = tree.gid(inode);
  entry["mtime"] = precise_time(tree.mtime(inode));
  entry["links"] = tree.links(inode);
  entry["inode"] = inode;
  if (type == FileType::regular) entry["size"] = tree.size(inode);
  if (type == FileType::symlink) put_text(entry, "target", tree.symlink_target(inode));
  if (type == FileType::char_device || type == FileType::block_device) {
    entry["device"] = {{"major", tree.device(inode).major}, {"minor", tree.device(inode).minor}};
  }
  entry["xattrs"] = xattrs_json(tree.xattrs(inode));
  return entry;
}

}  // namespace

void print_listing_json(const std::string& format, const FileTree& tree,
                        std::span<const std::string> paths, const TextSink& print) {
  std::string before = "{\"format\": " + dumped(format) + ", \"entries\": [\n";
  visit_listed(tree, paths, [&](const ListedName& name) {
    print(before + dumped(entry_json(tree, name)));
    before = ",\n";
  });
  print("\n]}\n");
}

}  // namespace oci2boot
