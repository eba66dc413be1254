/* SPDX-License-Identifier: Apache-2.0
 *
 * The boot plan: how the host tells the guest's PID 1 what to do. Written by src/boot, read by
 * src/init; this header is all that the two share, so it is plain C.
 *
 * Everything lies in one folder of the initramfs, which PID 1 removes once it has read it:
 *
 *     /init                     PID 1 itself
 *     /.oci2boot/plan           the plan (below)
 *     /.oci2boot/modules/NAME   kernel modules, not compressed
 *     /.oci2boot/xattrs         extended attributes, which cpio cannot carry (below)
 *     /.oci2boot/init           the image's own /init, if it has one: PID 1 puts it back
 *
 * The last two are there only where the image's tree is in the initramfs too. A second archive
 * behind the first, as `oci2boot run` appends, replaces the plan: the kernel unpacks both, and the
 * later file counts.
 *
 * The plan is a sequence of records "KEY=VALUE", each ended by a NUL byte, so that a value can hold
 * any byte that an argument or a variable can. Order matters within one key. A key that PID 1 does
 * not know is an error that it prints and goes on.
 *
 *     mode=container            run a program; its end is the machine's end
 *     mode=handover             become the image's own init
 *     arg=STRING                argv of that program, one record each, at least one
 *     env=NAME=VALUE            its environment, one record each
 *     user=USER[:GROUP]         who runs it, names or numbers as in Docker; absent: root
 *     workdir=PATH              where; made when missing; absent: /
 *     hostname=NAME
 *     network=ADDRESS/PREFIX,GATEWAY    static IPv4 for the first network card
 *     network=dhcp              ask a DHCP server instead; absent: no network but the loopback
 *     nameserver=ADDRESS        one that was typed: those of a DHCP server do not count
 *     dns-search=DOMAIN         the same for the domains that names are looked up in
 *     module=NAME               a file in modules/, in loading order
 *     root=UUID=UUID            the root is the file system with this UUID, on some disk
 *                               (LABEL=, PARTUUID= and /dev/NAME as well); absent: the initramfs
 *     root-type=TYPE            of that file system; absent: ext4
 *     grow=yes                  make it as large as its disk; absent: leave it
 *     pid-namespace=yes         container: the program is the first process of its own namespace
 *     volume=PATH               container: a folder that must be writable
 *     stop-signal=NUMBER        what the program gets when the machine is to stop; absent: 15
 *     session=yes               container: the program is connected to the host by a session
 *                               (session_format.h), not to the console
 *     terminal=yes              with a session: the program gets a terminal of its own
 *     share=TYPE:TAG:ACCESS:PATH  a folder of the host on PATH (absolute; made when
 *                               missing); TYPE virtiofs or 9p, ACCESS rw or ro. TAG has no colon
 *     power-off=STRING          handover: argv of what a press of the power button runs; absent:
 *                               the image's own system hears the button
 *
 * The xattrs file is a sequence of records, integers little-endian:
 *
 *     u32 path size, u32 name size, u32 value size, path, name, value
 *
 * Paths have no leading slash; none of the three has a terminating NUL.
 */
#ifndef OCI2BOOT_SRC_INIT_PLAN_FORMAT_H
#define OCI2BOOT_SRC_INIT_PLAN_FORMAT_H

#define PLAN_FOLDER ".oci2boot"
#define PLAN_FILE "plan"
#define PLAN_MODULES "modules"
#define PLAN_XATTRS "xattrs"
#define PLAN_IMAGE_INIT "init"

/* The name of the virtio-serial port to which PID 1 writes the program's exit status in decimal,
 * followed by a newline, before it powers the machine off. */
#define PLAN_STATUS_PORT "oci2boot.status"

/* What PID 1 accepts; the writer keeps to it. */
#define PLAN_MAX_BYTES (4u << 20)
#define PLAN_MAX_ARGS 65536u

#endif
