// SPDX-License-Identifier: Apache-2.0
#include "src/cli/password_prompt.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <string_view>

#include "oci2boot/error.h"
#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

constexpr std::size_t kLongest = 64U << 10;
constexpr char kInterrupt = 3;

/// The controlling terminal, silent as long as this lives.
class SilentTerminal {
 public:
  SilentTerminal() : fd_(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
    if (fd_ < 0 || tcgetattr(fd_, &before_) != 0) {
      if (fd_ >= 0) close(fd_);
      throw Error(ErrorCode::usage,
                  "--creds: there is no terminal to ask for the password on; give USER:PASSWORD, "
                  "or a file of credentials with --authfile");
    }
    termios silent = before_;
    // Were Ctrl-C a signal here, it would leave the terminal silent. It ends the line instead.
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    silent.c_lflag |= ECHONL | ICANON;
    silent.c_cc[VEOL] = kInterrupt;
    tcsetattr(fd_, TCSAFLUSH, &silent);
  }
  ~SilentTerminal() {
    tcsetattr(fd_, TCSAFLUSH, &before_);
    close(fd_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

  void write(std::string_view text) const {
    // A prompt that does not show is no reason to stop.
    [[maybe_unused]] const ssize_t ignored = ::write(fd_, text.data(), text.size());
  }

  /// Nothing when it was interrupted, by Ctrl-C or by the end of the input.
  std::optional<std::string> read_line() const {
    std::string line;
    char character = 0;
    while (line.size() < kLongest && character != '\n') {
      if (::read(fd_, &character, 1) != 1 || character == kInterrupt) return std::nullopt;
      line.push_back(character);
    }
    if (character == '\n') line.pop_back();
    return line;
  }

 private:
  int fd_;
  termios before_{};
};

}  // namespace

std::string ask_password(const std::string& user) {
  {
    const SilentTerminal terminal;
    terminal.write("Password of " + terminal_text(user) + ": ");
    if (const std::optional<std::string> password = terminal.read_line()) return *password;
    terminal.write("\n");
  }
  // The terminal is as it was, so this may be the signal that it would have been.
  std::raise(SIGINT);
  throw Error(ErrorCode::failed, "interrupted");
}

}  // namespace oci2boot
