# SPDX-License-Identifier: Apache-2.0
"""The manual pages: well-formed, and complete by what they tell of."""

import os
import pathlib
import re
import subprocess
import unittest

from tests.support.program import PROGRAM, TestCase

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = (pathlib.Path(os.environ["OCI2BOOT_BUILD"], "oci2boot.1"),
         ROOT / "docs/man/oci2boot-formats.5", ROOT / "docs/man/oci2boot-fetch-kernel.1")
OPTION = re.compile(r"(?m)^  (?:-\w, |    )(--[a-z-]+)(?: ([A-Z[]\S*))?")
# For a shell that has no other program: what oci2boot says and ends with goes into files. It prints
# something, as what others get from it must not be empty.
STAND_INS = """
oci2boot() { "$PROGRAM" "$@" >/dev/null 2>>said; echo $? >>statuses; echo word; }
sudo() { "$@"; }
"""
USAGE_STATUS = 2


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL).stdout


def rendered(page, width=200):
    """As a terminal shows it, without emphasis."""
    return re.sub(".\b", "", output("mandoc", "-Tutf8", f"-Owidth={width}", str(page)))


def help_of(command):
    return output(PROGRAM, *command.split(), "--help")


class ManualTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.page, cls.formats, _ = map(rendered, PAGES)
        cls.commands = re.findall(r"(?m)^ +oci2boot ([a-z]+(?: [a-z]+)?)$", cls.page)

    def section(self, command):
        """What the page tells of a command."""
        begin = re.search(rf"(?m)^ +oci2boot {command}$", self.page).end()
        end = re.search(r"(?m)^ {3}oci2boot [a-z ]+$|^ENVIRONMENT$", self.page[begin:])
        return self.page[begin:begin + end.start()]

    def test_the_pages_are_well_formed(self):
        for page in PAGES:
            done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], capture_output=True,
                                  text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (0, ""), page)

    def test_lines_fit_80_columns(self):
        for page in PAGES:
            for line in rendered(page, 80).splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_each_command_is_told_of(self):
        listed = output(PROGRAM, "completion", "words", "--", "").splitlines()[1:]
        words = [line.split("\t")[0] for line in listed]
        first = {word for word in words if word.isalpha()} - {"help"}
        self.assertEqual({command.split()[0] for command in self.commands}, first)

    def test_each_option_of_each_command_is_told_of(self):
        for command in self.commands:
            text = self.section(command)
            for name, _ in OPTION.findall(help_of(command)):
                with self.subTest(command=command, option=name):
                    self.assertRegex(text, rf"(?<![\w-]){name}(?![\w-])")

    def test_no_option_is_told_of_that_is_none(self):
        known = {name for command in self.commands for name, _ in OPTION.findall(help_of(command))}
        told = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", self.page))
        self.assertEqual(told - known, {"--install"})  # of cmake

    def test_values_are_called_as_in_the_help(self):
        for command in self.commands:
            for name, value in OPTION.findall(help_of(command)):
                if value:
                    with self.subTest(command=command, option=name):
                        self.assertIn(f"{name} {value}", self.page)

    def test_each_exit_status_is_told_of(self):
        statuses = re.search(r"(?s)\nEXIT STATUS\n(.*?)\nEXAMPLES\n", self.page).group(1)
        for status in [*range(9), 124, 125, 126, 127, 128]:
            self.assertRegex(statuses, rf"\b{status}\b")

    def test_the_formats_that_there_are(self):
        text = help_of("convert")
        for suffix in sorted(set(re.findall(r"\*(\.[a-z0-9]+)", text))):
            self.assertIn(suffix, self.formats)

    def test_the_plan_is_told_as_its_header_has_it(self):
        header = (ROOT / "src/init/plan_format.h").read_text()
        keys = set(re.findall(r"(?m)^ \*     ([a-z-]+)=", header))
        plan = re.search(r"(?s)\n   The plan\n(.*?)\n   Kernel arguments\n", self.formats).group(1)
        self.assertEqual(set(re.findall(r"(?m)^ {5}([a-z-]+)=", plan)), keys)

    def test_each_kernel_argument_is_told_of(self):
        sources = "".join(path.read_text() for path in (ROOT / "src/init").rglob("*.c"))
        known = set(re.findall(r'"(oci2boot\.[a-z-]+)=?"', sources))
        self.assertIn("oci2boot.network", known)
        for argument in known:
            self.assertIn(argument, self.formats)

    def test_the_session_is_told_as_its_header_has_it(self):
        header = (ROOT / "src/init/session_format.h").read_text()
        types = set(re.findall(r"#define SESSION_[A-Z]+ '(.)'", header))
        session = re.search(r"(?s)\n   The session\n(.*?)\nSEE ALSO\n", self.formats).group(1)
        told = re.findall(r"(?m)^ {5}([A-Za-z])(?:, ([a-z]))? +\w", session)
        self.assertEqual({letter for pair in told for letter in pair if letter} - set("A"), types)
        for constant in re.findall(r"#define SESSION_(?:PORT|MAX_PAYLOAD) \"?([\w.]+?)u?\"?\n",
                                   header):
            self.assertIn(constant, session)

    def test_fetch_kernels_options_are_told_of(self):
        usage = output(ROOT / "scripts/fetch-kernel", "--help")
        options = set(re.findall(r"(?m)^  (--[a-z]+)", usage)) | {"--help"}
        self.assertEqual(set(re.findall(r"(?m)^ {5}(?:-h, )?(--[a-z]+)", rendered(PAGES[2]))),
                         options)


