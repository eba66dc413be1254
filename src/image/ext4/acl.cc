// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/acl.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

// include/uapi/linux/posix_acl.h
enum Tag : std::uint16_t {
  kUserObject = 0x01,
  kUser = 0x02,
  kGroupObject = 0x04,
  kGroup = 0x08,
  kMask = 0x10,
  kOther = 0x20,
};
constexpr std::uint32_t kNoId = UINT32_MAX;
constexpr std::uint16_t kAllPermissions = 7;

constexpr std::uint32_t kArchiveVersion = 2;
constexpr std::uint32_t kStoredVersion = 1;
constexpr std::size_t kVersionSize = 4;
constexpr std::size_t kEntrySize = 8;  // the tag, the permissions, and 4 bytes of id

struct Entry {
  std::uint16_t tag = 0;
  std::uint16_t permissions = 0;
  std::uint32_t id = 0;

  bool has_id() const { return tag == kUser || tag == kGroup; }
};

struct ParsedAcl {
  std::vector<Entry> entries;
  std::string error;
};

/// The order of the entries as the kernel's posix_acl_valid() wants it: the owner, users, the
/// group, groups, the mask (which users and groups must have), others.
bool is_valid(std::span<const Entry> entries) {
  std::uint16_t state = kUserObject;  // what comes next at the latest
  bool needs_mask = false;
  for (const Entry& entry : entries) {
    if (entry.permissions > kAllPermissions || (entry.has_id() && entry.id == kNoId)) return false;
    const auto advance = [&](bool allowed, std::uint16_t next) {
      state = next;
      return allowed;
    };
    bool allowed = false;
    switch (entry.tag) {
      case kUserObject:
        allowed = advance(state == kUserObject, kUser);
        break;
      case kUser:
        allowed = state == kUser;
        break;
      case kGroupObject:
        allowed = advance(state == kUser, kGroup);
        break;
      case kGroup:
        allowed = state == kGroup;
        break;
      case kMask:
        allowed = advance(state == kGroup, kOther);
        break;
      case kOther:
        allowed = advance(state == kOther || (state == kGroup && !needs_mask), 0);
        break;
      default:
        break;
    }
    if (!allowed) return false;
    needs_mask = needs_mask || entry.has_id();
  }
  return state == 0;
}

ParsedAcl parse(std::string_view value) {
  ParsedAcl acl;
  if (value.empty()) return acl;
  if (value.size() < kVersionSize || (value.size() - kVersionSize) % kEntrySize != 0) {
    acl.error = "its value is no ACL";
    return acl;
  }
  if (little_endian_number(value.substr(0, kVersionSize)) != kArchiveVersion) {
    acl.error = "its value is no ACL of version 2";
    return acl;
  }
  for (value.remove_prefix(kVersionSize); !value.empty(); value.remove_prefix(kEntrySize)) {
    acl.entries.push_back({static_cast<std::uint16_t>(little_endian_number(value.substr(0, 2))),
                           static_cast<std::uint16_t>(little_endian_number(value.substr(2, 2))),
                           little_endian_number(value.substr(4, 4))});
  }
  if (!acl.entries.empty() && !is_valid(acl.entries)) {
    acl.error = "its entries make no valid ACL";
  }
  return acl;
}

/// The kernel's __posix_acl_chmod_masq: a mode's group bits are the mask where there is one.
void take_mode(std::span<Entry> entries, std::uint16_t mode) {
  const bool has_mask = std::any_of(entries.begin(), entries.end(),
                                    [](const Entry& entry) { return entry.tag == kMask; });
  for (Entry& entry : entries) {
    if (entry.tag == kUserObject) entry.permissions = (mode >> 6) & kAllPermissions;
    if (entry.tag == (has_mask ? kMask : kGroupObject)) {
      entry.permissions = (mode >> 3) & kAllPermissions;
    }
    if (entry.tag == kOther) entry.permissions = mode & kAllPermissions;
  }
}

/// Owner, group and others, which the mode has too.
bool says_no_more_than_mode(std::span<const Entry> entries) {
  return std::none_of(entries.begin(), entries.end(),
                      [](const Entry& entry) { return entry.has_id() || entry.tag == kMask; });
}

std::string stored_form(std::span<const Entry> entries) {
  std::string bytes;
  const auto append = [&bytes](auto number) {
    std::array<std::byte, sizeof number> place{};
    put_little_endian(place, 0, number);
    bytes.append(reinterpret_cast<const char*>(place.data()), place.size());
  };
  append(kStoredVersion);
  for (const Entry& entry : entries) {
    append(entry.tag);
    append(entry.permissions);
    if (entry.has_id()) append(entry.id);
  }
  return bytes;
}

}  // namespace

EncodedAcl encode_access_acl(std::string_view value, std::uint16_t permissions) {
  ParsedAcl acl = parse(value);
  if (!acl.error.empty()) return {{}, acl.error};
  if (says_no_more_than_mode(acl.entries)) return {};
  take_mode(acl.entries, permissions);
  return {stored_form(acl.entries), {}};
}

EncodedAcl encode_default_acl(std::string_view value) {
  const ParsedAcl acl = parse(value);
  if (!acl.error.empty()) return {{}, acl.error};
  if (acl.entries.empty()) return {};
  return {stored_form(acl.entries), {}};
}

}  // namespace oci2boot
