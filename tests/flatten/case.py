# SPDX-License-Identifier: Apache-2.0
"""A case as its file has it: an image, and what it must give. README.md describes the format."""

import dataclasses
import pathlib
import re

from tests.flatten.notation import block_after, entry_of, expanded, lines_of, words_of

ERROR_KINDS = ("invalid-image", "verification-failed", "not-found")
FORMS = ("oci", "oci-archive", "docker-archive", "archive")
_ROW = re.compile(r"[A-Z]\d+")


@dataclasses.dataclass
class Section:
    """A keyword's line and the lines below it. `attributes` is of its KEY=VALUE words."""

    line: object
    words: list
    attributes: dict
    body: list


@dataclasses.dataclass
class Case:
    name: str
    rows: list
    shows: str
    layers: list = dataclasses.field(default_factory=list)     # of Section
    documents: dict = dataclasses.field(default_factory=dict)  # name -> Section
    images: dict = dataclasses.field(default_factory=dict)     # name -> Section
    form: Section | None = None
    platform: str | None = None
    tag: str | None = None
    limits: list = dataclasses.field(default_factory=list)     # of NAME=VALUE
    tree: list | None = None                                   # of Entry
    refused: str | None = None                                 # one of ERROR_KINDS
    words: list = dataclasses.field(default_factory=list)      # that the error's message has
    warned: list = dataclasses.field(default_factory=list)     # words of each warning


def load(path):
    """The cases of a file: one, or one for each value of its `each` sections."""
    path = pathlib.Path(path)
    names, lines = [path.name], [lines_of(path.read_text(encoding="utf-8"))]
    while any(line.text.startswith("each ") for line in lines[0]):
        variants = [variant for name, some in zip(names, lines) for variant in _each(name, some)]
        names, lines = zip(*variants)
    return [_parse(name, some) for name, some in zip(names, lines)]


def _each(name, lines):
    """(name, lines) without the first `each` for each of its values: the words behind it, or the
    lines below it."""
    at = next(at for at, line in enumerate(lines) if line.text.startswith("each "))
    body = block_after(lines, at)
    _, variable, *values = _raw_words(lines[at].text)
    rest = lines[:at] + lines[at + 1 + len(body):]
    return [(f"{name}[{value}]",
             [dataclasses.replace(line, text=line.text.replace("{" + variable + "}", value))
              for line in rest])
            for value in values or [line.text for line in body]]


def _raw_words(text):
    """Words as they are written, quotes and escapes too."""
    return re.findall(r'(?:"(?:\\.|[^"\\])*"|\S)+', text)


def _parse(name, lines):
    case = Case(name, [], "")
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.indent:
            raise line.wrong("nothing above this line takes indented lines")
        body = block_after(lines, at)
        at += 1 + len(body)
        keyword, _, rest = line.text.partition(" ")
        reader = _READERS.get(keyword)
        if reader is None:
            raise line.wrong(f"a section is one of {' '.join(_READERS)}")
        reader(case, line, rest, body)
    if not case.rows or not case.shows:
        raise lines[0].wrong("a case has a row and a sentence that says what it shows")
    if (case.tree is None) == (case.refused is None):
        raise lines[0].wrong("a case has either a tree or an error")
    return case


def _section(line, rest, body):
    words = words_of(line, rest)
    return Section(line, [value.decode() for key, value in words if key is None],
                   {key: value for key, value in words if key is not None}, body)


def _rows(case, line, rest, body):
    case.rows = rest.split()
    if not all(_ROW.fullmatch(row) for row in case.rows):
        raise line.wrong("a row is like W1")


def _shows(case, line, rest, body):
    case.shows = " ".join([rest, *(more.text for more in body)])


def _layer(case, line, rest, body):
    case.layers.append(_section(line, rest, expanded(body)))


def _document(case, line, rest, body):
    section = _section(line, rest, body)
    case.documents[section.words[0]] = section


def _image(case, line, rest, body):
    section = _section(line, rest, body)
    case.images[section.words[0]] = section


def _form(case, line, rest, body):
    case.form = _section(line, rest, expanded(body))
    if case.form.words[0] not in FORMS:
        raise line.wrong(f"a form is one of {' '.join(FORMS)}")


def _tree(case, line, rest, body):
    case.tree = [entry_of(each) for each in expanded(body)]


def _refused(case, line, rest, body):
    if rest not in ERROR_KINDS:
        raise line.wrong(f"an error is one of {' '.join(ERROR_KINDS)}")
    case.refused = rest
    case.words = _quoted_lines(body)


def _warned(case, line, rest, body):
    case.warned = _quoted_lines(body)


def _quoted_lines(body):
    return [words_of(line)[0][1].decode(errors="replace") for line in body]


def _platform(case, line, rest, body):
    case.platform = rest


def _tag(case, line, rest, body):
    case.tag = rest


def _limit(case, line, rest, body):
    case.limits += rest.split()


_READERS = {"row": _rows, "shows": _shows, "layer": _layer, "document": _document,
            "image": _image, "form": _form, "platform": _platform, "tag": _tag, "limit": _limit,
            "tree": _tree, "refused": _refused, "warned": _warned}
