# SPDX-License-Identifier: Apache-2.0
"""oci2boot doctor: what it finds on a machine, and what it says to do."""

import json
import os
import platform
import unittest

from tests.support.pulling import PullTestCase, basic

ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
QEMU = f"qemu-system-{platform.machine()}"
NETWORKS = "Available netdev backend types:\nsocket\nhubport\ntap\nuser"


class DoctorTest(PullTestCase):
    """On a machine whose programs are those that a test makes."""

    def setUp(self):
        super().setUp()
        self.programs = self.home / "bin"
        self.programs.mkdir()
        self.environment["PATH"] = str(self.programs)
        self.program(QEMU, f'case "$*" in --version) echo "QEMU emulator version 9.9.1" ;;'
                           f' *) echo "{NETWORKS}" ;; esac')
        self.program("qemu-img", 'echo "qemu-img version 9.9.1"')

    def program(self, name, script):
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def examine(self, *options, **surroundings):
        """The findings by their subjects, and the exit status."""
        result = self.oci2boot("doctor", "--json", *options, env=surroundings)
        self.assertEqual(result.stderr, "")
        document = json.loads(result.stdout)
        self.assertEqual(result.returncode, 1 if document["status"] == "fail" else 0)
        worst = max((finding["status"] for finding in document["findings"]),
                    key=["ok", "warn", "fail"].index)
        self.assertEqual(document["status"], worst)
        for finding in document["findings"]:
            # Who is told that something is wrong is told what to do.
            self.assertEqual(finding["status"] == "ok", finding["wayOut"] is None, finding)
        return {finding["subject"]: finding for finding in document["findings"]}

    def assert_finding(self, finding, status, detail, way_out=None):
        self.assertEqual(finding["status"], status, finding)
        self.assertIn(detail, finding["detail"])
        if way_out:
            self.assertIn(way_out, finding["wayOut"])

    def auth_file(self, document, mode=0o600):
        path = self.home / ".docker/config.json"
        path.parent.mkdir()
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        path.chmod(mode)
        return path

    def test_it_tells_all_that_matters(self):
        found = self.examine()
        self.assertLessEqual({f"QEMU for {ARCHITECTURE}", "KVM", f"kernel for {ARCHITECTURE}",
                              "guest's PID 1", "qemu-img", "virtiofsd", "cache", "temporary files",
                              "kernel store", "CA certificates", "credentials"}, set(found))
        self.assert_finding(found[f"QEMU for {ARCHITECTURE}"], "ok", f"9.9.1, {self.programs}")
        self.assert_finding(found["qemu-img"], "ok", str(self.programs))
        self.assert_finding(found["guest's PID 1"], "ok", ARCHITECTURE)
        self.assert_finding(found["credentials"], "ok", "asked anonymously")

    def test_it_leaves_nothing_behind(self):
        self.assertIn(b"Booting", self.oci2boot("doctor").stdout)
        self.assertEqual([path.name for path in self.home.iterdir()], ["bin"])
        self.assertEqual(self.files(), [])

    def test_the_text_tells_the_same(self):
        result = self.oci2boot("doctor")
        text = result.stdout.decode()
        joined = " ".join(text.split())
        for subject, finding in self.examine().items():
            told = finding["detail"].split(",")[0]  # free room is another each time
            self.assertIn(f"{finding['status']} {subject} {told}", joined)
            if finding["wayOut"]:
                self.assertIn(f"-> {finding['wayOut']}", joined)
        for line in text.splitlines():
            # What is one word, such as a path, is never cut.
            self.assertTrue(len(line) <= 80 or len(line.split()) <= 6, line)

    def test_no_qemu(self):
        (self.programs / QEMU).unlink()
        self.assert_finding(self.examine()[f"QEMU for {ARCHITECTURE}"], "fail",
                            f"{QEMU} is not in PATH", "install the package qemu-system-")

    def test_a_qemu_that_does_not_run(self):
        self.program(QEMU, "echo 'libpixman-1.so.0: cannot open shared object file'; exit 127")
        self.assert_finding(self.examine()[f"QEMU for {ARCHITECTURE}"], "fail", "libpixman-1.so.0")

    def test_a_qemu_without_user_networking(self):
        self.program(QEMU, 'case "$*" in --version) echo "QEMU emulator version 7.2" ;;'
                           ' *) printf "tap\\nhubport\\n" ;; esac')
        self.assert_finding(self.examine()[f"QEMU for {ARCHITECTURE}"], "fail",
                            "without user networking", "libslirp")

    def test_the_other_architecture_is_no_failure(self):
        other = {"amd64": "aarch64", "arm64": "x86_64"}[ARCHITECTURE]
        self.program(f"qemu-system-{other}", "exit 1")
        found = self.examine()
        (subject,) = {name for name in found if name.startswith("QEMU for")} - {
            f"QEMU for {ARCHITECTURE}"}
        self.assert_finding(found[subject], "warn", "does not run")

    def test_kvm_agrees_with_the_device(self):
        found = self.examine()["KVM"]
        if not os.path.exists("/dev/kvm"):
            self.assert_finding(found, "warn", "there is no /dev/kvm", "/dev/kvm")
        elif not os.access("/dev/kvm", os.R_OK | os.W_OK):
            self.assert_finding(found, "warn", "cannot open /dev/kvm")
        else:
            self.assertIn("/dev/kvm", found["detail"])

    def test_no_qemu_img(self):
        (self.programs / "qemu-img").unlink()
        self.assert_finding(self.examine()["qemu-img"], "warn", "no vmdk", "qemu-utils")

    def test_a_kernel_store_without_kernels(self):
        store = self.home / "store"
        found = self.examine(OCI2BOOT_KERNELS=str(store))
        self.assert_finding(found["kernel store"], "ok", f"{store}, not made yet")
        kernel = found[f"kernel for {ARCHITECTURE}"]
        if kernel["status"] == "ok":
            self.skipTest("this machine's /boot has a kernel")
        self.assert_finding(kernel, "fail", "none in the store", "oci2boot kernel add")

    def test_a_cache_that_cannot_be_made(self):
        (self.home / "file").write_text("")
        found = self.examine("--cache-dir", self.home / "file/cache")["cache"]
        self.assert_finding(found, "fail", "file is no folder", "--cache-dir FOLDER")

    def test_a_cache_that_is_not_made_yet(self):
        found = self.examine("--cache-dir", "new/cache")["cache"]
        self.assertNotEqual(found["status"], "fail", found)
        self.assertIn("new/cache, 0 MiB used", found["detail"])

    def test_temporary_files_have_no_place(self):
        found = self.examine(TMPDIR=str(self.home / "nowhere"))["temporary files"]
        self.assert_finding(found, "fail", "nowhere", "TMPDIR")

    def test_credentials_are_named_and_not_told(self):
        path = self.auth_file({"auths": {"registry.example": {"auth": basic()},
                                         "https://index.docker.io/v1/": {"auth": basic()}}})
        found = self.examine()["credentials"]  # which looks for secrets in all that is printed
        self.assert_finding(found, "ok", f"{path}: docker.io, registry.example")

    def test_credentials_that_others_may_read(self):
        path = self.auth_file({"auths": {"registry.example": {"auth": basic()}}}, mode=0o644)
        self.assert_finding(self.examine()["credentials"], "warn", "others may read",
                            f"chmod 600 {path}")

    def test_credentials_that_are_damaged(self):
        self.auth_file('{"auths": ')
        self.assert_finding(self.examine()["credentials"], "fail", "no file of credentials",
                            "docker login")

    def test_a_credential_helper_that_is_missing(self):
        self.auth_file({"credsStore": "pass"})
        self.assert_finding(self.examine()["credentials"], "fail",
                            "docker-credential-pass, which is not in PATH", "credsStore")
        self.program("docker-credential-pass", f"touch {self.folder}/asked")
        self.assert_finding(self.examine()["credentials"], "ok", "docker-credential-pass")
        self.assertEqual(self.files(), [], "the helper was run")

    def test_a_helper_of_one_registry_that_is_missing_is_no_failure(self):
        self.auth_file({"credHelpers": {"gcr.io": "gcloud"}})
        self.assert_finding(self.examine()["credentials"], "warn",
                            "docker-credential-gcloud, which is not in PATH", "credHelpers")

    def test_a_file_of_credentials_that_is_named_and_not_there(self):
        self.assert_finding(self.examine(REGISTRY_AUTH_FILE="/nowhere.json")["credentials"], "fail",
                            "/nowhere.json", "REGISTRY_AUTH_FILE")

    def test_a_proxy_is_told_without_its_password(self):
        found = self.examine(https_proxy="http://me:wrong horse 9@proxy.example:3128")
        self.assert_finding(found["proxy"], "ok", "http://proxy.example:3128")

    def test_a_mirror_is_told(self):
        found = self.examine(OCI2BOOT_MIRRORS="mirror.example:5000")
        self.assert_finding(found["mirror of docker.io"], "ok", "mirror.example:5000")

    def test_it_takes_no_words(self):
        self.assertIn("one word too many", self.refused(2, "doctor", "alpine"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
