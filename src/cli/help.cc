// SPDX-License-Identifier: Apache-2.0
#include "src/cli/help.h"

#include "src/version.h"

namespace oci2boot {

std::string version_text() {
  return std::string("oci2boot ") + kVersion + "\n";
}

std::string help_text() {
  return R"(Turn a container image into something that boots.

Usage: oci2boot IMAGE -o OUTPUT [options] [-- CMD ARG...]

  oci2boot docker-archive:alpine.tar -o initrd && ./initrd.sh
  docker save nginx | oci2boot - -o initrd.zst -p 8080:80
  oci2boot rootfs:rootfs.tar.gz -o initrd --kernel bzImage -- /bin/sh

IMAGE
  docker-archive:FILE[:REF]   what `docker save` and `podman save` write
  oci:FOLDER[:TAG]            an OCI image layout
  oci-archive:FILE[:TAG]      the same in an archive
  rootfs:FILE-or-FOLDER       a plain root file system
  -                           an image archive on standard input
  PATH                        any of the image forms, recognised by content

OUTPUT
  -o, --output FILE      initrd*, initramfs*, *.cpio[.gz|.zst|.xz|.lz4|...];
                         FILE.vmlinuz, FILE.sh (boots it) and FILE.json (what it
                         was made from) are made beside it; - writes the cpio
                         archive to standard output and nothing else
      --format FORMAT    initramfs, for any other name
      --compress ALG[:LEVEL]
                         none, gzip, zstd, xz, lz4, bzip2, lzma
                         (default: by the name, else what the kernel unpacks)
      --force            replace what exists
      --platform OS/ARCH[/VARIANT]
                         which image of several (default: this machine's)

Kernel
      --kernel WHAT      a kernel, a folder with one, a .deb package, none, or
                         auto: the image's /boot, the kernel store, the host's
                         /boot (default: auto)
      --modules WHICH    needed or none (default: needed)
      --cmdline ARGS     further kernel arguments

What runs in the guest (as for docker run)
      --init WHICH       auto, container, or the path of an init in the image
      --entrypoint PROG  instead of the image's ENTRYPOINT
  -e, --env NAME=VALUE   a variable
  -u, --user USER[:GROUP]
  -w, --workdir FOLDER
      --hostname NAME
      --dns ADDRESS      a name server (default: 10.0.2.3, QEMU's)
      --add-host NAME:ADDRESS
      --no-patch NAME    leave a patch out: dev, mtab, fstab, hostname, hosts,
                         resolv-conf, docker-leftovers, machine-id, init, all

The machine that FILE.sh starts
  -p, --publish [IP:]HOST:GUEST[/udp]
                         forward a port of the host
  -m, --memory SIZE      512M, 2G (default: what the image needs)
      --cpus N           (default: 1)

  -q, --quiet            print nothing but warnings and errors
      --verbose          tell what each patch changed
  -h, --help
      --version

Environment: TMPDIR (for temporary files, default /var/tmp), OCI2BOOT_KERNELS
(the kernel store), SOURCE_DATE_EPOCH (the time of files that patches write).

Exit status: 0 done, 2 usage, 3 image not found, 5 verification failed,
6 image invalid or unsupported, 7 output could not be written, 8 a kernel,
module or tool is missing, 1 anything else.
)";
}

}  // namespace oci2boot
