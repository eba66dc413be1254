# SPDX-License-Identifier: Apache-2.0
"""The judge of what documents show."""

import unittest

from tests.docs import blocks, transcript


class TranscriptTest(unittest.TestCase):
    def assert_shows(self, shown, printed):
        self.assertTrue(transcript.matches(shown.split("\n"), printed))

    def assert_shows_not(self, shown, printed):
        self.assertFalse(transcript.matches(shown.split("\n"), printed))

    def test_numbers_and_kernels_may_be_others(self):
        self.assert_shows("initrd  3.6 MiB  Linux 6.1.0-56-cloud-amd64",
                          "initrd 12.7 MiB  Linux 6.8.0-generic\n")
        self.assert_shows_not("initrd  3.6 MiB", "initrd  3.6 KiB\n")

    def test_a_line_that_is_a_number_is_that_number(self):
        self.assert_shows("3", "3\n")
        self.assert_shows_not("3", "4\n")

    def test_dots_stand_for_any_lines(self):
        for printed in ("end\n", "a\nb\nend\n"):
            self.assert_shows("...\nend", printed)
        self.assert_shows_not("...\nend", "a\nend\nmore\n")
        self.assert_shows_not("end", "a\nend\n")
        self.assert_shows("a … z", "a b c z\n")

    def test_a_command_succeeds_unless_its_error_is_shown(self):
        self.assertTrue(transcript.is_right([], 0, "anything"))
        self.assertFalse(transcript.is_right([], 1, ""))
        self.assertFalse(transcript.is_right(["x"], 1, "x\n"))
        self.assertTrue(transcript.is_right(["oci2boot: no"], 2, "oci2boot: no\n"))
        self.assertFalse(transcript.is_right(["oci2boot: no"], 0, "oci2boot: no\n"))

    def test_prompts_are_told_from_output(self):
        self.assertEqual(transcript.typed("/ # uname -r"), ("/ #", "uname -r"))
        self.assertEqual(transcript.typed("ada@vm:~$ id"), ("ada@vm:~$", "id"))
        self.assertEqual(transcript.typed("vm login: ada"), ("vm login:", "ada"))
        self.assertIsNone(transcript.typed("/etc/passwd"))


class BlocksTest(unittest.TestCase):
    def test_a_command_goes_on_as_a_shell_shows_it(self):
        section, = blocks.sections("```console\n$ a \\\n>   b\nout\n$ c\n```\n")
        first, second = blocks.commands(section.blocks[0])
        self.assertEqual((first.text, first.shown), ("a \\\n  b", ["out"]))
        self.assertEqual((second.text, second.line), ("c", 5))

    def test_remarks_are_those_right_above(self):
        section, = blocks.sections(
            "# T\n<!-- needs x -->\n\n<!-- alternatives -->\n```sh f\nx\n```\n")
        self.assertEqual(section.title, "T")
        self.assertEqual(section.blocks[0].file, "f")
        self.assertEqual(section.blocks[0].remark("needs"), "x")
        self.assertEqual(section.blocks[0].remark("alternatives"), "")
        section, = blocks.sections("<!-- needs x -->\ntext\n```\n```\n")
        self.assertIsNone(section.blocks[0].remark("needs"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
