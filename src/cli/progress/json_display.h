// SPDX-License-Identifier: Apache-2.0
// Progress for programs: standard error holds one JSON object a line, and nothing else. The last
// one is {"event":"done"} or {"event":"failed",…}. Behind the `done` of a run, which is ready then,
// standard error is the guest's.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "src/cli/json_documents.h"
#include "src/cli/progress/display.h"

namespace oci2boot {

/// Who tells of progress does not wait for the reader: a thread of its own writes.
class JsonDisplay final : public Display {
 public:
  /// Writes to the file descriptor, which stays the caller's.
  explicit JsonDisplay(int fd);
  ~JsonDisplay() override;

  void opened(const Image& image) override;
  /// Of this and unpacking() the newest is told ten times a second, and a layer's last byte.
  void arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total,
                std::uint64_t resumed) override;
  void waiting(std::size_t layer) override;
  void arrived(std::size_t layer, bool was_here) override;
  void unpacking(std::size_t layer, std::uint64_t bytes) override;
  void unpacked(std::size_t layer) override;
  void restarted() override;
  void retrying(const std::string& failure, std::chrono::milliseconds pause) override;

  void warn(const std::string& warning) override;
  void print(const std::string& text) override;
  void note(const std::string& text, std::FILE* stream) override;
  void finish() override;
  void fail(const std::string& message, int status) override;

 private:
  using Fields = std::vector<JsonField>;
  struct Arrival {
    std::uint64_t bytes = 0;
    std::uint64_t total = 0;
    std::uint64_t resumed = 0;
  };
  struct LayerEvents {
    std::string digest;  ///< empty where there is none
    std::optional<std::uint64_t> total;
    std::optional<Arrival> arriving;         ///< what is new since it was told last
    std::optional<std::uint64_t> unpacking;  ///< the same: bytes
    bool is_waited_for = false;
  };

  // These need the mutex_.
  void tell(const Fields& fields);
  /// An event of a layer that there is; `more` comes behind what names the layer.
  void tell_of_layer(const char* event, std::size_t layer, Fields more);
  void tell_news(std::size_t layer);
  void tell_news();

  /// Everything told so far has been written when this returns.
  void write_what_was_told();
  void write_until_stopped(const std::stop_token& stop);

  const int fd_;
  std::mutex output_;  ///< of the file descriptor; taken before the other one
  std::mutex mutex_;   ///< of what follows; never held while something is written
  std::condition_variable_any told_;
  std::vector<LayerEvents> layers_;
  std::string lines_;    ///< told, and to be written
  std::jthread writer_;  ///< last: it uses all of the above
};

}  // namespace oci2boot
