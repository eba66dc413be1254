# SPDX-License-Identifier: Apache-2.0
"""Tables for docs/performance.md, and docs/performance.svg."""

import html

MB = 1e6
MIB = 1 << 20

BAR, ROW, LABEL, WIDTH = 14, 20, 330, 860  # of the chart, in pixels
COLORS = {"limit": "#8c8c8c", "oci2boot": "#2f7d4f", "other": "#c9a46a"}


def kind_of(way):
    if way.name.startswith("the limit"):
        return "limit"
    return "oci2boot" if way.name.startswith("oci2boot") else "other"


def table(of, medians):
    """Markdown. Ratios are to the first way, which is the limit."""
    first = medians[of.ways[0]].wall
    lines = [f"### {of.name[0].upper()}{of.name[1:]}", "",
             "| way | wall s | ratio | CPU s | peak MiB | MB written | beyond the output |",
             "|---|---|---|---|---|---|---|"]
    for way in of.ways:
        sample = medians[way]
        written = beyond = "–"
        if way.outputs:
            written = f"{sample.written / MB:.0f}"
            beyond = f"{(sample.written - sample.output) / max(sample.output, 1) * 100:+.1f} %"
        lines.append(f"| {way.name} | {sample.wall:.3g} | {sample.wall / first:.2f} "
                     f"| {sample.cpu:.2f} | {sample.peak / MIB:.0f} | {written} | {beyond} |")
    return "\n".join(lines) + "\n"


def chart(results):
    """Bars, one group for each table, all to one scale: wall seconds."""
    longest = max(sample.wall for medians in results.values() for sample in medians.values())
    scale = (WIDTH - LABEL - 60) / longest
    y, parts = 10, []
    for of, medians in results.items():
        y += 22
        parts.append(f'<text x="8" y="{y}" class="group">{html.escape(of.name)}</text>')
        for way in of.ways:
            y += ROW
            wall = medians[way].wall
            parts.append(
                f'<text x="{LABEL - 8}" y="{y}" class="label">{html.escape(way.name)}</text>'
                f'<rect x="{LABEL}" y="{y - BAR + 3}" width="{max(wall * scale, 1):.1f}" '
                f'height="{BAR}" fill="{COLORS[kind_of(way)]}"/>'
                f'<text x="{LABEL + wall * scale + 6:.1f}" y="{y}">{wall:.3g} s</text>')
        y += 8
    style = ("text{font:12px sans-serif;fill:#333}.label{text-anchor:end}.group{font-weight:bold}"
             "@media(prefers-color-scheme:dark){text{fill:#ddd}}")
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 12}">'
            f"<style>{style}</style>{''.join(parts)}</svg>\n")
