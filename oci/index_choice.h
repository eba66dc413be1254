// SPDX-License-Identifier: Apache-2.0
// Which image of an index is meant. A pure decision, the same for layouts and registries.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/manifest.h"
#include "oci2boot/platform.h"

namespace oci2boot {

/// The name that an entry of a layout's index goes by, "" when it has none
/// (org.opencontainers.image.ref.name: a tag or a whole reference).
std::string entry_name(const Descriptor& entry);

/// The entry for `platform`, and for `tag` where it is not empty. Attestations are passed over; an
/// entry without a platform serves when no other fits better. Throws Error: not_found when no
/// entry has the tag, invalid_image when none is for the platform or several are equally good; the
/// message lists what there is. `where` names the index.
const Descriptor& choose_entry(const Index& index, const Platform& platform, const std::string& tag,
                               const std::string& where);

/// The entries that `chosen` (of `index`) stands for: itself, and where it does not say what it is
/// for, all of its name that do not.
std::vector<Descriptor> equals_of(const Index& index, const Descriptor& chosen);

/// The entries that may lead to an image for `platform`, best first; those that do not say what
/// they are for come last. Attestations are passed over.
std::vector<Descriptor> candidates(const Index& index, const Platform& platform);

/// Throws Error (invalid_image): `where` has nothing for `platform`, but has what is `offered`.
[[noreturn]] void refuse_platform(const Platform& platform, const std::vector<Platform>& offered,
                                  const std::string& where);

/// What an index has images for, in its order, each once; attestations and entries that do not say
/// are passed over.
std::vector<Platform> platforms_of(const Index& index);

/// Whether an image that goes by `name` is meant by `wanted`: equal as they stand, equal once
/// normalised as Docker does it, or `wanted` is the name's tag alone.
bool is_named(const std::string& name, const std::string& wanted);

}  // namespace oci2boot
