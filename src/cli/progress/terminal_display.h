// SPDX-License-Identifier: Apache-2.0
// Progress on a terminal: a line for each layer, drawn anew again and again by a thread of its own.
#pragma once

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "src/cli/progress/display.h"
#include "src/cli/progress/transfer_state.h"
#include "src/cli/text_style.h"

namespace oci2boot {

/// The cursor is always at the start of the line below the frame, so that whatever ends the program
/// leaves the terminal in order.
class TerminalDisplay final : public Display {
 public:
  /// `fd` is a terminal, and stays the caller's.
  explicit TerminalDisplay(int fd, const TextStyle& style = TextStyle());
  ~TerminalDisplay() override;

  void opened(const Image& image) override;
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
  struct Window {
    std::size_t columns = 80;
    std::size_t rows = 24;
  };

  Window window() const;
  /// The lines to draw. None for an image that is not downloaded, as long as it takes no time.
  std::vector<std::string> frame(const Window& window);
  /// What puts the cursor where the frame began, in a window that is so wide by now.
  std::string back_to_start(const Window& window) const;
  void draw(const Window& shown);
  void erase();
  /// Leaves a last frame, of all layers however low the window is, and draws no more until the next
  /// image is opened.
  void settle();
  /// Writes above the frame what has been noted for it.
  void write_lines();
  void redraw_until_stopped(const std::stop_token& stop);

  const int fd_;
  const TextStyle style_;
  /// Of the terminal and of what is drawn on it; taken before the other one. A terminal may stand
  /// still (Ctrl-S): who tells of progress must not wait for it.
  std::mutex screen_;
  std::condition_variable_any stopped_;
  std::vector<std::string> drawn_;  ///< the lines that may be drawn anew
  std::mutex mutex_;                ///< of what follows
  std::string lines_;               ///< to be written above the frame
  std::optional<TransferState> state_;
  ProgressClock::time_point opened_;
  struct sigaction continuation_before_ {};  ///< what SIGCONT did before
  std::jthread painter_;                     ///< last: it uses all of the above
};

}  // namespace oci2boot
