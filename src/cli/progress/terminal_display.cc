// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/terminal_display.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <atomic>
#include <limits>

#include "src/cli/progress/descriptor_output.h"
#include "src/cli/progress/frame.h"
#include "src/cli/report.h"

namespace oci2boot {

namespace {

constexpr std::chrono::milliseconds kBetweenFrames{100};
constexpr std::chrono::milliseconds kTooShortToShow{150};

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

// ECMA-48: erase to the end of the line (EL), to the end of the screen (ED).
constexpr const char* kEraseLine = "\x1b[K";
constexpr const char* kEraseBelow = "\x1b[J";

/// The program was stopped (Ctrl-Z), and goes on: the shell has written below the frame.
std::atomic<bool> was_continued = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void note_continuation(int /*signal*/) {
  was_continued = true;
}

std::string cursor_up(std::size_t rows) {
  return rows == 0 ? "\r" : "\r\x1b[" + std::to_string(rows) + "A";
}

}  // namespace

TerminalDisplay::TerminalDisplay(int fd, const TextStyle& style)
    : fd_(fd),
      style_(style),
      painter_([this](const std::stop_token& stop) { redraw_until_stopped(stop); }) {
  struct sigaction action {};
  action.sa_handler = note_continuation;
  action.sa_flags = SA_RESTART;
  sigaction(SIGCONT, &action, &continuation_before_);
}

TerminalDisplay::~TerminalDisplay() {
  painter_.request_stop();
  painter_.join();
  sigaction(SIGCONT, &continuation_before_, nullptr);
}

TerminalDisplay::Window TerminalDisplay::window() const {
  winsize size{};
  Window window;
  if (ioctl(fd_, TIOCGWINSZ, &size) != 0) return window;
  if (size.ws_col > 0) window.columns = size.ws_col;
  if (size.ws_row > 0) window.rows = size.ws_row;
  return window;
}

std::vector<std::string> TerminalDisplay::frame(const Window& window) {
  const std::lock_guard lock(mutex_);
  if (!state_) return {};
  const ProgressClock::time_point now = ProgressClock::now();
  const bool is_worth_showing =
      !drawn_.empty() || state_->downloads() || now >= opened_ + kTooShortToShow;
  if (!is_worth_showing) return {};
  return render_frame(*state_, window.columns, window.rows, now);
}

std::string TerminalDisplay::back_to_start(const Window& window) const {
  // Terminals wrap the lines of a window that was made narrower.
  std::size_t rows = 0;
  for (const std::string& line : drawn_) {
    rows += std::max<std::size_t>(1, (line.size() + window.columns - 1) / window.columns);
  }
  return cursor_up(std::min(rows, window.rows - 1));
}

void TerminalDisplay::draw(const Window& shown) {
  std::vector<std::string> lines = frame(shown);
  if (lines.empty()) return;
  std::string output = drawn_.empty() ? "" : back_to_start(window());
  for (const std::string& line : lines) output += line + kEraseLine + "\r\n";
  write_to_descriptor(fd_, output + kEraseBelow);
  drawn_ = std::move(lines);
}

void TerminalDisplay::erase() {
  if (!drawn_.empty()) write_to_descriptor(fd_, back_to_start(window()) + kEraseBelow);
  drawn_.clear();
}

void TerminalDisplay::write_lines() {
  std::string lines;
  {
    const std::lock_guard lock(mutex_);
    lines.swap(lines_);
  }
  if (lines.empty()) return;
  erase();
  write_to_descriptor(fd_, lines);
}

void TerminalDisplay::settle() {
  const bool is_shown = !drawn_.empty();
  write_lines();
  {
    const std::lock_guard lock(mutex_);
    if (!is_shown && state_ && !state_->downloads()) state_.reset();
  }
  draw({window().columns, kNoLimit});
  drawn_.clear();
  const std::lock_guard lock(mutex_);
  state_.reset();
}

void TerminalDisplay::redraw_until_stopped(const std::stop_token& stop) {
  std::unique_lock lock(screen_);
  while (!stop.stop_requested()) {
    if (was_continued.exchange(false)) drawn_.clear();
    write_lines();
    draw(window());
    stopped_.wait_for(lock, stop, kBetweenFrames, [] { return false; });
  }
}

void TerminalDisplay::opened(const Image& image) {
  const std::lock_guard screen(screen_);
  settle();
  const std::lock_guard lock(mutex_);
  state_.emplace(image);
  opened_ = ProgressClock::now();
}

void TerminalDisplay::arriving(std::size_t layer, std::uint64_t bytes, std::uint64_t total,
                               std::uint64_t resumed) {
  const std::lock_guard lock(mutex_);
  if (state_) state_->arriving(layer, bytes, total, resumed, ProgressClock::now());
}

void TerminalDisplay::waiting(std::size_t layer) {
  const std::lock_guard lock(mutex_);
  if (state_) state_->waiting(layer);
}

void TerminalDisplay::arrived(std::size_t layer, bool was_here) {
  const std::lock_guard lock(mutex_);
  if (state_) state_->arrived(layer, was_here);
}

void TerminalDisplay::unpacking(std::size_t layer, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (state_) state_->unpacking(layer, bytes);
}

void TerminalDisplay::unpacked(std::size_t layer) {
  const std::lock_guard lock(mutex_);
  if (state_) state_->unpacked(layer);
}

void TerminalDisplay::restarted() {
  const std::lock_guard screen(screen_);
  erase();
  const std::lock_guard lock(mutex_);
  state_.reset();
}

void TerminalDisplay::retrying(const std::string& failure, std::chrono::milliseconds pause) {
  const std::string line = retrying_line(failure, pause);
  const std::lock_guard lock(mutex_);
  if (!line.empty()) lines_ += remark_line(line);
}

void TerminalDisplay::warn(const std::string& warning) {
  const std::lock_guard screen(screen_);
  const bool is_shown = !drawn_.empty();
  erase();
  write_to_descriptor(fd_, warning_line(warning, style_));
  if (is_shown) draw(window());
}

void TerminalDisplay::print(const std::string& text) {
  const std::lock_guard screen(screen_);
  settle();
  Display::print(text);
}

void TerminalDisplay::note(const std::string& text, std::FILE* stream) {
  const std::lock_guard screen(screen_);
  settle();
  Display::note(text, stream);
}

void TerminalDisplay::finish() {
  const std::lock_guard screen(screen_);
  settle();
}

void TerminalDisplay::fail(const std::string& message, int status) {
  const std::lock_guard screen(screen_);
  settle();
  Display::fail(message, status);
}

}  // namespace oci2boot
