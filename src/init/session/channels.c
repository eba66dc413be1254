// SPDX-License-Identifier: Apache-2.0
#include "src/init/session/channels.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "src/init/command_line.h"
#include "src/init/console.h"
#include "src/init/log.h"
#include "src/init/screen_size.h"

static void close_end(int* fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static void set_size(int terminal, const struct ScreenSize* screen) {
  const struct winsize size = {.ws_row = screen->rows, .ws_col = screen->columns};
  ioctl(terminal, TIOCSWINSZ, &size);
}

static void set_first_size(int terminal) {
  static char command_line[kCommandLineMax];
  struct ScreenSize screen = kUsualScreen;
  read_command_line(command_line);
  parse_screen_size(command_line, &screen);
  set_size(terminal, &screen);
}

static int open_other_end(int master) {
  char name[64];
  if (unlockpt(master) != 0 || ptsname_r(master, name, sizeof name) != 0) return -1;
  return open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static bool open_terminal(struct Channels* channels) {
  int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  int slave = master < 0 ? -1 : open_other_end(master);
  if (slave < 0) {
    log_line("no terminal for the program: the kernel has no pseudoterminals: %s", strerror(errno));
    if (master >= 0) close(master);
    return false;
  }
  terminal_make_sane(slave);
  set_first_size(slave);
  channels->output = master;
  // One of its own, which can be closed alone.
  channels->input = fcntl(master, F_DUPFD_CLOEXEC, 0);
  channels->contact = (struct Contact){.standard = {slave, slave, slave},
                                       .terminal = slave,
                                       .leads_session = true,
                                       .term_type = "xterm"};
  return true;
}

// A pipe of which only PID 1's end, `ours` (0: it reads, 1: it writes), does not block.
static bool open_pipe(int ours, int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  fcntl(ends[ours], F_SETFL, O_NONBLOCK);
  return true;
}

static bool open_pipes(struct Channels* channels) {
  int input[2], output[2], errors[2];
  // All descriptors of PID 1 are free: it is short of memory, if anything.
  if (!open_pipe(1, input) || !open_pipe(0, output) || !open_pipe(0, errors)) {
    log_line("no pipes for the program: %s", strerror(errno));
    return false;
  }
  channels->input = input[1];
  channels->output = output[0];
  channels->errors = errors[0];
  channels->contact = (struct Contact){
      .standard = {input[0], output[1], errors[1]}, .terminal = -1, .leads_session = true};
  return true;
}

bool open_channels(bool terminal, struct Channels* channels) {
  *channels = (struct Channels){.input = -1, .output = -1, .errors = -1, .is_terminal = terminal};
  return terminal ? open_terminal(channels) : open_pipes(channels);
}

void give_channels_away(struct Channels* channels) {
  // A terminal that nobody has open at the moment reads as ended, and it may be opened again.
  if (channels->is_terminal) return;
  for (int i = 0; i < 3; ++i) close_end(&channels->contact.standard[i]);
}

void end_channels(struct Channels* channels) {
  if (channels->is_terminal) close_end(&channels->contact.terminal);
}

void end_input(struct Channels* channels, bool in_line) {
  struct termios state;
  // What a person would type: in a line the first one only hands over what there is of it. A
  // program that reads single keys gets the keys.
  if (channels->is_terminal && tcgetattr(channels->input, &state) == 0) {
    const cc_t keys[] = {state.c_cc[VEOF], state.c_cc[VEOF]};
    ssize_t ignored = write(channels->input, keys, in_line ? 2 : 1);
    (void)ignored;
  }
  close_end(&channels->input);
}

void resize_terminal(const struct Channels* channels, struct Bytes text) {
  struct ScreenSize screen;
  if (!channels->is_terminal || channels->output < 0) return;
  if (parse_rows_and_columns(text, &screen)) set_size(channels->output, &screen);
}
