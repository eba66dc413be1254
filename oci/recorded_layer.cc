// SPDX-License-Identifier: Apache-2.0
#include "oci/recorded_layer.h"

#include <utility>

namespace oci2boot {

namespace {

class RecordedContent final : public EntryContent {
 public:
  explicit RecordedContent(std::vector<Extent> extents) : extents_(std::move(extents)) {}

  std::vector<Extent> extents() override { return std::move(extents_); }
  void given_to(InodeId file) override { file_ = file; }

  const std::optional<InodeId>& file() const { return file_; }

 private:
  std::vector<Extent> extents_;
  std::optional<InodeId> file_;
};

}  // namespace

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

ArchiveEntry RecordedLayer::entry_of(const Record& record) {
  ArchiveEntry entry;
  entry.path = record.path;
  entry.type = record.type;
  entry.is_hard_link = record.is_hard_link;
  entry.permissions = record.permissions;
  entry.uid = record.uid;
  entry.gid = record.gid;
  entry.mtime = record.mtime;
  entry.size = record.size;
  if (record.rare) {
    entry.link_target = record.rare->link_target;
    entry.device_major = record.rare->device_major;
    entry.device_minor = record.rare->device_minor;
    entry.xattrs = record.rare->xattrs;
  }
  return entry;
}

std::vector<Extent> RecordedLayer::extents_of(const Record& record) {
  std::vector<Extent> extents;
  if (record.extent.length != 0) extents.push_back(record.extent);
  if (record.rare) {
    const std::vector<Extent>& further = record.rare->further_extents;
    extents.insert(extents.end(), further.begin(), further.end());
  }
  return extents;
}

void RecordedLayer::for_each(const std::function<void(const ArchiveEntry& entry)>& visit) const {
  for (const Record& record : records_) visit(entry_of(record));
}

void RecordedLayer::replay(
    const std::function<void(const ArchiveEntry& entry, EntryContent& content)>& apply,
    const std::function<void(InodeId file, std::size_t number)>& on_left_out) {
  for (std::size_t number = 0; !records_.empty(); ++number) {
    const Record& record = records_.front();
    RecordedContent content(extents_of(record));
    apply(entry_of(record), content);
    if (record.left_out && content.file()) on_left_out(*content.file(), number);
    records_.pop_front();
  }
}

}  // namespace oci2boot
