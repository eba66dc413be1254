# SPDX-License-Identifier: Apache-2.0
"""Container images made by real tools: umoci, skopeo, Debian's busybox-static."""

import hashlib
import io
import json
import pathlib
import random
import shutil
import subprocess
import tarfile
import tempfile


def _umoci(*arguments):
    subprocess.run(["umoci", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def busybox_root(folder):
    """A small root file system: busybox with its applets, passwd and group."""
    root = pathlib.Path(folder)
    (root / "bin").mkdir(parents=True)
    (root / "etc").mkdir()
    (root / "tmp").mkdir()
    (root / "tmp").chmod(0o1777)
    busybox = shutil.which("busybox")
    shutil.copy(busybox, root / "bin/busybox")
    applets = subprocess.run([busybox, "--list"], check=True, capture_output=True, text=True)
    for applet in applets.stdout.split():
        if applet != "busybox":
            (root / "bin" / applet).symlink_to("busybox")
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n"
                                     "worker:x:1000:1000:a worker:/home/worker:/bin/sh\n")
    (root / "etc/group").write_text("root:x:0:\nworker:x:1000:\nwheel:x:10:root,worker\n")
    return root


def oci_layout(folder, root, **config):
    """An OCI layout at `folder` with the image `latest`, made from the tree at `root`. Keyword
    arguments are umoci's --config options: entrypoint, cmd, env (lists), user, workingdir …; and
    architecture."""
    _umoci("init", "--layout", folder)
    _umoci("new", "--image", folder)
    _umoci("insert", "--rootless", "--image", folder, root, "/")
    options = ["--config.env", "PATH=/bin"]
    for name, value in config.items():
        for word in value if isinstance(value, list) else [value]:
            options += [f"--{name}" if name == "architecture" else f"--config.{name}", word]
    _umoci("config", "--image", folder, *options)
    return pathlib.Path(folder)


def busybox_layout(folder, **config):
    with tempfile.TemporaryDirectory() as scratch:
        return oci_layout(folder, busybox_root(pathlib.Path(scratch) / "root"), **config)


def layered_layout(folder, layers=3, size=400_000):
    """Busybox, and `layers` layers on top with a file of `size` random bytes each, the same bytes
    every time."""
    layout = busybox_layout(folder, cmd="/bin/sh")
    chance = random.Random(size)
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "random"
        for number in range(layers):
            file.write_bytes(chance.randbytes(size))
            _umoci("insert", "--rootless", "--image", layout, file, f"/random{number}")
    return layout


def with_changed_documents(layout, folder, config, manifest):
    """A copy of a layout, at `folder`, whose only image has this configuration and this manifest
    (whose own word on the configuration does not count)."""
    folder = pathlib.Path(shutil.copytree(layout, folder))

    def blob(document):
        data = json.dumps(document).encode()
        name = hashlib.sha256(data).hexdigest()
        (folder / "blobs/sha256" / name).write_bytes(data)
        return {"digest": "sha256:" + name, "size": len(data)}

    index = json.loads((folder / "index.json").read_text())
    changed = {**manifest, "config": {**manifest["config"], **blob(config)}}
    index["manifests"][0].update(blob(changed))
    (folder / "index.json").write_text(json.dumps(index))
    return folder


def with_config(layout, folder, **changes):
    """A copy of a layout, at `folder`, whose only image has more in its configuration's `config`:
    what umoci has no options for."""
    blobs = pathlib.Path(layout) / "blobs/sha256"
    index = json.loads((pathlib.Path(layout) / "index.json").read_text())

    def document(descriptor):
        return json.loads((blobs / descriptor["digest"].removeprefix("sha256:")).read_text())

    manifest = document(index["manifests"][0])
    config = document(manifest["config"])
    config["config"].update(changes)
    return with_changed_documents(layout, folder, config, manifest)


def copy(source, target):
    """skopeo copy, between any two transports."""
    subprocess.run(["skopeo", "--insecure-policy", "copy", "--quiet", source, target], check=True)


def static_program(path, source):
    """Compiles C for the guest: static, so that it runs in any image."""
    subprocess.run(["musl-gcc", "-static", "-x", "c", "-", "-o", path], input=source, text=True,
                   check=True)


def tar_of(root, xattrs=None, devices=None, owners=None):
    """The tree at `root` as a pax tar, owned by root but for `owners` ((uid, gid) by path), with
    extended attributes (values in hex, by name, by path) and character devices ((major, minor) by
    path) that making them in a folder would take root for."""
    buffer = io.BytesIO()

    def entry(info):
        path = info.name.removeprefix("./")
        info.uid, info.gid = (owners or {}).get(path, (0, 0))
        for name, value in (xattrs or {}).get(path, {}).items():
            # tarfile encodes header values in UTF-8, lone bytes as surrogates.
            text = bytes.fromhex(value).decode("utf-8", "surrogateescape")
            info.pax_headers["SCHILY.xattr." + name] = text
        return info

    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.add(root, arcname=".", filter=entry)
        for path, (major, minor) in (devices or {}).items():
            device = tarfile.TarInfo("./" + path)
            device.type, device.mode = tarfile.CHRTYPE, 0o666
            device.devmajor, device.devminor = major, minor
            tar.addfile(device)
    return buffer.getvalue()
