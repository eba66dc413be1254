// SPDX-License-Identifier: Apache-2.0
#include "src/launch/panic_advice.h"

#include <array>

namespace oci2boot {

namespace {

constexpr std::string_view kMoreMemory =
    "the guest has too little memory to unpack its initramfs; give it more with --memory, or have "
    "its root on a disk (-o vm.qcow2, or --format disk of a run)";
constexpr std::string_view kKilledInit = "Attempted to kill init! exitcode=0x";

// What stands before a panic: init/initramfs.c, lib/decompress.c, init/main.c; glibc's loader.
// The reasons: init/do_mounts.c, init/main.c, mm/oom_kill.c, kernel/exit.c, whose code is the
// status of wait(2): the low byte is a signal, the next an exit status. An advice is for a script's
// user and for a run's: it names an option of both, or one of each.
constexpr std::array kAdvice = {
    PanicAdvice{"Initramfs unpacking failed: write error", "", kMoreMemory},
    PanicAdvice{"Initramfs unpacking failed: compression method", "",
                "this kernel cannot unpack the initramfs; take another (--kernel FILE), or convert "
                "again with --compress gzip or none"},
    PanicAdvice{"Initramfs unpacking failed", "",
                "the kernel could not unpack the initramfs: it is damaged, or packed in a way that "
                "this kernel does not know (convert again with --compress gzip or none)"},
    PanicAdvice{"", "VFS: Unable to mount root fs",
                "the kernel found no /init: the image has none (--no-patch init), there was no "
                "memory to unpack the initramfs (--memory), or the kernel cannot load one "
                "(CONFIG_BLK_DEV_INITRD)"},
    PanicAdvice{"Failed to execute /init (error -8)", "No working init found",
                "/init is no program that this kernel runs: it is for another machine, or a script "
                "without #!"},
    PanicAdvice{"Failed to execute /init (error -2)", "No working init found",
                "/init needs a loader or an interpreter that is not in the image"},
    PanicAdvice{"", "No working init found",
                "the kernel could run neither /init nor any other init of the image"},
    PanicAdvice{"", "Requested init",
                "the program that init= names on the kernel's command line (--append, --cmdline) "
                "cannot be run"},
    PanicAdvice{"", "System is deadlocked on memory",
                "the guest has too little memory; give it more with --memory"},
    PanicAdvice{"", "Out of memory", "the guest has too little memory; give it more with --memory"},
    PanicAdvice{"", "out of memory", "the guest has too little memory; give it more with --memory"},
    PanicAdvice{"FATAL: kernel too old", kKilledInit,
                "the image's C library asks for a newer kernel; give one with --kernel"},
    PanicAdvice{"", "Attempted to kill init! exitcode=0x00007f00",
                "the image's init ended with status 127: a library or program that it needs is not "
                "in the image"},
    PanicAdvice{"", "Attempted to kill init! exitcode=0x00000004",
                "the image's init has instructions that this processor lacks; try --accel tcg (a "
                "run: --qemu-arg -machine --qemu-arg accel=tcg), or an image for an older "
                "processor"},
    PanicAdvice{"", "Attempted to kill init! exitcode=0x0000000b",
                "the image's init crashed; a very old image (glibc before 2.14) may take "
                "vsyscall=emulate (--append, --cmdline)"},
    PanicAdvice{"", kKilledInit,
                "the image's init ended, which it must not; what it said is above. To run the "
                "image's program without its init, add --init container"},
    PanicAdvice{"", "IO-APIC + timer doesn't work",
                "the host was too busy to start a processor in time; try again, or "
                "no_timer_check (--append, --cmdline)"},
    PanicAdvice{"", "",
                "this may be a fault of the kernel or of QEMU; try another kernel (--kernel), or "
                "--accel tcg (a run: --qemu-arg -machine --qemu-arg accel=tcg)"},
};

}  // namespace

std::span<const PanicAdvice> panic_advice() {
  return kAdvice;
}

}  // namespace oci2boot
