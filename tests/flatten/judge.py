# SPDX-License-Identifier: Apache-2.0
"""Runs a tool on the image of a case and says how what it gives differs from what is expected."""

import dataclasses
import os
import pathlib
import re
import shlex
import subprocess
import tarfile
import tempfile

from tests.flatten.expected_tree import expected_tree
from tests.flatten.image_builder import ImageBuilder
from tests.support import tree as trees
from tests.support.disk_tree import disk_differences, fits_ext4, kept_by_ext4
from tests.support.ext4_judge import Disk

_STATUSES = {"not-found": 3, "verification-failed": 5, "invalid-image": 6}
_SECONDS = 300
# What ext4 cannot keep.
_OF_EXT4 = re.compile("warning: (ext4 holds times|left out attributes)")

OUTPUTS = ("tar", "img", "qcow2")  # the last two are disks
IGNORABLE = (*(field.name for field in dataclasses.fields(trees.Node)), "directory-times")


class PassedOver(Exception):
    """The tool cannot be asked what the case asks; the reason."""


@dataclasses.dataclass
class Tool:
    """`command` is a line for the shell, with words in braces that README.md tells of. A tool that
    is not oci2boot is asked for less: any failure is a refusal, warnings do not count. `form` is
    what images are given as where the case takes any form; `ignore` names what is not compared:
    fields of tests/support/tree.py's Node, or directory-times. `output` is what oci2boot makes."""

    command: str
    is_oci2boot: bool
    form: str = "oci"
    ignore: tuple = ()
    output: str = "tar"


def judge(case, tool):
    """Lines that say what is wrong; none: the case holds."""
    if tool.output != "tar" and case.tree and not fits_ext4(expected_tree(case.tree)):
        case = dataclasses.replace(case, tree=None, refused="invalid-image")
    with tempfile.TemporaryDirectory(prefix="flatten-") as folder:
        os.chmod(folder, 0o755)  # a tool may change its user
        builder = ImageBuilder(case)
        takes_any = not (case.form or case.documents or case.images)
        path, form = builder.write(folder, tool.form if takes_any else None)
        if not takes_any and not tool.is_oci2boot and form != tool.form:
            raise PassedOver(f"the image is of the form {form}")
        tar, rootfs = pathlib.Path(folder) / "out.tar", pathlib.Path(folder) / "rootfs"
        disk = pathlib.Path(folder) / f"out.{tool.output}"
        values = {"path": path, "tar": tar, "disk": disk, "rootfs": rootfs, "folder": folder}
        result = subprocess.run(["sh", "-c", _command(case, tool, form, values)],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=folder, timeout=_SECONDS, check=False,
                                # Cases that run side by side may want the same foreign layer.
                                env={**os.environ, "XDG_CACHE_HOME": f"{folder}/cache"})
        errors = result.stderr.decode(errors="replace")
        if result.returncode in (126, 127):  # the shell's
            return [f"the tool cannot be run: {errors.strip()}"]
        if tool.output != "tar" and "was built without its PID 1" in errors:
            raise PassedOver("nothing boots on that platform")
        if case.refused:
            return _refusal(case, tool, result.returncode, errors, tar)
        if result.returncode != 0:
            return [f"it failed with status {result.returncode}: {errors.strip()}"]
        if "{disk}" in tool.command:
            lines = _disk(case, disk)
        else:
            lines = _tree(case, tool, rootfs if "{rootfs}" in tool.command else tar)
        return lines + _warnings(case, tool, errors) if tool.is_oci2boot else lines


def _command(case, tool, form, values):
    options = [word for limit in case.limits for word in ("--limit", limit)]
    if case.platform:
        options += ["--platform", case.platform]
    if options and "{options}" not in tool.command:
        raise PassedOver("the command has no {options}")
    transport = form
    if form == "archive":
        transport = case.form.attributes.get("as", b"").decode()
    image = f"{transport}:{values['path']}" if transport else str(values["path"])
    if case.tag:
        image += f":{case.tag}"
    values = {**values, "image": image, "options": options}
    return re.sub(r"\{(%s)\}" % "|".join(values), lambda match: _quoted(values[match[1]]),
                  tool.command)


def _quoted(value):
    return shlex.join(value) if isinstance(value, list) else shlex.quote(str(value))


def _refusal(case, tool, status, errors, tar):
    if status == 0:
        return [f"it succeeded, expected {case.refused}"]
    if not tool.is_oci2boot:
        return []
    if status != _STATUSES[case.refused]:
        return [f"its status is {status}, expected {_STATUSES[case.refused]}, {case.refused}: "
                f"{errors.strip()}"]
    lines = []
    if not re.fullmatch(r"(oci2boot: warning: .*\n)*oci2boot: .+\n", errors):
        lines.append(f"its message is not one line: {errors!r}")
    message = errors.splitlines()[-1] if errors else ""
    lines += [f"it said: {message}\n    without: {word}" for word in case.words
              if word not in message]
    left = sorted({path.name for path in tar.parent.iterdir()} - {"image", "image.tar", "cache"})
    return lines + [f"it left {name}" for name in left]


def _tree(case, tool, output):
    expected = expected_tree(case.tree)
    try:
        got = (trees.read_folder if output.is_dir() else trees.read_tar)(output)
    except (OSError, ValueError, EOFError, tarfile.TarError) as error:
        return [f"its output cannot be read: {error}"]
    if b"" not in expected:
        got.pop(b"", None)  # the root's attributes do not matter here
    ignored = {field: None for field in tool.ignore if field != "directory-times"}
    for path, node in expected.items():
        if "directory-times" in tool.ignore and node.type == "directory":
            node = dataclasses.replace(node, mtime=None)
        expected[path] = dataclasses.replace(node, **ignored)
    return trees.differences(expected, got)


def _disk(case, path):
    with Disk(path) as disk:
        lines = disk.complaints()
        if lines:
            return lines
        expected, got = expected_tree(case.tree), disk.tree()
    if b"" not in expected:
        del got[b""]
    return disk_differences(expected, got)


def _warnings(case, tool, errors):
    got = [line for line in errors.splitlines() if "warning: " in line]
    expected = expected_tree(case.tree)
    if tool.output != "tar" and expected != kept_by_ext4(expected):
        got = [warning for warning in got if not _OF_EXT4.search(warning)]
    lines = [f"a warning is missing: {word}" for word in case.warned
             if not any(word in warning for warning in got)]
    lines += [f"it warned: {warning}" for warning in got
              if not any(word in warning for word in case.warned)]
    return lines
