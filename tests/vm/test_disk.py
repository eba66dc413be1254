# SPDX-License-Identifier: Apache-2.0
"""Machines whose root is on a disk: they run as from an initramfs, and keep what they write."""

import json
import re
import subprocess

from tests.support import images
from tests.support.ext4_judge import Disk, fsck_complaints
from tests.support.guest import Guest, run
from tests.support.program import TestCase

PROMPT = r"/ # "
MIB = 1 << 20


class DiskTest(TestCase):
    """One busybox image with a shell."""

    @classmethod
    def setUpClass(cls):
        cls.image = images.busybox_layout(cls.shared_folder() / "image", cmd="/bin/sh")

    def make(self, name, *arguments, image=None):
        self.convert(f"oci:{image or self.image}", "-o", name, *arguments)
        return self.folder / f"{name}.sh"

    def assert_sound(self, name):
        """Its guest has left a file system that needs no recovery."""
        with Disk(self.folder / name) as disk:
            self.assertEqual(fsck_complaints(disk.raw), [])
            if disk.is_qcow2:
                subprocess.run(["qemu-img", "check", "-q", disk.path], check=True)

    def typed(self, script, *lines, options=()):
        """What the guest's shell prints for each line; then the guest powers off."""
        printed = []
        with Guest(script, *options) as guest:
            guest.expect(PROMPT)
            for line in lines:
                # Split, so that it is not found in what the terminal echoes.
                guest.type(line + "; echo END''-OF-IT")
                printed.append(guest.expect(r"\n([^\x00]*?)END-OF-IT\n").group(1))
                guest.expect(PROMPT)
            guest.type("exit")
            self.assertEqual(guest.wait(), 0, guest.seen)
        return printed


class ProgramTest(DiskTest):
    def test_a_program_runs_and_its_status_is_the_scripts(self):
        script = self.make("vm.img", "--", "sh", "-c", "mount | grep ' on / '; echo bye; exit 3")
        status, output = run(script)
        self.assertEqual(status, 3, output)
        self.assertRegex(output, r"/dev/vda on / type ext4 \(rw,relatime\)\nbye\n"
                                 r"oci2boot: sh exited with status 3\n\Z")
        self.assert_sound("vm.img")

    def test_it_runs_in_a_machine_that_is_set_up_and_sees_the_image_alone(self):
        script = self.make("vm.qcow2", "--hostname", "box")
        mounts, names, network, tty = self.typed(
            script, "mount | cut -d' ' -f3,5 | sort", "ls -1A / /root", "ip -4 addr; ip route",
            "tty; hostname; cat /etc/hostname; stty size")
        self.assertEqual(mounts, "/ ext4\n/dev devtmpfs\n/dev/mqueue mqueue\n/dev/pts devpts\n"
                                 "/dev/shm tmpfs\n/proc proc\n/sys sysfs\n"
                                 "/sys/fs/cgroup cgroup2\n")
        self.assertEqual(names, "ls: /root: No such file or directory\n/:\nbin\ndev\netc\n"
                                "lost+found\nproc\nrun\nsys\ntmp\n")
        self.assertIn("inet 10.0.2.15/24", network)
        self.assertIn("default via 10.0.2.2", network)
        self.assertRegex(tty, r"^/dev/ttyS0\nbox\nbox\n\d+ \d+\n")
        self.assert_sound("vm.qcow2")

    def test_an_init_of_the_images_own_stays_where_it_is(self):
        root = images.busybox_root(self.folder / "root")
        (root / "init").write_text("#!/bin/sh\necho the image\n")
        (root / "init").chmod(0o755)
        (root / ".oci2boot").mkdir()
        image = images.oci_layout(self.folder / "own", root, entrypoint="/init")
        status, output = run(self.make("vm.img", image=image))
        self.assertEqual((status, output), (0, "the image\n"))
        status, output = run(self.make("vm2.img", "--entrypoint", "ls", "--", "-1d", "/init",
                                       "/.oci2boot", image=image))
        self.assertEqual((status, output), (0, "/.oci2boot\n/init\n"))

    def test_dev_proc_and_sys_may_be_anything_in_the_image(self):
        root = images.busybox_root(self.folder / "root")
        (root / "proc").symlink_to("etc")
        (root / "sys").write_text("a file")
        image = images.oci_layout(self.folder / "odd", root)
        status, output = run(self.make("vm.img", "--", "sh", "-c",
                                       "test -e /proc/self/fd/1 -a -d /sys/class && cat /etc/group",
                                       image=image))
        self.assertEqual(status, 0, output)
        self.assertIn("wheel:x:10:", output)
        self.assert_sound("vm.img")

    def test_switched_off_patches_leave_stage_1_alone(self):
        script = self.make("vm.img", "--no-patch", "all", "--", "sh", "-c", "ls -1 /etc; exit 4")
        self.assertEqual(run(script), (4, "group\npasswd\noci2boot: sh exited with status 4\n"))


