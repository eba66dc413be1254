# SPDX-License-Identifier: Apache-2.0
"""What umoci, which applies an image's layers to a folder one by one, makes of an image, and what
oci2boot makes of it; and in what they differ.

umoci runs in three ways, of which each holds less than the one before:

root          everything. Directories whose time is that of the run have none to compare: umoci
              gives a directory its time back after each entry, but not one that it has to make
              for an entry, nor the one above that, nor those inside which it removes
              (UnpackEntry and ociWhiteout in its oci/layer/tar_extract.go).
rootless      (--rootless, as root) owners are records in the attribute user.rootlesscontainers,
              which symbolic links and FIFOs cannot have; devices are empty files.
unprivileged  (--rootless, as a user without rights) moreover no attributes but user.* and ACLs, and
              none at all on what its owner may not write.

umoci makes no holes, and Linux has no modes for symbolic links. A newc archive has whole seconds,
and the kernel, which unpacks it, makes a symbolic link for each name. A disk is judged, too, before
its tree is compared.
"""

import dataclasses
import hashlib
import os
import pathlib
import shutil
import subprocess
import time

from tests.support.disk_tree import disk_differences
from tests.support.ext4_judge import Disk
from tests.support.program import oci2boot
from tests.support.tree import differences, read_cpio, read_folder, read_tar

NOBODY = 65534

_OWNER_RECORD = b"user.rootlesscontainers"
_EMPTY = hashlib.sha256(b"").hexdigest()
# The kernel stamps files with a clock that ticks every few milliseconds.
_TICK = 10**8
_MOST_LINES = 8
DISKS = (".img", ".qcow2")


class Refused(Exception):
    """The image was refused; says in what words."""


