// SPDX-License-Identifier: Apache-2.0
// What a session does with bytes: from the guest to the user, and back.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>

#include "oci2boot/error.h"
#include "src/init/session_format.h"
#include "src/launch/run_vm.h"
#include "src/launch/session/session.h"

namespace oci2boot {

namespace {

/// What waits for a guest that does not take it.
constexpr std::size_t kMostForGuest = std::size_t{64} << 10;

std::size_t little_endian(std::string_view bytes) {
  std::size_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

/// "137"; what is no exit status is our failure.
int exit_status(std::string_view text) {
  int status = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  const bool is_status = error == std::errc() && end == text.data() + text.size();
  return is_status && status >= 0 && status <= 255 ? status : kRunFailedStatus;
}

bool can_write(int descriptor) {
  pollfd entry{descriptor, POLLOUT, 0};
  return ::poll(&entry, 1, 0) == 1 && (entry.revents & POLLOUT) != 0;
}

}  // namespace

void Session::take_console() {
  const std::string bytes = console_.read_some();
  if (plan_.contact == RunContact::console) {
    user_.add_output(bytes);
    console_text_.add(bytes);
    return;
  }
  console_frames_.add(bytes);
  take_pieces(console_, console_frames_);
}

void Session::take_failure(std::string_view bytes) {
  constexpr std::size_t kMost = 16;
  failure_ += bytes.substr(0, kMost - std::min(kMost, failure_.size()));
  const std::size_t end = failure_.find('\n');
  if (end == std::string::npos) return;
  course_.take_status(exit_status(std::string_view(failure_).substr(0, end)), SessionClock::now());
}

void Session::take_session() {
  if (plan_.contact == RunContact::console) {
    take_failure(session_.read_some());
    return;
  }
  session_frames_.add(session_.read_some());
  take_pieces(session_, session_frames_);
}

void Session::take_pieces(GuestLine& line, FrameReader& reader) {
  while (const auto piece = reader.next()) {
    if (piece->is_frame) {
      take_frame(line, *piece);
    } else if (&line == &console_) {
      take_console_text(piece->payload);
    }
  }
}

void Session::take_console_text(std::string_view bytes) {
  console_text_.add(bytes);
  if (plan_.verbose) user_.show(bytes);
}

void Session::take_said() {
  const std::string bytes = said_.read_some();
  said_text_.add(bytes);
  if (plan_.verbose) user_.show(bytes);
}

void Session::take_frame(GuestLine& line, const SessionPiece& frame) {
  if (frame.type == SESSION_READY && link_ == nullptr) be_ready(line);
  if (link_ == &line) take_linked_frame(frame);
}

void Session::be_ready(GuestLine& line) {
  link_ = &line;
  course_.be_ready();
  send_size();
}

void Session::take_linked_frame(const SessionPiece& frame) {
  switch (frame.type) {
    case SESSION_OUTPUT:
      user_.add_output(frame.payload);
      break;
    case SESSION_ERRORS:
      user_.add_errors(frame.payload);
      break;
    case SESSION_LOG:
      user_.say(frame.payload);
      break;
    case SESSION_CREDIT:
      if (frame.payload.size() != sizeof(std::uint32_t)) break;
      credit_ = std::min<std::size_t>(credit_ + little_endian(frame.payload), SESSION_INPUT_WINDOW);
      break;
    case SESSION_EXIT:
      take_status(frame.payload);
      break;
    default:
      break;
  }
}

void Session::take_status(std::string_view payload) {
  if (course_.has_status()) return;
  course_.take_status(exit_status(payload), SessionClock::now());
  if (plan_.disk && plan_.disk->is_kept) {
    send(SESSION_BYE);
  } else {
    qemu_.kill();
  }
}

bool Session::wants_input() {
  if (input_has_ended_ || course_.has_status() || qemu_.has_ended()) return false;
  const bool is_program = plan_.contact != RunContact::console;
  GuestLine* const line = is_program ? link_ : &console_;
  // A guest may give credit without end, and take nothing.
  if (line == nullptr || line->outlet().size() >= kMostForGuest) return false;
  return (!is_program || credit_ > 0) && terminal_.is_ours();
}

void Session::take_input() {
  std::array<char, SESSION_MAX_PAYLOAD> bytes{};
  const bool is_program = plan_.contact != RunContact::console;
  const std::size_t most = is_program ? std::min(credit_, bytes.size()) : bytes.size();
  const ssize_t count = ::read(STDIN_FILENO, bytes.data(), most);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) {
    input_has_ended_ = true;
    if (is_program) send(SESSION_END);
    return;
  }
  const std::string_view typed(bytes.data(), static_cast<std::size_t>(count));
  if (terminal_.is_raw() && escape_.take(typed, SessionClock::now())) {
    follow(course_.take_escape());
  } else if (is_program) {
    credit_ -= typed.size();
    send(SESSION_INPUT, typed);
  } else {
    console_.outlet().add(typed);
  }
}

void Session::send(char type, std::string_view payload) {
  if (link_ != nullptr) link_->outlet().add(encode_frame(type, payload));
}

void Session::send_size() {
  if (plan_.contact != RunContact::terminal) return;
  if (const auto size = terminal_size()) send(SESSION_SIZE, *size);
}

void Session::press_power_button() {
  monitor_.outlet().add(R"({"execute":"qmp_capabilities"} {"execute":"system_powerdown"})"
                        "\n");
}

void Session::write_output() {
  const int cause = user_.output().write_some();
  if (cause == 0) return;
  // As programs end that write to a pipe which nobody reads: without a word.
  int status = 128 + SIGPIPE;
  if (cause != EPIPE) {
    user_.say("cannot write to standard output: " + errno_text(cause));
    status = kRunFailedStatus;
  }
  follow(course_.take_lost_output(status, SessionClock::now()));
}

void Session::write_errors() {
  user_.errors().write_some();  // nobody is left to be told
}

void Session::write_console() {
  console_.outlet().write_some();
}

void Session::write_session() {
  session_.outlet().write_some();
}

void Session::write_monitor() {
  monitor_.outlet().write_some();
}

void Session::write_what_goes(const Outlet& outlet, void (Session::*write)()) {
  std::size_t before = 0;
  do {
    before = outlet.size();
    if (before > 0 && can_write(outlet.descriptor())) (this->*write)();
  } while (outlet.size() < before);
}

}  // namespace oci2boot
