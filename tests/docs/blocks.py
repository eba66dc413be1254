# SPDX-License-Identifier: Apache-2.0
"""What of a Markdown file is to be done: its fenced blocks, by section.

    ```sh               commands; each has to succeed
    ```console          a terminal: "$ COMMAND" and what it prints. A command goes on behind a
                        backslash and on lines that begin with "> ". Printed lines are compared
                        where there are any (see transcript.py). A line that begins with a guest's
                        prompt is typed there.
    ```LANGUAGE FILE    the content of FILE, which is written
    ```text, ```        nothing of this

Comments above a block say more of it:

    <!-- keeps running -->   the last command of a console block goes on until the section ends
    <!-- alternatives -->    one line of an sh block or the other, not one after the other: what a
                             line has made is gone before the next
    <!-- needs WORD -->      see World.missing()
    <!-- not run: WHY -->    nothing of this, for once
"""

import dataclasses
import re

_HEADING = re.compile(r"#{1,6} (.*)")
_FENCE = re.compile(r"```(\S*)(?: (\S+))?\s*$")
_COMMENT = re.compile(r"<!-- (.*) -->$")


@dataclasses.dataclass
class Block:
    line: int  # of its first line, from 1
    language: str
    file: str | None
    text: str
    remarks: tuple = ()  # the comments above it

    @property
    def is_commands(self):
        return self.language in ("sh", "console") and not self.file

    def remark(self, beginning):
        """What follows these words in a comment above; None where there is no such comment."""
        for remark in self.remarks:
            if remark.startswith(beginning):
                return remark.removeprefix(beginning).strip()
        return None


@dataclasses.dataclass
class Section:
    title: str
    blocks: list


@dataclasses.dataclass
class Command:
    line: int
    text: str
    shown: list  # the lines below it


def sections(markdown):
    """Those that have blocks, in order."""
    found = [Section("", [])]
    lines = markdown.split("\n")
    remarks = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if fence := _FENCE.match(line):
            end = lines.index("```", at)
            found[-1].blocks.append(Block(at + 1, fence[1], fence[2],
                                          "\n".join(lines[at:end]) + "\n", tuple(remarks)))
            remarks = []
            at = end + 1
        elif heading := _HEADING.match(line):
            found.append(Section(heading[1], []))
            remarks = []
        elif comment := _COMMENT.match(line):
            remarks.append(comment[1])
        elif line.strip():
            remarks = []
    return [section for section in found if section.blocks]


def commands(block):
    """Of a console block."""
    found = []
    goes_on = False
    for number, line in enumerate(block.text.split("\n")[:-1], block.line):
        if goes_on or (found and not found[-1].shown and line.startswith("> ")):
            found[-1].text += "\n" + line.removeprefix("> ")
        elif line.startswith("$ "):
            found.append(Command(number, line[2:], []))
        elif found:
            found[-1].shown.append(line)
        else:
            raise ValueError(f"line {number}: a console block begins with '$ '")
        goes_on = not found[-1].shown and line.endswith("\\")
    return found


def lines_of(block):
    """The commands of an sh block, with their numbers; a backslash at its end joins a line with
    the next."""
    found = []
    for number, line in enumerate(block.text.split("\n")[:-1], block.line):
        if found and found[-1].text.endswith("\\"):
            found[-1].text += "\n" + line
        elif line.strip() and not line.startswith("#"):
            found.append(Command(number, line, []))
    return found
