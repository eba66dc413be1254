// SPDX-License-Identifier: Apache-2.0
// The files of one conversion: they appear together, or none does.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "src/image/output_file.h"

namespace oci2boot {

/// Files are published in the reverse order of adding, so the main output, which is added first,
/// comes last: where it is, everything beside it is too, even after a crash in between. A failure
/// takes back what was published, except over files that were to be replaced: those are gone. To
/// make such a failure unlikely all files are complete, on disk and beside their names before the
/// first one is published.
class OutputSet {
 public:
  explicit OutputSet(Existing existing) : existing_(existing) {}

  /// A new file of the set; it lives as long as the set. Throws what OutputFile's constructor does.
  OutputFile& add(const std::filesystem::path& path, OutputKind kind);

  /// Publishes every file; each must have all its bytes. Throws Error (output_failed).
  void commit();

 private:
  Existing existing_;
  std::vector<std::unique_ptr<OutputFile>> files_;
};

}  // namespace oci2boot
