// SPDX-License-Identifier: Apache-2.0
// Roots in a store, as runs leave them.
#pragma once

#include <fstream>
#include <string>

#include "src/pipeline/run/root_store.h"

namespace oci2boot {

/// A root with this image's name in its record and 5000 bytes in its initrd.
inline void put_root(const RootStore& store, const std::string& name, const std::string& image) {
  RootRecord record;
  record.image = image;
  const RootStore::Making making = store.make("family");
  std::ofstream(making.folder() / kRootRecord) << encode(record);
  std::ofstream(making.folder() / kRootInitrd) << std::string(5000, 'x');
  store.publish(making, name);
}

}  // namespace oci2boot
