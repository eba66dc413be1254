// SPDX-License-Identifier: Apache-2.0
// Whiteouts (OCI image-spec, layer.md): names by which a layer hides what lies below it. They hide
// lower layers only, wherever they stand in their own layer.
#pragma once

#include <string_view>
#include <unordered_set>

#include "oci/entry_path.h"
#include "oci2boot/file_tree.h"

namespace oci2boot {

inline constexpr std::string_view kWhiteoutPrefix = ".wh.";
inline constexpr std::string_view kOpaqueWhiteout = ".wh..wh..opq";
/// AUFS's own files, which old layers may contain: `.wh..wh.plnk/` and others.
inline constexpr std::string_view kAufsPrefix = ".wh..wh.";

/// Whether the entry is one of AUFS's own, or lies below one.
bool is_aufs_leftover(const EntryPath& path);

/// Whether the entry hides something of lower layers, and is nothing itself.
bool is_whiteout(const EntryPath& path);

/// Directories below which the current layer has hidden all that is lower already. Nothing lower
/// can come back before the layer ends, so that each is gone through once, however many whiteouts a
/// layer has.
using PrunedDirectories = std::unordered_set<InodeId>;

/// `.wh.NAME` in `directory`: takes away what lower layers have there. What the current layer has
/// put there, or below it, stays.
void hide_lower(FileTree& tree, InodeId directory, std::string_view name,
                PrunedDirectories& pruned);

/// `.wh..wh..opq` in `directory`: the same for all its names. The directory keeps its attributes.
void hide_lower_children(FileTree& tree, InodeId directory, PrunedDirectories& pruned);

}  // namespace oci2boot
