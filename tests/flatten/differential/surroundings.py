# SPDX-License-Identifier: Apache-2.0
"""What this machine and this user allow: in which ways umoci can run, and a folder that holds all
that an image has."""

import contextlib
import os
import pathlib
import shutil
import tempfile

WAYS = ("root", "rootless", "unprivileged")


def possible_ways():
    """The ways that umoci can be run in (see judge.py), and for each other way why not."""
    if shutil.which("umoci") is None:
        return (), {way: "umoci is needed" for way in WAYS}
    if os.getuid() != 0:
        return ("unprivileged",), {way: "it takes root" for way in WAYS[:2]}
    return WAYS, {}


def _lack(folder):
    """Why umoci could not do its work in a folder; "" when it can."""
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return "is no folder to write to"
    with tempfile.TemporaryDirectory(dir=folder) as probe:
        try:
            os.setxattr(probe, "user.probe", b"")
            if os.getuid() == 0:
                os.setxattr(probe, "trusted.probe", b"")
                os.mknod(os.path.join(probe, "null"), 0o020666, os.makedev(1, 3))
        except OSError as error:
            return f"takes no extended attributes or devices ({error.strerror})"
    return ""


@contextlib.contextmanager
def scratch_folder():
    """A folder that goes away again; in memory where that is possible, unless TMPDIR names one.
    Everybody may pass through it. Raises OSError where no folder will do."""
    reasons = []
    for name in filter(None, (os.environ.get("TMPDIR"), "/dev/shm", "/tmp", "/var/tmp")):
        reason = _lack(pathlib.Path(name))
        if not reason:
            with tempfile.TemporaryDirectory(prefix="oci2boot-test-", dir=name) as folder:
                os.chmod(folder, 0o711)
                yield pathlib.Path(folder)
            return
        reasons.append(f"{name} {reason}")
    raise OSError("; ".join(reasons))
