# SPDX-License-Identifier: Apache-2.0
"""A person at a shell, who does what a document says."""

import pathlib
import re
import shutil
import subprocess
import time

from tests.docs import transcript
from tests.docs.blocks import commands, lines_of
from tests.docs.samples import lay_out
from tests.docs.terminal import Terminal

_COMMAND_DEADLINE = 300
# How long what was started last may need until it answers.
_PATIENCE = 90


class Session:
    """`cd` and `export` last from one command to the next. Every section begins in a folder of its
    own, in which is what it takes for granted (samples.py)."""

    def __init__(self, folder, environment):
        self._state = folder / "state"
        self._environment = {**environment, "STATE": str(self._state)}
        self._home = pathlib.Path(environment["HOME"])
        self._state.mkdir()
        self._sections = 0
        self._running = []
        self._status = 0  # of the last command

    def begin_section(self, section):
        self._sections += 1
        words = re.sub(r"[^a-z0-9]+", "-", section.title.lower()).strip("-")
        folder = self._home / f"{self._sections}-{words}"
        folder.mkdir()
        lay_out("".join(block.text for block in section.blocks), folder, self._home)
        (self._state / "exports").write_text("")
        (self._state / "folder").write_text(f"{folder}\n")

    def end_section(self):
        while self._running:
            self._running.pop().close()

    def _folder(self):
        return pathlib.Path((self._state / "folder").read_text().rstrip("\n"))

    def _bash(self, script):
        return ["bash", "-c", '. "$STATE/exports"\n'
                "trap 'pwd >\"$STATE/folder\"; export -p >\"$STATE/exports\"' EXIT\n"
                f"(exit {self._status})\n{script}"]

    def _run(self, script):
        """The exit status, and everything that was printed."""
        done = subprocess.run(
            self._bash(script), cwd=self._folder(), env=self._environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=_COMMAND_DEADLINE, check=False)
        self._status = done.returncode
        return done.returncode, transcript.plain(done.stdout)

    def do(self, block):
        """Raises AssertionError where the document is wrong."""
        if block.file:
            self._write(block)
        elif block.language == "sh":
            self._do_lines(block)
        elif block.language == "console":
            self._do_commands(block)

    def _write(self, block):
        path = self._folder() / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text)
        if block.text.startswith("#!"):
            path.chmod(0o755)

    def _do_lines(self, block):
        alternatives = block.remark("alternatives") is not None
        before = set(self._folder().iterdir())
        for command in lines_of(block):
            status, printed = self._run(command.text)
            if status != 0:
                raise AssertionError(
                    f"line {command.line}: {command.text}\nstatus {status}:\n{printed}")
            if alternatives:
                for made in set(self._folder().iterdir()) - before:
                    shutil.rmtree(made) if made.is_dir() else made.unlink()

    def _do_commands(self, block):
        *first, last = commands(block)
        for command, following in zip(first, [*first[1:], last]):
            self._do_command(command, asks_status=following.text.startswith("echo $?"))
        if block.remark("keeps running") is not None:
            self._start(last)
        else:
            self._do_command(last)

    def _do_command(self, command, asks_status=False):
        """`asks_status`: it is the next command that shows how this one ends."""
        if any(transcript.typed(line) for line in command.shown):
            self._converse(command)
            return
        deadline = time.monotonic() + _PATIENCE
        while True:
            status, printed = self._run(command.text)
            if transcript.is_right(command.shown, 0 if asks_status else status, printed):
                return
            # A person whose server is not up yet tries again.
            if not self._running or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        shown = "\n".join(command.shown)
        raise AssertionError(f"line {command.line}: {command.text}\nends with status {status} and "
                             f"prints:\n{printed}\nThe document shows:\n{shown}")

    def _open(self, command):
        return Terminal(self._bash(command.text), cwd=self._folder(),
                        env={**self._environment, "TERM": "xterm"})

    def _follow(self, terminal, command):
        """Reads what is shown, and types what is typed."""
        for line in command.shown:
            if line.strip() in ("", "..."):
                continue
            if typed := transcript.typed(line):
                terminal.expect("^" + transcript.line_pattern(typed[0]))
                if typed[1]:
                    terminal.type(typed[1] + "\n")
            else:
                terminal.expect(f"^ *{transcript.line_pattern(line)} *$")

    def _converse(self, command):
        terminal = self._open(command)
        try:
            self._follow(terminal, command)
            status = terminal.wait()
        finally:
            terminal.close()
        if status != 0:
            raise AssertionError(f"line {command.line}: status {status}:\n{terminal.seen}")

    def _start(self, command):
        self._running.append(self._open(command))
        self._follow(self._running[-1], command)
