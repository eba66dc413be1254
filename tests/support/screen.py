# SPDX-License-Identifier: Apache-2.0
"""What a person sees: a program on a terminal of a given size, and what is on the screen."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unicodedata

_SEQUENCE = re.compile(r"\x1b\[([?>]?)([0-9;]*)([A-Za-z])")


class Screen:
    """Rows and columns as VT100's, with all that scrolled out at the top. Whatever it does not know
    is an error of the program's."""

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.history, self._lines = [], [""]
        self._row = self._column = 0
        self.wrapped = []  # lines that did not fit
        self.cursor_is_shown = True
        self._rest = ""

    @property
    def lines(self):
        """What is on the screen and what was, without blanks at the ends of lines."""
        return [line.rstrip() for line in self.history + self._lines]

    def feed(self, text):
        text, position = self._rest + text, 0
        while position < len(text):
            if text[position] == "\x1b":
                found = _SEQUENCE.match(text, position)
                if not found:
                    if len(text) - position > 20:
                        raise AssertionError(f"not understood: {text[position:position + 20]!r}")
                    break
                self._control(*found.groups())
                position = found.end()
            else:
                self._put(text[position])
                position += 1
        self._rest = text[position:]

    def _put(self, character):
        if character == "\r":
            self._column = 0
        elif character == "\n":
            self._down()
        elif unicodedata.category(character) == "Cc":
            raise AssertionError(f"a control character: {character!r}")
        else:
            if self._column >= self.columns:
                self.wrapped.append(self._lines[self._row])
                self._column = 0
                self._down()
            line = self._lines[self._row].ljust(self._column)
            self._lines[self._row] = line[:self._column] + character + line[self._column + 1:]
            self._column += 2 if unicodedata.east_asian_width(character) in "WF" else 1

    def _down(self):
        self._row += 1
        if self._row == len(self._lines):
            self._lines.append("")
        if len(self._lines) > self.rows:
            self.history.append(self._lines.pop(0))
            self._row -= 1

    def _control(self, private, parameters, final):
        numbers = [int(number) for number in parameters.split(";") if number]
        count = numbers[0] if numbers else 0
        line = self._lines[self._row]
        if private:
            if (final, numbers) in (("h", [25]), ("l", [25])):
                self.cursor_is_shown = final == "h"
        elif final == "A":
            self._row = max(0, self._row - max(1, count))
        elif final == "B":
            self._row = min(len(self._lines) - 1, self._row + max(1, count))
        elif final == "G":
            self._column = max(1, count) - 1
        elif final == "K":
            self._lines[self._row] = "" if count == 2 else line[:self._column]
        elif final == "J" and count == 0:
            self._lines[self._row] = line[:self._column]
            del self._lines[self._row + 1:]
        elif final != "m":
            raise AssertionError(f"not understood: {private}{parameters}{final}")


def run_on_terminal(command, rows=24, columns=80, typed=None, **options):
    """Runs a command on a terminal of this size. `typed`: what is typed once the command has
    written something. Returns its exit status, the screen, and all that was written."""
    terminal, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    screen, written = Screen(rows, columns), ""
    options.setdefault("stdout", slave)
    with subprocess.Popen(["setsid", "--ctty", *command], stdin=slave, stderr=slave,
                          **options) as process:
        os.close(slave)
        pending = b""
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError:  # EIO: the program has ended
                break
            if not data:
                break
            pending += data
            text = pending.decode(errors="ignore")
            pending = pending[len(text.encode()):]
            screen.feed(text)
            written += text
            if typed and written:
                os.write(terminal, typed.encode())
                typed = None
        os.close(terminal)
        return process.wait(timeout=60), screen, written
