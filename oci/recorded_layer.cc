// SPDX-License-Identifier: Apache-2.0
#include "oci/recorded_layer.h"

#include <utility>

namespace oci2boot {

void RecordedLayer::add(ArchiveEntry entry, std::vector<Extent> extents, bool left_out) {
  Record record{std::move(entry.path),
                entry.type,
                entry.is_hard_link,
                left_out,
                entry.permissions,
                entry.uid,
                entry.gid,
                entry.mtime,
                entry.size,
                {},
                nullptr};
  if (!extents.empty()) record.extent = extents.front();
  if (!entry.link_target.empty() || entry.device_major != 0 || entry.device_minor != 0 ||
      !entry.xattrs.empty() || extents.size() > 1) {
    if (!extents.empty()) extents.erase(extents.begin());
    record.rare = std::make_unique<Rare>(Rare{std::move(entry.link_target), entry.device_major,
                                              entry.device_minor, std::move(entry.xattrs),
                                              std::move(extents)});
  }
  records_.push_back(std::move(record));
}

RecordedLayer::Recorded RecordedLayer::unpacked(const Record& record, std::size_t number) {
  Recorded whole;
  ArchiveEntry& entry = whole.entry;
  entry.path = record.path;
  entry.type = record.type;
  entry.is_hard_link = record.is_hard_link;
  entry.permissions = record.permissions;
  entry.uid = record.uid;
  entry.gid = record.gid;
  entry.mtime = record.mtime;
  entry.size = record.size;
  if (record.extent.length != 0) whole.extents.push_back(record.extent);
  if (record.rare) {
    entry.link_target = record.rare->link_target;
    entry.device_major = record.rare->device_major;
    entry.device_minor = record.rare->device_minor;
    entry.xattrs = record.rare->xattrs;
    const std::vector<Extent>& further = record.rare->further_extents;
    whole.extents.insert(whole.extents.end(), further.begin(), further.end());
  }
  whole.left_out = record.left_out;
  whole.number = number;
  return whole;
}

void RecordedLayer::replay(const std::function<void(const Recorded& recorded)>& apply) {
  for (std::size_t number = 0; !records_.empty(); ++number) {
    apply(unpacked(records_.front(), number));
    records_.pop_front();
  }
}

}  // namespace oci2boot
