# SPDX-License-Identifier: Apache-2.0
"""Images with many layers that use all that layers can have, each made from its seed alone. Entries
are thrown at random; a model of the names lets those through that make a valid image on which
umoci and the table agree."""

import collections
import copy
import dataclasses
import random

from tests.flatten.differential import attributes
from tests.flatten.differential.image import COMPRESSIONS, ENDINGS, Entry, ImagePlan, LayerPlan
from tests.flatten.differential.name_model import NameModel

_SPARSE_FORMS = ("gnu", "pax-0.0", "pax-0.1", "pax-1.0")
_KINDS = ("file", "file", "file", "directory", "directory", "symlink", "symlink", "char_device",
          "block_device", "fifo", "sparse")
_DEVICES = ((0, 0), (1, 3), (5, 1), (8, 0), (300, 2**18), (4095, 2**20 - 1))


@dataclasses.dataclass(frozen=True)
class Generated:
    image: ImagePlan
    seen: collections.Counter  # how often each feature occurs
    for_anybody: bool  # umoci can unpack it as a user without rights


def generate(seed):
    return _Generator(seed).run()


class _Generator:
    def __init__(self, seed):
        self._chance = random.Random(seed)
        self._for_anybody = self._roll(0.7)
        self._model = NameModel(self._for_anybody)
        self._names = attributes.names(self._chance)
        self._last_folder = b""
        self._planned = []  # entries that belong together, the last one first

    def run(self):
        layers = []
        count = self._chance.randint(2, 9)
        while len(layers) < count:
            again = self._same_again(layers[-1]) if layers and self._roll(0.04) else None
            if again is None:
                self._model.begin_layer()
                again = self._layer(first=not layers)
            layers.append(again)
        return Generated(ImagePlan(tuple(layers)), self._model.seen, self._for_anybody)

    def _roll(self, probability):
        return self._chance.random() < probability

    def _layer(self, first):
        entries = []
        wanted = 0 if self._roll(0.04) else self._chance.randint(*((10, 25) if first else (3, 18)))
        while len(entries) < wanted:
            entry = self._entry(entries)
            if entry is not None and self._model.apply(entry):
                entries.append(entry)
                self._model.seen["sparse file"] += entry.method == "sparse"
                self._model.seen["with attributes"] += "xattrs" in entry.attributes
        return LayerPlan(tuple(entries), self._chance.choice(COMPRESSIONS),
                         self._chance.choice(ENDINGS))

    def _same_again(self, layer):
        """The layer listed twice, where its entries make sense once more."""
        tried = copy.deepcopy(self._model)
        tried.begin_layer()
        if not all(tried.apply(entry) for entry in layer.entries):
            return None
        tried.seen["layer listed twice"] += 1
        self._model = tried
        return layer

    def _entry(self, entries):
        """Any entry, or None."""
        if self._planned:
            return self._planned.pop()()
        acts = [(14, self._whiteout), (14, self._hard_link), (9, self._in_last_folder),
                (8, self._around_change), (25, self._anew), (18, self._over_existing),
                (4, lambda: self._made("file", self._in_folder(b".wh..wh..opq"))),
                (1, lambda: self._made("directory", self._chance.choice((b".", b"./", b"..")))),
                (1, lambda: self._made("file", b".wh..wh.aufs"))]
        if entries:
            acts += [(5, lambda: self._made(self._kind(), self._chance.choice(entries).path)),
                     (3, lambda: self._whiteout(self._chance.choice(entries).path))]
        weights, makers = zip(*acts)
        return self._chance.choices(makers, weights)[0]()

    def _kind(self):
        return self._chance.choice(_KINDS)

    def _anew(self):
        path = self._in_folder(self._name())
        self._last_folder = path.rpartition(b"/")[0]
        return self._made(self._kind(), path)

    def _over_existing(self):
        path = self._existing()
        self._last_folder = path.rpartition(b"/")[0]
        return self._made(self._kind(), path)

    def _in_last_folder(self):
        """Entries of one directory follow each other, as a rule."""
        return self._made(self._kind(), self._last_folder + b"/" + self._name())

    def _around_change(self):
        """What is on the way to that directory changes between two of them."""
        self._last_folder = b"/".join(self._folder())
        self._planned = [self._in_last_folder, self._over_last_folder]
        return self._in_last_folder()

    def _over_last_folder(self):
        path = self._last_folder or self._name()
        if self._roll(0.4):
            return self._whiteout(path)
        if self._roll(0.3):  # itself, behind a link to where it is
            path += b"/" + path.rpartition(b"/")[2]
        return self._made(self._chance.choice(("directory", "symlink", "file")), path)

    def _name(self):
        return self._chance.choice(self._names)

    def _folder(self):
        """The path of a directory, or of a symbolic link to one; in some cases of one that is not
        there yet."""
        found = [parts for parts, node in self._model.all_names()
                 if node.kind in ("directory", "symlink")]
        parts = list(self._chance.choice([(), *found]))
        if self._roll(0.12):
            parts += [self._name() for _ in range(self._chance.randint(1, 3))]
        return parts

    def _in_folder(self, name):
        return b"/".join([*self._folder(), name])

    def _existing(self):
        """The path of a name that is there, in some cases behind a symbolic link."""
        found = self._model.all_names()
        if not found:
            return self._name()
        parts, _ = self._chance.choice(found)
        links = [parts for parts, node in found if node.kind == "symlink"]
        if links and self._roll(0.3):
            link = self._chance.choice(links)
            place = self._model.locate(link)
            if place is not None and place.node is not None and place.node.children:
                return b"/".join([*link, self._chance.choice(list(place.node.children))])
        return b"/".join(parts)

    def _whiteout(self, hidden=None):
        if hidden is None:
            hidden = self._in_folder(self._name()) if self._roll(0.25) else self._existing()
        folder, slash, name = hidden.rstrip(b"/").rpartition(b"/")
        if len(name) > 251:
            return None
        method = self._chance.choice(("file",) * 8 + ("hard_link", "directory", "symlink", "fifo"))
        return self._made(method, folder + slash + b".wh." + name, self._name())

    def _hard_link(self):
        target = self._existing()
        path = self._existing() if self._roll(0.3) else self._in_folder(self._name())
        return self._made("hard_link", path, attributes.spelling(self._chance, target))

    def _symlink_target(self, path):
        """Relative or absolute, with more `..` than there are directories, to something or
        nothing."""
        goal = self._existing() if self._roll(0.8) else self._in_folder(self._name())
        form = self._chance.random()
        if form < 0.08:
            return self._chance.choice((b".", b".", b"..", b"/"))
        if form < 0.3:
            return b"/" + goal
        up = path.count(b"/") + (self._chance.randint(1, 3) if form < 0.5 else 0)
        if form > 0.9:
            up, goal = 0, self._existing() + b"/../" * (path.count(b"/") + 1) + goal
        return b"../" * up + goal

    def _made(self, method, path, target=b""):
        chance, arguments = self._chance, ()
        path = attributes.spelling(chance, path)
        if method == "directory" and self._roll(0.6):
            path += chance.choice((b"/", b"//", b"/."))
        if method == "file":
            arguments = (attributes.content(chance),)
        elif method in ("char_device", "block_device"):
            arguments = chance.choice(_DEVICES)
        elif method == "symlink":
            target = target or self._symlink_target(path)
            arguments = (target,)
        elif method == "hard_link":
            arguments = (target,)
        elif method == "sparse":
            arguments = (*attributes.pieces(chance), chance.choice(_SPARSE_FORMS))
        found = attributes.attributes(chance, method, path, target, self._for_anybody)
        if arguments[2:] == ("gnu",):
            found["mtime"] = attributes.whole(found["mtime"])
        prefix = 0 if method == "sparse" else attributes.prefix(chance, path, found)
        return Entry(method, path, arguments, found, prefix)
