# SPDX-License-Identifier: Apache-2.0
"""An image whose command is a shell: what a person at the console gets."""

import unittest

from tests.support import images
from tests.support.guest import Guest
from tests.support.program import IMAGES, CORPUS, TestCase, needs_corpus

PROMPT = r"/ # "


class BusyboxShellTest(TestCase):
    def setUp(self):
        super().setUp()
        images.busybox_layout(self.folder / "image", cmd="/bin/sh")
        self.convert("oci:image", "-o", "initrd")

    def test_has_job_control_and_powers_off_with_the_shell(self):
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect(PROMPT)
            guest.type("tty; stty -a | tr ' ' '\\n' | grep isig")
            guest.expect(r"^/dev/ttyS0$")
            guest.expect(r"^isig$")
            guest.expect(PROMPT)
            guest.type("""sh -c 'trap "echo awake" CONT; echo asleep; while sleep 1; do :; done'""")
            guest.expect("^asleep$")
            guest.send("\x1a")  # Ctrl-Z
            guest.expect(r"Stopped\s+sh -c")
            guest.expect(PROMPT)
            guest.type("fg")
            guest.expect("^awake$")  # only now is the job sure to own the terminal
            guest.send("\x03")  # Ctrl-C
            guest.expect(PROMPT)
            guest.type("exit 42")
            guest.expect("/bin/sh exited with status 42")
            self.assertEqual(guest.wait(), 42)

    def test_runs_in_a_machine_that_is_set_up(self):
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect(PROMPT)
            guest.type("hostname; cat /etc/hostname; pwd; umask; echo $HOME $PATH")
            guest.expect(r"^image\nimage\n/\n0022\n/root /bin$")
            guest.type("mount | cut -d' ' -f3,5 | sort | tr '\\n' ';'; echo .")
            mounts = guest.expect(r"^(/ \w+;.*;)\.$").group(1)
            for mount in ("/dev devtmpfs", "/dev/pts devpts", "/dev/shm tmpfs", "/proc proc",
                          "/sys sysfs", "/sys/fs/cgroup cgroup2"):
                self.assertIn(mount + ";", mounts)
            guest.type("ip -4 addr | grep -o 'inet [^ ]*'; ip route; cat /etc/resolv.conf")
            guest.expect(r"^inet 127.0.0.1/8\ninet 10.0.2.15/24\ndefault via 10.0.2.2")
            guest.expect(r"^nameserver 10.0.2.3$")
            guest.type("ls -a / | tr '\\n' ' '")
            self.assertNotRegex(guest.expect(r"^\. .*").group(), r"init|oci2boot")
            guest.type("exit")
            self.assertEqual(guest.wait(), 0)

    def test_powers_off_when_told_from_inside(self):
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect(PROMPT)
            guest.type("poweroff")
            self.assertEqual(guest.wait(), 0)


@needs_corpus
class AlpineShellTest(TestCase):
    """Real Alpine, in each form that it comes in."""

    def boots(self, image, **options):
        self.convert(image, "-o", "initrd", **options)
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect(PROMPT)
            guest.type("cat /etc/alpine-release; . /etc/os-release; echo $ID")
            guest.expect(r"^3\.\d+\.\d+\nalpine$")
            guest.expect(PROMPT)
            guest.type("exit")
            self.assertEqual(guest.wait(), 0)

    def test_from_a_docker_archive(self):
        self.boots(f"docker-archive:{IMAGES}/alpine-docker-save.tar")

    def test_from_an_oci_archive(self):
        self.boots(f"oci-archive:{IMAGES}/alpine-oci-archive.tar")

    def test_from_an_oci_layout_with_zstd_layers(self):
        self.boots(f"oci:{IMAGES}/alpine-zstd")

    def test_from_a_nested_index(self):
        self.boots(f"oci:{IMAGES}/alpine-multiarch")

    def test_from_a_root_file_system(self):
        self.boots(f"rootfs:{CORPUS}/rootfs/alpine-minirootfs-3.20.3-x86_64.tar.gz")

    def test_from_a_bare_path_that_is_packed(self):
        self.boots(f"{IMAGES}/trivy/alpine-310.tar.gz")

    def test_from_standard_input(self):
        with open(IMAGES / "alpine-docker-save.tar", "rb") as archive:
            self.boots("-", stdin=archive)


if __name__ == "__main__":
    unittest.main(verbosity=2)
