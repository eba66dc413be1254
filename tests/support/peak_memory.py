#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: peak_memory.py FILE COMMAND...

Runs COMMAND and writes its peak resident memory in KiB to FILE; gives its exit status.

The kernel counts for a process what its parent had when it was made: a test that made a large input
would measure itself. This parent is small, and loads next to nothing."""

import os
import sys


def main(report, command):
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    with open(report, "w", encoding="ascii") as file:
        file.write(str(usage.ru_maxrss))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]) % 256)
