# SPDX-License-Identifier: Apache-2.0
"""The packages that `cpack -G DEB` makes: what is in them, what they depend on, and that they come
and go without a trace."""

import gzip
import os
import pathlib
import re
import subprocess
import unittest

from tests.support.program import TestCase


def run(*command, **options):
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}")
    return done.stdout


def field(package, name):
    return run("dpkg-deb", "-f", package, name).strip()


def names_in(relation):
    """The packages of a Depends field, without versions."""
    return {re.split(r"[ (:]", part.strip())[0] for part in re.split(r"[,|]", relation)}


def files_below(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


@unittest.skipIf(os.environ.get("OCI2BOOT_SANITIZED"), "nobody packages a sanitized program")
class PackageTest(TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.shared_folder()
        run("cpack", "-G", "DEB", "-B", folder, cwd=os.environ["OCI2BOOT_BUILD"])
        (cls.program,) = folder.glob("oci2boot_*.deb")
        (cls.library,) = folder.glob("liboci2boot-dev_*.deb")

    def dpkg(self, *arguments):
        """In a root of its own. Its packages are not installed there, so nothing asks for them."""
        root = self.folder / "root"
        if not root.exists():
            (root / "var/lib/dpkg/updates").mkdir(parents=True)
            (root / "var/lib/dpkg/info").mkdir()
            (root / "var/lib/dpkg/status").touch()
        run("fakeroot", "dpkg", f"--root={root}", "--force-depends", "--force-not-root",
            "--force-bad-path", "--log=/dev/null", *arguments)
        return root

    def assert_owner_is_among(self, packages, library):
        path = pathlib.Path(library).resolve()
        # A merged /usr: packages may name the file without it.
        owners = {line.split(":")[0] for line in run(
            "sh", "-c", f"dpkg -S {path} 2>/dev/null || dpkg -S {str(path)[4:]}").splitlines()}
        self.assertTrue(owners & packages, f"{library} is of {owners}, not in {packages}")

    def test_it_installs_and_goes_without_a_trace(self):
        root = self.dpkg("--install", self.program, self.library)
        version = run(root / "usr/bin/oci2boot", "--version")
        self.assertIn(version.split()[1] + "-", field(self.program, "Version"))
        self.dpkg("--remove", "oci2boot", "liboci2boot-dev")
        left = {name for name in files_below(root) if not name.startswith("var/lib/dpkg/")}
        self.assertEqual(left, set())
        self.assertFalse((root / "usr").exists())

    def test_everything_is_in_its_place(self):
        root = self.dpkg("--install", self.program)
        for name in ("usr/bin/oci2boot", "usr/bin/oci2boot-fetch-kernel",
                     "usr/share/bash-completion/completions/oci2boot",
                     "usr/share/zsh/vendor-completions/_oci2boot",
                     "usr/share/fish/vendor_completions.d/oci2boot.fish",
                     "usr/share/man/man1/oci2boot.1.gz",
                     "usr/share/man/man1/oci2boot-fetch-kernel.1.gz",
                     "usr/share/man/man5/oci2boot-formats.5.gz",
                     "usr/share/doc/oci2boot/copyright", "usr/share/doc/oci2boot/changelog.gz",
                     "usr/share/doc/oci2boot/README.md"):
            self.assertTrue((root / name).is_file(), name)
        page = gzip.decompress((root / "usr/share/man/man1/oci2boot.1.gz").read_bytes())
        self.assertIn(b".Nm oci2boot\n", page)

    def test_it_depends_on_the_packages_of_its_libraries(self):
        root = self.dpkg("--install", self.program)
        needed = re.findall(r"NEEDED.*\[(.*)\]", run("readelf", "-d", root / "usr/bin/oci2boot"))
        linked = dict(re.findall(r"(\S+) => (\S+)", run("ldd", root / "usr/bin/oci2boot")))
        depends = names_in(field(self.program, "Depends"))
        for library in needed:
            if library not in linked:
                continue  # the loader, which is the C library's
            self.assert_owner_is_among(depends, linked[library])

    def test_both_depend_on_the_library_that_is_loaded_while_they_run(self):
        loaded = re.search(r"libcurl\.so\.4 .*=> (\S+)", run("/sbin/ldconfig", "-p")).group(1)
        for package in (self.program, self.library):
            self.assert_owner_is_among(names_in(field(package, "Depends")), loaded)

    def test_it_recommends_what_boots(self):
        self.assertTrue({"qemu-system-x86", "qemu-system-arm"}
                        & names_in(field(self.program, "Recommends")))

    def test_lintian_finds_no_error(self):
        run("lintian", "--allow-root", "--fail-on", "error", self.program, self.library)

    def test_equal_builds_give_equal_packages(self):
        again = self.folder / "again"
        run("cpack", "-G", "DEB", "-B", again, cwd=os.environ["OCI2BOOT_BUILD"],
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
        first = {path.name: path.read_bytes() for path in again.glob("*.deb")}
        run("cpack", "-G", "DEB", "-B", again, cwd=os.environ["OCI2BOOT_BUILD"],
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
        self.assertEqual(first, {path.name: path.read_bytes() for path in again.glob("*.deb")})


if __name__ == "__main__":
    unittest.main(verbosity=2)
