#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the tables of docs/performance.md that scripts/bench has put there as a bar chart of wall
seconds, docs/performance.svg. Needs gnuplot."""

import pathlib
import re
import subprocess

DOCUMENTS = pathlib.Path(__file__).resolve().parents[3] / "docs"
COLORS = {"limit": 0x8C8C8C, "oci2boot": 0x2F7D4F, "other": 0xC9A46A}
ROW = 18  # pixels

SCRIPT = """
set terminal svg size 900,{height} font "sans-serif,11" background "white"
set output "{output}"
set lmargin at screen 0.46
set rmargin at screen 0.94
set tmargin 1
set bmargin 3
unset key
unset ytics
set xtics nomirror
set border 1
set xlabel "wall seconds"
set xrange [0:{longest}]
set yrange [{rows}:-1]
set style fill solid
$ways << END
{ways}
END
$tables << END
{tables}
END
plot $ways using ($2/2):1:($2/2):(0.38):3 with boxxyerror linecolor rgb variable, \
     "" using (0):1:4 with labels right offset -1,0 noenhanced, \
     "" using 2:1:5 with labels left offset 0.5,0, \
     $tables using (0):1:2 with labels right offset -1,0
"""


def tables_of(page):
    """[(name, [(way, wall seconds as they stand there)])] of those with a first column "way"."""
    found = []
    for name, rows in re.findall(r"### (.+)\n\n\| way \|.*\n\|.*\n((?:\|.*\n)+)", page):
        cells = [[cell.strip() for cell in row.split("|")[1:]] for row in rows.splitlines()]
        found.append((name, [(row[0], row[1]) for row in cells]))
    return found


def kind_of(way):
    if way.startswith("the limit"):
        return "limit"
    return "oci2boot" if way.startswith("oci2boot") else "other"


def script(tables, output):
    row, ways, names = 0, [], []
    for name, measured in tables:
        names.append(f'{row} "{{/:Bold {name}}}"')
        for row, (way, wall) in enumerate(measured, row + 1):
            ways.append(f'{row} {wall} {COLORS[kind_of(way)]} "{way}" "{wall}"')
        row += 2
    longest = max(float(wall) for _, measured in tables for _, wall in measured)
    return SCRIPT.format(height=(row + 2) * ROW, output=output, longest=longest * 1.05, rows=row,
                         ways="\n".join(ways), tables="\n".join(names))


def draw():
    tables = tables_of((DOCUMENTS / "performance.md").read_text())
    subprocess.run(["gnuplot"], input=script(tables, DOCUMENTS / "performance.svg"), text=True,
                   check=True)


if __name__ == "__main__":
    draw()
