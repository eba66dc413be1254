# SPDX-License-Identifier: Apache-2.0
"""Whole systems as container images, made from Debian's packages with mmdebstrap and umoci.

Each is made once: it stays in a folder of the build, under a name that changes with its recipe.
Making one takes root or user namespaces, a Debian mirror, and half a minute.
"""

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SUITE = "bookworm"
# Of every file that packages do not bring: equal packages, equal layers.
SOURCE_DATE_EPOCH = "1700000000"
PASSWORD = "boots"
# Its hash, from openssl passwd -6 -salt oci2boot.
_HASH = ("$6$oci2boot$8ya.KO3I8TgMCmea/FZTkmlgoMOHYpcRcIfii9Jrb.EpffXBN4oMJY5pkoO.XefxPM4eTDnHUnHPE"
         "KBLDgVU10")

# What alpine-baselayout has, whose image openrc is added to.
ALPINE_INITTAB = """\
# /etc/inittab

::sysinit:/sbin/openrc sysinit
::sysinit:/sbin/openrc boot
::wait:/sbin/openrc default

# Set up a couple of getty's
tty1::respawn:/sbin/getty 38400 tty1
tty2::respawn:/sbin/getty 38400 tty2
tty3::respawn:/sbin/getty 38400 tty3
tty4::respawn:/sbin/getty 38400 tty4
tty5::respawn:/sbin/getty 38400 tty5
tty6::respawn:/sbin/getty 38400 tty6

# Put a getty on the serial port
#ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt100

# Stuff to do for the 3-finger salute
::ctrlaltdel:/sbin/reboot

# Stuff to do before rebooting
::shutdown:/sbin/openrc shutdown
"""


@dataclasses.dataclass(frozen=True)
class Recipe:
    """An image: Debian's packages, lines for a shell behind them, and umoci's --config options."""
    packages: str
    lines: tuple = ()  # $1 is the root
    config: tuple = (("cmd", "/bin/bash"),)

    def key(self):
        text = json.dumps([SUITE, SOURCE_DATE_EPOCH, _HASH, dataclasses.astuple(self)])
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def _file(path, text, mode="644"):
    """A line that writes a file."""
    return (f'mkdir -p "$(dirname "$1{path}")" && cat >"$1{path}" <<\'END\' && '
            f'chmod {mode} "$1{path}"\n{text}END\n')


# What the Dockerfiles of "systemd in a container" do, as jrei/systemd-debian's.
_CONTAINER_SYSTEMD = (
    'rm -f "$1"/lib/systemd/system/multi-user.target.wants/* "$1"/etc/systemd/system/*.wants/* '
    '"$1"/lib/systemd/system/local-fs.target.wants/* '
    '"$1"/lib/systemd/system/sockets.target.wants/*udev* '
    '"$1"/lib/systemd/system/sockets.target.wants/*initctl* '
    '"$1"/lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup* '
    '"$1"/lib/systemd/system/systemd-update-utmp*',
    'chroot "$1" systemctl mask systemd-udevd.service systemd-logind.service getty.target '
    'console-getty.service dev-hugepages.mount sys-fs-fuse-connections.mount',
    'chroot "$1" systemctl set-default multi-user.target',
    'chroot "$1" systemctl enable cron',
)

