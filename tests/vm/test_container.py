# SPDX-License-Identifier: Apache-2.0
"""Images that run a program: what `docker run` would do, in a machine."""

import re
import socket
import unittest
import urllib.request

from tests.support import images
from tests.support.guest import Guest, run
from tests.support.program import IMAGES, TestCase, needs_corpus


class CommandTest(TestCase):
    """One busybox image; the command line says what runs."""

    @classmethod
    def setUpClass(cls):
        cls.image = images.busybox_layout(cls.shared_folder() / "image", cmd="/bin/sh")

    def boot(self, *arguments):
        """Converts and boots; the guest's exit status and what it printed."""
        self.convert(f"oci:{self.image}", "-o", "initrd", *arguments)
        return run(self.folder / "initrd.sh")

    def test_the_exit_status_is_the_programs(self):
        status, output = self.boot("--", "sh", "-c", "echo bye; exit 3")
        self.assertEqual(status, 3, output)
        self.assertRegex(output, "bye\noci2boot: sh exited with status 3\n")

    def test_success_says_nothing(self):
        status, output = self.boot("--", "true")
        self.assertEqual((status, output), (0, ""))

    def test_a_killed_program_gives_128_and_the_signal(self):
        status, output = self.boot("--", "sh", "-c", "kill -9 $$")
        self.assertEqual(status, 137, output)

    def test_a_missing_program_is_named(self):
        status, output = self.boot("--", "/no/such/binary")
        self.assertEqual(status, 127, output)
        self.assertIn("/no/such/binary", output)
        self.assertNotIn("panic", output)

    def test_a_program_that_cannot_be_run_is_named(self):
        status, output = self.boot("--", "/etc/passwd")
        self.assertEqual(status, 126, output)
        self.assertIn("/etc/passwd", output)

    def test_an_unknown_user_is_named(self):
        status, output = self.boot("-u", "nobody-here", "--", "id")
        self.assertEqual(status, 126, output)
        self.assertIn("nobody-here", output)

    def test_user_workdir_and_environment(self):
        status, output = self.boot(
            "-u", "worker", "-w", "/srv/new folder", "-e", "GREETING=it's \"so\"\n$HOME", "--",
            "sh", "-c", 'id; pwd; echo "$HOME"; printf "%s\\n" "$GREETING"')
        self.assertEqual(status, 0, output)
        self.assertEqual(
            output,
            "uid=1000(worker) gid=1000(worker) groups=10(wheel),1000(worker)\n"
            "/srv/new folder\n/home/worker\nit's \"so\"\n$HOME\n")

    def test_orphans_are_reaped(self):
        # A zombie keeps its folder in /proc until PID 1 has waited for it.
        script = ("pid=$(sh -c 'sleep 0.2 >/dev/null & echo $!'); "
                  "while [ -d /proc/$pid ]; do :; done; echo reaped")
        self.assertEqual(self.boot("--", "sh", "-c", script), (0, "reaped\n"))

    def test_a_port_is_forwarded(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.convert(f"oci:{self.image}", "-o", "initrd", "-p", f"127.0.0.1:{port}:80", "--", "sh",
                     "-c", "mkdir /www; echo served > /www/f; httpd -p 80 -h /www; echo up; cat")
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect("^up$")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/f", timeout=30) as answer:
                self.assertEqual(answer.read(), b"served\n")
            guest.send("\x04")
            self.assertEqual(guest.wait(), 0)


class TreeTest(TestCase):
    def test_hard_links_devices_modes_and_owners_arrive(self):
        root = images.busybox_root(self.folder / "root")
        (root / "etc/one").write_text("linked\n")
        (root / "etc/two").hardlink_to(root / "etc/one")
        (root / "etc/one").chmod(0o4751)
        layer = images.tar_of(root, devices={"etc/null": (1, 3)}, owners={"etc/one": (12, 34)})
        (self.folder / "root.tar").write_bytes(layer)
        script = ("cd /etc; stat -c '%n %F %a %h %u:%g' one; stat -c '%F %t,%T' null; "
                  "[ one -ef two ] && cat two; echo gone >null; stat -c '%a %F' /tmp")
        self.convert("rootfs:root.tar", "-o", "initrd", "--", "sh", "-c", script)
        self.assertEqual(run(self.folder / "initrd.sh"),
                         (0, "one regular file 4751 2 12:34\ncharacter special file 1,3\n"
                             "linked\n1777 directory\n"))


class FileCapabilityTest(TestCase):
    READER = r"""
        #include <stdio.h>
        #include <sys/xattr.h>
        int main(void) {
          unsigned char value[64];
          ssize_t size = getxattr("/bin/tool", "security.capability", value, sizeof value);
          if (size < 0) perror("getxattr");
          for (ssize_t i = 0; i < size; i++) printf("%02x", value[i]);
          puts("");
        }"""

    def test_what_cpio_cannot_carry_is_restored(self):
        root = images.busybox_root(self.folder / "root")
        images.static_program(root / "bin/read-capability", self.READER)
        (root / "bin/tool").write_text("#!/bin/sh\n")
        # cap_net_raw+ep, as `setcap` writes it (linux/capability.h, struct vfs_cap_data).
        capability = "0100000200200000000000000000000000000000"
        layer = images.tar_of(root, xattrs={"bin/tool": {"security.capability": capability}})
        (self.folder / "root.tar").write_bytes(layer)
        self.convert("rootfs:root.tar", "-o", "initrd", "--", "/bin/read-capability")
        self.assertEqual(run(self.folder / "initrd.sh"), (0, capability + "\n"))


@needs_corpus
class CorpusTest(TestCase):
    def boot(self, image, *arguments):
        self.convert(image, "-o", "initrd", *arguments)
        return run(self.folder / "initrd.sh")

    def test_a_static_server_without_a_shell(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.convert(f"oci:{IMAGES}/static-app:1", "-o", "initrd", "-p", f"{port}:8080")
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect("uid=65532 euid=65532 .* cwd=/home/nonroot")
            for line in ("argv[0]=</app/server>", "argv[1]=<--log-format>", "argv[2]=<json lines>",
                         "argv[3]=<--greeting>", "argv[4]=<hi there; $HOME 'q' \"d\">",
                         "env <GREETING=hello  two spaces>", "env <QUOTES=a'b\"c$d`e\\f>",
                         "env <MULTI=line1\nline2>", "env <EMPTY=>", "env <EQ=a=b=c>"):
                guest.expect("^APP " + re.escape(line) + "$")
            guest.expect("listening on 8080")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                self.assertEqual(answer.status, 200)

    def test_hello_world(self):
        status, output = self.boot(f"oci:{IMAGES}/hello-world")
        self.assertEqual(status, 0, output)
        self.assertRegex(output, "(?i)hello")

    def test_every_variant_ends_as_docker_would_end_it(self):
        for tag, status, pattern in (
                ("entrypoint-only", 0, r"^Linux entrypoint-only 6\.|^Linux "),
                ("cmd-path-lookup", 0, "^CORPUS path lookup ok$"),
                ("user-name", 0, r"^uid=65534\(nobody\)"),
                ("user-name-group", 0, r"^uid=33\(www-data\) gid=1\(daemon\)"),
                ("user-uid-nopasswd", 0, "^uid=12345 gid=54321"),
                ("user-unknown-name", 126, "^oci2boot: .*doesnotexist"),
                ("workdir-missing", 0, "^/srv/new dir/deep$"),
                ("workdir-relative", 0, "^/tmp$"),
                ("exit-3", 3, "^CORPUS-BYE$"),
                ("cmd-missing-binary", 127, "^oci2boot: .*/no/such/binary"),
                ("cmd-not-executable", 126, "^oci2boot: .*/etc/passwd"),
                ("env-noPATH", 0, "^PATH=/usr/local/sbin:/usr/local/bin:"),
                ("shell-form", 0, "^it's 1\nit's 2$"),
                ("layers", 0, "^/opt/keep")):
            with self.subTest(tag):
                self.assertEndsWith(f"oci:{IMAGES}/umoci-variants:{tag}", status, pattern)

    def assertEndsWith(self, image, status, pattern):
        ended, output = self.boot(image, "--force")
        self.assertEqual(ended, status, output)
        self.assertRegex(output, "(?m)" + pattern)

    def test_old_and_odd_archives(self):
        for image, pattern in (("dive/test-docker-image.tar", "BusyBox"),
                               ("dive/test-kaniko-image.tar", "BusyBox")):
            with self.subTest(image):
                status, output = self.boot(f"{IMAGES}/{image}", "--force", "--entrypoint",
                                           "/bin/busybox")
                self.assertEqual(status, 0, output)
                self.assertIn(pattern, output)


if __name__ == "__main__":
    unittest.main(verbosity=2)
