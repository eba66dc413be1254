# SPDX-License-Identifier: Apache-2.0
"""What the program says when it cannot do what it was asked: the exit status, one line that names
the thing and the way out, and nothing left behind."""

import json
import os
import shutil
import subprocess
import tarfile
import unittest

from tests.support import images
from tests.support.injected import NO_LEAK_CHECK
from tests.support.program import IMAGES, PROGRAM, TestCase, needs_corpus, oci2boot, private_mounts


class ErrorTest(TestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.layout = images.busybox_layout(shared / "image", cmd="/bin/sh")
        cls.archive = shared / "image.tar"
        images.copy(f"oci:{cls.layout}", f"docker-archive:{cls.archive}:busybox:latest")

    def refused_leaving_nothing(self, status, *arguments, **options):
        before = self.files()
        message = self.refused(status, *arguments, **options)
        self.assertEqual(self.files(), before)
        return message

    def test_usage(self):
        for arguments, words in (
                ([], "no image is named"),
                (["-"], "an image on standard input has no name that an output could be called by"),
                (["image", "--format", "raw"], "--format raw: name the output as well"),
                (["a", "b", "-o", "initrd"], "'b' is one name too many"),
                ([self.layout, "-o", "initrd", "--bogus"], "bogus"),
                ([self.layout, "-o", "disk.iso"], "disk.iso"),
                ([self.layout, "-o", "vm.img", "--size", "big"], "--size big"),
                ([self.layout, "-o", "initrd", "--size", "1G"], "--size is about disks"),
                ([self.layout, "-o", "initrd", "--grow"], "--grow is about disks"),
                ([self.layout, "-o", "initrd", "--compress", "rar"], "rar"),
                ([self.layout, "-o", "initrd", "--memory", "much"], "--memory much"),
                ([self.layout, "-o", "initrd", "-p", "80"], "--publish 80"),
                ([self.layout, "-o", "initrd", "--no-patch", "nosuch"], "machine-id"),
                ([self.layout, "-o", "initrd", "--platform", "li nux"], "li nux"),
                (["Not A Name", "-o", "initrd"], "Not A Name")):
            with self.subTest(arguments):
                self.assertIn(words, self.refused_leaving_nothing(2, *arguments))

    def test_a_missing_image(self):
        message = self.refused_leaving_nothing(3, "docker-archive:none.tar", "-o", "initrd")
        self.assertIn("none.tar: No such file or directory", message)

    def test_a_misspelt_file_is_no_image_in_a_registry(self):
        self.assertIn("cannot read MyImage.tar",
                      self.refused_leaving_nothing(3, "MyImage.tar", "-o", "initrd"))

    def test_a_folder_that_is_named_like_an_image(self):
        (self.folder / "alpine").mkdir()
        self.assertIn("docker://alpine asks a registry",
                      self.refused_leaving_nothing(6, "alpine", "-o", "initrd"))

    def test_an_engine_that_is_not_there(self):
        message = self.refused_leaving_nothing(3, "docker-daemon:alpine", "-o", "initrd",
                                               env={"DOCKER_HOST": "unix:///no/such.sock"})
        self.assertIn("/no/such.sock", message)

    def test_closed_standard_streams_do_not_get_into_the_output(self):
        with tarfile.open(self.folder / "late.tar", "w", format=tarfile.PAX_FORMAT) as tar:
            late = tarfile.TarInfo("late")
            late.mtime = 1 << 33  # past what cpio holds, which is warned of
            tar.addfile(late)
        for redirections in ("", "<&- >&- 2>&-"):
            subprocess.run(["sh", "-c", f'"$@" {redirections}', "sh", PROGRAM, "rootfs:late.tar",
                            "-o", "late.cpio", "--kernel", "none", "--force"],
                           cwd=self.folder, check=True, capture_output=True)
            self.assertTrue((self.folder / "late.cpio").read_bytes().startswith(b"070701"))

    def test_a_name_in_a_registry(self):
        message = self.refused_leaving_nothing(3, "alpine", "-o", "initrd", "--offline",
                                               "--cache-dir", "none")
        self.assertIn("alpine:latest is not in the cache none", message)

    def test_an_unreadable_file(self):
        secret = self.folder / "secret.tar"
        secret.write_bytes(b"x")
        secret.chmod(0)
        self.folder.chmod(0o755)
        unprivileged = ["setpriv", "--reuid=65534", "--clear-groups"] if os.getuid() == 0 else []
        message = self.refused(3, f"docker-archive:{secret}", "-o", "-", prefix=unprivileged)
        self.assertIn("secret.tar: Permission denied", message)

    def test_a_user_who_may_start_nothing_more(self):
        shutil.copytree(self.layout, self.folder / "image")
        subprocess.run(["chmod", "-R", "a+rX", self.folder], check=True)
        self.folder.chmod(0o777)
        one = ["prlimit", "--nproc=1"]  # which root does not feel
        if os.getuid() == 0:
            one = ["setpriv", "--reuid=65534", "--clear-groups"] + one
        message = self.refused_leaving_nothing(1, "oci:image", "-o", "initrd",
                                               "--kernel", "none", prefix=one,
                                               env=NO_LEAK_CHECK)
        self.assertIn("cannot start a thread", message)

    def test_a_tag_that_is_not_there(self):
        message = self.refused_leaving_nothing(3, f"oci:{self.layout}:none", "-o", "initrd")
        self.assertIn("it has latest", message)

    def test_what_is_not_an_image(self):
        (self.folder / "notes.txt").write_text("no archive\n" * 1000)
        message = self.refused_leaving_nothing(6, "./notes.txt", "-o", "initrd")
        self.assertIn("notes.txt is not a tar archive", message)
        with tarfile.open(self.folder / "plain.tar", "w") as tar:
            tar.add(self.folder / "notes.txt", arcname="notes.txt")
        message = self.refused_leaving_nothing(6, "./plain.tar", "-o", "initrd")
        self.assertIn("rootfs:./plain.tar takes it", message)

    def test_a_truncated_archive(self):
        whole = self.archive.read_bytes()
        (self.folder / "cut.tar").write_bytes(whole[:len(whole) // 2])
        message = self.refused(6, "docker-archive:cut.tar", "-o", "initrd")
        self.assertIn("cut.tar", message)
        self.assertEqual(self.files(), ["cut.tar"])

    def blob(self, kind):
        """A copy of the layout, and the path of its layer's or its configuration's blob."""
        shutil.copytree(self.layout, self.folder / "copy")
        blobs = self.folder / "copy/blobs/sha256"
        index = json.loads((self.folder / "copy/index.json").read_text())
        manifest = json.loads((blobs / index["manifests"][0]["digest"][7:]).read_text())
        descriptor = manifest["layers"][0] if kind == "layer" else manifest["config"]
        return blobs / descriptor["digest"][7:]

    def test_a_flipped_byte_in_a_layer(self):
        blob = self.blob("layer")
        data = bytearray(blob.read_bytes())
        data[len(data) // 2] ^= 1
        blob.chmod(0o644)
        blob.write_bytes(data)
        message = self.refused(5, "oci:copy", "-o", "initrd")
        self.assertIn("layer 1 of 1 of copy:latest (sha256:", message)
        self.assertEqual(self.files(), ["copy"])

    def test_a_truncated_layer(self):
        blob = self.blob("layer")
        data = blob.read_bytes()
        blob.chmod(0o644)
        blob.write_bytes(data[:-100])
        self.assertIn("layer 1 of 1 of copy:latest", self.refused(5, "oci:copy", "-o", "initrd"))
        self.assertEqual(self.files(), ["copy"])

    def test_a_changed_configuration(self):
        blob = self.blob("config")
        blob.chmod(0o644)
        blob.write_bytes(blob.read_bytes().replace(b"linux", b"minux"))
        message = self.refused(5, "oci:copy", "-o", "initrd")
        self.assertIn("declared is sha256:", message)

    def test_an_output_that_exists(self):
        for name in ("initrd", "initrd.sh", "initrd.json", "initrd.vmlinuz"):
            with self.subTest(name):
                (self.folder / name).write_text("mine")
                message = self.refused(7, f"oci:{self.layout}", "-o", "initrd")
                self.assertIn(name, message)
                self.assertIn("--force", message)
                self.assertEqual((self.files(), (self.folder / name).read_text()), ([name], "mine"))
                (self.folder / name).unlink()

    def test_a_kernel_in_the_way_is_none_where_no_kernel_is_made(self):
        (self.folder / "initrd.vmlinuz").write_text("mine")
        self.convert(f"oci:{self.layout}", "-o", "initrd", "--kernel", "none")
        self.assertEqual((self.folder / "initrd.vmlinuz").read_text(), "mine")

    def test_force_replaces(self):
        (self.folder / "initrd").write_text("mine")
        self.convert(f"oci:{self.layout}", "-o", "initrd", "--force")
        self.assertNotEqual((self.folder / "initrd").read_bytes(), b"mine")

    def test_an_output_folder_that_is_missing(self):
        message = self.refused_leaving_nothing(7, f"oci:{self.layout}", "-o", "no/such/initrd")
        self.assertIn("no/such", message)

    def test_a_kernel_that_is_missing_or_none(self):
        message = self.refused_leaving_nothing(8, f"oci:{self.layout}", "-o", "initrd", "--kernel",
                                               "/no/such/kernel")
        self.assertIn("/no/such/kernel", message)
        message = self.refused_leaving_nothing(8, f"oci:{self.layout}", "-o", "initrd", "--kernel",
                                               self.archive)
        self.assertIn("image.tar", message)

    def test_no_kernel_at_all_still_converts_and_says_how_to_get_one(self):
        result = oci2boot(f"oci:{self.layout}", "-o", "initrd", "--kernel", "auto",
                          cwd=self.folder, env={"OCI2BOOT_KERNELS": "/nowhere"},
                          prefix=[*private_mounts(), "sh", "-c",
                                  "mount -t tmpfs none /boot && exec \"$@\"", "sh"])
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("fetch-kernel", result.stderr)
        self.assertEqual(self.files(), ["initrd", "initrd.json", "initrd.sh"])
        run = subprocess.run([self.folder / "initrd.sh"], stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, check=False)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("kernel", run.stderr)

    def test_a_full_disk(self):
        """Wherever the space runs out, nothing is left. A small tmpfs in a namespace of its own is
        the disk."""
        script = ('mount -t tmpfs -o size=$1 none "$2" && cd "$2" && shift 2 && '
                  'TMPDIR=$PWD "$@"; status=$?; ls -A; exit $status')
        for size in ("4k", "200k", "1m", "2500k", "4m", "12m"):
            with self.subTest(size):
                result = oci2boot(f"oci:{self.layout}", "-o", "initrd", "--compress", "none",
                                  cwd=self.folder,
                                  prefix=[*private_mounts(), "sh", "-c", script, "sh", size,
                                          self.folder])
                self.assertEqual(result.returncode, 7, result.stderr)
                self.assertIn("No space left on device", result.stderr)
                self.assertEqual(result.stdout, b"")

    def test_standard_output_that_nobody_reads(self):
        reading, writing = os.pipe()
        os.close(reading)
        result = subprocess.run([PROGRAM, f"oci:{self.layout}", "-o", "-"], stdout=writing,
                                stderr=subprocess.PIPE, text=True, check=False)
        os.close(writing)
        self.assertEqual(result.returncode, 7, result.stderr)
        self.assertIn("Broken pipe", result.stderr)

    def test_no_image_for_this_platform(self):
        message = self.refused_leaving_nothing(6, f"oci:{self.layout}", "-o", "initrd",
                                               "--platform", "linux/s390x")
        self.assertIn("linux/amd64, not for linux/s390x", message)


@needs_corpus
class CorpusErrorTest(TestCase):
    def test_each_says_what_it_is(self):
        for image, status, words in (
                ("podman/docker-two-images.tar.xz", 6, "example.com/empty/but:different"),
                ("dive/test-oci-gzip-image.tar", 6, "linux/arm64"),
                ("dive/test-gzip-image.tar", 6, "rootfs:"),
                ("dive/test-uncompressed-image.tar", 6, "rootfs:"),
                ("dive/test-zstd-image.tar", 6, "rootfs:"),
                ("dive/test-estargz-image.tar", 6, "rootfs:"),
                ("ggcr/test_bundle.tar", 6, "several images"),
                ("ggcr/null_manifest.tar", 6, "lists no image"),
                ("ggcr/no_manifest.tar", 6, "before 1.10"),
                ("umoci-variants", 6, "sleep-forever"),
                ("umoci-variants:os-windows-label", 6, "windows"),
                ("umoci-variants:arch-arm64-label", 6, "--platform linux/arm64"),
                ("sylabs/overlayfs-docker-v2-manifest", 6, "squashfs")):
            with self.subTest(image):
                options = ["--platform", "linux/arm64"] if "overlayfs" in image else []
                message = self.refused(status, f"{IMAGES}/{image}", "-o", "initrd", *options)
                self.assertIn(words, message)
                self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
