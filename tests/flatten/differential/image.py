# SPDX-License-Identifier: Apache-2.0
"""An image as a list of layers, each a list of entries: what the generator makes, and what can be
made smaller without knowing how it came about."""

import bz2
import dataclasses
import gzip
import lzma

from tests.support.image_forms import LAYER, Layer, layout_files, write_folder
from tests.support.layer_tar import LayerTar

COMPRESSIONS = ("none", "gzip", "two gzip members", "bzip2", "xz")
ENDINGS = ("two blocks", "a whole record", "nothing", "not even padding")


@dataclasses.dataclass(frozen=True)
class Entry:
    """A call of a method of LayerTar: file, directory, symlink, hard_link, char_device,
    block_device, fifo or sparse. `prefix` bytes of the path, and the slash behind them, are in the
    field that ustar has for that."""

    method: str
    path: bytes
    arguments: tuple = ()
    attributes: dict = dataclasses.field(default_factory=dict)
    prefix: int = 0

    def add_to(self, tar, **more):
        path, attributes = self.path, {**self.attributes, **more}
        if self.prefix:
            attributes["prefix"], path = path[:self.prefix], path[self.prefix + 1:]
        getattr(tar, self.method)(path, *self.arguments, **attributes)

    def __str__(self):
        words = [repr(each)[:80] for each in (self.path, *self.arguments)]
        words += [f"{name}={value!r}"[:80] for name, value in self.attributes.items()]
        return f"{self.method}({', '.join(words)})"


@dataclasses.dataclass(frozen=True)
class LayerPlan:
    entries: tuple[Entry, ...]
    compression: str = "none"
    ending: str = "two blocks"

    def tar(self):
        tar = LayerTar()
        for number, entry in enumerate(self.entries):
            last = number == len(self.entries) - 1
            entry.add_to(tar, padding=not (last and self.ending == "not even padding"))
        if self.ending in ("two blocks", "a whole record"):
            tar.raw(bytes(1024))
        if self.ending == "a whole record":
            tar.raw(bytes(-len(tar.data) % 10240))
        return bytes(tar.data)

    def layer(self):
        tar = self.tar()
        if self.compression == "none":
            return Layer(tar)
        if self.compression in ("bzip2", "xz"):
            return Layer(tar, (bz2 if self.compression == "bzip2" else lzma).compress(tar))
        half = len(tar) // 2 if self.compression == "two gzip members" else len(tar)
        pieces = [tar[:half], tar[half:]] if half < len(tar) else [tar]
        blob = b"".join(gzip.compress(piece, 1, mtime=0) for piece in pieces)
        return Layer(tar, blob, LAYER + "+gzip")


@dataclasses.dataclass(frozen=True)
class ImagePlan:
    layers: tuple[LayerPlan, ...]

    def write(self, folder):
        """Makes an OCI layout with the image `latest`."""
        return write_folder(folder, layout_files([plan.layer() for plan in self.layers]))

    def for_umoci(self):
        """The same in forms that umoci 0.4.7 reads: it has no sparse files of GNU's own type, and
        of compressions gzip alone."""
        layers = []
        for plan in self.layers:
            entries = tuple(dataclasses.replace(entry, arguments=(*entry.arguments[:2], "pax-1.0"))
                            if entry.arguments[2:] == ("gnu",) else entry for entry in plan.entries)
            compression = "gzip" if plan.compression in ("bzip2", "xz") else plan.compression
            layers.append(LayerPlan(entries, compression, plan.ending))
        return ImagePlan(tuple(layers))

    def __str__(self):
        lines = []
        for number, plan in enumerate(self.layers, 1):
            lines.append(f"layer {number} ({plan.compression}, ended by {plan.ending}):")
            lines += [f"  {entry}" for entry in plan.entries]
        return "\n".join(lines)
