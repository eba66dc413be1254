// SPDX-License-Identifier: Apache-2.0
#include "src/cli/help.h"

#include "src/version.h"

namespace oci2boot {

namespace {

constexpr const char* kOverview =
    R"(Turn a container image into something that boots.

Usage: oci2boot IMAGE [-o OUTPUT] [options] [-- CMD ARG...]
       oci2boot COMMAND --help

  oci2boot alpine -o initrd && ./initrd.sh
  oci2boot nginx -o vm.qcow2 --size 10G -p 8080:80 && ./vm.qcow2.sh
  oci2boot nginx -o nginx.tar
  docker save nginx | oci2boot - -o initrd
  oci2boot rootfs:rootfs.tar.gz -o initrd --kernel bzImage -- /bin/sh

COMMAND
  convert                convert an image, as it is done without a command
  inspect                tell what an image is and has
  ls                     list the files in what was made
  unpack                 take them out again, into a folder or a tar archive
  pull                   fetch images into the cache, for later
  cache                  list what is in the cache, and remove it
  kernel                 list the kernels that are kept for images, and add one

)";

constexpr const char* kImage =
    R"(IMAGE
  NAME[:TAG][@DIGEST]         in a registry, Docker Hub where NAME has no host
  docker://NAME...            the same, whatever files are here
  docker-daemon:NAME[:TAG]    in the Docker engine of this machine
  docker-archive:FILE[:REF]   what `docker save` and `podman save` write
  oci:FOLDER[:TAG]            an OCI image layout
  oci-archive:FILE[:TAG]      the same in an archive
  rootfs:FILE-or-FOLDER       a plain root file system
  -                           an image archive on standard input
  PATH                        any of the image forms, recognised by content

)";

constexpr const char* kConvert =
    R"(OUTPUT
  -o, --output FILE      what to make, told by the name (default:
                         NAME-TAG.qcow2):
                         *.qcow2, *.img, *.vmdk, *.vdi, *.vhd, *.vhdx
                           a disk with an ext4 file system; FILE.vmlinuz,
                           FILE.initrd and FILE.sh, which boots it, are made
                           beside it
                         initrd*, initramfs*, *.cpio[.gz|.zst|...]
                           an initramfs; FILE.vmlinuz and FILE.sh, which boots
                           it, are made beside it
                         *.tar[.gz|.zst|...]
                           the image's files as they are, all layers merged; no
                           option that is about booting goes with it
                         -
                           such a tar archive on standard output
                         FILE.json beside FILE tells what it was made from
      --format FORMAT    raw, qcow2, vmdk, vdi, vhd, vhdx, initramfs or tar, for
                         any other name and for -
      --compress ALG[:LEVEL]
                         none, gzip, zstd, xz, lz4, bzip2, lzma (default: by the
                         name, else none for a tar, what the kernel unpacks for
                         an initramfs); zlib or zstd for a qcow2 disk
      --size SIZE        of a disk: 10G in all, or +2G of free space (default:
                         what the files take and a fifth more, at least 64 MiB)
      --grow             let the guest grow its file system when it finds the
                         disk larger (qemu-img resize)
      --force            replace what exists

)";

constexpr const char* kBoot =
    R"(Kernel
      --kernel WHAT      a kernel; a folder with one; a package (.deb, .rpm,
                         .apk, .pkg.tar.zst); image:IMAGE, an image that has
                         one; none; or auto: the image's /boot, the kernel
                         store, the host's /boot (default: auto)
      --vmlinux          put the unpacked kernel beside FILE too, as
                         FILE.vmlinux: an ELF file (arm64: an Image), as
                         Firecracker and others take it
      --modules WHICH    needed, all (also those that are not needed to boot,
                         below /lib/modules) or none (default: needed)
      --cmdline ARGS     further kernel arguments

