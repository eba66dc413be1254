# SPDX-License-Identifier: Apache-2.0
"""What a document shows of a command's output, next to what the command printed.

A line "..." stands for any lines, "…" for anything in a line. Numbers may be others (sizes,
versions, times) and so may a kernel's version, but not where a line is nothing but a number, as an
exit status is. How much space is between words does not count.
"""

import re

from tests.support.guest import LATE_TIMER

# What a shell of a guest asks with: "/ # ", "root@vm:~# ", "vm login: ".
PROMPT = re.compile(r"(?:(?:\S+@\S+|[/~]\S*) ?[#$]|\S+ login:)(?= |$)")
# What a terminal does not show: colours, moves of the cursor, a reset.
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78c])")
# What leaves a line in a log alone; documents show terminals.
_FOR_LOGS = re.compile(r"oci2boot: downloaded layer ")
# What is another elsewhere, and what it may be there: a kernel's version, other numbers.
_VARYING = {
    "…": r"[^\n]*?",
    r" +": r" +",
    r"\d+\.\d+\.\d+-\w[\w-]*": r"\d+\.\d+\.\d+-\S+",
    r"\d+": r"\d+",
}


def plain(output):
    """What one reads of it."""
    return _ESCAPES.sub("", output.decode(errors="replace").replace("\r", ""))


def line_pattern(line):
    """A regular expression for one line."""
    line = line.strip()
    if re.fullmatch(r"\d+", line):
        return line
    return "".join(
        next((pattern for start, pattern in _VARYING.items() if re.fullmatch(start, part)),
             re.escape(part))
        for part in re.split(f"({'|'.join(_VARYING)})", line))


def matches(shown, printed):
    """Whether these lines are what was printed."""
    pattern = "".join(
        r"(?:[^\n]*\n)*" if line.strip() == "..." else rf" *{line_pattern(line)} *\n"
        for line in shown)
    printed = LATE_TIMER.sub("", printed)
    printed = "".join(line.rstrip() + "\n" for line in printed.rstrip("\n").split("\n")
                      if not _FOR_LOGS.match(line))
    return re.fullmatch(pattern, printed) is not None


def is_right(shown, status, printed):
    """Whether a command has done what the document shows. It succeeds, unless an error of oci2boot's
    is the last that is shown."""
    if not shown:
        return status == 0
    shows_error = shown[-1].startswith("oci2boot: ")
    return (status != 0) == shows_error and matches(shown, printed)


def typed(line):
    """The prompt that a shown line begins with and what is typed there; None for output."""
    prompt = PROMPT.match(line)
    return prompt and (prompt[0], line[prompt.end():].strip())
