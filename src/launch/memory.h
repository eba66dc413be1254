// SPDX-License-Identifier: Apache-2.0
// How much memory a guest needs that unpacks its root into memory. Pure.
//
// The kernel mounts its root as a tmpfs of at most half the memory it has then (mm/shmem.c,
// shmem_default_max_blocks), and the packed initrd is not part of that memory until it has been
// unpacked (init/initramfs.c, free_initrd). So
//
//     root <= (memory - kernel's own - initrd) / 2
//
// where the kernel's own is its image, 1/64 of the memory for page structures, and the
// decompressor. Half for the root is at the same time what leaves the guest's programs the other
// half.
#pragma once

#include <cstdint>

namespace oci2boot {

struct RootSize {
  std::uint64_t unpacked_bytes = 0;  ///< content of files in whole pages
  std::uint64_t entries = 0;         ///< names
  std::uint64_t initrd_bytes = 0;    ///< as it is loaded, so compressed
};

/// The memory, in MiB, that unpacks the root and no more. A guest with less does not boot.
std::uint64_t least_memory_mib(const RootSize& root);

/// The memory, in MiB, to give a guest: the least and 128 MiB to work in, at least 256, a multiple
/// of 64.
std::uint64_t memory_for(const RootSize& root);

/// The same for a guest whose root is on a disk and whose initramfs, of this size, is stage 1
/// alone: the least and 128 MiB to work in, at least 512, a multiple of 64.
std::uint64_t memory_with_disk(const RootSize& stage1);

/// Whether `memory_mib` are enough to unpack the root.
bool fits(const RootSize& root, std::uint64_t memory_mib);

}  // namespace oci2boot
