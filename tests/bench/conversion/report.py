# SPDX-License-Identifier: Apache-2.0
"""Tables for docs/performance.md."""

MB = 1e6
MIB = 1 << 20


def seconds(wall):
    return f"{wall:#.3g}".rstrip(".")


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
        lines.append(f"| {way.name} | {seconds(sample.wall)} | {sample.wall / first:.2f} "
                     f"| {sample.cpu:.2f} | {sample.peak / MIB:.0f} | {written} | {beyond} |")
    return "\n".join(lines) + "\n"
