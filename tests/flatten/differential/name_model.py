# SPDX-License-Identifier: Apache-2.0
"""Which names an image has so far: enough for the generator to aim its entries, and to leave out
those on which umoci and the table of docs/flattening.md do not agree (each of which is a case of
known_differences.py). It holds no attributes and no contents, and judges nothing.
"""

import collections
import dataclasses

_MOST_LINKS = 40
# Engines unpack below a folder of the host, and the kernel takes paths of 4096 bytes.
_LONGEST_PATH = 3000

KINDS = {"file": "file", "sparse": "file", "directory": "directory", "symlink": "symlink",
         "hard_link": "link", "char_device": "device", "block_device": "device", "fifo": "fifo"}

# What is counted of names that take another's place.
CHANGES = frozenset(f"{kind} over {old}" for kind in set(KINDS.values())
                    for old in set(KINDS.values()) - {"link"})


@dataclasses.dataclass(eq=False)
class Name:
    kind: str
    layer: int  # that set it last
    target: bytes = b""  # of a symlink
    set_group_id: bool = False  # of a directory
    children: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Place:
    """Where a path leads: the names that are there, the root first, and the parts that are not."""

    nodes: list
    names: list
    missing: list
    passed: list  # all that was looked at on the way, symbolic links too

    @property
    def node(self):
        return None if self.missing else self.nodes[-1]


def parts_of(path):
    """The parts that a path has by its text alone."""
    parts = []
    for part in path.split(b"/"):
        if part == b"..":
            del parts[-1:]
        elif part not in (b"", b"."):
            parts.append(part)
    return parts


def _sets_group_id(entry):
    return bool(entry.attributes.get("mode", 0) & 0o2000)


class NameModel:
    def __init__(self, for_anybody):
        """`for_anybody`: whether umoci must manage as a user without rights. For a whiteout it
        reads the attributes of what is in the place of the directory, even of a file."""
        self.for_anybody = for_anybody
        self.root = Name("directory", 0)
        self.layer = 0
        self.seen = collections.Counter()  # what has been made so far, by name of the feature

    def begin_layer(self):
        self.layer += 1

    def locate(self, parts, follow_last=True):
        """The place of a path; None in a loop and below a file. `..` takes the part before it away,
        whatever that is, as engines do."""
        nodes, names, missing, passed, links = [self.root], [], [], [self.root], 0
        pending = list(reversed(parts))
        while pending:
            part = pending.pop()
            if part in (b"", b"."):
                continue
            if part == b".." and missing:
                missing.pop()
                continue
            if part == b"..":
                del names[-1:]
                nodes = nodes[:-1] or nodes
                continue
            if nodes[-1].kind != "directory":
                return None
            child = None if missing else nodes[-1].children.get(part)
            if child is None:
                missing.append(part)
                continue
            passed.append(child)
            if child.kind == "symlink" and (pending or follow_last):
                links += 1
                if links > _MOST_LINKS:
                    return None
                if child.target.startswith(b"/"):
                    nodes, names = [self.root], []
                pending += reversed(child.target.split(b"/"))
            else:
                nodes.append(child)
                names.append(part)
        return Place(nodes, names, missing, passed)

    def all_names(self):
        """[(parts, Name)] of all names, the root not among them, parents first."""
        found, pending = [], [((), self.root)]
        while pending:
            parts, node = pending.pop()
            for name, child in node.children.items():
                found.append(((*parts, name), child))
                if child.kind == "directory":
                    pending.append(found[-1])
        return found

    def apply(self, entry):
        """Takes an entry in; False, and nothing is changed, when the image is better without."""
        parts = parts_of(entry.path)
        if not parts:
            if entry.method == "directory":
                self.root.set_group_id = _sets_group_id(entry)
            return entry.method == "directory"
        place = self.locate(parts[:-1])
        if place is None:
            return False
        if parts[-1].startswith(b".wh."):
            return self._apply_whiteout(place, parts[-1])
        length = sum(len(part) + 1 for part in place.names + place.missing + parts[-1:])
        # Directories that umoci makes below one with this bit inherit the bit and the group.
        inherits = place.missing and place.nodes[-1].set_group_id
        if place.nodes[-1].kind != "directory" or inherits or length > _LONGEST_PATH:
            return False
        return self._apply_name(entry, place, parts)

    def _apply_name(self, entry, place, parts):
        folder, name = place.nodes[-1], parts[-1]
        old = None if place.missing else folder.children.get(name)
        kind = KINDS[entry.method]
        target = entry.arguments[0] if kind in ("symlink", "link") else b""
        if kind == "link":
            # Engines take the old name away before they look for the target.
            linked = self.locate(parts_of(target), follow_last=False)
            if linked is None or linked.node is None or linked.node.kind == "directory" or (
                    old is not None and old in linked.passed):
                return False
            self.seen[f"link to a {linked.node.kind}"] += 1
            if linked.node.layer < self.layer:
                self.seen["link to a lower layer"] += 1
            kind, target = linked.node.kind, linked.node.target
        self._count(place, parts, old, KINDS[entry.method])
        for part in place.missing:
            folder.children[part] = folder = Name("directory", self.layer)
        fresh = Name(kind, self.layer, target)
        if kind == "directory" and old is not None and old.kind == "directory":
            fresh.children = old.children
        fresh.set_group_id = _sets_group_id(entry)
        folder.children[name] = fresh
        return True

    def _count(self, place, parts, old, kind):
        self.seen[kind] += 1
        if len(place.passed) > len(parts):
            self.seen["behind a symlink"] += 1
        if place.missing:
            self.seen["implied parents"] += 1
        if old is not None:
            self.seen[f"{kind} over {old.kind}"] += 1
            if old.layer == self.layer:
                self.seen["twice in a layer"] += 1

    def _apply_whiteout(self, place, base):
        opaque, hidden = base == b".wh..wh..opq", base.removeprefix(b".wh.")
        folder = place.node
        is_below_file = folder is not None and folder.kind != "directory"
        if is_below_file and self.for_anybody:
            return False
        if base.startswith(b".wh..wh.") and not opaque:
            self.seen["AUFS leftover"] += 1
            return True
        if hidden in (b"", b".", b".."):
            return False
        if folder is not None and not is_below_file:
            some = folder.children if opaque else {
                name: child for name, child in folder.children.items() if name == hidden}
            if any(self._would_be_made_anew(child) for child in some.values()):
                return False
            self.seen["opaque" if opaque else "whiteout" if some else "whiteout of nothing"] += 1
            self._hide(folder, list(some))
        else:
            self.seen["whiteout of nothing"] += 1
        return True

    def _would_be_made_anew(self, node):
        """Whether a directory of lower layers has names of this one below it. Hidden, it is one
        that these imply, with the attributes of such; umoci keeps the old ones."""
        if node.kind != "directory":
            return False
        if node.layer < self.layer and self._has_upper(node):
            return True
        return any(self._would_be_made_anew(child) for child in node.children.values())

    def _has_upper(self, node):
        return any(child.layer == self.layer or self._has_upper(child)
                   for child in node.children.values())

    def _hide(self, folder, names):
        for name in names:
            child = folder.children[name]
            self._hide(child, list(child.children))
            if child.layer < self.layer:
                del folder.children[name]
