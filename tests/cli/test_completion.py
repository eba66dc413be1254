# SPDX-License-Identifier: Apache-2.0
"""What Tab does behind oci2boot, in real shells, and what they are told."""

import os
import pathlib
import re
import subprocess
import unittest

from tests.support import images
from tests.support.program import PROGRAM, environment
from tests.support.pulling import PullTestCase
from tests.support.registry import Registry, needs_registry
from tests.support.shells import SHOW, Shell


class CompletionTestCase(PullTestCase):
    """oci2boot in PATH, and a folder with a few files."""

    def setUp(self):
        super().setUp()
        programs = self.home / "bin"
        programs.mkdir()
        (programs / "oci2boot").symlink_to(PROGRAM)
        self.shell_environment = environment(
            {**self.environment, "PATH": f"{programs}:{os.environ['PATH']}", "INPUTRC": "/dev/null",
             "LC_ALL": "C.UTF-8", "ZDOTDIR": str(self.home), "EDITOR": None})
        for name in ("build/out", "two words", "at:noon"):
            (self.folder / name).mkdir(parents=True)
        for name in ("build/app.tar", "image.tar.zst", "notes.txt", "two words/in it.tar",
                     "vm-12:30.img", "a=b.img"):
            (self.folder / name).touch()

    def script(self, shell):
        return self.convert("completion", shell).stdout.decode()

    def words(self, *typed):
        """What the program tells shells: the first line, and the words."""
        answer = self.convert("completion", "words", "--", *typed).stdout.decode().splitlines()
        return answer[0], [line.split("\t")[0] for line in answer[1:]]


class WordsTest(CompletionTestCase):
    def test_each_option_of_each_command_is_offered(self):
        _, commands = self.words("")
        commands = [word for word in commands if word.isalpha() and word != "help"]
        self.assertIn("convert", commands)
        groups = {word: self.words(word, "")[1] for word in ("cache", "kernel")}
        for command in commands:
            for second in groups.get(command, [None]):
                typed = [command] + ([second] if second else [])
                with self.subTest(typed):
                    text = self.convert(*typed, "--help").stdout.decode()
                    shown = set(re.findall(r"(?m)^  (?:-\w, |    )(--[a-z-]+)", text))
                    self.assertTrue(shown)
                    self.assertEqual(set(self.words(*typed, "--")[1]), shown)

    def test_what_is_given_is_not_offered_again(self):
        _, before = self.words("alpine", "--")
        _, after = self.words("alpine", "--force", "-o", "x", "-e", "A=1", "--quiet", "--")
        self.assertEqual({"--force", "--output", "--quiet", "--verbose", "--json"},
                         set(before) - set(after))

    def test_what_is_ruled_out_is_not_offered(self):
        for one, others in (("--json", ["--raw", "--html"]), ("--html=x", ["--json", "--raw"])):
            self.assertFalse(set(others) & set(self.words("inspect", one, "--")[1]))
        self.assertFalse({"--quiet", "--verbose"} & set(self.words("alpine", "--json", "--")[1]))
        self.assertEqual(self.words("run", "--rm", "--kee")[1], [])
        self.assertEqual(self.words("run", "--keep", "x", "--rm")[1], [])

    def test_values_are_offered_behind_both_spellings(self):
        self.assertEqual(self.words("alpine", "--modules", "")[1], ["needed", "all", "none"])
        self.assertEqual(self.words("alpine", "--modules=a")[1], ["--modules=all"])
        self.assertEqual(self.words("alpine", "--no-patch", "open")[1],
                         ["openrc-services", "openrc-console"])

    def test_files_are_left_to_the_shell_where_it_can(self):
        self.assertEqual(self.words("alpine", "-o", ""), ("files", []))
        self.assertEqual(self.words("cache", "ls", "--cache-dir", ""), ("folders", []))
        self.assertEqual(self.words("ls", ""), ("files", []))
        self.assertEqual(self.words("inspect", "x")[0], "archives")
        self.assertEqual(self.words("alpine", "--output=no"), ("none", ["--output=notes.txt"]))
        self.assertEqual(self.words("docker-archive:build/"),
                         ("none", ["docker-archive:build/app.tar", "docker-archive:build/out/"]))
        self.assertEqual(self.words("oci:build/"), ("none", ["oci:build/out/"]))

    def test_nothing_is_offered_where_nothing_is_known(self):
        for typed in (["alpine", "--", ""], ["alpine", "--hostname", ""], ["alpine", "second", ""],
                      ["cache", "nonsense", ""], ["ls", "vm.img", ""], ["cache", "ls", ""]):
            with self.subTest(typed):
                self.assertEqual(self.words(*typed), ("none", []))

    def test_a_name_that_would_break_its_line_is_left_out(self):
        (self.folder / "build/a\nb").touch()
        self.assertEqual(self.words("oci-archive:build/a")[1], ["oci-archive:build/app.tar"])

    def test_a_cache_that_cannot_be_read_does_not_disturb(self):
        (self.home / ".cache").write_text("no folder")
        self.assertEqual(self.words("inspect", "doc")[1],
                         ["docker-archive:", "docker-daemon:"])
        self.assertEqual(self.words("inspect", "docker:")[1], ["docker://"])

    def test_what_is_set_wrongly_does_not_disturb(self):
        (self.folder / "oci2boot.toml").write_text("memry = 1\n")
        self.environment["OCI2BOOT_NO_CONFIG"] = "maybe"
        self.environment["OCI2BOOT_MIRRORS"] = "http://"
        self.environment["SOURCE_DATE_EPOCH"] = "today"
        self.assertEqual(self.words("insp")[1], ["inspect"])
        self.assertIn("complete -F", self.script("bash"))

    def test_an_unknown_shell(self):
        self.assertIn("expected bash, zsh or fish", self.refused(2, "completion", "tcsh"))
        self.assertIn("for which shell?", self.refused(2, "completion"))