What runs in the guest (as for docker run)
      --init WHICH       auto: the image's init system where its command is one,
                         or a bare shell; container: the command, always; the
                         path of an init in the image; or systemd, openrc,
                         sysvinit, runit, s6, busybox (default: auto)
      --entrypoint PROG  instead of the image's ENTRYPOINT
  -e, --env NAME=VALUE   a variable
  -u, --user USER[:GROUP]
  -w, --workdir FOLDER
      --hostname NAME
      --network WHICH    dhcp, none, or ADDRESS/PREFIX,GATEWAY[,DNS...]
                         (default: 10.0.2.15/24,10.0.2.2,10.0.2.3, QEMU's)
      --dns ADDRESS      a name server (default: 10.0.2.3, QEMU's)
      --dns-search DOMAIN
      --add-host NAME:ADDRESS
      --timezone NAME    Europe/Berlin
      --no-patch NAME    leave a patch out: dev, mount-points, volumes, mtab,
                         fstab, hostname, hosts, resolv-conf, docker-leftovers,
                         machine-id, identity, securetty, timezone,
                         systemd-units, systemd-console, network, inittab,
                         openrc-services, openrc-console, runit-console,
                         s6-console, modules, init, all

Who may log in
      --root-password-file FILE
                         its one line is root's password
      --add-user NAME[:UID]
                         a user, who has no password
      --ssh-key FILE     public keys: for the added users, else for root
      --autologin        on the console: the first added user, else root

The machine that FILE.sh starts
  -p, --publish [IP:]HOST:GUEST[/udp]
                         forward a port of the host (default: those that the
                         image EXPOSEs, on 127.0.0.1; 8080 for 80, 8443 for 443)
  -m, --memory SIZE      512M, 2G (default: what the image needs)
      --cpus N           (default: 1)

)";

constexpr const char* kSource =
    R"(Which image, and from where
      --platform OS/ARCH[/VARIANT]
                         which one of several (default: this machine's)
      --creds USER[:PASSWORD]
                         for the registry; asks for a password that is missing
      --authfile FILE    credentials as `docker login` and `podman login` keep
                         them (default: theirs)
      --ca-cert FILE     certificates (PEM) to trust besides the system's
      --plain-http       no TLS (loopback addresses do without in any case)
      --mirror [REGISTRY=]HOST[:PORT][/PATH]
                         ask there first, for Docker Hub's images or REGISTRY's
      --pull WHEN        ask the registry always, or only when something is
                         missing in the cache, or never (default: missing, but
                         always for the command pull)
      --offline          use no network: the cache has to do
      --cache-dir FOLDER (default: ~/.cache/oci2boot)
      --parallel N       layers to download at a time (default: 3)
      --limit NAME=N     how much an image may ask of this machine: entries,
                         unpacked-bytes, path-bytes, layers ... (the error that
                         stops it names the limit); none lifts it, and --limit
                         none lifts all

)";

constexpr const char* kDisplay =
    R"(      --progress HOW     auto, plain, json (events on standard error, one object
                         a line) or none (default: auto, a line for each layer
                         on a terminal)
  -q, --quiet            print nothing but results, warnings and errors
)";

constexpr const char* kRegistryEnvironment =
    R"(Environment: REGISTRY_AUTH_FILE, DOCKER_CONFIG (credentials), OCI2BOOT_MIRRORS
(as --mirror, separated by spaces), http_proxy, https_proxy, all_proxy,
no_proxy, DOCKER_HOST, XDG_CACHE_HOME, TMPDIR (for temporary files, default
/var/tmp))";

constexpr const char* kStatus =
    R"(Exit status: 0 done, 2 usage, 3 image not found or registry not reached,
4 not authorised, 5 verification failed, 6 image invalid or unsupported,
7 output could not be written, 8 a kernel, module or tool is missing,
1 anything else.
)";

constexpr const char* kReadLimit =
    R"(      --limit NAME=N     how much it may ask of this machine: entries,
                         metadata-bytes, unpacked-bytes ... (the error that
                         stops it names the limit); none lifts it
)";

constexpr const char* kHelp = "  -h, --help\n";

}  // namespace

std::string version_text() {
  return std::string("oci2boot ") + kVersion + "\n";
}

std::string help_text() {
  return std::string(kOverview) + kImage + kConvert + kBoot + kSource + "What is told\n" +
         kDisplay + "      --verbose          tell what each patch changed\n" + kHelp +
         "      --version\n\n" + kRegistryEnvironment +
         ", OCI2BOOT_KERNELS (the kernel store), SOURCE_DATE_EPOCH (the time of\n"
         "files that patches write).\n\n" +
         kStatus;
}

std::string inspect_help_text() {
  return std::string(
             R"(Tell what an image is and has, and how it would boot: what is handed over to,
why, and what would be patched. Nothing is made.

Usage: oci2boot inspect IMAGE [options] [-- CMD ARG...]

  oci2boot inspect alpine
  oci2boot inspect --json nginx | jq -r .digest
  oci2boot inspect --boot debian:12 --init systemd
  oci2boot inspect --raw docker://quay.io/podman/hello | jq .manifests

      --json             one JSON document; sizes are in bytes
      --raw              the manifest or index of that name, byte for byte
      --boot             download the layers of an image in a registry, to tell
                         how it boots; of others that is told anyway
)") + kHelp +
         "\n" + kImage + kBoot + kSource + kRegistryEnvironment + ".\n\n" + kStatus;
}