class KeepingTest(DiskTest):
    def test_what_the_guest_writes_is_there_when_it_starts_again(self):
        for name in ("vm.img", "vm.qcow2"):
            with self.subTest(name):
                script = self.make(name)
                self.typed(script, "mkdir /srv; echo kept > /srv/file; rm /etc/group")
                self.assert_sound(name)
                kept, = self.typed(script, "cat /srv/file; ls /etc/group")
                self.assertEqual(kept, "kept\nls: /etc/group: No such file or directory\n")
                self.assert_sound(name)

    def test_a_snapshot_leaves_the_disk_as_it_is(self):
        script = self.make("vm.qcow2")
        before = (self.folder / "vm.qcow2").read_bytes()
        self.typed(script, "echo gone > /file; sync", options=["--snapshot"])
        self.assertEqual((self.folder / "vm.qcow2").read_bytes(), before)

    def test_what_is_in_use_at_the_end_is_written_all_the_same(self):
        script = self.make("vm.img", "--", "sh", "-c",
                           "exec 9>/open; (trap '' TERM; while :; do echo x >&9; done) & "
                           "echo last > /last")
        self.assertEqual(run(script)[0], 0)
        self.assert_sound("vm.img")
        with Disk(self.folder / "vm.img") as disk:
            last = subprocess.run(["debugfs", "-R", "cat /last", disk.raw], check=True,
                                  capture_output=True).stdout
        self.assertEqual(last, b"last\n")

    def test_a_disk_belongs_to_one_guest_at_a_time(self):
        script = self.make("vm.img")
        with Guest(script) as guest:
            guest.expect(PROMPT)
            status, output = run(script)
            self.assertEqual(status, 1, output)
            self.assertRegex(output, r"vm\.img' is in use; has another QEMU booted it\?\n")
            guest.type("exit")
            self.assertEqual(guest.wait(), 0)

    def test_a_write_protected_disk_is_refused_and_runs_as_a_snapshot(self):
        script = self.make("vm.img", "--", "sh", "-c", "echo x > /file && cat /file")
        (self.folder / "vm.img").chmod(0o444)
        status, output = run(script, "--snapshot")
        self.assertEqual((status, output), (0, "x\n"))


class HandoverTest(DiskTest):
    INITTAB = ("::sysinit:/bin/mount -o remount,rw /\n"
               "ttyS0::respawn:/bin/sh\n"
               "::shutdown:/bin/umount -a -r\n")

    def test_the_images_own_init_becomes_pid_1_on_the_disk(self):
        root = images.busybox_root(self.folder / "root")
        (root / "etc/inittab").write_text(self.INITTAB)
        (root / "etc/fstab").write_text("LABEL=cloudimg-rootfs / ext4 discard 0 1\n"
                                        "UUID=12-34 /boot/efi vfat umask=0077 0 1\n")
        image = images.oci_layout(self.folder / "own", root)
        script = self.make("vm.img", "--init", "/bin/init", image=image)
        record = json.loads((self.folder / "vm.img.json").read_text())
        self.assertIn("made UUID=", json.dumps(record["patches"]))
        for _ in range(2):
            with Guest(script) as guest:
                guest.expect(PROMPT)
                guest.type("cat /proc/1/comm; grep UUID /etc/fstab; mount | grep ' / '")
                guest.expect(r"^init\nUUID=[0-9a-f-]{36} / ext4 defaults 0 1\n"
                             r"# not in this machine: UUID=12-34 .*\n"
                             r"/dev/vda on / type ext4 \(rw")
                guest.expect(PROMPT)
                guest.type("date >> /boots; poweroff")
                self.assertEqual(guest.wait(), 0, guest.seen)
            self.assert_sound("vm.img")
        with Disk(self.folder / "vm.img") as disk:
            boots = subprocess.run(["debugfs", "-R", "cat /boots", disk.raw], check=True,
                                   capture_output=True).stdout
        self.assertEqual(boots.count(b"\n"), 2)


class GrowTest(DiskTest):
    def blocks(self, name):
        with Disk(self.folder / name) as disk:
            return int(disk.superblock()["Block count"])

    def size_in_guest(self, script):
        """In MiB."""
        status, output = run(script)
        self.assertEqual(status, 0, output)
        return int(re.search(r"^/dev/vda +(\d+) ", output, re.MULTILINE)[1])

    def check(self, name, new_size, enlarge):
        script = self.make(name, "--grow", "--", "df", "-m", "/")
        before = self.size_in_guest(script)
        enlarge(self.folder / name)
        after = self.size_in_guest(script)
        self.assertGreater(after, before)
        self.assertGreater(after, new_size // MIB * 9 // 10)
        self.assertEqual(self.blocks(name) * 4096, new_size)
        self.assert_sound(name)
        self.assertEqual(self.size_in_guest(script), after)

    def test_a_raw_disk(self):
        def enlarge(path):
            with open(path, "r+b") as file:
                file.truncate(1500 * MIB)
        self.check("vm.img", 1500 * MIB, enlarge)

    def test_a_qcow2_disk_far_past_its_first_size(self):
        def enlarge(path):
            subprocess.run(["qemu-img", "resize", "-q", path, "40G"], check=True)
        self.check("vm.qcow2", 40 << 30, enlarge)

    def test_without_it_the_file_system_stays_as_it_is(self):
        script = self.make("vm.img", "--", "true")
        before = self.blocks("vm.img")
        with open(self.folder / "vm.img", "r+b") as file:
            file.truncate(1500 * MIB)
        self.assertEqual(run(script), (0, ""))
        self.assertEqual(self.blocks("vm.img"), before)


class ModulesTest(DiskTest):
    def test_the_image_gets_all_modules_when_it_is_asked(self):
        script = self.make("vm.img", "--modules", "all", "--", "sh", "-c",
                           "modprobe nf_conntrack && grep -c ^nf_ /proc/modules")
        status, output = run(script)
        self.assertEqual(status, 0, output)
        self.assertGreaterEqual(int(output), 2, "it needs nf_defrag_ipv4")
        self.assert_sound("vm.img")

    def test_an_initramfs_has_them_too(self):
        script = self.make("initrd", "--modules", "all", "--", "modprobe", "dummy")
        self.assertEqual(run(script), (0, ""))

    def test_they_stay_out_of_the_image_else(self):
        script = self.make("vm.img", "--", "ls", "/lib")
        self.assertEqual(run(script)[0], 1)


del DiskTest  # has no tests of its own
