# SPDX-License-Identifier: Apache-2.0
"""Options that are set in files and by the environment, results for programs, and what is shown
to people who mistyped something or who look at a terminal."""

import json
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import unittest

from tests.support import images
from tests.support.program import PROGRAM, TestCase, environment, oci2boot


_DEADLINE = 60


def on_terminal(*arguments, env=None, cwd=None):
    """What the program writes on a terminal that it has for standard output and error."""
    outside, inside = pty.openpty()
    process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                               stdout=inside, stderr=inside, cwd=cwd,
                               env=environment({"TERM": "xterm", "NO_COLOR": None, **(env or {})}))
    os.close(inside)
    written = b""
    try:
        with open(outside, "rb", buffering=0) as terminal:
            while select.select([terminal], [], [], _DEADLINE)[0]:
                try:
                    piece = terminal.read(65536)
                except OSError:  # the program has closed the other end
                    break
                if not piece:
                    break
                written += piece
        process.wait(timeout=_DEADLINE)
    finally:
        process.kill()
        process.wait()
    return written.decode()


class ConfigurationTest(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.layout = images.busybox_layout(cls.shared_folder() / "image", cmd="/bin/sh")

    def setUp(self):
        super().setUp()
        self.home = self.folder / "home"
        self.project = self.folder / "project"
        (self.home / ".config/oci2boot").mkdir(parents=True)
        self.project.mkdir()

    def user_file(self, text):
        (self.home / ".config/oci2boot/config.toml").write_text(text)

    def project_file(self, text):
        (self.project / "oci2boot.toml").write_text(text)

    def surroundings(self, **variables):
        return {"cwd": self.project,
                "env": {"HOME": str(self.home), "XDG_CONFIG_HOME": None, **variables}}

    def memory(self, *arguments, **variables):
        """How much of it the launch script gives the machine."""
        self.convert(f"oci:{self.layout}", "-o", "initrd", "--force", *arguments,
                     **self.surroundings(**variables))
        script = (self.project / "initrd.sh").read_text()
        return re.search(r"memory='(\w+)'", script).group(1)

    def test_the_strongest_source_holds(self):
        self.user_file('memory = "514M"\n')
        self.assertEqual(self.memory(), "514M")
        self.project_file('memory = "515M"\n')
        self.assertEqual(self.memory(), "515M")
        self.assertEqual(self.memory(OCI2BOOT_MEMORY="516M"), "516M")
        self.assertEqual(self.memory("-m", "517M", OCI2BOOT_MEMORY="516M"), "517M")

    def test_the_user_s_folder_may_be_elsewhere(self):
        self.user_file('memory = "514M"\n')
        (self.folder / "config/oci2boot").mkdir(parents=True)
        (self.folder / "config/oci2boot/config.toml").write_text('[convert]\nmemory = "518M"\n')
        self.assertEqual(self.memory(XDG_CONFIG_HOME=str(self.folder / "config")), "518M")

    def test_files_can_be_done_without(self):
        self.user_file("this is no TOML\n")
        self.assertIn("config.toml:1: ", self.refused(2, "inspect", f"oci:{self.layout}",
                                                      **self.surroundings()))
        for arguments, variables in (["--no-config"], {}), ([], {"OCI2BOOT_NO_CONFIG": "1"}):
            self.convert("inspect", f"oci:{self.layout}", *arguments,
                         **self.surroundings(**variables))

    def test_help_needs_no_file_that_is_right(self):
        self.project_file("[")
        for arguments in ["--help"], ["run", "--help"], ["--version"], ["help", "config"]:
            self.convert(*arguments, **self.surroundings())

    def test_a_project_cannot_open_this_machine(self):
        for key in "volume", "publish", "qemu-arg", "device", "mirror", "authfile", "ssh-key":
            self.project_file(f'{key} = "x"\n')
            message = self.refused(125, "run", f"oci:{self.layout}", **self.surroundings())
            self.assertIn(f"./oci2boot.toml:1: {key} is not for a project to set", message)
        (self.project / "link").symlink_to("/")
        (self.project / "inner").symlink_to("sources")
        for path in "../../etc/passwd", "link/boot", "image:rootfs:link/home":
            self.project_file(f'kernel = "{path}"\n')
            self.assertIn("in its own folder only",
                          self.refused(2, "inspect", f"oci:{self.layout}", **self.surroundings()))
        self.project_file('kernel = "inner/bzImage"\n')
        self.assertIn("inner/bzImage", self.refused(8, f"oci:{self.layout}", "-o", "initrd",
                                                    **self.surroundings()))

    def test_a_file_that_would_never_end_is_refused(self):
        os.mkfifo(self.project / "oci2boot.toml")
        self.assertIn("no regular file",
                      self.refused(2, "inspect", f"oci:{self.layout}", **self.surroundings()))

    def test_a_file_in_a_folder_that_is_closed_is_none(self):
        self.user_file('memory = "much"\n')
        self.folder.chmod(0o755)
        closed = self.home / ".config"
        closed.chmod(0)
        self.addCleanup(closed.chmod, 0o755)
        drop = ["setpriv", "--reuid=65534", "--clear-groups"] if os.getuid() == 0 else []
        self.convert("inspect", "--help", prefix=drop, **self.surroundings())
        self.convert("cache", "ls", "--cache-dir", "none", prefix=drop, **self.surroundings())
        closed.chmod(0o755)
        (closed / "oci2boot/config.toml").chmod(0)
        self.assertIn("config.toml: Permission denied",
                      self.refused(2, "cache", "ls", "--cache-dir", "none", prefix=drop,
                                   **self.surroundings()))

    def test_who_set_a_value_that_is_wrong_is_told(self):
        self.user_file('memory = "much"\n')
        self.assertIn("(--memory is set by " + str(self.home / ".config/oci2boot/config.toml"),
                      self.refused(2, f"oci:{self.layout}", "-o", "x", "--format", "initramfs",
                                   **self.surroundings()))

    def test_defaults_about_booting_do_not_keep_a_tar_from_being_made(self):
        self.user_file('memory = "1G"\nsize = "+1G"\nquiet = true\n')
        result = self.convert(f"oci:{self.layout}", "-o", "x.tar", **self.surroundings())
        self.assertEqual(result.stdout, b"")


class JsonTest(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.layout = images.busybox_layout(cls.shared_folder() / "image", cmd="/bin/sh")

    def document(self, *arguments, **options):
        result = self.convert(*arguments, **options)
        return json.loads(result.stdout)

    def test_a_conversion(self):
        made = self.document(f"oci:{self.layout}", "-o", "initrd", "--kernel", "none", "--json")
        self.assertEqual(made["platform"], "linux/amd64")
        self.assertEqual(made["output"], "initrd")
        self.assertEqual(made["layers"], 1)
        self.assertEqual(made["boot"]["command"], "/bin/sh")
        self.assertRegex(made["image"]["manifest"], "^sha256:[0-9a-f]{64}$")
        for file in made["files"]:
            path = self.folder / file["path"]
            self.assertEqual(file["size"], path.stat().st_size)
        self.assertIn("initrd", [file["path"] for file in made["files"]])

    def test_a_tar_archive_boots_nothing(self):
        made = self.document(f"oci:{self.layout}", "-o", "x.tar", "--json")
        self.assertIsNone(made["boot"])
        self.assertEqual([file["path"] for file in made["files"]], ["x.tar", "x.tar.json"])

    def test_standard_output_holds_one_thing(self):
        self.assertIn("--json goes to standard output",
                      self.refused(2, f"oci:{self.layout}", "-o", "-", "--json"))
        self.assertIn("--json and --quiet contradict each other",
                      self.refused(2, f"oci:{self.layout}", "-o", "x.tar", "--json", "-q"))

    def test_nothing_is_printed_of_what_failed(self):
        result = oci2boot("oci:none", "-o", "x.tar", "--json", cwd=self.folder)
        self.assertEqual((result.returncode, result.stdout), (3, b""))

    def test_what_was_removed_from_the_cache(self):
        removed = self.document("cache", "prune", "--keep", "0", "--json", "--cache-dir", "none")
        self.assertEqual(removed["blobs"], {"count": 0, "size": 0})

    def test_a_kernel_that_was_added(self):
        tree = self.folder / "linux"
        (tree / "boot").mkdir(parents=True)
        kernels = pathlib.Path(os.environ["OCI2BOOT_KERNELS"])
        vmlinuz = next(path for path in sorted(kernels.rglob("vmlinuz*")) if path.is_file())
        shutil.copy(vmlinuz, tree / "boot/vmlinuz")
        added = self.document("kernel", "add", "linux", "--name", "mine", "--json",
                              env={"OCI2BOOT_KERNELS": str(self.folder / "store")})
        self.assertEqual(added["path"], str(self.folder / "store/mine"))
        self.assertIn("version", added)


class MistypedTest(TestCase):
    def setUp(self):
        super().setUp()
        images.busybox_layout(self.folder / "image", cmd="/bin/sh")

    def test_a_command(self):
        self.assertIn("did you mean 'inspect'?", self.refused(2, "inpsect", "oci:image"))
        self.assertIn("did you mean the command pull?",
                      self.refused(3, "pul", "--offline", "--cache-dir", "none"))

    def test_an_option(self):
        self.assertIn("there is no option --memry (did you mean --memory?)",
                      self.refused(125, "run", "oci:image", "--memry", "1G"))

    def test_a_file(self):
        for arguments in (["oci:imgae", "-o", "x.tar"], ["inspect", "oci:imgae"],
                          ["./imgae", "-o", "x.tar"], ["ls", "imgae"], ["unpack", "imgae", "x"]):
            with self.subTest(arguments):
                message = self.refused(3, *arguments)
                self.assertRegex(message, r"\(did you mean '(\./)?image'\?\)$")
        (self.folder / "key.pub").write_text("x")
        self.assertIn("did you mean 'key.pub'?",
                      self.refused(2, "oci:image", "--ssh-key", "kye.pub"))
        (self.folder / "bzImage").write_text("x")
        self.assertIn("did you mean 'bzImage'?",
                      self.refused(8, "oci:image", "-o", "initrd", "--kernel", "bzImge"))
        self.assertIn("did you mean 'bzImage'?", self.refused(8, "kernel", "add", "bzImge"))

    def test_nothing_is_guessed_where_nobody_was_asked(self):
        (self.folder / "alpine.tar").touch()
        message = self.refused(3, "inspect", "alpin", "--cache-dir", "none",
                               env={"https_proxy": "http://127.0.0.1:1", "no_proxy": None,
                                    "NO_PROXY": None})
        self.assertIn("the proxy 127.0.0.1:1 cannot be reached", message)
        self.assertNotIn("did you mean", message)

    def test_nothing_is_guessed_where_nothing_is_alike(self):
        self.assertNotIn("did you mean", self.refused(3, "oci:elsewhere", "-o", "x.tar"))


class ColourTest(TestCase):
    def test_help_and_errors_have_colours_on_a_terminal(self):
        self.assertIn("\x1b[1mUsage:\x1b[0m", on_terminal("--help"))
        self.assertIn("\x1b[1;31moci2boot:\x1b[0m 'nothing'", on_terminal("ls", "nothing"))

    def test_nobody_has_to_have_them(self):
        for changes in {"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": None}:
            with self.subTest(changes):
                self.assertNotIn("\x1b", on_terminal("--help", env=changes))
                self.assertNotIn("\x1b", on_terminal("ls", "nothing", env=changes,
                                                     cwd=self.folder))

    def test_there_are_none_in_a_pipe(self):
        result = oci2boot("--help", env={"TERM": "xterm", "NO_COLOR": None})
        self.assertNotIn(b"\x1b", result.stdout)
        result = oci2boot("ls", "nothing", env={"TERM": "xterm", "NO_COLOR": None})
        self.assertNotIn("\x1b", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
