# SPDX-License-Identifier: Apache-2.0
"""The small language of the case files: lines, words, and one line for one entry of a layer or of
an expected tree. README.md describes it."""

import dataclasses
import re

KINDS = ("dir", "file", "link", "symlink", "char", "block", "fifo", "sparse", "implied")
_ESCAPES = {"n": b"\n", "t": b"\t", "\\": b"\\", '"': b'"', "s": b" "}


class NotationError(Exception):
    """What is wrong with a case file, and in which line."""


@dataclasses.dataclass(frozen=True)
class Line:
    number: int
    indent: int
    text: str  # without the indentation

    def wrong(self, why):
        return NotationError(f"line {self.number}: {why}: {self.text}")


@dataclasses.dataclass
class Entry:
    """`attributes` has the KEY=VALUE words in their order, as (str, bytes)."""

    kind: str
    path: bytes
    target: bytes | None
    words: list  # of bytes: those that are no KEY=VALUE
    attributes: list
    line: Line

    def get(self, key, default=None):
        found = [value for name, value in self.attributes if name == key]
        return found[-1] if found else default

    def text(self, key, default=None):
        value = self.get(key)
        return default if value is None else value.decode()


def lines_of(text):
    """All lines but empty ones and those that begin with #."""
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            lines.append(Line(number, len(line) - len(line.lstrip()), stripped))
    return lines


def block_after(lines, start):
    """The lines below lines[start] that are indented deeper than it."""
    end = start + 1
    while end < len(lines) and lines[end].indent > lines[start].indent:
        end += 1
    return lines[start + 1:end]


def expanded(lines):
    """`repeat NAME FIRST LAST` and its block become the block for each number."""
    result, at = [], 0
    while at < len(lines):
        line = lines[at]
        if not line.text.startswith("repeat "):
            result.append(line)
            at += 1
            continue
        block = block_after(lines, at)
        at += 1 + len(block)
        try:
            _, name, first, last = line.text.split()
            numbers = range(int(first), int(last) + 1)
        except ValueError:
            raise line.wrong("repeat takes a name and two numbers") from None
        for number in numbers:
            result += expanded([dataclasses.replace(each, text=with_number(each.text, name, number))
                                for each in block])
    return result


def with_number(text, name, number):
    """{name}, {name+1}, {name-2} as numbers."""
    return re.sub(r"\{%s([+-]\d+)?\}" % re.escape(name),
                  lambda match: str(number + int(match[1] or 0)), text)


def words_of(line, text=None):
    """The words of a line, each (key, value): key is None for a word without `=`. Within quotes
    blanks and `=` are like other characters; a quoted part may be followed by *N, N times it."""
    text = line.text if text is None else text
    words, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        key, value, at = _word(line, text, at)
        words.append((key, value))
    return words


def _word(line, text, at):
    key, value = None, b""
    while at < len(text) and not text[at].isspace():
        if text[at] == '"':
            piece, at = _quoted(line, text, at + 1)
            times = re.compile(r"\*(\d+)").match(text, at)
            if times:
                piece, at = piece * int(times[1]), times.end()
            value += piece
        elif text[at] == "=" and key is None and value:
            key, value, at = value.decode(), b"", at + 1
        else:
            piece, at = _character(line, text, at)
            value += piece
    return key, value, at


def _quoted(line, text, at):
    value = b""
    while at < len(text) and text[at] != '"':
        piece, at = _character(line, text, at)
        value += piece
    if at == len(text):
        raise line.wrong("a quote is not closed")
    return value, at + 1


def _character(line, text, at):
    if text[at] != "\\":
        return text[at].encode(), at + 1
    after = text[at + 1:at + 2]
    if after in _ESCAPES:
        return _ESCAPES[after], at + 2
    if after == "x" and re.fullmatch(r"[0-9a-fA-F]{2}", text[at + 2:at + 4]):
        return bytes([int(text[at + 2:at + 4], 16)]), at + 4
    raise line.wrong(r"escapes are \n \t \s \\ \" and \xHH")


def entry_of(line):
    words = words_of(line)
    kind = words.pop(0)[1].decode()
    if kind not in KINDS:
        raise line.wrong(f"an entry begins with one of {' '.join(KINDS)}")
    plain = [value for key, value in words if key is None]
    attributes = [(key, value) for key, value in words if key is not None]
    if not plain:
        raise line.wrong("an entry has a path")
    path, rest, target = plain[0], plain[1:], None
    if kind in ("link", "symlink"):
        if len(rest) != 2 or rest[0] != b"->":
            raise line.wrong("a link is written PATH -> TARGET")
        target, rest = rest[1], []
    return Entry(kind, path, target, rest, attributes, line)
