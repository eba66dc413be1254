# SPDX-License-Identifier: Apache-2.0
"""Kernels in the packages that distributions ship them in. Each function takes a folder that holds
boot/ and lib/modules/, and returns the package's path."""

import gzip
import hashlib
import io
import pathlib
import subprocess
import tarfile


def _tar(entries, *, ended=True):
    """A pax tar of (name, bytes or path of a file or folder)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in entries:
            if isinstance(content, bytes):
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
            else:
                tar.add(content, arcname=name)
        end = tar.offset
    data = buffer.getvalue()
    return data if ended else data[:end]


def _parts(root):
    return [(name, root / name) for name in ("boot", "lib")]


def deb(path, root):
    control = path.parent / "control"
    control.mkdir()
    (control / "control").write_text("Package: linux-image-test\nVersion: 1\nArchitecture: all\n"
                                     "Maintainer: nobody <nobody@example.org>\n"
                                     "Description: a kernel\n")
    tree = path.parent / "deb"
    subprocess.run(["cp", "-a", root, tree], check=True)
    control.rename(tree / "DEBIAN")
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "-b", tree, path], check=True,
                   stdout=subprocess.DEVNULL)
    return path


def apk(path, root):
    """Alpine's format, version 2: three gzip members with a tar segment each, the signature, the
    control segment, the files (apk-package(5))."""
    data = gzip.compress(_tar(_parts(root)), 1, mtime=0)
    info = f"pkgname = linux-virt\npkgver = 6.6-r0\ndatahash = {hashlib.sha256(data).hexdigest()}\n"
    signature = _tar([(".SIGN.RSA.test.rsa.pub", bytes(256))], ended=False)
    control = _tar([(".PKGINFO", info.encode())], ended=False)
    path.write_bytes(gzip.compress(signature, mtime=0) + gzip.compress(control, mtime=0) + data)
    return path


def pkg_tar_zst(path, root):
    """Arch's format (PKGBUILD(5), alpm's .PKGINFO and .MTREE in front of the files)."""
    info = b"pkgname = linux\npkgver = 6.6-1\narch = x86_64\n"
    tar = _tar([(".PKGINFO", info), (".MTREE", gzip.compress(b"#mtree\n", mtime=0)),
                ("usr/lib", root / "lib"), ("boot", root / "boot")])
    subprocess.run(["zstd", "-q", "-1", "-o", path], input=tar, check=True)
    return path


def rpm(path, root, payload="w1.zstdio", parts=("boot", "lib")):
    """By rpmbuild. `payload`: how the files are packed, as rpm's macro _binary_payload has it."""
    work = path.parent / f"rpmbuild-{path.stem}"
    work.mkdir()
    spec = work / "kernel.spec"
    files = "\n".join(f"/{part}" for part in parts)
    copy = "\n".join(f'cp -a "{root}/{part}" %{{buildroot}}/' for part in parts)
    spec.write_text("Name: kernel-core\nVersion: 6.8\nRelease: 1\nSummary: a kernel\n"
                    "License: GPL-2.0-only\nBuildArch: noarch\nAutoReqProv: no\n"
                    f"%description\nA kernel.\n%install\nmkdir -p %{{buildroot}}\n{copy}\n"
                    f"%files\n{files}\n")
    subprocess.run(
        ["rpmbuild", "-bb", "--quiet", "--define", f"_topdir {work}",
         "--define", f"_dbpath {work}/db", "--define", f"_binary_payload {payload}",
         "--define", "__os_install_post %{nil}", "--define", "debug_package %{nil}",
         "--define", "_build_id_links none", spec],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    built, = (work / "RPMS/noarch").iterdir()
    return pathlib.Path(built).rename(path)


def made_up_kernel(version):
    """Just the bytes by which a bzImage for amd64 is recognised, and an ELF file as its payload."""
    vmlinux = b"\x7fELF\x02\x01\x01" + bytes(11) + b"\x3e\0" + bytes(44)
    vmlinux += b"Linux version " + version.encode() + b" (me)\0"
    payload = gzip.compress(vmlinux, mtime=0)
    head = bytearray(0x600)
    head[0x1f1] = 1  # setup_sects
    head[0x202:0x208] = b"HdrS\x0f\x02"
    head[0x20e:0x210] = (0x180).to_bytes(2, "little")  # kernel_version
    head[0x236] = 1  # xloadflags
    head[0x248:0x250] = (0x200).to_bytes(4, "little") + len(payload).to_bytes(4, "little")
    text = version.encode() + b" (me)"
    head[0x380:0x380 + len(text)] = text
    return bytes(head) + payload, vmlinux


def made_up_root(folder, version="6.6.1-test"):
    """A folder as these functions take it, with such a kernel, its configuration, and a module."""
    root = pathlib.Path(folder)
    modules = root / "lib/modules" / version
    (modules / "kernel/drivers").mkdir(parents=True)
    (root / "boot").mkdir()
    (root / "boot" / f"vmlinuz-{version}").write_bytes(made_up_kernel(version)[0])
    (root / "boot" / f"config-{version}").write_text("CONFIG_BLK_DEV_INITRD=y\nCONFIG_RD_GZIP=y\n")
    (modules / "kernel/drivers/a.ko").write_bytes(b"module")
    (modules / "modules.builtin").write_text("kernel/fs/ext4/ext4.ko\n")
    return root