def umoci_tree(layout, folder, way):
    """What umoci makes of the image `latest` of a layout, in `folder`. Everybody must be able to
    reach both."""
    user = {}
    if way == "unprivileged" and os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    target = pathlib.Path(folder) / "root"
    started = time.time_ns() - _TICK
    result = subprocess.run(
        ["umoci", "raw", "unpack", "--image", f"{layout}:latest",
         *([] if way == "root" else ["--rootless"]), str(target)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        errors="replace", timeout=300, check=False, umask=0o022, **user)
    if result.returncode != 0:
        raise Refused(result.stderr.strip().rpartition("\n")[2].strip())
    try:
        tree = read_folder(target)
    finally:
        shutil.rmtree(target)
    return {path: _comparable(node, started) for path, node in tree.items()}


def _comparable(node, started):
    changes = {"holes": None}
    if node.type == "symlink":
        changes["mode"] = None
    if node.type == "directory" and started <= node.mtime <= time.time_ns():
        changes["mtime"] = None
    return dataclasses.replace(node, **changes)


def oci2boot_tree(layout, folder, name):
    """What oci2boot makes of it as `name` (x.tar, x.cpio, x.img, x.qcow2) in `folder`. A disk that
    is not clean counts as none."""
    output = pathlib.Path(folder) / name
    options = [] if name.endswith(".tar") else ["--kernel", "none", "--no-patch", "all"]
    result = oci2boot(f"oci:{layout}:latest", "-o", output, "--force", *options)
    if result.returncode != 0:
        raise Refused(result.stderr.strip().rpartition("\n")[2])
    if name.endswith(DISKS):
        with Disk(output) as disk:
            if complaints := disk.complaints():
                raise Refused("; ".join(complaints))
            return disk.tree()
    return (read_tar if name.endswith(".tar") else read_cpio)(output)


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something that is not as it should be. `kind` is "differs", "umoci refuses" or "oci2boot
    refuses"; `way` and `output` tell whose trees were compared ("" where none was)."""

    kind: str
    way: str
    output: str
    lines: tuple[str, ...]

    def __str__(self):
        trees = [f"umoci ({self.way})"] * bool(self.way) + [self.output] * bool(self.output)
        shown = self.lines[:_MOST_LINES]
        if len(self.lines) > len(shown):
            shown += (f"… and {len(self.lines) - len(shown)} more",)
        return f"{self.kind}, {' and '.join(trees)}:" + "".join(f"\n    {line}" for line in shown)


def findings(image, ways, outputs, folder):
    """Judges an image (an ImagePlan) in a folder that is empty, and is so again afterwards. The
    first way is compared with all outputs, the others with the first output."""
    layout, scratch, for_umoci = folder / "layout", folder / "scratch", folder / "for-umoci"
    image.write(layout)
    image.for_umoci().write(for_umoci)
    scratch.mkdir()
    try:
        return _findings(layout, for_umoci, scratch, ways, outputs)
    finally:
        for used in (layout, for_umoci, scratch):
            shutil.rmtree(used)


def _findings(layout, for_umoci, scratch, ways, outputs):
    found, ours = [], {}
    for output in outputs:
        try:
            ours[output] = oci2boot_tree(layout, scratch, output)
        except Refused as refused:
            found.append(Finding("oci2boot refuses", "", output, (str(refused),)))
    for way in ways:
        try:
            umoci = umoci_tree(for_umoci, scratch, way)
        except Refused as refused:
            found.append(Finding("umoci refuses", way, "", (str(refused),)))
            continue
        for output in outputs if way == ways[0] else outputs[:1]:
            if output in ours and (lines := compare(umoci, ours[output], way, output)):
                found.append(Finding("differs", way, output, tuple(lines)))
    return found


def compare(umoci, ours, way, name):
    """The differences between umoci's tree and oci2boot's, as far as both can hold the same."""
    if way != "root":
        umoci, ours = with_recorded_owners(umoci), without_devices(ours)
    if way == "unprivileged":
        ours = without_rights(ours)
    if name.endswith(".cpio"):
        umoci = as_in_cpio(umoci)
    if name.endswith(DISKS):
        return disk_differences(umoci, ours)
    return differences(umoci, ours)


def with_recorded_owners(tree):
    """umoci's rootless trees with the owners that files have in the image."""
    result = {}
    for path, node in tree.items():
        if node.xattrs is None or node.type in ("symlink", "fifo"):
            result[path] = dataclasses.replace(node, uid=None, gid=None)
            continue
        xattrs = dict(node.xattrs)
        uid, gid = _recorded_owner(xattrs.pop(_OWNER_RECORD, b""))
        result[path] = dataclasses.replace(node, xattrs=xattrs, uid=uid, gid=gid)
    return result


def _recorded_owner(message):
    """A message of protobuf with two numbers (rootless-containers/proto), of which 2^32-1, as
    well as none, stands for 0."""
    numbers, position = {}, 0
    while position < len(message):
        field, value, shift = message[position] >> 3, 0, 0
        while True:
            position += 1
            value |= (message[position] & 0x7f) << shift
            shift += 7
            if message[position] < 0x80:
                break
        position += 1
        numbers[field] = 0 if value == 2**32 - 1 else value
    return numbers.get(1, 0), numbers.get(2, 0)


def without_devices(tree):
    return {path: dataclasses.replace(node, type="file", size=0, content=_EMPTY, device=None)
            if node.type in ("char", "block") else node for path, node in tree.items()}


def without_rights(tree):
    """What a user without rights can make of a tree. setxattr(2) asks for the right to write."""
    result = {}
    for path, node in tree.items():
        if node.xattrs is not None:
            kept = {key: value for key, value in node.xattrs.items()
                    if key.startswith((b"user.", b"system."))}
            node = dataclasses.replace(node, xattrs=kept)
        if node.type in ("file", "directory") and not node.mode & 0o200:
            node = dataclasses.replace(node, xattrs=None, uid=None, gid=None)
        result[path] = node
    return result


def as_in_cpio(tree):
    result = {}
    for path, node in tree.items():
        if node.mtime is not None:
            seconds = max(0, min(node.mtime // 10**9, 2**32 - 1))
            node = dataclasses.replace(node, mtime=seconds * 10**9)
        if node.type == "symlink":
            node = dataclasses.replace(node, links=None)
        result[path] = node
    return result