class ShellTests:
    """What every shell does. `shell` is one that is running, `installed` one that finds the script
    by its name in the folders of the installation."""

    def check(self, shell):
        self.assertEqual(shell.completed("oci2boot insp"), ["oci2boot", "inspect"])
        self.assertEqual(shell.completed("oci2boot cache pr"), ["oci2boot", "cache", "prune"])
        self.assertEqual(shell.completed("oci2boot alpine --forc", "x"),
                         ["oci2boot", "alpine", "--force", "x"])
        self.assertEqual(shell.completed("oci2boot alpine --modules al"),
                         ["oci2boot", "alpine", "--modules", "all"])
        self.assertEqual(shell.completed("oci2boot alpine --modules=al", "x"),
                         ["oci2boot", "alpine", "--modules=all", "x"])
        # More follows.
        self.assertEqual(shell.completed("oci2boot docker-a", "x"),
                         ["oci2boot", "docker-archive:x"])
        self.assertEqual(shell.completed("oci2boot docker-archive:bui", "x"),
                         ["oci2boot", "docker-archive:build/x"])
        self.assertEqual(shell.completed("oci2boot docker-archive:build/a", "x"),
                         ["oci2boot", "docker-archive:build/app.tar", "x"])
        # Files, as the shell spells them.
        self.assertEqual(shell.completed("oci2boot inspect im"),
                         ["oci2boot", "inspect", "image.tar.zst"])
        self.assertEqual(shell.completed("oci2boot inspect not"), ["oci2boot", "inspect", "not"])
        self.assertEqual(shell.completed("oci2boot ls not"), ["oci2boot", "ls", "notes.txt"])
        self.assertEqual(shell.completed("oci2boot ls two\\ words/i", "x"),
                         ["oci2boot", "ls", "two words/in it.tar", "x"])
        self.assertEqual(shell.completed("oci2boot ls vm-12:3"), ["oci2boot", "ls", "vm-12:30.img"])
        self.assertEqual(shell.completed("oci2boot ls a="), ["oci2boot", "ls", "a=b.img"])
        self.assertIn(shell.completed("oci2boot run -v ./at:n"),
                      [["oci2boot", "run", "-v", f"./at:noon{slash}"] for slash in ("", "/")])
        # Where nothing is typed yet.
        self.assertEqual(shell.completed("oci2boot completion ", "f\t"),
                         ["oci2boot", "completion", "fish"])
        # However the program is spelt.
        self.assertEqual(shell.completed("~/bin/oci2boot insp"), [f"{self.home}/bin/oci2boot",
                                                                  "inspect"])
        # With what is quoted before it.
        self.assertEqual(shell.completed("oci2boot -e 'A=1 2' inspe"),
                         ["oci2boot", "-e", "A=1 2", "inspe"])
        self.assertEqual(shell.completed("oci2boot \"$HOME\" --forc"),
                         ["oci2boot", str(self.home), "--force"])

    def test_it_completes(self):
        with self.shell() as shell:
            self.check(shell)

    def test_the_name_of_a_file_is_no_command(self):
        name = "$(touch ran)'\"&.tar"
        (self.folder / "odd").mkdir()
        (self.folder / "odd" / name).touch()
        with self.shell() as shell:
            self.assertEqual(shell.completed("oci2boot docker-archive:odd/", "x"),
                             ["oci2boot", f"docker-archive:odd/{name}", "x"])
            self.assertEqual(shell.completed("oci2boot docker-archive:two\\ wo", "x"),
                             ["oci2boot", "docker-archive:two words/x"])
        self.assertFalse((self.folder / "ran").exists())

    def test_it_completes_where_it_is_installed(self):
        with self.installed() as shell:
            self.assertEqual(shell.completed("oci2boot insp"), ["oci2boot", "inspect"])


