# SPDX-License-Identifier: Apache-2.0
"""Files that documents take for granted: an image in a file, a kernel's package, a kernel's
sources. Each is made when a section names it."""

import os
import pathlib
import shutil

from tests.docs.named_images import alpine
from tests.support import images, kernel_packages

STORE = pathlib.Path(os.environ.get("OCI2BOOT_KERNELS") or
                     pathlib.Path.home() / ".local/share/oci2boot/kernels")


_HOST = "arm64" if os.uname().machine == "aarch64" else "amd64"


def newest_kernel(architecture):
    """The folder of the store's newest kernel for it; None when there is none."""
    found = sorted(STORE.glob(f"*_{architecture}"))
    return found[-1] if found else None


def _archive(path, scratch):
    images.copy(alpine(scratch), f"docker-archive:{path}:my/app:latest")


def _layout(path, scratch):
    images.copy(alpine(scratch), f"oci:{path}:v1")


def _root_tar(path, scratch):
    path.write_bytes(images.tar_of(images.busybox_root(scratch / "rootfs")))


def _kernel_sources(path, _):
    """Built ones, as far as oci2boot looks at them: of the store's kernel."""
    kernel = newest_kernel("amd64")
    built = path / "arch/x86/boot"
    built.mkdir(parents=True)
    (built / "bzImage").symlink_to(next(kernel.glob("boot/vmlinuz-*")))
    (path / ".config").symlink_to(next(kernel.glob("boot/config-*")))


def _package(make, version, parts=("boot", "lib")):
    """One of a distribution's, with these parts of a kernel that does not boot."""
    def package(path, scratch):
        root = kernel_packages.made_up_root(scratch / "root", version)
        for part in {"boot", "lib"} - set(parts):
            shutil.rmtree(root / part)
        make(scratch / path.name, root).rename(path)
    return package


def _bootable_package(make, parts=("boot", "lib")):
    """One with these parts of the kernel for this machine, whatever version its name has."""
    def package(path, scratch):
        root = scratch / "root"
        for part in parts:
            shutil.copytree(newest_kernel(_HOST) / part, root / part, symlinks=True)
        make(scratch / path.name, root).rename(path)
    return package


def _rpm(path, root):
    return kernel_packages.rpm(path, root, parts=[part.name for part in root.iterdir()])


_ALL = {
    "image.tar": _archive,
    "oci:image:v1": _layout,
    "rootfs.tar": _root_tar,
    "~/linux": _kernel_sources,
    "linux-virt-6.6.30-r0.apk": _package(kernel_packages.apk, "6.6.30-0-virt"),
    "kernel-core-6.8.5.rpm": _package(_rpm, "6.8.5", ["boot"]),
    "kernel-modules-core-6.8.5.rpm": _package(_rpm, "6.8.5", ["lib"]),
    "linux-virt-6.12.13-r0.apk": _bootable_package(kernel_packages.apk),
    "kernel-core-6.13.5.rpm": _bootable_package(_rpm, ["boot"]),
    "kernel-modules-core-6.13.5.rpm": _bootable_package(_rpm, ["lib"]),
    "linux-image-6.8.0-generic.deb": _package(kernel_packages.deb, "6.8.0-generic", ["boot"]),
    "linux-modules-6.8.0-generic.deb": _package(kernel_packages.deb, "6.8.0-generic", ["lib"]),
}


def lay_out(text, folder, home):
    """What the text of a section names, in the folder where it begins, or in the home folder."""
    for name, make in _ALL.items():
        path = home / name[2:] if name.startswith("~/") else folder / name.split(":")[-2:][0]
        if name in text and not path.exists():
            scratch = home / f".{path.name}"
            scratch.mkdir()
            make(path, scratch)
