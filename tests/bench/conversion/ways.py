# SPDX-License-Identifier: Apache-2.0
"""What is measured: oci2boot, what else does the same, and the work that nobody can leave out.

Command lines are for sh, in an empty folder. $OCI2BOOT is the program; the other variables are
those of inputs.py. $PLAIN_CPIO is an output of oci2boot, made before."""

import dataclasses

CONVERT = '"$OCI2BOOT" --kernel none -q'
UMOCI = 'umoci raw unpack --image "$GZIP_LAYOUT:latest" root'
MKE2FS = "mke2fs -q -t ext4 -d root out.img 6G"
# What a script does that deletes nothing: the last layer's whiteouts stay as files.
BY_HAND = ("mkdir root && for layer in $GZIP_LAYERS; do "
           "igzip -dc $layer | tar -C root --xattrs -xpf -; done")
CPIO = "(cd root && find . -print0 | cpio -0 -o -H newc --quiet)"


@dataclasses.dataclass(frozen=True)
class Way:
    name: str
    command: str
    outputs: tuple = ()
    before: str = ""  # not measured


@dataclasses.dataclass(frozen=True)
class Table:
    """Ways from the same image to the same thing. The first is the limit that ratios are to."""
    name: str
    ways: tuple


def limit(name, inflate, hashed, then="true"):
    """Inflating on one core while the other hashes what is packed and what is not; then what takes
    both."""
    return Way(name, f"taskset -c 0 {inflate} >/dev/null & inflater=$!; "
                     f"taskset -c 1 openssl dgst -sha256 {hashed} >/dev/null; "
                     f"wait $inflater; {then}")


def ours(name, image, output, *options):
    return Way(name, f'{CONVERT} {image} -o {output} {" ".join(options)}'.strip(), (output,))


GZIP, ZSTD = '"oci:$GZIP_LAYOUT"', '"oci:$ZSTD_LAYOUT"'
GZIP_LIMIT = ("sh -c 'for layer in $GZIP_LAYERS; do igzip -dc $layer; done'",
              "$GZIP_LAYERS $TARS")
ZSTD_LIMIT = ("sh -c 'for layer in $ZSTD_LAYERS; do zstd -dc $layer; done'", "$ZSTD_LAYERS $TARS")


def both_halves(packer):
    """Packs $PLAIN_CPIO on both cores."""
    return (f"head -c $HALF $PLAIN_CPIO | {packer} >/dev/null & half=$!; "
            f"tail -c +$((HALF + 1)) $PLAIN_CPIO | {packer} >/dev/null; wait $half")


