# SPDX-License-Identifier: Apache-2.0
"""Logging in to a machine as the options of identity say: on its console, with a password or
without a question, and by SSH with a key through a forwarded port."""

import subprocess

from tests.support import debian_images, images
from tests.support.debian_images import needs_debian_images
from tests.support.program import TestCase, wait_until
from tests.support.system_guest import DEADLINE, SystemGuest, free_port

PASSWORD = "correct horse"


class IdentityTest(TestCase):
    def setUp(self):
        super().setUp()
        (self.folder / "password").write_text(PASSWORD + "\n")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "key"],
                       check=True)
        self.port = free_port()

    def boot(self, image, *options):
        self.convert(image, "-o", "initrd", "--hostname", "box", *options)
        return SystemGuest(self.folder / "initrd.sh")

    def by_ssh(self, user, command):
        """What a command prints that `user` runs by SSH, as soon as a server answers."""
        results = []

        def done():
            results.append(subprocess.run(
                ["ssh", "-F", "none", "-i", self.folder / "key", "-p", str(self.port),
                 "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes",
                 "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR",
                 "-o", "ConnectTimeout=30", "-o", f"UserKnownHostsFile={self.folder}/known",
                 f"{user}@127.0.0.1", command],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=DEADLINE,
                check=False))
            # QEMU takes connections before the server is there, and drops them.
            return results[-1].returncode != 255 or "denied" in results[-1].stderr

        wait_until(done, "an SSH server answers", DEADLINE)
        self.assertEqual(results[-1].returncode, 0, results[-1].stderr)
        return results[-1].stdout


@needs_debian_images
class DebianTest(IdentityTest):
    def test_the_password_opens_the_console_and_the_key_openssh(self):
        with self.boot(debian_images.image("openssh"), "--root-password-file", "password",
                       "--add-user", "ada:1234", "--ssh-key", "key.pub", "--timezone", "Asia/Tokyo",
                       "-p", f"127.0.0.1:{self.port}:22") as guest:
            guest.expect("login: ")
            guest.type("root")
            guest.expect("assword: ")
            guest.type(debian_images.PASSWORD)  # the one that the image came with
            guest.expect("Login incorrect")
            guest.log_in(password=PASSWORD)
            self.assertEqual(guest.run("id -un; date +%Z; cut -d: -f2 /etc/shadow | head -n 1 | "
                                       "cut -c 1-7"), "root\nJST\n$y$j9T$")
            self.assertEqual(self.by_ssh("ada", "id; pwd; echo $SHELL"),
                             "uid=1234(ada) gid=1234(ada) groups=1234(ada)\n/home/ada\n/bin/bash\n")
            guest.type("poweroff")
            self.assertEqual(guest.wait(), 0)

    def test_the_console_is_the_added_users_without_a_question(self):
        with self.boot(debian_images.image("openssh"), "--add-user", "ada",
                       "--autologin") as guest:
            guest.expect(r"ada@box:~\$ ")
            guest.plain_shell()
            self.assertEqual(guest.run("id -un; pwd; tty; grep ^ada /etc/passwd | cut -d: -f2"),
                             "ada\n/home/ada\n/dev/ttyS0\nx")
            self.assertNotIn("assword:", guest.said())

    def test_the_key_opens_dropbear_which_is_an_images_program(self):
        with self.boot(debian_images.image("dropbear"), "--ssh-key", "key.pub",
                       "-p", f"127.0.0.1:{self.port}:22") as guest:
            guest.expect("Not backgrounding")
            self.assertEqual(self.by_ssh("root", "id -u; pwd"), "0\n/root\n")
            guest.press_power_button()
            guest.wait()


class BusyboxTest(IdentityTest):
    def test_the_password_is_one_that_busybox_can_check(self):
        root = images.busybox_root(self.folder / "root")
        (root / "sbin").mkdir()
        (root / "root").mkdir()
        (root / "sbin/init").symlink_to("/bin/busybox")
        (root / "etc/inittab").write_text("::sysinit:/bin/true\n")
        layout = images.oci_layout(self.folder / "image", root, cmd="/sbin/init")
        with self.boot(f"oci:{layout}", "--root-password-file", "password",
                       "--add-user", "ada") as guest:
            guest.log_in(password=PASSWORD)
            self.assertEqual(guest.run("id -un; cut -d: -f2 /etc/shadow | cut -c 1-17"),
                             "root\n$6$rounds=100000$")
            guest.type("poweroff")
            self.assertEqual(guest.wait(), 0)


if __name__ == "__main__":
    import unittest
    unittest.main(verbosity=2)
