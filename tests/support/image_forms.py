# SPDX-License-Identifier: Apache-2.0
"""Writes images from layers that are given as bytes, in the forms that tools exchange: OCI layouts
and what `docker save` gives. Nothing is checked, so that broken images can be made too.

    layers = [Layer(tar), Layer(other_tar, gzip.compress(other_tar))]
    write_folder(folder, layout_files(layers))            # an OCI layout with the image "latest"
    file.write_bytes(tar_of(docker_archive_files(layers)))

A form is a dict from path to bytes, or to Link for a symbolic link.
"""

import dataclasses
import hashlib
import json
import pathlib

from tests.support.layer_tar import LayerTar

LAYER = "application/vnd.oci.image.layer.v1.tar"
CONFIG = "application/vnd.oci.image.config.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
REF_NAME = "org.opencontainers.image.ref.name"


@dataclasses.dataclass
class Link:
    """A symbolic link among the files of a form."""

    target: bytes


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def descriptor(data, media_type, **more):
    return {"mediaType": media_type, "digest": digest_of(data), "size": len(data), **more}


@dataclasses.dataclass
class Layer:
    """`blob` is what is stored, and `tar` what it unpacks to; both are the same where only one is
    given. What is declared of them is true unless it is set."""

    tar: bytes
    blob: bytes | None = None
    media_type: str = LAYER
    digest: str | None = None
    size: int | None = None
    diff_id: str | None = None
    more: dict = dataclasses.field(default_factory=dict)  # further members of the descriptor

    def __post_init__(self):
        self.blob = self.tar if self.blob is None else self.blob
        self.digest = self.digest or digest_of(self.blob)
        self.size = len(self.blob) if self.size is None else self.size
        self.diff_id = self.diff_id or digest_of(self.tar)

    def descriptor(self):
        return {"mediaType": self.media_type, "digest": self.digest, "size": self.size,
                **self.more}


def config_of(layers, platform="linux/amd64", **more):
    system, architecture, *variant = platform.split("/")
    return {"os": system, "architecture": architecture,
            **({"variant": variant[0]} if variant else {}), "config": {},
            "rootfs": {"type": "layers", "diff_ids": [layer.diff_id for layer in layers]}, **more}


def manifest_of(layers, config_descriptor):
    return {"schemaVersion": 2, "mediaType": MANIFEST, "config": config_descriptor,
            "layers": [layer.descriptor() for layer in layers]}


def blob_path(digest):
    return "blobs/" + digest.replace(":", "/")


def layout_files(layers, name="latest", config=None):
    """An OCI layout that holds one image. `config` is the configuration in place of the usual."""
    config = json.dumps(config or config_of(layers)).encode()
    manifest = json.dumps(manifest_of(layers, descriptor(config, CONFIG))).encode()
    entry = descriptor(manifest, MANIFEST, annotations={REF_NAME: name})
    blobs = {digest_of(config): config, digest_of(manifest): manifest}
    blobs |= {layer.digest: layer.blob for layer in layers}
    return layout_of(blobs, {"schemaVersion": 2, "manifests": [entry]})


def layout_of(blobs, index):
    """An OCI layout of any blobs (bytes by digest) and any index."""
    index = index if isinstance(index, bytes) else json.dumps(index).encode()
    return {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}', "index.json": index,
            **{blob_path(digest): blob for digest, blob in blobs.items()}}


def docker_archive_files(layers, config=None, tags=("image:latest",)):
    """What `docker save` gave before it gave layouts."""
    config = json.dumps(config or config_of(layers)).encode()
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    files = {config_name: config}
    paths = []
    for number, layer in enumerate(layers):
        paths.append(f"{number:064x}/layer.tar")
        files[paths[-1]] = layer.blob
    manifest = [{"Config": config_name, "RepoTags": list(tags), "Layers": paths}]
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def write_folder(folder, files):
    folder = pathlib.Path(folder)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            target.symlink_to(content.target.decode())
        else:
            target.write_bytes(content)
    return folder


def tar_of(files):
    tar = LayerTar()
    for path, content in files.items():
        if isinstance(content, Link):
            tar.symlink(path.encode(), content.target)
        else:
            tar.file(path.encode(), content)
    return tar.finish()
