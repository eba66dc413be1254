# SPDX-License-Identifier: Apache-2.0
"""A terminal as people have it: a shell of the host in tmux, typed into and looked at."""

import re
import subprocess

from tests.support.program import environment, wait_until

DEADLINE = 60


class TmuxTerminal:
    """Use it in a `with` statement. `folder` is where the shell starts, and tmux has its socket."""

    def __init__(self, folder, rows=24, columns=80, env=None):
        self._tmux = ["tmux", "-S", str(folder / "tmux"), "-f", "/dev/null"]
        (folder / "shell").write_text("PS1='host> '\n")  # sh takes none from the environment
        env = environment({"TMUX": None, "ENV": str(folder / "shell"), **(env or {})})
        size = ["-x", str(columns), "-y", str(rows)]
        subprocess.run([*self._tmux, "new-session", "-d", *size, "sh"], check=True, cwd=folder,
                       env=env)

    def __enter__(self):
        self.expect("host>")
        return self

    def __exit__(self, *exception):
        self._run("kill-server")

    def _run(self, *command):
        return subprocess.run([*self._tmux, *command], check=True, capture_output=True,
                              text=True).stdout

    def screen(self):
        """What is on it and what was, lines that wrap joined."""
        return self._run("capture-pane", "-p", "-J", "-S", "-")

    def type(self, text):
        """The text, and Enter."""
        self._run("send-keys", "-l", text)
        self._run("send-keys", "Enter")

    def press(self, *keys):
        """By tmux's names: C-c."""
        self._run("send-keys", *keys)

    def resize(self, rows, columns):
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def expect(self, pattern):
        """Waits until a line matches all of it."""
        found = re.compile(rf"^{pattern}\s*$", re.MULTILINE)
        try:
            wait_until(lambda: found.search(self.screen()), pattern, DEADLINE)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.screen()}") from None

    def settings(self):
        """Whether the terminal is as shells want it: the words of stty that a raw one denies."""
        tty = self._run("display-message", "-p", "#{pane_tty}").strip()
        shown = subprocess.run(["stty", "-a", "-F", tty], check=True, capture_output=True,
                               text=True).stdout.split()
        return {word.rstrip(";") for word in shown} & {
            "icanon", "echo", "isig", "opost", "icrnl", "-icanon", "-echo", "-isig", "-opost",
            "-icrnl"}
