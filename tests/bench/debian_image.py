#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the image that scripts/bench measures with: Debian with Python, Perl, compilers, git
and nginx, as an OCI layout of gzip layers as a Dockerfile makes them, the last of which removes
what those before it have left.

Usage: tests/bench/debian_image.py FOLDER

It needs root, mmdebstrap, umoci, and a Debian mirror. The layout is FOLDER/debian-VERSION; where it
is there already, nothing is done.
"""

import pathlib
import shutil
import subprocess
import sys

VERSION = 2  # of what this program makes
BASE = "systemd,systemd-sysv,udev,dbus,iproute2,ca-certificates,locales"
STAGES = (  # a layer each, above the base
    "python3-scipy python3-pip perl-doc",
    "build-essential git gdb libboost-dev libssl-dev libicu-dev linux-headers-amd64",
    "nginx nodejs vim golang",
)
# Packages as the last of the stages downloaded them, documentation, translations.
REMOVED = ("var/cache/apt/archives", "usr/share/doc", "usr/share/man", "usr/share/locale")

MOUNTED = ("dev", "proc", "sys")  # while packages are installed


def install(packages):
    return ('chroot "$1" apt-get clean && '
            'chroot "$1" env DEBIAN_FRONTEND=noninteractive apt-get install --yes '
            f"--no-install-recommends {packages}")


def make_stages(folder):
    """A tar archive of the whole tree after each stage; returns their paths."""
    stages = [folder / f"stage-{number}.tar" for number in range(len(STAGES) + 1)]

    def saved(stage):
        mounted = " ".join(f"--exclude=./{name}" for name in MOUNTED)
        return f'tar --xattrs --numeric-owner {mounted} -C "$1" -cf "{stage}" .'

    hooks = [saved(stages[0])]
    for packages, stage in zip(STAGES, stages[1:]):
        hooks += [install(packages), saved(stage)]
    subprocess.run(["mmdebstrap", "--variant=minbase", f"--include={BASE}",
                    *(f"--customize-hook={hook}" for hook in hooks), "bookworm", "/dev/null"],
                   check=True)
    return stages


def add_layer(image, bundle):
    subprocess.run(["umoci", "repack", "--refresh-bundle", "--image", image, bundle], check=True)


def make_layout(folder, layout):
    """The layout, complete or not at all."""
    image, bundle = f"{folder}/layout:latest", folder / "bundle"
    stages = make_stages(folder)
    for command in (["init", "--layout", folder / "layout"], ["new", "--image", image],
                    ["unpack", "--image", image, bundle]):
        subprocess.run(["umoci", *command], check=True)
    for stage in stages:
        shutil.rmtree(bundle / "rootfs")
        (bundle / "rootfs").mkdir()
        subprocess.run(["tar", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", stage,
                        "-C", bundle / "rootfs"], check=True)
        for name in MOUNTED:
            (bundle / "rootfs" / name).mkdir()
        stage.unlink()
        add_layer(image, bundle)
    for name in REMOVED:
        shutil.rmtree(bundle / "rootfs" / name)
    add_layer(image, bundle)
    subprocess.run(["umoci", "gc", "--layout", folder / "layout"], check=True)
    (folder / "layout").rename(layout)


def debian_layout(folder):
    """The path of the layout in `folder`, which is made where it is not there yet."""
    layout = pathlib.Path(folder).resolve() / f"debian-{VERSION}"
    if not layout.exists():
        scratch = layout.with_suffix(".making")
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        make_layout(scratch, layout)
        shutil.rmtree(scratch)
    return layout


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(debian_layout(sys.argv[1]))