TABLES = (
    Table("gzip layers to an ext4 disk", (
        limit("the limit: igzip -dc, SHA-256 beside it", *GZIP_LIMIT),
        ours("oci2boot -o vm.img", GZIP, "vm.img"),
        ours("oci2boot -o vm.qcow2", GZIP, "vm.qcow2"),
        ours("oci2boot -o vm.qcow2 --compress zstd", GZIP, "vm.qcow2", "--compress zstd"),
        Way("oci2boot -o vm.img, qemu-img convert", f"{CONVERT} {GZIP} -o vm.img && "
            "qemu-img convert -O qcow2 vm.img vm.qcow2", ("vm.img", "vm.qcow2")),
        Way("umoci unpack, mke2fs -d", 'umoci unpack --image "$GZIP_LAYOUT:latest" bundle && '
            "mke2fs -q -t ext4 -d bundle/rootfs out.img 6G", ("out.img",)),
        Way("umoci raw unpack, mke2fs -d", f"{UMOCI} && {MKE2FS}", ("out.img",)),
        Way("igzip, tar -x, mke2fs -d", f"{BY_HAND} && {MKE2FS}", ("out.img",)))),
    Table("gzip layers to an initramfs or a tar archive, not packed", (
        limit("the limit: igzip -dc, SHA-256 beside it", *GZIP_LIMIT),
        ours("oci2boot -o x.cpio", GZIP, "x.cpio"),
        Way("oci2boot -o x.tar", f'"$OCI2BOOT" -q {GZIP} -o x.tar', ("x.tar",)),
        Way("umoci raw unpack, cpio", f"{UMOCI} && {CPIO} >out.cpio", ("out.cpio",)),
        Way("igzip, tar -x, cpio", f"{BY_HAND} && {CPIO} >out.cpio", ("out.cpio",)))),
    Table("gzip layers to an initramfs, zstd", (
        limit("the limit: the same, then zstd -1 of the cpio on both cores", *GZIP_LIMIT,
              both_halves("zstd -1 -c")),
        limit("the limit of level 3", *GZIP_LIMIT, both_halves("zstd -3 -c")),
        ours("oci2boot -o x.cpio.zst --compress zstd:1", GZIP, "x.cpio.zst", "--compress zstd:1"),
        ours("oci2boot -o x.cpio.zst", GZIP, "x.cpio.zst"),
        Way("umoci raw unpack, cpio, zstd -1 -T0", f"{UMOCI} && {CPIO} | zstd -1 -T0 -q "
            ">out.cpio.zst", ("out.cpio.zst",)))),
    Table("gzip layers to an initramfs, gzip", (
        limit("the limit: the same, then libdeflate-gzip -1 of the cpio on both cores",
              *GZIP_LIMIT, both_halves("libdeflate-gzip -1 -c")),
        limit("the limit with igzip -1, whose output depends on the CPU", *GZIP_LIMIT,
              both_halves("igzip -1 -c")),
        limit("the limit of level 6", *GZIP_LIMIT, both_halves("libdeflate-gzip -6 -c")),
        ours("oci2boot -o x.cpio.gz", GZIP, "x.cpio.gz"),
        ours("oci2boot -o x.cpio.gz --compress gzip:6", GZIP, "x.cpio.gz", "--compress gzip:6"),
        Way("umoci raw unpack, cpio, pigz -6", f"{UMOCI} && {CPIO} | pigz -6 >out.cpio.gz",
            ("out.cpio.gz",)),
        Way("umoci raw unpack, cpio, gzip -6", f"{UMOCI} && {CPIO} | gzip -6 >out.cpio.gz",
            ("out.cpio.gz",)),
        Way("igzip, tar -x, cpio, igzip -1", f"{BY_HAND} && {CPIO} | igzip -1 -c >out.cpio.gz",
            ("out.cpio.gz",)))),
    Table("docker save to an ext4 disk", (
        Way("the limit: SHA-256 of the layers", "openssl dgst -sha256 $TARS >/dev/null"),
        ours("oci2boot -o vm.img", '"docker-archive:$DOCKER_ARCHIVE"', "vm.img"),
        Way("skopeo, umoci raw unpack, mke2fs -d", "skopeo --insecure-policy copy -q "
            '"docker-archive:$DOCKER_ARCHIVE" oci:layout:latest && umoci raw unpack --image '
            f"layout:latest root && {MKE2FS}", ("out.img",)))),
    Table("zstd layers to an ext4 disk", (
        limit("the limit: zstd -dc, SHA-256 beside it", *ZSTD_LIMIT),
        ours("oci2boot -o vm.img", ZSTD, "vm.img"))),
    Table("a registry on loopback to an ext4 disk", (
        limit("the limit: igzip -dc, SHA-256 beside it", *GZIP_LIMIT),
        ours("oci2boot oci:LAYOUT", GZIP, "vm.img"),
        Way("oci2boot NAME, all in the cache", f"{CONVERT} $NAME -o vm.img --cache-dir $WARM_CACHE",
            ("vm.img",)),
        Way("oci2boot NAME, nothing in the cache", f"{CONVERT} $NAME -o vm.img --cache-dir cache",
            ("vm.img",)),
        Way("skopeo copy to a layout", "skopeo --insecure-policy copy -q --src-tls-verify=false "
            "docker://$NAME oci:layout:latest"))),
)

SMALL = Table("a small image to an initramfs", (
    Way("the limit: igzip -dc", "for layer in $GZIP_LAYERS; do igzip -dc $layer >/dev/null; done"),
    ours("oci2boot -o initrd", GZIP, "initrd"),
    ours("oci2boot -o initrd --compress zstd", GZIP, "initrd", "--compress zstd"),
    ours("oci2boot -o initrd --compress zstd:1", GZIP, "initrd", "--compress zstd:1"),
    ours("oci2boot -o initrd --compress none", GZIP, "initrd", "--compress none"),
    ours("oci2boot -o vm.img", GZIP, "vm.img"),
    Way("umoci raw unpack, cpio, gzip", f"{UMOCI} && {CPIO} | gzip >initrd", ("initrd",))))
