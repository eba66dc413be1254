// SPDX-License-Identifier: Apache-2.0
// The guest's PID 1 of every architecture that was built, see embedded_init.h.

.macro embed architecture, path
    .section .rodata.oci2boot_init_\architecture, "a", %progbits
    .balign 16
    .global oci2boot_init_\architecture\()_begin
    .global oci2boot_init_\architecture\()_end
oci2boot_init_\architecture\()_begin:
    .incbin "\path"
oci2boot_init_\architecture\()_end:
.endm

#ifdef OCI2BOOT_INIT_AMD64
embed amd64, OCI2BOOT_INIT_AMD64
#endif
#ifdef OCI2BOOT_INIT_ARM64
embed arm64, OCI2BOOT_INIT_ARM64
#endif

.section .note.GNU-stack, "", %progbits
