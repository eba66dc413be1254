# SPDX-License-Identifier: Apache-2.0
"""An image whose conversion is disturbed."""

import hashlib
import os
import pathlib
import random
import signal
import tempfile

from tests.disk.disk_test_case import MIB, PLAIN, DiskTestCase
from tests.support.image_forms import Layer, layout_files, write_folder
from tests.support.injected import CHANGING, NO_LEAK_CHECK, injecting, most_calls, needs_injection
from tests.support.layer_tar import LayerTar
from tests.support.program import oci2boot

FORMS = {"vm.img": (), "vm.qcow2": (), "zstd.qcow2": ("--compress", "zstd")}


class FaultTestCase(DiskTestCase):
    def setUp(self):
        super().setUp()
        chance = random.Random(11)
        below = LayerTar().directory(b"d").file(b"gone", chance.randbytes(2 * MIB))
        for number in range(300):
            below.file(b"d/%d" % number, chance.randbytes(chance.randrange(20_000)),
                       xattrs={b"user.large": b"x" * 300})
        above = LayerTar().file(b".wh.gone").file(b"new", chance.randbytes(3 * MIB))
        write_folder(self.inputs / "layout", layout_files(
            [Layer(below.finish()), Layer(above.finish())]))
        self.image = f"oci:{self.inputs / 'layout'}"

    def digests(self):
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in self.folder.iterdir()}

    def whole(self, name):
        """The digests of what is made when nothing comes between."""
        self.convert(self.image, "-o", name, *PLAIN, *FORMS[name], "-q")
        made = self.digests()
        self.remove_all()
        return made

    def remove_all(self):
        for path in self.folder.iterdir():
            path.unlink()


@needs_injection
class EachCallTestCase(FaultTestCase):
    """Each system call that changes files, in turn, fails or brings a signal. In memory where that
    is possible: the disk that is made many times is synced each time."""

    def setUp(self):
        super().setUp()
        if os.access("/dev/shm", os.W_OK):
            folder = tempfile.TemporaryDirectory(prefix="oci2boot-test-", dir="/dev/shm")
            self.addCleanup(folder.cleanup)
            self.folder = pathlib.Path(folder.name)

    def at_each_call(self, name, what, judge):
        """Converts to `name` with `what` at each call; `judge` is given each result."""
        calls = most_calls(CHANGING, self.image, "-o", name, *PLAIN, *FORMS[name], "-q", "--force",
                           cwd=self.folder)
        self.assertGreater(calls, 5)
        self.remove_all()
        for number in range(1, calls + 1):
            with self.subTest(name=name, call=number):
                judge(self.disturbed(name, what, number))
            self.remove_all()

    def disturbed(self, name, what, number):
        return oci2boot(self.image, "-o", name, *PLAIN, *FORMS[name], "-q", "--force",
                        cwd=self.folder, env=NO_LEAK_CHECK,
                        prefix=injecting(CHANGING, what, number))

    def check_signal(self, number, names):
        for name in names:
            whole = self.whole(name)

            def judge(result, whole=whole, name=name):
                if result.returncode == 0:
                    self.assertEqual(self.digests(), whole)
                    return
                self.assertEqual(result.returncode, -number, result.stderr)
                made = self.digests()
                for file in set(made) & set(whole):
                    self.assertEqual(made[file], whole[file], f"{file} is not whole")
                if name in made:  # it comes last
                    self.assertLessEqual(set(whole), set(made))
                if set(made) - set(whole):  # a hidden file, which the next run takes away
                    self.convert(self.image, "-o", name, *PLAIN, *FORMS[name], "-q", "--force")
                    self.assertEqual(self.digests(), whole)

            self.at_each_call(name, f"signal={signal.Signals(number).name}", judge)