class BashTest(ShellTests, CompletionTestCase):
    def bash(self, settings):
        (self.home / "bashrc").write_text(
            "bind 'set enable-bracketed-paste off'\n" + SHOW + settings + "\nPS1='READY> '\n")
        return Shell(["bash", "--noprofile", "--rcfile", str(self.home / "bashrc"), "-i"],
                     self.folder, self.shell_environment)

    def shell(self):
        return self.bash("source <(oci2boot completion bash)")

    def installed(self):
        folder = self.home / ".local/share/bash-completion/completions"
        folder.mkdir(parents=True)
        (folder / "oci2boot").write_text(self.script("bash"))
        return self.bash("source /usr/share/bash-completion/bash_completion")

    def test_it_does_without_colons_as_word_breaks(self):
        with self.bash("COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\n"
                       "source <(oci2boot completion bash)") as shell:
            self.check(shell)


class ZshTest(ShellTests, CompletionTestCase):
    def zsh(self, settings):
        (self.home / ".zshrc").write_text(
            "autoload -Uz compinit\nunsetopt prompt_cr prompt_sp\n" + SHOW + settings +
            "\nbindkey -e\nPS1='READY> '\n")
        return Shell(["zsh", "-i"], self.folder, self.shell_environment)

    def shell(self):
        return self.zsh("compinit -u -D\nsource <(oci2boot completion zsh)")

    def installed(self):
        folder = self.home / "site-functions"
        folder.mkdir()
        (folder / "_oci2boot").write_text(self.script("zsh"))
        return self.zsh(f"fpath=({folder} $fpath)\ncompinit -u -D")


class FishTest(CompletionTestCase):
    def completed(self, line, settings="oci2boot completion fish | source"):
        """What fish offers for a line, without descriptions."""
        quoted = line.replace("\\", "\\\\").replace("'", "\\'")
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"{settings}\ncomplete -C '{quoted}'"], cwd=self.folder,
            env=self.shell_environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)
        return [line.split("\t")[0] for line in done.stdout.splitlines()]

    def test_it_completes(self):
        for line, expected in (
                ("oci2boot insp", ["inspect"]),
                ("oci2boot cache pr", ["prune"]),
                ("oci2boot alpine --forc", ["--force"]),
                ("oci2boot alpine --modules al", ["all"]),
                ("oci2boot alpine --modules=al", ["--modules=all"]),
                ("oci2boot docker-archive:build/a", ["docker-archive:build/app.tar"]),
                ("oci2boot inspect im", ["image.tar.zst"]),
                ("oci2boot inspect not", []),
                ("oci2boot ls not", ["notes.txt"]),
                ("oci2boot cache ls --cache-dir bu", ["build/"]),
                ("oci2boot -e 'A=1 2' inspe", []),
                ("oci2boot \"$HOME\" --forc", ["--force"]),
                ("oci2boot ls vm-12:3", ["vm-12:30.img"]),
                ("oci2boot completion ", ["bash", "fish", "zsh"]),
                ("~/bin/oci2boot insp", ["inspect"]),
                ("$HOME/bin/oci2boot insp", ["inspect"])):
            with self.subTest(line):
                self.assertEqual(self.completed(line), expected)

    def test_it_completes_where_it_is_installed(self):
        folder = self.home / "vendor"
        folder.mkdir()
        (folder / "oci2boot.fish").write_text(self.script("fish"))
        self.assertEqual(self.completed("oci2boot insp",
                                        f"set -p fish_complete_path {folder}"), ["inspect"])


