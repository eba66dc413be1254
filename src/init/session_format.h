/* SPDX-License-Identifier: Apache-2.0
 *
 * The session: how the guest's program is connected to a host that waits for it (`oci2boot run`).
 * Spoken by src/init and src/launch; this header is all that the two share, so it is plain C.
 *
 * One stream of bytes each way carries frames. It is the virtio-serial port SESSION_PORT; where the
 * kernel has no driver for that, it is the console, on which the kernel may put text between
 * frames, never into one. The host listens to both, and answers where it has seen SESSION_READY.
 *
 *     frame: "\x1eO2B", u8 type, u8 sum, u16 size (little-endian), size bytes
 *
 * `sum` is the sum of type and the two bytes of size, modulo 256: text that only looks like the
 * beginning of a frame is no frame.
 *
 * Guest to host:
 *
 *     SESSION_READY    empty. The first frame: the program has been started, or could not be
 *     SESSION_OUTPUT   what the program wrote to its standard output, or to its terminal
 *     SESSION_ERRORS   what it wrote to its standard error
 *     SESSION_LOG      a line of PID 1 for people, without its prefix and newline
 *     SESSION_CREDIT   u32, little-endian: so many more bytes of SESSION_INPUT may be sent. The sum
 *                      of all credit less what was sent never exceeds SESSION_INPUT_WINDOW
 *     SESSION_EXIT     the program's exit status in decimal. The last frame: all output is before
 *                      it, and what the program wrote to shared folders is on the host
 *
 * Host to guest:
 *
 *     SESSION_INPUT    bytes for the program's standard input, or its terminal
 *     SESSION_END      empty: there is no more input
 *     SESSION_SIZE     "ROWSxCOLUMNS": of the terminal, now
 *     SESSION_STOP     empty: the program gets its stop signal, and SIGKILL ten seconds later
 *     SESSION_BYE      empty: SESSION_EXIT has arrived. PID 1 waits for it before it closes its
 *                      disks and powers the machine off, so that nothing is lost on the way
 *
 * A frame of a type that is not known is passed over.
 */
#ifndef OCI2BOOT_SRC_INIT_SESSION_FORMAT_H
#define OCI2BOOT_SRC_INIT_SESSION_FORMAT_H

#define SESSION_PORT "oci2boot.session"

#define SESSION_MAGIC "\x1eO2B"
#define SESSION_HEADER_SIZE 8u
#define SESSION_MAX_PAYLOAD 32768u
#define SESSION_INPUT_WINDOW 65536u

#define SESSION_READY 'R'
#define SESSION_OUTPUT 'o'
#define SESSION_ERRORS 'e'
#define SESSION_LOG 'l'
#define SESSION_CREDIT 'c'
#define SESSION_EXIT 'x'

#define SESSION_INPUT 'i'
#define SESSION_END 'z'
#define SESSION_SIZE 'w'
#define SESSION_STOP 's'
#define SESSION_BYE 'b'

/* What PID 1 says on the console, as the session has ended by then. A host that keeps a disk then
 * knows that the disk may lack what was written last. */
#define SESSION_DISKS_NOT_CLOSED "not all disks could be unmounted"

#endif
