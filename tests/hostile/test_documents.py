# SPDX-License-Identifier: Apache-2.0
"""Images whose documents were made to cost more than they are worth: indexes in indexes, nesting
without end, numbers that nothing holds. Each is refused in one line, with bounded memory."""

import json
import tempfile
import unittest

from tests.support.image_forms import (CONFIG, INDEX, MANIFEST, Layer, descriptor, digest_of,
                                       docker_archive_files, layout_files, layout_of, tar_of,
                                       write_folder)
from tests.support.layer_tar import LayerTar
from tests.support.measured import MeasuredTest, raised_by

DEPTH = 4_000_000  # what fits into a document twice


def nested(depth):
    """JSON texts that nest."""
    yield b"[" * depth
    yield b"[" * depth + b"]" * depth
    yield b'{"a":' * (depth // 5) + b"1" + b"}" * (depth // 5)


def numerous(size):
    """JSON texts of many small values."""
    for value in (b"0", b"{}", b"[]", b'""', b'{"a":0}'):
        yield b"[" + (value + b",") * (size // (len(value) + 1)) + value + b"]"


def index_of(*descriptors):
    return json.dumps({"schemaVersion": 2, "manifests": descriptors}).encode()


class DocumentsTest(MeasuredTest):
    def layout(self, files):
        return f"oci:{write_folder(tempfile.mkdtemp(dir=self.inputs), files)}"

    def layout_with(self, blobs, index):
        return self.layout(layout_of({digest_of(blob): blob for blob in blobs}, index))

    def archive(self, files):
        return "docker-archive:" + self.input_file("saved.tar", tar_of(files))

    def test_indexes_in_indexes_1_000_deep(self):
        blobs = [json.dumps({"config": {}, "layers": []}).encode()]
        inner = descriptor(blobs[0], MANIFEST)
        for _ in range(1000):
            blobs.append(index_of(inner))
            inner = descriptor(blobs[-1], INDEX)
        self.refuses("nests its indexes too deeply", self.layout_with(blobs, index_of(inner)))

    def test_an_index_of_1_000_indexes(self):
        blobs = [json.dumps({"schemaVersion": 2, "manifests": [], "n": number}).encode()
                 for number in range(1000)]
        blobs.append(index_of(*(descriptor(blob, INDEX) for blob in blobs)))
        image = self.layout_with(blobs, index_of(descriptor(blobs[-1], INDEX)))
        self.refuses("has too many indexes", image)

    def test_json_that_nests_without_end(self):
        for text in nested(DEPTH):
            with self.subTest(text[:8] + b"..." + text[-8:]):
                self.refuses_as_any_document("nests too deeply", text)

    def test_json_of_values_without_end(self):
        for text in numerous(8_000_000):
            with self.subTest(text[:8] + b"..." + text[-8:]):
                self.refuses_as_any_document("has too many values", text)

    def refuses_as_any_document(self, message, text):
        layer = Layer(LayerTar().file(b"f").finish())
        self.refuses("the index " + message, self.layout(
            {**layout_files([layer]), "index.json": text}))
        self.refuses("manifest.json of .* " + message, self.archive(
            {**docker_archive_files([layer]), "manifest.json": text}))
        manifest = json.dumps({"config": descriptor(text, CONFIG), "layers": []}).encode()
        self.refuses("the image configuration " + message, self.layout_with(
            [text, manifest], index_of(descriptor(manifest, MANIFEST))))

    def test_a_document_larger_than_any_should_be(self):
        text = b'{"manifests":[]' + b" " * (9 << 20) + b"}"
        image = self.layout({**layout_files([]), "index.json": text})
        self.refuses("index.json is larger than .*" + raised_by("document-bytes"), image)

    def test_sizes_that_are_none(self):
        layer = Layer(LayerTar().file(b"f").finish())
        for size in ("-1", "1.5", "1e400", "1e30", "18446744073709551616", '"1"', "null"):
            with self.subTest(size):
                files = layout_files([layer])
                index = json.loads(files["index.json"])
                index["manifests"][0]["size"] = "HERE"
                files["index.json"] = json.dumps(index).replace('"HERE"', size).encode()
                self.refuses("size is not a size|not valid JSON", self.layout(files))

    def test_a_blob_that_says_it_has_8_eib(self):
        layer = Layer(LayerTar().file(b"f").finish(), size=(1 << 63) - 1)
        self.refuses("9223372036854775807", self.layout(layout_files([layer])), status=5)

    def test_more_layers_than_any_image_has(self):
        layer = Layer(LayerTar().file(b"f").finish())
        for image in (self.layout(layout_files([layer] * 10_001)),
                      self.archive(docker_archive_files([layer] * 10_001))):
            self.refuses("layers.*" + raised_by("layers"), image)


if __name__ == "__main__":
    unittest.main(verbosity=2)