RECIPES = {
    # Debian's image and `apt install systemd`; a network that is on and has no configuration.
    "systemd": Recipe(
        "systemd,systemd-sysv,libpam-systemd,dbus,udev,iproute2,nginx-light",
        ('chroot "$1" systemctl enable systemd-networkd',)),
    # What people run as a privileged container, with ifupdown as its only network.
    "systemd-container": Recipe(
        "systemd,systemd-sysv,dbus,udev,iproute2,ifupdown,isc-dhcp-client,cron",
        _CONTAINER_SYSTEMD, (("cmd", "/lib/systemd/systemd"), ("stopsignal", "SIGRTMIN+3"))),
    "sysvinit": Recipe("sysvinit-core,sysv-rc,initscripts,ifupdown,isc-dhcp-client,iproute2,cron"),
    "openrc-sysvinit": Recipe("sysvinit-core,openrc,initscripts,iproute2,cron",
                              ('chroot "$1" rc-update add cron default',)),
    # Alpine's image and `apk add openrc`, as far as Debian's packages make it.
    "openrc-busybox": Recipe(
        "openrc,busybox",
        ('for name in init getty reboot poweroff halt; do '
         'ln -sf /bin/busybox "$1/sbin/$name"; done',
         # util-linux's service for sysvinit, which needs others of it.
         'rm -f "$1"/etc/init.d/hwclock.sh "$1"/etc/runlevels/*/hwclock.sh',
         _file("/etc/inittab", ALPINE_INITTAB))),
    "runit": Recipe("runit-init,runit,getty-run,initscripts,iproute2,e2fsprogs"),
    # Its supervisor as the entrypoint, with one service that answers on a port.
    "s6": Recipe(
        "s6,busybox",
        (_file("/etc/s6/web/run", "#!/bin/sh\nmkdir -p /www && hostname >/www/index.html\n"
                                  "echo web is up\nexec busybox httpd -f -p 80 -h /www\n", "755"),),
        (("entrypoint", "s6-svscan"), ("cmd", "/etc/s6"), ("exposedports", "80/tcp"))),
    # As the official image: the server in the foreground, QUIT for a graceful end.
    "nginx": Recipe(
        "nginx-light",
        ('ln -sf /dev/stdout "$1/var/log/nginx/access.log"',
         'ln -sf /dev/stderr "$1/var/log/nginx/error.log"'),
        (("cmd", "nginx"), ("cmd", "-g"), ("cmd", "daemon off;"), ("exposedports", "80/tcp"),
         ("stopsignal", "SIGQUIT"))),
    "systemd-openssh": Recipe("systemd-sysv,dbus,udev,iproute2,openssh-server"),
    # To log in by SSH: a system that starts OpenSSH, and dropbear as an image's program.
    "openssh": Recipe("sysvinit-core,sysv-rc,initscripts,openssh-server"),
    "dropbear": Recipe("dropbear-bin", ('mkdir -p "$1/etc/dropbear"',), (
        ("cmd", "dropbear"), ("cmd", "-FER"), ("exposedports", "22/tcp"))),
}

_TOOLS = ("mmdebstrap", "umoci")
needs_debian_images = unittest.skipUnless(
    all(map(shutil.which, _TOOLS)), "mmdebstrap or umoci is not installed")


def _run(log, *command, **options):
    result = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log,
                            stderr=subprocess.STDOUT, check=False, **options)
    if result.returncode != 0:
        log.seek(0)
        raise AssertionError(f"{command[0]} failed with status {result.returncode}:\n"
                             + log.read().decode(errors="replace")[-4000:])


def _make(recipe, layout):
    """The layout, complete or not at all."""
    with (tempfile.TemporaryDirectory(dir=layout.parent, prefix=".making-") as scratch,
          tempfile.TemporaryFile() as log):
        scratch = pathlib.Path(scratch)
        hooks = (f"chroot \"$1\" usermod -p '{_HASH}' root", *recipe.lines,
                 # What a machine makes for itself, or what differs each time.
                 'rm -rf "$1"/var/log/*.log "$1"/var/log/apt "$1"/var/cache/ldconfig/aux-cache')
        _run(log, "mmdebstrap", "--variant=minbase", f"--include={recipe.packages}",
             *(f"--customize-hook={hook}" for hook in hooks), SUITE, scratch / "root.tar",
             env={**os.environ, "SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH})
        made = scratch / "layout"
        _run(log, "umoci", "init", "--layout", made)
        _run(log, "umoci", "new", "--image", made)
        _run(log, "umoci", "raw", "add-layer", "--image", made, scratch / "root.tar")
        options = [word for name, value in recipe.config
                   for word in (f"--config.{name}", value)]
        _run(log, "umoci", "config", "--image", made, *options)
        made.rename(layout)


@contextlib.contextmanager
def _only_one(path):
    """Waits for whoever makes the same image now."""
    with open(path, "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def folder():
    """Where they are kept."""
    return pathlib.Path(os.environ["OCI2BOOT_BUILD"]) / "debian-images"


def image(name):
    """One of RECIPES, as oci2boot calls it: an OCI layout, which is made where it is not there
    yet."""
    recipe = RECIPES[name]
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{name}-{recipe.key()}"
    with _only_one(folder() / f"{name}.lock"):
        if not path.exists():
            for old in folder().glob(f"{name}-" + "?" * len(recipe.key())):
                shutil.rmtree(old)
            _make(recipe, path)
    return f"oci:{path}"