class ExamplesTest(TestCase):
    """Those of the help and of the page are lines that the program takes. Nothing is there that
    they name, and no registry is asked: whatever was to be done fails, but not for its words."""

    def said(self, line):
        """What the program says, and the statuses that it ends with."""
        for file in ("said", "statuses"):
            (self.folder / file).write_text("")
        environment = {"HOME": str(self.folder), "PATH": "/none", "PROGRAM": PROGRAM,
                       "OCI2BOOT_OFFLINE": "1", "OCI2BOOT_PROGRESS": "json",
                       "OCI2BOOT_KERNELS": str(self.folder / "none")}
        subprocess.run(["/bin/bash", "-c", STAND_INS + line], cwd=self.folder, env=environment,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        return ((self.folder / "said").read_text(),
                [int(status) for status in (self.folder / "statuses").read_text().split()])

    def assert_is_taken(self, line):
        said, statuses = self.said(line)
        self.assertEqual(len(statuses), len(re.findall(r"(?<![\w./])oci2boot ", line)), said)
        self.assertNotIn(USAGE_STATUS, statuses, said)
        if "oci2boot run " in line:  # ends with 125 in any case; failed work is told as an event
            self.assertIn('"event":"failed"', said)

    def test_examples_of_the_help(self):
        page = rendered(PAGES[0])
        commands = re.findall(r"(?m)^ +oci2boot ([a-z]+(?: [a-z]+)?)$", page)
        self.assertIn("convert", commands)
        for command in ("", *commands):
            lines = re.search(r"(?s)\nExamples:\n(.*?)\n\n", help_of(command)).group(1)
            for line in lines.splitlines():
                with self.subTest(command=command, line=line):
                    if not line.startswith("  # "):
                        self.assert_is_taken(line)

    def test_examples_of_the_page(self):
        section = re.search(r"(?s)\nEXAMPLES\n(.*?)\nSEE ALSO\n", rendered(PAGES[0])).group(1)
        lines = re.findall(r"(?m)^ {11}(.*)$", section)
        self.assertGreater(len(lines), 3)
        for line in lines:
            with self.subTest(line=line):
                self.assert_is_taken(line)

    def test_what_is_wrong_is_not_taken(self):
        for line in ("oci2boot alpine --no-such-option", "oci2boot run -p 80:x alpine",
                     "sudo oci2boot unpack vm.qcow2", "true | oci2boot inspect a b"):
            with self.assertRaises(AssertionError, msg=line):
                self.assert_is_taken(line)


if __name__ == "__main__":
    unittest.main(verbosity=2)
