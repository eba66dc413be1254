// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/json_display.h"

#include <utility>

#include "oci2boot/image.h"
#include "src/cli/progress/descriptor_output.h"

namespace oci2boot {

namespace {

constexpr std::chrono::milliseconds kSpacing{100};

/// Whether it is time to tell of it again; notes that it was told.
bool is_due(std::optional<ProgressClock::time_point>& last, bool is_end) {
  const ProgressClock::time_point now = ProgressClock::now();
  if (last && now < *last + kSpacing && !is_end) return false;
  last = now;
  return true;
}

}  // namespace

void JsonDisplay::write(const std::vector<JsonField>& fields) const {
  write_to_descriptor(fd_, json_line(fields));
}

void JsonDisplay::tell_of_layer(const char* event, std::size_t layer, std::vector<JsonField> more) {
  std::vector<JsonField> fields{{"event", event}, {"layer", std::uint64_t{layer}}};
  if (!layers_[layer].digest.empty()) fields.push_back({"digest", layers_[layer].digest});
  for (JsonField& field : more) fields.push_back(std::move(field));
  write(fields);
}

void JsonDisplay::opened(const Image& image) {
  const std::lock_guard lock(mutex_);
  layers_.clear();
  for (const Layer& layer : image.layers()) {
    const auto& digest = layer.digest ? layer.digest : layer.diff_id;
    layers_.push_back({digest ? digest->text() : "", layer.size, {}, {}, false});
  }
  std::vector<JsonField> fields{{"event", "opened"}, {"image", image.name()}};
  if (const auto& digest = image.origin().digest) fields.push_back({"digest", digest->text()});
  fields.push_back({"platform", image.config().platform.text()});
  fields.push_back({"layers", std::uint64_t{layers_.size()}});
  write(fields);
}

void JsonDisplay::arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total,
                           std::uint64_t resumed) {
  const std::lock_guard lock(mutex_);
  if (layer >= layers_.size() || !is_due(layers_[layer].arriving, bytes == total)) return;
  tell_of_layer("arriving", layer, {{"bytes", bytes}, {"total", total}, {"resumed", resumed}});
}

void JsonDisplay::waiting(std::size_t layer) {
  const std::lock_guard lock(mutex_);
  if (layer >= layers_.size() || std::exchange(layers_[layer].is_waited_for, true)) return;
  tell_of_layer("waiting", layer, {});
}

void JsonDisplay::arrived(std::size_t layer, bool was_here) {
  const std::lock_guard lock(mutex_);
  if (layer < layers_.size()) tell_of_layer("arrived", layer, {{"cached", was_here}});
}

void JsonDisplay::unpacking(std::size_t layer, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (layer >= layers_.size()) return;
  LayerEvents& events = layers_[layer];
  if (!is_due(events.unpacking, bytes == events.total)) return;
  std::vector<JsonField> fields{{"bytes", bytes}};
  if (events.total) fields.push_back({"total", *events.total});
  tell_of_layer("unpacking", layer, std::move(fields));
}

void JsonDisplay::unpacked(std::size_t layer) {
  const std::lock_guard lock(mutex_);
  if (layer < layers_.size()) tell_of_layer("unpacked", layer, {});
}

void JsonDisplay::restarted() {
  const std::lock_guard lock(mutex_);
  write({{"event", "restarted"}});
}

void JsonDisplay::warn(const std::string& warning) {
  const std::lock_guard lock(mutex_);
  write({{"event", "warning"}, {"message", warning}});
}

void JsonDisplay::note(const std::string& text, std::FILE* stream) {
  if (stream != stderr) Display::note(text, stream);
}

void JsonDisplay::finish() {
  const std::lock_guard lock(mutex_);
  write({{"event", "done"}});
}

void JsonDisplay::fail(const std::string& message, int status) {
  const std::lock_guard lock(mutex_);
  write(
      {{"event", "failed"}, {"message", message}, {"status", static_cast<std::uint64_t>(status)}});
}

}  // namespace oci2boot
