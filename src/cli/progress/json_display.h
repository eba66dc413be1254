// SPDX-License-Identifier: Apache-2.0
// Progress for programs: standard error holds one JSON object a line, and nothing else. The last
// one is {"event":"done"} or {"event":"failed",…}.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "src/cli/json_documents.h"
#include "src/cli/progress/display.h"
#include "src/cli/progress/transfer_rate.h"

namespace oci2boot {

class JsonDisplay final : public Display {
 public:
  /// Writes to the file descriptor, which stays the caller's.
  explicit JsonDisplay(int fd) : fd_(fd) {}

  void opened(const Image& image) override;
  /// This and unpacking() tell of a layer ten times a second at most, and of its last byte.
  void arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total,
                std::uint64_t resumed) override;
  void waiting(std::size_t layer) override;
  void arrived(std::size_t layer, bool was_here) override;
  void unpacking(std::size_t layer, std::uint64_t bytes) override;
  void unpacked(std::size_t layer) override;
  void restarted() override;

  void warn(const std::string& warning) override;
  void note(const std::string& text, std::FILE* stream) override;
  void finish() override;
  void fail(const std::string& message, int status) override;

 private:
  using Told = std::optional<ProgressClock::time_point>;
  struct LayerEvents {
    std::string digest;  ///< empty where there is none
    std::optional<std::uint64_t> total;
    Told arriving;  ///< when it was told of last
    Told unpacking;
    bool is_waited_for = false;
  };

  /// An event of a layer that there is; `more` comes behind what names the layer.
  void tell_of_layer(const char* event, std::size_t layer, std::vector<JsonField> more);
  void write(const std::vector<JsonField>& fields) const;

  int fd_;
  std::mutex mutex_;
  std::vector<LayerEvents> layers_;
};

}  // namespace oci2boot
