# SPDX-License-Identifier: Apache-2.0
"""Documents as tests: what a document says is done, from its top to its bottom. Import this module,
not the class from it, which would be a test of its own."""

import re
import subprocess
import unittest

from tests.docs.blocks import sections
from tests.docs.named_images import make_beforehand
from tests.docs.network import leave_the_hosts_network
from tests.docs.samples import STORE
from tests.docs.session import Session
from tests.docs.world import ROOT, World
from tests.support.program import TestCase
from tests.support.registry import needs_registry


def read(document):
    return (ROOT / document).read_text(encoding="utf-8")


def is_done(block):
    return block.remark("not run:") is None and (block.is_commands or bool(block.file))


def _fetch_kernels(text):
    """The store has what oci2boot-fetch-kernel would bring, which then needs no network."""
    for arguments in set(re.findall(r"^(?:\$ )?oci2boot-fetch-kernel( --arch \w+)?$", text,
                                    re.MULTILINE)):
        subprocess.run([ROOT / "scripts/fetch-kernel", *arguments.split(), "--store", STORE],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


@needs_registry
class DocumentTestCase(TestCase):
    """A class of it says which document it follows, which images that names, and whether it asks a
    Docker engine. `only` names sections, and `leave_out` those that are another class's."""

    document = ""
    images = ()
    with_engine = False
    only = None
    leave_out = ()

    @classmethod
    def chosen_sections(cls):
        return [section for section in sections(read(cls.document))
                if section.title not in cls.leave_out
                and (cls.only is None or section.title in cls.only)]

    def test_it_does_what_it_says(self):
        make_beforehand(self.images)
        _fetch_kernels(read(self.document))
        leave_the_hosts_network()
        world = self.enterContext(World(self.folder / "world", self.images, self.with_engine))
        session = Session(self.folder, world.environment(self.folder / "home"))
        self.addCleanup(session.end_section)
        for section in self.chosen_sections():
            with self.subTest(f"{self.document}: {section.title}"):
                session.begin_section(section)
                self._follow_section(session, world, section)
            session.end_section()

    def _follow_section(self, session, world, section):
        for block in filter(is_done, section.blocks):
            needs = [block.remark("needs")]
            if block.is_commands and re.search(r"(?m)^[^#\n]*\bdocker ", block.text):
                needs.append("docker")
            for need in filter(None, needs):
                if reason := world.missing(need):
                    raise unittest.SkipTest(reason)
            session.do(block)
