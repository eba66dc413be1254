# SPDX-License-Identifier: Apache-2.0
"""The images that documents name. Where Debian's packages are not what it is about, something small
is in an image's place that does as much of it as documents show."""

from tests.support import debian_images, images, kernel_packages
from tests.support.program import IMAGES
from tests.support.static_server import static_server_layout

_OS_RELEASE = ('NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\n'
               'PRETTY_NAME="Alpine Linux v3.20"\n')


def alpine(folder):
    """As skopeo calls it. The real one, or where there is none its likes: busybox under Alpine's
    name, made in `folder`."""
    if IMAGES:
        return f"oci:{IMAGES}/alpine-multiarch:3.20"
    layout = folder / "alpine"
    if not layout.exists():
        root = images.busybox_root(folder / "alpine.root")
        (root / "etc/os-release").write_text(_OS_RELEASE)
        (root / "etc/alpine-release").write_text("3.20.3\n")
        images.oci_layout(layout, root, cmd="/bin/sh")
    return f"oci:{layout}:latest"


def _web_server(folder):
    """nginx's likes."""
    root = images.busybox_root(folder / "root")
    pages = root / "usr/share/nginx/html"
    pages.mkdir(parents=True)
    (pages / "index.html").write_text("<title>Welcome to nginx!</title>\n")
    layout = images.oci_layout(folder / "layout", root, exposedports="80/tcp",
                               cmd=["httpd", "-f", "-p", "80", "-h", "/usr/share/nginx/html"])
    return f"oci:{layout}:latest"


def _kernel(folder):
    root = kernel_packages.made_up_root(folder / "root", "6.6.13-linuxkit")
    return f"oci:{images.oci_layout(folder / 'layout', root)}:latest"


def _static_server(folder):
    return f"oci:{static_server_layout(folder)}:latest"


def _debian(_):
    return debian_images.image("systemd-openssh")


# What makes an image in a folder, and tells what skopeo calls it; by name and tag.
SOURCES = {
    "alpine:latest": alpine,
    "alpine:3.20": alpine,
    "nginx:latest": _web_server,
    "debian:12": alpine,
    "ghcr.io/team/app:1.2": _static_server,
    "registry.example/team/app:v1": alpine,
    "127.0.0.1:5000/app:latest": alpine,
    "linuxkit/kernel:6.6.13": _kernel,
    "my/debian:latest": _debian,
}

# What a Docker engine has, by the name that it has there.
ENGINE_SOURCES = {"alpine": alpine, "nginx": _web_server, "my/app": alpine, "my/test": alpine}


def make_beforehand(names):
    """Those of them for which the network is needed."""
    for name in names:
        if SOURCES[name] is _debian:
            _debian(None)
