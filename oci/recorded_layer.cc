// SPDX-License-Identifier: Apache-2.0
#include "oci/recorded_layer.h"

#include <optional>

namespace oci2boot {

namespace {

class RecordedContent final : public EntryContent {
 public:
  explicit RecordedContent(RecordedLayer::Record& record) : record_(record) {}

  std::vector<Extent> extents() override { return std::move(record_.extents); }
  void given_to(InodeId file) override { file_ = file; }

  /// The file that lacks what it should have.
  std::optional<InodeId> lacking() const { return record_.left_out ? file_ : std::nullopt; }

 private:
  RecordedLayer::Record& record_;
  std::optional<InodeId> file_;
};

}  // namespace

void RecordedLayer::replay(
    const std::function<void(const ArchiveEntry& entry, EntryContent& content)>& apply,
    const std::function<void(InodeId file, std::size_t number)>& on_left_out) {
  for (std::size_t number = 0; !records_.empty(); ++number) {
    RecordedContent content(records_.front());
    apply(records_.front().entry, content);
    if (const auto file = content.lacking()) on_left_out(*file, number);
    records_.pop_front();
  }
}

}  // namespace oci2boot
