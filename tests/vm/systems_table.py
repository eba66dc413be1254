#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of docs/images.md: which system boots from which output, and how soon. Suites record a
row for each of their boots in the build folder; this program prints the rows of the last run, and
puts them into BUILD/images.md. It fails where one did not boot.

Usage, from the repository's root: tests/vm/systems_table.py BUILD
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import sys


@dataclasses.dataclass
class Row:
    """One boot, as the table tells it."""
    image: str
    output: str
    init: str
    boots: bool = False
    userspace: float = None  # seconds, on the guest's clock
    ready: float = None      # seconds since its script was started
    printed: str = ""


def _folder(build):
    return pathlib.Path(build) / "systems"


@contextlib.contextmanager
def recorded(image, output, init):
    """Gives a row to fill in, and keeps it: as one that boots if nothing is raised."""
    row = Row(image, output, init)
    try:
        yield row
        row.boots = True
    finally:
        folder = _folder(os.environ["OCI2BOOT_BUILD"])
        folder.mkdir(exist_ok=True)
        name = "".join(c if c.isalnum() else "-" for c in f"{image} {output}")
        (folder / f"{name}.json").write_text(json.dumps(dataclasses.asdict(row)))


def rows(build):
    """Those of the last run, sorted as they are printed."""
    found = [Row(**json.loads(path.read_text())) for path in _folder(build).glob("*.json")]
    return sorted(found, key=lambda row: (row.init == "program", row.image, row.output))


def _seconds(value):
    return "–" if value is None else f"{value:.1f}"


def table(found):
    lines = ["| image | output | PID 1 | boots | userspace, s | ready, s | what it printed |",
             "|---|---|---|---|---|---|---|"]
    for row in found:
        printed = row.printed.replace("|", "\\|").replace("\n", " ")
        lines.append(f"| {row.image} | {row.output} | {row.init} | {'yes' if row.boots else 'NO'} "
                     f"| {_seconds(row.userspace)} | {_seconds(row.ready)} | {printed} |")
    return "\n".join(lines)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = rows(sys.argv[1])
    if not found:
        sys.exit(f"{sys.argv[0]}: no suite has recorded a boot below '{sys.argv[1]}'")
    text = table(found)
    print(text)
    pathlib.Path(sys.argv[1], "images.md").write_text(text + "\n")
    if not all(row.boots for row in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