std::string ls_help_text() {
  return std::string(
             R"(List the files in what was made, or in the like of others.

Usage: oci2boot ls OUTPUT [PATH...] [options]

  oci2boot ls vm.qcow2
  oci2boot ls initrd /etc /usr/bin
  oci2boot ls --json vm.img | jq -r '.entries[] | select(.uid > 0).path'

OUTPUT is an initramfs, packed or not, also of several parts one behind the
other; a disk with an ext4 file system, raw or qcow2; or a tar archive. What it
is is told by its content. A PATH limits the list to that file, or to that
folder and what is in it.

A line is type and permissions (+ an ACL, @ other extended attributes), names,
owner, group, size or the numbers of a device, time (UTC), path. Control
characters in names are shown as ?.

      --json             one JSON document, with extended attributes; names that
                         are no UTF-8 also in base64
)") + kReadLimit +
         kHelp + "\n" + kStatus;
}

std::string unpack_help_text() {
  return std::string(
             R"(Take the files out of what was made: the other way round.

Usage: oci2boot unpack OUTPUT FOLDER [options]
       oci2boot unpack OUTPUT FILE.tar[.gz|.zst|...] [options]
       oci2boot unpack OUTPUT - | tar -t

  sudo oci2boot unpack vm.qcow2 rootfs
  oci2boot unpack initrd initrd.tar.zst

OUTPUT is what oci2boot ls reads. FOLDER is made, or empty. Without root its
files belong to you: their owners are recorded in the extended attribute
user.rootlesscontainers; devices, which become empty files, and setuid bits in
user.containers.override_stat. A tar archive holds all of it as it is.

      --compress ALG[:LEVEL]
                         of the tar archive (default: by its name)
      --force            replace FILE; or write into a FOLDER that has something
                         in it: files that are in the way are replaced
)") + kReadLimit +
         "  -q, --quiet            print nothing but warnings and errors\n" + kHelp +
         "\nEnvironment: TMPDIR (for temporary files, default /var/tmp).\n\n" + kStatus;
}

std::string pull_help_text() {
  return std::string(
             R"(Fetch images into the cache, so that they convert without the network later.

Usage: oci2boot pull IMAGE... [options]

  oci2boot pull alpine nginx:1.27
  name=$(oci2boot pull -q alpine) && oci2boot --offline "$name" -o initrd

IMAGE is NAME[:TAG][@DIGEST], in a registry. The last line for each is
NAME@DIGEST, which stands for the same image for ever. The first one that
cannot be had ends it.

)") + kSource +
         "What is told\n" + kDisplay + kHelp + "\n" + kRegistryEnvironment + ".\n\n" + kStatus;
}

std::string cache_help_text() {
  return R"(List what is in the cache of images, or remove it.

Usage: oci2boot cache ls [options]
       oci2boot cache prune [--keep SIZE] [--older-than AGE] [options]

  oci2boot cache ls --json | jq -r '.images[].name'
  oci2boot cache prune --keep 10G --older-than 30d
  oci2boot cache prune --keep 0

      --json             (ls) one JSON document; sizes are in bytes
      --keep SIZE        (prune) remove what was not used for the longest time,
                         until this much is left: 500M, 10G, 0 for nothing
      --older-than AGE   (prune) remove what was not used since: 90m, 12h, 30d,
                         2w
      --cache-dir FOLDER (default: oci2boot in $XDG_CACHE_HOME or ~/.cache)
  -h, --help

What another oci2boot is reading or downloading meanwhile is safe.
)";
}

std::string kernel_help_text() {
  return std::string(
             R"(List the kernels in the kernel store, where --kernel auto looks, or add one.

Usage: oci2boot kernel ls [--json]
       oci2boot kernel add FILE|FOLDER|PACKAGE...|image:IMAGE [options]

  oci2boot kernel ls
  oci2boot kernel add linux-virt-6.6.30-r0.apk
  oci2boot kernel add kernel-core-6.8.5.rpm kernel-modules-core-6.8.5.rpm
  oci2boot kernel add image:linuxkit/kernel:6.6.13 --platform linux/arm64
  oci2boot kernel add ~/linux --name mine

FILE is a bzImage, an arm64 Image or a vmlinux; FOLDER has one in it, in boot/
or in lib/modules/, or is a built kernel tree. A PACKAGE is a .deb, .rpm, .apk,
.pkg.tar.zst or another tar archive; several make one kernel, where modules are
packages of their own. IMAGE has a kernel in /boot, /lib/modules or /kernel. Of
several kernels the newest is taken. Its configuration and its modules, as far
as they lie with it, are added too.

AUTO in the list marks what --kernel auto takes for images of an architecture
that bring no kernel. To remove one, remove its folder.

      --json             (ls) one JSON document; sizes are in bytes
      --name NAME        (add) its folder in the store (default:
                         VERSION_ARCHITECTURE)
      --force            (add) replace the one of that name
)") + kHelp +
         "\n" + kSource + "What is told\n" + kDisplay + "\n" + kRegistryEnvironment +
         ",\nOCI2BOOT_KERNELS (the kernel store, default ~/.local/share/oci2boot/kernels).\n\n" +
         kStatus;
}

}  // namespace oci2boot
