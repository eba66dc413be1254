# SPDX-License-Identifier: Apache-2.0
"""What a conversion says will not work, before anything boots; and what it takes from an image's
configuration for who runs it."""

import json
import shutil
import struct
import subprocess
import unittest

from tests.support import images
from tests.support.program import TestCase

KERNEL_OPTIONS = ("BLK_DEV_INITRD BINFMT_ELF DEVTMPFS PROC_FS SYSFS TMPFS TMPFS_XATTR VIRTIO_PCI "
                  "VIRTIO_NET VIRTIO_BLK VIRTIO_CONSOLE EXT4_FS EXT4_FS_SECURITY "
                  "SERIAL_8250_CONSOLE RD_ZSTD RD_GZIP").split()


def kernel_folder(folder, without=()):
    """A kernel that has just the bytes by which one is recognised, and its configuration."""
    folder.mkdir(exist_ok=True)
    image = bytearray(0x400)
    image[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", image, 0x206, 0x020f)
    struct.pack_into("<H", image, 0x20e, 0x180)
    struct.pack_into("<H", image, 0x236, 1)
    image[0x380:0x38a] = b"6.1 (me) #"
    (folder / "vmlinuz-6.1").write_bytes(image)
    (folder / "config-6.1").write_text(
        "".join(f"CONFIG_{name}=y\n" for name in KERNEL_OPTIONS if name not in without))
    return folder


class PreflightTest(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = cls.shared_folder()
        cls.root = images.busybox_root(cls.shared / "root")
        images.static_program(cls.root / "bin/foreign", "int main(void) { return 0; }")
        program = bytearray((cls.root / "bin/foreign").read_bytes())
        program[18] = 183  # e_machine: AArch64
        (cls.root / "bin/foreign").write_bytes(program)
        (cls.root / "bin/dynamic").write_bytes(b"")
        subprocess.run(["cc", "-x", "c", "-", "-o", cls.root / "bin/dynamic"], text=True,
                       input="int main(void) { return 0; }", check=True)
        (cls.root / "bin/script").write_text("#!/usr/bin/python3\n")
        (cls.root / "bin/script").chmod(0o755)
        cls.layout = images.oci_layout(cls.shared / "image", cls.root, cmd="/bin/sh")

    def warnings(self, *arguments, without=(), output="initrd"):
        kernel = kernel_folder(self.folder / "kernel", without)
        made = self.convert(f"oci:{self.layout}", "-o", output, "--force", "--quiet", "--kernel",
                            kernel, *arguments)
        return [line.removeprefix("oci2boot: warning: ") for line in made.stderr.splitlines()]

    def test_nothing_is_said_of_what_will_work(self):
        self.assertEqual(self.warnings(), [])
        self.assertEqual(self.warnings(output="vm.img"), [])

    def test_programs_that_will_not_run(self):
        loader = ("the loader /lib/ld-linux-aarch64.so.1" if self.is_arm64()
                  else "the loader /lib64/ld-linux-x86-64.so.2")
        for program, words in (
                ("nginx", "the image has no program nginx in /bin"),
                ("/bin/foreign", "/bin/foreign is for arm64, the machine is amd64"),
                ("/bin/dynamic", f"/bin/dynamic needs {loader}, which is not in the image"),
                ("/bin/script", "/bin/script is a script for /usr/bin/python3, which is not in "
                                "the image"),
                ("/etc/passwd", "/etc/passwd is in the image, but nobody may execute it")):
            with self.subTest(program):
                self.assertEqual(self.warnings("--platform", "linux/amd64", "--", program), [words])

    def test_a_shell_for_another_machine_that_is_run_as_nobody_named_a_command(self):
        (self.folder / "root/bin").mkdir(parents=True)
        shutil.copy(self.root / "bin/foreign", self.folder / "root/bin/sh")
        made = self.convert("rootfs:root", "-o", "initrd", "--quiet", "--platform", "linux/amd64",
                            "--kernel", kernel_folder(self.folder / "kernel"))
        self.assertEqual(made.stderr,
                         "oci2boot: warning: /bin/sh is for arm64, the machine is amd64\n")

    def is_arm64(self):
        return (self.root / "bin/dynamic").read_bytes()[18] == 183

    def test_a_user_that_there_is_not(self):
        self.assertEqual(self.warnings("-u", "nginx"),
                         ["the image has no user nginx (/etc/passwd)"])

    def test_a_kernel_that_lacks_what_the_machine_needs(self):
        for without, output, words in (
                ("VIRTIO_NET", "initrd", "no virtio_net built in, nor as a module: the guest has "
                                         "no network"),
                ("VIRTIO_CONSOLE", "initrd", "cannot report its program's exit status"),
                ("SERIAL_8250_CONSOLE", "initrd", "has no console on ttyS0"),
                ("BLK_DEV_INITRD", "initrd", "cannot load an initramfs"),
                ("EXT4_FS", "vm.img", "no ext4 built in, nor as a module: the guest cannot mount "
                                      "its root"),
                ("VIRTIO_BLK", "vm.img", "the guest cannot see its disk")):
            with self.subTest(without):
                (warning,) = self.warnings(without=[without], output=output)
                self.assertIn(words, warning)
        self.assertEqual(self.warnings(without=["EXT4_FS", "VIRTIO_BLK"]), [])

    def test_a_compression_that_the_kernel_cannot_unpack(self):
        (warning,) = self.warnings("--compress", "xz")
        self.assertIn("cannot unpack xz", warning)
        self.assertEqual(self.warnings("--compress", "gzip"), [])

    def test_too_little_memory(self):
        (warning,) = self.warnings("--memory", "64")
        self.assertRegex(warning, r"needs about \d+ MiB of memory, --memory gives 64 MiB: .* may "
                                  r"not boot")

    def test_capabilities_that_the_root_cannot_keep(self):
        layer = images.tar_of(self.root, xattrs={"bin/busybox": {
            "security.capability": "0100000200200000000000000000000000000000"}})
        (self.folder / "root.tar").write_bytes(layer)
        for without, output in (("TMPFS_XATTR", "initrd"), ("EXT4_FS_SECURITY", "vm.img")):
            kernel = kernel_folder(self.folder / "kernel", [without])
            made = self.convert("rootfs:root.tar", "-o", output, "--quiet", "--kernel", kernel,
                                "--", "sh")
            self.assertRegex(made.stderr, rf"/bin/busybox loses its capabilities: .*{without}")
        made = self.convert("rootfs:root.tar", "-o", "vm.img", "--force", "--quiet", "--kernel",
                            kernel_folder(self.folder / "kernel"), "--", "sh")
        self.assertEqual(made.stderr, "")


class ConfigurationTest(TestCase):
    def setUp(self):
        super().setUp()
        images.busybox_layout(self.folder / "plain", cmd="/bin/sh")

    def image(self, **changes):
        images.with_config(self.folder / "plain", self.folder / "image", **changes)

    def test_output_json_has_what_who_runs_the_machine_wants_to_know(self):
        self.image(ExposedPorts={"80/tcp": {}, "53/udp": {}}, Volumes={"/data": {}},
                   StopSignal="SIGQUIT",
                   Healthcheck={"Test": ["CMD-SHELL", "true"], "Interval": 30_000_000_000,
                                "Retries": 3})
        self.convert("oci:image", "-o", "initrd", "--kernel", "none")
        made = json.loads((self.folder / "initrd.json").read_text())
        self.assertEqual(made["image"]["config"], {
            "exposedPorts": ["53/udp", "80/tcp"], "volumes": ["/data"], "stopSignal": "SIGQUIT",
            "healthcheck": {"test": ["CMD-SHELL", "true"], "intervalNs": 30_000_000_000,
                            "timeoutNs": 0, "startPeriodNs": 0, "startIntervalNs": 0,
                            "retries": 3}})

    def test_an_image_that_says_nothing_of_it(self):
        self.convert("oci:plain", "-o", "initrd", "--kernel", "none")
        made = json.loads((self.folder / "initrd.json").read_text())
        self.assertEqual(made["image"]["config"], {"exposedPorts": [], "volumes": [],
                                                   "stopSignal": None, "healthcheck": None})

    def command(self, *arguments):
        (self.folder / "kernel").write_bytes(b"")
        return subprocess.run([self.folder / "initrd.sh", "--dry-run", "--kernel",
                               self.folder / "kernel", *arguments], check=True, text=True,
                              capture_output=True).stdout

    def test_exposed_ports_are_forwarded_where_nobody_names_any(self):
        self.image(ExposedPorts={"80/tcp": {}, "23456/tcp": {}})
        self.convert("oci:image", "-o", "initrd", "--kernel", "none")
        self.assertIn("hostfwd=tcp:127.0.0.1:23456-:23456", self.command())
        self.assertNotIn("23456", self.command("-p", "1234:80"))
        self.convert("oci:image", "-o", "initrd", "--kernel", "none", "--force", "-p", "1234:80")
        self.assertIn("id=net,hostfwd=tcp::1234-:80", self.command())
        self.assertNotIn("23456", self.command())

    def test_an_exposed_port_that_cannot_be_forwarded_is_named(self):
        self.image(ExposedPorts={"9/sctp": {}})
        made = self.convert("oci:image", "-o", "initrd", "--kernel", "none")
        self.assertIn("the port 9/sctp that the image exposes is not forwarded", made.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
