# SPDX-License-Identifier: Apache-2.0
"""Builds the image of a case in a folder."""

import json
import pathlib
import re

from tests.flatten.case import Section
from tests.flatten.layer_builder import build_layer, false_digest, pack
from tests.flatten.notation import NotationError, entry_of
from tests.support import image_forms
from tests.support.image_forms import CONFIG, MANIFEST, REF_NAME, Link, descriptor, digest_of

_REFERENCE = re.compile(r"@([A-Za-z0-9-]+)(?:\.(digest|hex|size|diff-id))?(\+\{)?")
_MEDIA_TYPES = {"config": CONFIG, "manifest": MANIFEST, "index": image_forms.INDEX}


class ImageBuilder:
    """Documents are made when something refers to them, so that a case may replace any of them."""

    def __init__(self, case):
        self.case = case
        self.layers = []
        for section in case.layers:
            self.layers.append(build_layer(section, self.layers))
        self._documents = {}  # name -> (bytes, descriptor)

    def write(self, folder, form=None):
        """The path of the image, and the form that it has. `form` is for cases that take any."""
        section = self.case.form or Section(None, [form or "oci"], {}, [])
        form = section.words[0]
        if form == "oci":
            return image_forms.write_folder(pathlib.Path(folder) / "image", self._layout()), form
        files = {"oci-archive": self._layout, "docker-archive": self._docker_archive,
                 "archive": lambda: self._listed_files(section.body)}[form]()
        packing = section.attributes.get("packed", b"none").decode()
        path = pathlib.Path(folder) / "image.tar"
        path.write_bytes(pack(image_forms.tar_of(files), packing))
        return path, form

    def _layout(self):
        index = self._document("index")[0]
        for name in [*self.case.documents, *self.case.images]:
            self._document(name)
        blobs = {layer.digest: layer.blob for layer, section in zip(self.layers, self.case.layers)
                 if "absent" not in section.attributes}
        for name, (data, about) in self._documents.items():
            section = self.case.documents.get(name)
            if name != "index" and not (section and section.attributes.get("stored") == b"no"):
                blobs[about["digest"]] = data
        return image_forms.layout_of(blobs, index)

    def _docker_archive(self):
        config = json.loads(self._document("config")[0])
        return image_forms.docker_archive_files(self.layers, config)

    def _listed_files(self, lines):
        files = {}
        for line in lines:
            if line.text == "layout":
                files |= self._layout()
                continue
            entry = entry_of(line)
            path = self._with_references(entry.path.decode())
            if entry.kind == "symlink":
                target = self._with_references(entry.target.decode())
                files[path] = Link(target.encode())
            elif entry.get("from") is not None:
                packing = entry.text("packed", "none")
                files[path] = pack(self._blob(entry.text("from")), packing)
            else:
                files[path] = entry.words[0] if entry.words else b""
        return files

    def _blob(self, name):
        if name.isdigit():
            return self.layers[int(name) - 1].blob
        return self._document(name)[0]

    def _document(self, name):
        """(bytes, descriptor)"""
        if name not in self._documents:
            image = name.removesuffix("-config")
            if image != name and image in self.case.images:
                self._document(image)
            else:
                self._documents[name] = self._make_document(name)
        return self._documents[name]

    def _make_document(self, name):
        if name in self.case.images:
            return self._make_image(name, self.case.images[name].attributes)
        section = self.case.documents.get(name)
        if section is None:
            data, attributes = self._usual(name), {}
        else:
            text = "\n".join(line.text for line in section.body)
            data = self._with_references(text).encode()
            attributes = {key: value.decode() for key, value in section.attributes.items()}
        about = descriptor(data, attributes.get("type", _MEDIA_TYPES.get(name, MANIFEST)))
        about["digest"] = false_digest(attributes, "digest") or about["digest"]
        about["size"] += int(attributes.get("size", 0))
        return data, about

    def _usual(self, name):
        """Of an image of all layers."""
        if name == "config":
            made = image_forms.config_of(self.layers)
        elif name == "manifest":
            made = image_forms.manifest_of(self.layers, self._document("config")[1])
        elif name == "index":
            entry = {**self._document("manifest")[1],
                     "annotations": {REF_NAME: self.case.tag or "latest"}}
            made = {"schemaVersion": 2, "manifests": [entry]}
        else:
            raise NotationError(f"@{name} is no layer, document or image of this case")
        return json.dumps(made).encode()

    def _make_image(self, name, attributes):
        """`image NAME layers=1,2 platform=linux/arm64`: its manifest; NAME-config on the way."""
        numbers = attributes["layers"].decode().split(",")
        layers = [self.layers[int(number) - 1] for number in numbers]
        platform = attributes.get("platform", b"linux/amd64").decode()
        config = json.dumps(image_forms.config_of(layers, platform)).encode()
        about = descriptor(config, CONFIG)
        self._documents[f"{name}-config"] = (config, about)
        data = json.dumps(image_forms.manifest_of(layers, about)).encode()
        about = descriptor(data, MANIFEST)
        if "says" not in attributes:
            system, architecture, *variant = platform.split("/")
            about["platform"] = {"os": system, "architecture": architecture,
                                 **({"variant": variant[0]} if variant else {})}
        return data, about

    def _with_references(self, text):
        """@NAME is the descriptor of a document, of an image, or of the layer of that number;
        @NAME+{...} has more members; @NAME.digest and others are one value."""
        def value(match):
            name, part, more = match.groups()
            if part == "diff-id":
                return json.dumps(self.layers[int(name) - 1].diff_id)
            about = self.layers[int(name) - 1].descriptor() if name.isdigit() else (
                self._document(name)[1])
            if part == "hex":
                return about["digest"].partition(":")[2]
            if part:
                return json.dumps(about[part])
            return json.dumps(about)[:-1] + ", " if more else json.dumps(about)

        return _REFERENCE.sub(value, text)
