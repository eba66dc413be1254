# SPDX-License-Identifier: Apache-2.0
"""What holds for all documents: a test follows each command, README leads to each, links lead
somewhere, and options that are told of are there."""

import importlib
import pathlib
import re
import subprocess
import unittest

from tests.docs import document
from tests.docs.blocks import commands, lines_of, sections
from tests.docs.world import ROOT
from tests.support.program import PROGRAM

DOCUMENTS = ["README.md", "ARCHITECTURE.md",
             *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))]
# Options of other programs, launch scripts among them, that are told of.
_FOREIGN = {
    "--accel", "--all", "--append", "--arch", "--dry-run", "--long", "--no-same-owner", "--preset",
    "--privileged",
}
# Commands that no block shows in which commands are run.
_MORE_COMMANDS = {"apt-get", "kexec", "podman", "virsh", "virt-install"}


def _followers():
    """Every class that follows a document."""
    for path in sorted(pathlib.Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f"tests.docs.{path.stem}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, document.DocumentTestCase):
                yield value


def _prose(name):
    """A document without its blocks."""
    return re.sub(r"(?ms)^```.*?^```$", "", document.read(name))


def _command_word(line):
    """What it begins with, seen as a command; None for a synopsis, which shows what may be left out
    or repeated."""
    if re.search(r"\[(-|options\])|\.\.\.", line):
        return None
    found = re.match(r"\s*(?:\$ )?(?:\w+=\S* )*([\w./-]+)(?= |$)", line)
    return found and found[1]


def _known_commands():
    """What commands in the documents begin with."""
    known = set(_MORE_COMMANDS)
    for name in DOCUMENTS:
        for section in sections(document.read(name)):
            for block in filter(lambda block: block.is_commands, section.blocks):
                shown = commands(block) if block.language == "console" else lines_of(block)
                known |= {_command_word(command.text.partition("\n")[0]) for command in shown}
    return known - {None}


def _anchors(name):
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#{1,6} (.*)$", _prose(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _program_options():
    """All that any command's help lists."""
    def help_of(*words):
        return subprocess.run([PROGRAM, *words, "--help"], check=True, capture_output=True,
                              text=True).stdout
    commands = re.findall(r"^  (\w+)(?: (\w+))?   ", help_of().partition("Commands:")[2],
                          re.MULTILINE)
    return set(re.findall(r"--[a-z][a-z-]+",
                          help_of() + "".join(help_of(*filter(None, words)) for words in commands)))


class DocumentsTest(unittest.TestCase):
    def test_every_command_is_followed_once(self):
        followed = [(each.document, section.title)
                    for each in _followers() for section in each.chosen_sections()]
        for name in DOCUMENTS:
            for section in sections(document.read(name)):
                if any(map(document.is_done, section.blocks)):
                    with self.subTest(name, section=section.title):
                        self.assertEqual(followed.count((name, section.title)), 1)

    def test_what_is_not_run_says_why(self):
        for name in DOCUMENTS:
            for section in sections(document.read(name)):
                for block in section.blocks:
                    self.assertNotEqual(block.remark("not run:"), "", f"{name}:{block.line}")
                    self.assertIn(block.language, (
                        "", "c", "console", "dockerfile", "json", "sh", "text", "toml", "yaml"),
                        f"{name}:{block.line}")

    def test_no_command_hides_in_a_block_of_text(self):
        known = _known_commands()
        for name in DOCUMENTS:
            for section in sections(document.read(name)):
                for block in section.blocks:
                    if block.language not in ("", "text") or block.remark("not run:"):
                        continue
                    for number, line in enumerate(block.text.splitlines(), block.line):
                        self.assertNotIn(_command_word(line), known, f"{name}:{number}")

    def test_commands_are_told_from_synopses(self):
        for line, word in (("oci2boot alpine -o x", "oci2boot"), ("  A=1 b=2 ./x.sh", "./x.sh"),
                           ("$ kexec -l x", "kexec"), ("for i in [ab]; do", "for"),
                           ("oci2boot IMAGE [-o OUTPUT]", None), ("oci2boot pull IMAGE...", None),
                           ("<os>", None), ("", None)):
            self.assertEqual(_command_word(line), word, line)

    def test_no_command_hides_in_an_indented_block(self):
        for name in DOCUMENTS:
            self.assertNotRegex(
                _prose(name), r"\n\n    (\$ |\./|sudo |docker |oci2boot |[A-Z_0-9]+=)", name)

    def test_links_lead_somewhere(self):
        for name in DOCUMENTS:
            for link in re.findall(r"\]\(([^)\s]+)\)", _prose(name)):
                if re.match(r"https?://", link):
                    continue
                path, _, anchor = link.partition("#")
                target = (ROOT / name).parent / path if path else ROOT / name
                with self.subTest(name, link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, _anchors(target))

    def test_readme_leads_to_each_document(self):
        links = set(re.findall(r"\]\(([^)#\s]+)", _prose("README.md")))
        self.assertEqual(set(DOCUMENTS) - links, {"README.md"})

    def test_options_that_are_told_of_are_there(self):
        there = _program_options() | _FOREIGN
        for name in DOCUMENTS:
            for quoted in re.findall(r"`(--[a-z][a-z-]+)[^`]*`", _prose(name)):
                with self.subTest(name, option=quoted):
                    self.assertIn(quoted, there)


if __name__ == "__main__":
    unittest.main(verbosity=2)
