// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/json_display.h"

#include <chrono>
#include <utility>

#include "oci2boot/image.h"
#include "src/cli/progress/descriptor_output.h"

namespace oci2boot {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSpacing{100};

}  // namespace

JsonDisplay::JsonDisplay(int fd)
    : fd_(fd), writer_([this](const std::stop_token& stop) { write_until_stopped(stop); }) {}

JsonDisplay::~JsonDisplay() {
  writer_.request_stop();
  writer_.join();
}

void JsonDisplay::tell(const Fields& fields) {
  lines_ += json_line(fields);
  told_.notify_one();
}

void JsonDisplay::tell_of_layer(const char* event, std::size_t layer, Fields more) {
  Fields fields{{"event", event}, {"layer", std::uint64_t{layer}}};
  if (!layers_[layer].digest.empty()) fields.push_back({"digest", layers_[layer].digest});
  for (JsonField& field : more) fields.push_back(std::move(field));
  tell(fields);
}

void JsonDisplay::tell_news(std::size_t layer) {
  LayerEvents& events = layers_[layer];
  if (const auto news = std::exchange(events.arriving, std::nullopt)) {
    tell_of_layer("arriving", layer,
                  {{"bytes", news->bytes}, {"total", news->total}, {"resumed", news->resumed}});
  }
  if (const auto bytes = std::exchange(events.unpacking, std::nullopt)) {
    Fields more{{"bytes", *bytes}};
    if (events.total) more.push_back({"total", *events.total});
    tell_of_layer("unpacking", layer, std::move(more));
  }
}

void JsonDisplay::tell_news() {
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) tell_news(layer);
}

void JsonDisplay::write_what_was_told() {
  const std::lock_guard output(output_);
  std::string lines;
  {
    const std::lock_guard lock(mutex_);
    lines.swap(lines_);
  }
  write_to_descriptor(fd_, lines);
}

void JsonDisplay::write_until_stopped(const std::stop_token& stop) {
  Clock::time_point next;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      told_.wait_until(lock, stop, next, [&] { return !lines_.empty(); });
      if (const Clock::time_point now = Clock::now(); now >= next) {
        tell_news();
        next = now + kSpacing;
      }
    }
    write_what_was_told();
  }
}

void JsonDisplay::opened(const Image& image) {
  const std::lock_guard lock(mutex_);
  layers_.clear();
  for (const Layer& layer : image.layers()) {
    const auto& digest = layer.digest ? layer.digest : layer.diff_id;
    layers_.push_back({digest ? digest->text() : "", layer.size, {}, {}, false});
  }
  Fields fields{{"event", "opened"}, {"image", image.name()}};
  if (const auto& digest = image.origin().digest) fields.push_back({"digest", digest->text()});
  fields.push_back({"platform", image.config().platform.text()});
  fields.push_back({"layers", std::uint64_t{layers_.size()}});
  tell(fields);
}

void JsonDisplay::arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total,
                           std::uint64_t resumed) {
  const std::lock_guard lock(mutex_);
  if (layer >= layers_.size()) return;
  layers_[layer].arriving = {bytes, total, resumed};
  if (bytes == total) tell_news(layer);
}

void JsonDisplay::waiting(std::size_t layer) {
  const std::lock_guard lock(mutex_);
  if (layer >= layers_.size() || std::exchange(layers_[layer].is_waited_for, true)) return;
  tell_news(layer);
  tell_of_layer("waiting", layer, {});
}

void JsonDisplay::arrived(std::size_t layer, bool was_here) {
  const std::lock_guard lock(mutex_);
  if (layer >= layers_.size()) return;
  tell_news(layer);
  tell_of_layer("arrived", layer, {{"cached", was_here}});
}

void JsonDisplay::unpacking(std::size_t layer, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (layer >= layers_.size()) return;
  layers_[layer].unpacking = bytes;
  if (bytes == layers_[layer].total) tell_news(layer);
}

void JsonDisplay::unpacked(std::size_t layer) {
  const std::lock_guard lock(mutex_);
  if (layer >= layers_.size()) return;
  tell_news(layer);
  tell_of_layer("unpacked", layer, {});
}

void JsonDisplay::restarted() {
  const std::lock_guard lock(mutex_);
  tell_news();
  tell({{"event", "restarted"}});
}

void JsonDisplay::retrying(const std::string& failure, std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  tell_news();
  tell({{"event", "retrying"},
        {"message", failure},
        {"milliseconds", static_cast<std::uint64_t>(pause.count())}});
}

void JsonDisplay::warn(const std::string& warning) {
  const std::lock_guard lock(mutex_);
  tell({{"event", "warning"}, {"message", warning}});
}

void JsonDisplay::print(const std::string& text) {
  write_what_was_told();
  Display::print(text);
}

void JsonDisplay::note(const std::string& text, std::FILE* stream) {
  if (stream == stderr) return;
  write_what_was_told();
  Display::note(text, stream);
}

void JsonDisplay::finish() {
  {
    const std::lock_guard lock(mutex_);
    tell_news();
    tell({{"event", "done"}});
  }
  write_what_was_told();
}

void JsonDisplay::fail(const std::string& message, int status) {
  {
    const std::lock_guard lock(mutex_);
    tell_news();
    tell({{"event", "failed"},
          {"message", message},
          {"status", static_cast<std::uint64_t>(status)}});
  }
  write_what_was_told();
}

}  // namespace oci2boot
