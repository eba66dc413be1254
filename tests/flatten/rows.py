# SPDX-License-Identifier: Apache-2.0
"""The rows of the table in docs/flattening.md."""

import pathlib
import re

TABLE = pathlib.Path(__file__).parents[2] / "docs/flattening.md"


def rows():
    """What each row is about, by its name, in the order of the table."""
    found = re.findall(r"^\| ([A-Z]\d+) \| (.*?) \| .* \|$", TABLE.read_text(), re.MULTILINE)
    return {name: case.replace("`", "") for name, case in found}
