# SPDX-License-Identifier: Apache-2.0
"""What people see while they wait, on terminals of all sizes, and what programs and logs get."""

import json
import subprocess
import unittest

from tests.support import images
from tests.support.faulty_proxy import FaultyProxy, status, throttled
from tests.support.program import PROGRAM, environment
from tests.support.pulling import PIPED, PLAIN, PullTestCase
from tests.support.registry import Registry, needs_registry
from tests.support.screen import Screen, run_on_terminal


class ScreenTest(unittest.TestCase):
    """The measuring device itself."""

    def test_lines_are_overwritten_and_scroll(self):
        screen = Screen(rows=3, columns=10)
        screen.feed("one\r\ntwo\r\n\x1b[2A\x1b[Knew\r\n\x1b[1B\r")
        screen.feed("three\r\nfour\r\n")
        self.assertEqual((screen.history, screen.lines),
                         (["new", "two"], ["new", "two", "three", "four", ""]))
        self.assertEqual(screen.wrapped, [])

    def test_what_is_too_wide_is_noticed(self):
        screen = Screen(rows=3, columns=4)
        screen.feed("four\r\nfives")
        self.assertEqual(screen.wrapped, ["five"])


class ProgressTestCase(PullTestCase):
    LAYERS, SIZE = 2, 300_000

    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry"))
        cls.layout = images.layered_layout(shared / "x", layers=cls.LAYERS, size=cls.SIZE)
        cls.registry.put(f"oci:{cls.layout}", "x")
        cls.expected = cls.initramfs_of_layout(cls.layout)
        cls.layers = cls.registry.manifest("x")[1]["layers"]

    def setUp(self):
        super().setUp()
        self.proxy = self.enterContext(FaultyProxy(self.registry.address))
        self.x = self.proxy.name("x")

    def watch(self, *arguments, rows=24, columns=80, variables=None, **options):
        status, screen, written = run_on_terminal(
            [PROGRAM, *map(str, arguments)], rows, columns, cwd=self.folder, env=environment(
                {**self.environment, "TERM": "xterm-256color", **(variables or {})}), **options)
        self.assertEqual(status, 0, written)
        self.assertTrue(screen.cursor_is_shown)
        return screen, written

    def tells_of_each_layer_once(self, screen):
        for layer in self.layers:
            told = [line for line in screen.lines if layer["digest"][7:13] in line]
            self.assertEqual(len(told), 1, "\n".join(screen.lines))


@needs_registry
class TerminalTest(ProgressTestCase):
    def test_each_layer_has_a_line_that_fits(self):
        for columns in (200, 80, 40, 20, 10):
            with self.subTest(columns):
                self.proxy.calm()
                self.proxy.fault(self.proxy.BLOBS, throttled(900_000))
                screen, _ = self.watch(
                    "pull", self.x, "--cache-dir", self.home / str(columns), columns=columns,
                    stdout=subprocess.DEVNULL)
                self.assertEqual(screen.wrapped, [])
                self.assertLessEqual(len(screen.lines), len(self.layers) + 2)
                if columns >= 40:
                    self.tells_of_each_layer_once(screen)

    def test_the_report_comes_below(self):
        self.proxy.fault(self.proxy.BLOBS, throttled(900_000))
        screen, _ = self.watch(self.x, "-o", "x.cpio", *PLAIN)
        self.assertEqual((self.folder / "x.cpio").read_bytes(), self.expected)
        self.tells_of_each_layer_once(screen)
        self.assertIn("3 layers", screen.lines[len(self.layers)])

    def test_it_is_redrawn_in_place(self):
        self.proxy.fault(self.layers[1]["digest"], throttled(300_000))
        screen, written = self.watch("pull", self.x, stdout=subprocess.DEVNULL)
        self.assertGreater(written.count(self.layers[1]["digest"][7:13]), 3)
        self.assertEqual(screen.lines[len(self.layers):], [""])
        self.assertEqual(screen.history, [])

    def test_more_layers_than_rows(self):
        self.proxy.fault(self.proxy.BLOBS, throttled(900_000))
        screen, _ = self.watch("pull", self.x, rows=2)
        self.tells_of_each_layer_once(screen)

    def test_an_error_comes_below(self):
        self.proxy.fault(self.layers[2]["digest"], status(404))
        self.proxy.fault(self.layers[1]["digest"], throttled(900_000))
        code, screen, written = run_on_terminal(
            [PROGRAM, self.x, "-o", "x.cpio", *PLAIN], 24, 200, cwd=self.folder,
            env=environment({**self.environment, "TERM": "xterm"}))
        self.assertEqual(code, 3, written)
        self.assertTrue(screen.cursor_is_shown)
        *_, last, empty = screen.lines
        self.assertRegex(last, "^oci2boot: layer 3 of 3")
        self.assertEqual(empty, "")

    def test_a_dumb_terminal(self):
        _, written = self.watch("pull", self.x, variables={"TERM": "dumb"})
        self.assertNotIn("\x1b", written)

    def test_quiet_on_a_terminal(self):
        _, written = self.watch(self.x, "-o", "x.cpio", *PLAIN, "-q")
        self.assertEqual(written, "")
        _, written = self.watch("pull", self.x, "-q")
        self.assertEqual(len(written.splitlines()), 1)


