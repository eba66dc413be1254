// SPDX-License-Identifier: Apache-2.0
// What all fuzz targets share. Each defines the function that libFuzzer calls with one input after
// the other; replay.cc calls the same function in builds without libFuzzer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "oci2boot/error.h"

/// Returns 0. An Error is a fine answer to bad input; any other exception ends the process, as does
/// what expect() and the sanitizers find.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace oci2boot {

/// What must hold whatever the input is.
inline void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// Whether `parse` took its input.
template <typename Parse>
bool accepted(const Parse& parse) {
  try {
    parse();
    return true;
  } catch (const Error& error) {
    expect(*error.what() != '\0', "an Error says what is wrong");
    return false;
  }
}

/// Where contents and archives lie meanwhile: scripts/fuzz points TMPDIR to memory.
inline const std::filesystem::path& scratch_folder() {
  static const std::filesystem::path folder = std::filesystem::temp_directory_path();
  return folder;
}

}  // namespace oci2boot
