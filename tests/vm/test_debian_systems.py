# SPDX-License-Identifier: Apache-2.0
"""Debian's systems and servers, as container images: each boots from an initramfs and from a disk,
somebody logs in on its console, and it powers off, told from inside and by the power button."""

from tests.support import debian_images
from tests.support.debian_images import PASSWORD, needs_debian_images
from tests.support.system_guest import fetch, free_port
from tests.vm.test_systems import SystemTest


@needs_debian_images
class SystemdTest(SystemTest):
    def assert_running(self, guest):
        """No unit has failed, and all that is to start has started."""
        state = guest.run("systemctl is-system-running --wait")
        failed = guest.run("systemctl --failed --plain --no-legend --no-pager")
        self.assertEqual((state, failed), ("running", ""), guest.seen)
        self.assertNotRegex(guest.said(), r"FAILED|Failed to|UNSUPP")
        self.assertEqual(guest.run("systemctl is-active systemd-udevd systemd-logind dbus"),
                         "active\nactive\nactive")
        return state

    def test_systemd_with_networkd_and_nginx(self):
        port = free_port()
        ids = set()

        def check(guest, row):
            guest.log_in(password=PASSWORD)
            row.printed = self.assert_running(guest)
            self.assert_network(guest)
            self.assert_one_getty(guest)
            self.assertIn("Welcome to nginx", fetch(port))
            ids.add(guest.run("cat /etc/machine-id"))

        self.boots(debian_images.image("systemd"), "Debian, systemd, networkd, nginx", "systemd",
                   check, "-p", f"127.0.0.1:{port}:80")
        # Each machine has made one of its own.
        self.assertEqual([len(machine_id) for machine_id in ids], [32, 32])

    def test_systemd_of_an_image_that_was_made_for_containers(self):
        def check(guest, row):
            guest.log_in(password=PASSWORD)
            row.printed = self.assert_running(guest)
            self.assert_network(guest)
            self.assert_one_getty(guest)
            # The one is the image's, the other was taken out of its targets.
            self.assertEqual(guest.run("systemctl is-active cron systemd-tmpfiles-setup"),
                             "active\nactive")

        self.boots(debian_images.image("systemd-container"),
                   "Debian, systemd without what containers mask, ifupdown", "systemd", check)


@needs_debian_images
class OtherInitsTest(SystemTest):
    def boots_to_login(self, name, title, system, tells, pattern):
        """It prints what it is, has its network and one getty, keeps what is written, and complains
        of nothing."""
        def check(guest, row):
            guest.log_in(password=PASSWORD)
            found = guest.run(tells)
            self.assertRegex(found, pattern)
            row.printed = found.split(" (pid")[0]
            self.assert_one_getty(guest)
            if guest.run("command -v ip"):
                self.assert_network(guest)
            self.assertEqual(guest.run("echo kept >/root/kept; cat /root/kept"), "kept")
            self.assertNotRegex(guest.said(), r"(?i)\berror\b|fail|warn|cannot|can't|crashed")

        self.boots(debian_images.image(name), title, system, check)

    def test_sysvinit(self):
        self.boots_to_login("sysvinit", "Debian, sysvinit", "sysvinit",
                            "runlevel; pidof cron >/dev/null && echo cron", r"^N 2\ncron$")

    def test_openrc_under_sysvinit(self):
        self.boots_to_login("openrc-sysvinit", "Debian, OpenRC under sysvinit", "openrc",
                            "rc-status -r; rc-status -c; pidof cron >/dev/null && echo cron",
                            r"^default\ncron$")

    def test_openrc_under_busybox_init(self):
        self.boots_to_login("openrc-busybox", "Debian, OpenRC under busybox, Alpine's inittab",
                            "openrc", "rc-status -r; rc-status -c", r"^default$")

    def test_runit(self):
        self.boots_to_login("runit", "Debian, runit", "runit", "sv status console-login",
                            r"^run: console-login: \(pid \d+\) ")


@needs_debian_images
class ProgramTest(SystemTest):
    def test_the_supervisor_s6_svscan_as_the_entrypoint(self):
        port = free_port()

        def check(guest, row):
            guest.expect_ready("web is up")
            row.printed = fetch(port).strip()
            self.assertEqual(row.printed, "box")

        self.boots(debian_images.image("s6"), "Debian, s6-svscan as entrypoint", "", check, "-p",
                   f"127.0.0.1:{port}:80")

    def test_nginx_answers_until_it_is_told_to_quit(self):
        port = free_port()

        def check(guest, row):
            self.assertIn("Welcome to nginx", fetch(port))
            row.printed = guest.expect_ready(r'GET / HTTP/1\.1" 200 \d+').group().replace('"', "")

        self.boots(debian_images.image("nginx"), "Debian, nginx", "", check, "-p",
                   f"127.0.0.1:{port}:80")