@needs_registry
class ManyLayersTest(ProgressTestCase):
    LAYERS, SIZE = 12, 40_000

    def test_a_low_window(self):
        self.proxy.fault(self.proxy.BLOBS, throttled(400_000))
        screen, _ = self.watch("pull", self.x, rows=5)
        self.tells_of_each_layer_once(screen)


@needs_registry
class LogTest(ProgressTestCase):
    def test_a_pipe_gets_plain_lines(self):
        self.proxy.fault(self.proxy.BLOBS, throttled(900_000))
        result = self.convert("pull", self.x)
        self.assertNotRegex(result.stderr, "[\r\x1b\b]")
        self.assertLess(len(result.stderr.splitlines()), 4 * len(self.layers))
        for layer in self.layers:
            self.assertIn(layer["digest"][7:13], result.stderr)

    def test_plain_on_a_terminal(self):
        screen, written = self.watch("pull", self.x, "--progress", "plain", columns=200)
        self.assertNotIn("\x1b", written)
        self.tells_of_each_layer_once(screen)

    def test_none(self):
        for options in (["--progress", "none"], ["-q"]):
            result = self.convert(self.x, "-o", "x.cpio", "--force", *PLAIN, "--pull=always",
                                  *options)
            self.assertEqual(result.stderr, "")
        self.assertEqual(result.stdout, b"")

    def test_standard_output_stays_clean(self):
        for mode in ("auto", "plain", "json", "none"):
            result = self.convert(self.x, *PIPED, "--progress", mode)
            self.assertEqual(result.stdout, self.expected)

    def test_what_is_no_mode(self):
        self.assertIn("--progress", self.refuses_to_convert(2, self.x, "--progress", "fancy"))


@needs_registry
class EventsTest(ProgressTestCase):
    def events(self, *arguments):
        result = self.oci2boot(*arguments, "--progress", "json")
        return result.returncode, [json.loads(line) for line in result.stderr.splitlines()]

    def of_layer(self, events, number):
        """By kind of event, in their order."""
        kinds = {}
        for event in events:
            if event.get("layer") == number:
                self.assertEqual(event["digest"], self.layers[number]["digest"])
                kinds.setdefault(event["event"], []).append(event)
        return kinds

    def test_each_line_is_an_event_and_none_is_missing(self):
        self.proxy.fault(self.proxy.BLOBS, throttled(900_000))
        code, (opened, *events, done) = self.events(self.x, "-o", "x.cpio", *PLAIN)
        self.assertEqual((code, done), (0, {"event": "done"}))
        self.assertEqual((opened["event"], opened["layers"]), ("opened", len(self.layers)))
        for number, layer in enumerate(self.layers):
            kinds = self.of_layer(events, number)
            for kind in ("arriving", "unpacking"):
                amounts = [event["bytes"] for event in kinds[kind]]
                self.assertEqual(amounts, sorted(amounts))
                self.assertEqual(amounts[-1], layer["size"])
            self.assertEqual([event["cached"] for event in kinds["arrived"]], [False])
            self.assertEqual(len(kinds["unpacked"]), 1)

    def test_what_is_here_does_not_arrive_again(self):
        self.events("pull", self.x)
        code, events = self.events(self.x, "-o", "x.cpio", *PLAIN)
        self.assertEqual(code, 0)
        for number in range(len(self.layers)):
            kinds = self.of_layer(events, number)
            self.assertNotIn("arriving", kinds)
            self.assertEqual([event["cached"] for event in kinds["arrived"]], [True])
            self.assertEqual(len(kinds["unpacked"]), 1)

    def test_an_image_of_files_has_events_too(self):
        code, events = self.events(f"oci:{self.layout}", "-o", "x.cpio", *PLAIN)
        self.assertEqual(code, 0)
        self.assertEqual(events[0]["layers"], len(self.layers))
        self.assertEqual(events[-1], {"event": "done"})

    def test_a_failure_is_an_event(self):
        code, events = self.events("pull", self.proxy.name("none"))
        self.assertEqual((code, events[-1]["event"], events[-1]["status"]), (3, "failed", 3))
        self.assertIn(self.proxy.address, events[-1]["message"])

    def test_damage_that_was_healed_is_told_of(self):
        self.convert("pull", self.x)
        blob, = self.cache.rglob(self.layers[1]["digest"][7:])
        blob.unlink()
        blob.write_bytes(bytes(self.layers[1]["size"]))
        code, events = self.events(self.x, "-o", "x.cpio", *PLAIN)
        self.assertEqual(code, 0)
        kinds = [event["event"] for event in events]
        self.assertLess(kinds.index("warning"), kinds.index("restarted"))
        self.assertEqual(kinds[-1], "done")

    def test_unpacking_begins_before_a_layer_is_whole(self):
        layer = self.layers[1]
        self.proxy.fault(layer["digest"], throttled(400_000))
        code, events = self.events(self.x, "-o", "x.cpio", *PLAIN)
        self.assertEqual(code, 0)
        told = [(event["event"], event.get("bytes", 0)) for event in events
                if event.get("layer") == 1]
        before = told[:told.index(("arrived", 0))]
        self.assertTrue([amount for kind, amount in before
                         if kind == "unpacking" and 0 < amount < layer["size"]], told)


if __name__ == "__main__":
    unittest.main(verbosity=2)