@needs_registry
class CachedImagesTest(CompletionTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry"))
        layout = images.busybox_layout(shared / "image")
        for name in ("library/alpine", "team/app"):
            cls.registry.put(f"oci:{layout}", name)

    def setUp(self):
        super().setUp()
        self.app = f"{self.registry.address}/team/app:latest"
        self.convert("pull", "--mirror", self.registry.address, "alpine", self.app)

    def test_images_in_the_cache_are_offered(self):
        self.assertIn("alpine:latest", self.words("inspect", "")[1])
        self.assertEqual(self.words("inspect", "alp")[1], ["alpine:latest"])
        self.assertEqual(self.words("inspect", "docker.")[1], ["docker.io/library/alpine:latest"])
        self.assertEqual(self.words("inspect", "docker://alp")[1], ["docker://alpine:latest"])
        self.assertEqual(self.words("alpine", "--kernel", "image:alp")[1], ["image:alpine:latest"])
        self.assertEqual(self.words("inspect", "127.")[1], [self.app])

    def test_the_cache_is_the_one_that_is_set(self):
        self.environment["OCI2BOOT_CACHE_DIR"] = str(self.home / "set")
        self.assertEqual(self.words("inspect", "alp")[1], [])
        self.convert("pull", "--mirror", self.registry.address, "alpine")
        self.assertEqual(self.words("inspect", "alp")[1], ["alpine:latest"])

    def test_the_cache_is_the_one_that_is_typed(self):
        folder = str(self.home / "typed")
        for typed in ["--cache-dir", folder], [f"--cache-dir={folder}"]:
            self.assertEqual(self.words("inspect", *typed, "alp")[1], [])
        self.convert("pull", "--mirror", self.registry.address, "--cache-dir", folder, "alpine")
        self.convert("cache", "prune", "--keep", "0")
        for typed in ["--cache-dir", folder], [f"--cache-dir={folder}"]:
            self.assertEqual(self.words("inspect", *typed, "alp")[1], ["alpine:latest"])

    def test_bash_completes_a_name_with_colons(self):
        (self.home / "bashrc").write_text(
            "bind 'set enable-bracketed-paste off'\n" + SHOW +
            "source <(oci2boot completion bash)\nPS1='READY> '\n")
        with Shell(["bash", "--noprofile", "--rcfile", str(self.home / "bashrc"), "-i"],
                   self.folder, self.shell_environment) as shell:
            self.assertEqual(shell.completed("oci2boot inspect alp", "x"),
                             ["oci2boot", "inspect", "alpine:latest", "x"])
            host = self.registry.address.split(":")[0]
            self.assertEqual(shell.completed(f"oci2boot inspect {host}:"),
                             ["oci2boot", "inspect", self.app])


class InstalledScriptTest(unittest.TestCase):
    def test_the_program_prints_the_files_that_are_installed(self):
        folder = pathlib.Path(__file__).resolve().parents[2] / "src/cli/completion"
        for shell in ("bash", "zsh", "fish"):
            printed = subprocess.run([PROGRAM, "completion", shell], check=True,
                                     stdout=subprocess.PIPE).stdout
            self.assertEqual(printed, (folder / f"oci2boot.{shell}").read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=2)
