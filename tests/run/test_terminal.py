# SPDX-License-Identifier: Apache-2.0
"""run -t: the guest's program on the user's terminal, which is as before when the run has ended."""

import os
import shlex
import signal
import subprocess
import unittest

from tests.support.program import wait_until
from tests.support.running import RunCase, descendants
from tests.support.tmux_terminal import TmuxTerminal

HINT = r"oci2boot: press Ctrl-\] three times to end the machine"
COOKED = {"icanon", "echo", "isig", "opost", "icrnl"}
RAW = {f"-{word}" for word in COOKED}
SHELL = "PS1='guest> ' exec sh"
WAITS = "trap 'echo asked; exit 3' TERM; echo up; while :; do sleep 0.02; done"


class TerminalCase(RunCase):
    def terminal(self, **how):
        env = {**self.fake_environment("cat"), "TMPDIR": str(self.folder)}
        return TmuxTerminal(self.folder, env={**env, **how})

    def typed(self, *options, script):
        """The command as it is typed, which tells its status at the end."""
        return f"{shlex.join(self.command(*options, script=script))}; echo status=$?"

    def assert_is_cooked(self, terminal):
        wait_until(lambda: terminal.settings() == COOKED, "the terminal is as before")
        terminal.type("echo works $((1 + 1))")
        terminal.expect("(host> )?works 2")  # keys may come before the shell has asked for them


class GuestTest(TerminalCase):
    def test_a_shell_has_the_terminal_its_size_and_its_keys(self):
        with TmuxTerminal(self.folder, 24, 90) as terminal:
            terminal.type(self.typed("-t", script=SHELL))
            terminal.expect(HINT)
            terminal.expect("guest>")
            terminal.type("stty size; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo a terminal")
            terminal.expect("24 90")
            terminal.expect("a terminal")
            terminal.resize(30, 100)
            # The new size comes when it comes; who is asked twice sees it the second time.
            terminal.type("until stty size | grep '30 100'; do sleep 0.1; done")
            terminal.expect("30 100")
            terminal.type("(echo sleeps; exec sleep 1000)")
            terminal.expect("sleeps")
            terminal.press("C-c")
            terminal.type("echo goes on")
            terminal.expect("goes on")
            terminal.press("C-d")
            terminal.expect(r"status=\d+")
            self.assert_is_cooked(terminal)

    def test_keys_of_a_run_without_t_are_the_hosts(self):
        with TmuxTerminal(self.folder) as terminal:
            terminal.type(self.typed(script=WAITS))
            terminal.expect("up")
            self.assertEqual(terminal.settings(), COOKED)
            terminal.press("C-c")
            terminal.expect(r"(\^C)?asked")
            terminal.expect("status=3")
            self.assertNotIn("Ctrl-]", terminal.screen())


class RestoredTest(TerminalCase):
    def assert_restored(self, end, status):
        """After `end` of a run on a terminal, whose process it is called with."""
        with self.terminal(FAKE_GUEST="echo up; exec cat") as terminal:
            terminal.type(shlex.join(self.command("-t")))
            terminal.expect("up")
            self.assertEqual(terminal.settings(), RAW)
            pid = int(subprocess.run(["ps", "-o", "ppid=", "-p", str(self.fake_qemu())], check=True,
                                     capture_output=True, text=True).stdout)
            started = descendants(pid)  # among them who sets the terminal when the run is killed
            end(terminal, pid)
            wait_until(lambda: terminal.settings() == COOKED, "the terminal is as before")
            terminal.type("echo status=$?")
            terminal.expect(f"(host> )?status={status}")
            self.assert_gone(pid, *started)

    def test_when_the_user_ends_the_machine(self):
        self.assert_restored(lambda terminal, pid: terminal.press("C-]", "C-]", "C-]"), 130)

    def test_when_the_run_is_asked_to_stop(self):
        self.assert_restored(lambda terminal, pid: os.kill(pid, signal.SIGTERM), 143)

    def test_when_the_run_is_killed(self):
        self.assert_restored(lambda terminal, pid: os.kill(pid, signal.SIGKILL), 137)

    def test_when_qemu_is_killed(self):
        self.assert_restored(lambda terminal, pid: os.kill(self.fake_qemu(), signal.SIGKILL), 125)

    def test_while_the_run_is_stopped(self):
        def stop_and_go_on(terminal, pid):
            os.kill(pid, signal.SIGTSTP)
            self.assert_is_cooked(terminal)
            terminal.type("fg")
            wait_until(lambda: terminal.settings() == RAW, "the terminal is the guest's")
            os.kill(pid, signal.SIGTERM)

        self.assert_restored(stop_and_go_on, 143)


    def test_before_the_console_of_a_guest_that_failed_is_shown(self):
        """A raw terminal does not begin lines at its left."""
        with self.terminal(FAKE_GUEST="panic") as terminal:
            terminal.type(self.typed("-t", script="true"))
            terminal.expect("two")
            terminal.expect("oci2boot: the guest's kernel panicked: by order.*")
            terminal.expect("status=125")


class BackgroundTest(TerminalCase):
    def test_a_run_in_the_background_leaves_the_terminal_to_others_until_it_is_called(self):
        with self.terminal(FAKE_GUEST="echo up; read -r line; echo got $line") as terminal:
            terminal.type("set -m; " + shlex.join(self.command("-t")) + " &")
            terminal.expect("(host> )?up")
            self.assert_is_cooked(terminal)
            terminal.type("fg")
            wait_until(lambda: terminal.settings() == RAW, "the terminal is the guest's")
            terminal.type("keys")
            terminal.press("C-j")
            terminal.expect("got keys")
            self.assert_is_cooked(terminal)

    def test_a_run_whose_terminal_goes_away_has_no_more_input(self):
        with self.terminal(FAKE_GUEST="echo up; cat") as terminal:
            terminal.type("set -m; " + shlex.join(self.command("-t")) + " &")
            terminal.expect("(host> )?up")
            qemu = self.fake_qemu()
        self.assert_gone(qemu)


if __name__ == "__main__":
    unittest.main(verbosity=2)
