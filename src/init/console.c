// SPDX-License-Identifier: Apache-2.0
#include "src/init/console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "src/init/command_line.h"
#include "src/init/console_name.h"
#include "src/init/log.h"
#include "src/init/screen_size.h"
#include "src/init/text_file.h"

void console_attach(void) {
  int fd = open("/dev/console", O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (fd >= 0) fcntl(fd, F_SETFL, O_RDWR);
  if (fd < 0) fd = open("/dev/null", O_RDWR);
  // Anything at all, so that no file that is opened later becomes somebody's standard output.
  if (fd < 0) fd = open("/", O_PATH);
  for (int standard = 0; standard <= 2; ++standard) dup2(fd, standard);
  if (fd > 2) close(fd);
}

void console_set_size(void) {
  static char command_line[kCommandLineMax];
  struct ScreenSize screen = kUsualScreen;
  struct winsize size;
  if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0) return;
  read_command_line(command_line);
  bool is_told = parse_screen_size(command_line, &screen);
  if (!is_told && size.ws_row != 0 && size.ws_col != 0) return;
  size = (struct winsize){.ws_row = screen.rows, .ws_col = screen.columns};
  ioctl(STDIN_FILENO, TIOCSWINSZ, &size);
}

static bool find_console(char name[NAME_MAX + 1]) {
  char active[1024];
  return read_text_file("/sys/class/tty/console/active", active, sizeof active) &&
         last_console(active, name);
}

void terminal_resume(int fd) {
  // TCOON alone undoes nothing but TCOOFF (n_tty_ioctl_helper), and Ctrl-S is something else.
  tcflow(fd, TCOOFF);
  tcflow(fd, TCOON);
}

void terminal_make_sane(int fd) {
  struct termios state;
  if (tcgetattr(fd, &state) != 0) return;
  state.c_iflag = ICRNL | IXON | IUTF8;
  state.c_oflag = OPOST | ONLCR;
  // The speed stays as the kernel's command line has set it.
  state.c_cflag = (state.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8 | CREAD | CLOCAL;
  state.c_lflag = ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE;
  state.c_cc[VINTR] = 'C' & 0x1f;
  state.c_cc[VQUIT] = '\\' & 0x1f;
  state.c_cc[VERASE] = 0x7f;
  state.c_cc[VKILL] = 'U' & 0x1f;
  state.c_cc[VEOF] = 'D' & 0x1f;
  state.c_cc[VSTART] = 'Q' & 0x1f;
  state.c_cc[VSTOP] = 'S' & 0x1f;
  state.c_cc[VSUSP] = 'Z' & 0x1f;
  state.c_cc[VREPRINT] = 'R' & 0x1f;
  state.c_cc[VWERASE] = 'W' & 0x1f;
  state.c_cc[VLNEXT] = 'V' & 0x1f;
  state.c_cc[VMIN] = 1;
  state.c_cc[VTIME] = 0;
  tcsetattr(fd, TCSANOW, &state);
  terminal_resume(fd);
}

void terminal_control(struct Terminal* terminal) {
  char path[sizeof "/dev/" + NAME_MAX];
  terminal->fd = -1;
  terminal->name[0] = '\0';
  if (!find_console(terminal->name)) return;

  snprintf(path, sizeof path, "/dev/%s", terminal->name);
  // Without O_NONBLOCK the open waits for the carrier of a modem.
  int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 || !isatty(fd)) {
    log_line("no job control: the console is %s, which cannot be opened as a terminal", path);
    if (fd >= 0) close(fd);
    return;
  }
  fcntl(fd, F_SETFL, O_RDWR);
  setsid();
  if (ioctl(fd, TIOCSCTTY, 0) != 0)
    log_line("no job control: cannot take over %s: %s", path, strerror(errno));
  terminal_make_sane(fd);
  terminal->fd = fd;
}
