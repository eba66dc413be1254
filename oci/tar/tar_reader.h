// SPDX-License-Identifier: Apache-2.0
// Reads a tar archive: ArchiveReader for ArchiveFormat::tar. A reader of our own, because layers
// use what general ones leave out: NULs in pax paths must be seen, global headers hold, "-0.5" is a
// time before 1970, and an unknown type of entry is no regular file.
#pragma once

#include <cstdint>
#include <string>

#include "oci/archive_state.h"
#include "oci/tar/pax_attributes.h"
#include "oci/tar/sparse_map.h"
#include "oci/tar/tar_header.h"
#include "oci/tar/tar_input.h"

namespace oci2boot {

class TarReader final : public ArchiveReader::State {
 public:
  /// `header_bytes`: Limits::header_bytes.
  TarReader(ByteSource& source, std::string what, std::uint64_t header_bytes)
      : input_(source), what_(std::move(what)), header_bytes_(header_bytes) {}

  bool next(ArchiveEntry& entry) override;
  bool read_block(ArchiveReader::Block& block) override;
  std::uint64_t size() const override { return size_; }
  std::uint64_t position() const override { return input_.position(); }

 private:
  /// What GNU's L and K entries and pax headers say of the entry that follows them.
  struct Announced {
    std::string path;  ///< empty: nothing is said of it
    std::string link_target;
    std::string pax;  ///< its records
  };

  bool find_entry(ArchiveEntry& entry);
  bool read_header();
  bool take_announcement(Announced& announced);
  std::string read_extension();
  void expect_data(std::uint64_t size);
  void pass_data();

  void fill(ArchiveEntry& entry, Announced announced);
  void open_data(const ArchiveEntry& entry, const PaxAttributes& pax);
  SparseMap read_old_sparse_map();
  SparseMap read_sparse_map_text();
  [[noreturn]] void refuse_long_header(const char* which) const;
  [[noreturn]] void truncated() const;

  TarInput input_;
  std::string what_;
  std::uint64_t header_bytes_;
  bool any_header_ = false;
  PaxAttributes global_;  // what global headers have said
  std::uint64_t global_bytes_ = 0;

  // The present header, and what is left of its data.
  TarBlock block_{};
  TarHeader header_;
  std::string path_;  // for messages
  std::uint64_t data_left_ = 0;
  std::uint64_t padding_ = 0;

  // The present entry.
  std::uint64_t size_ = 0;  // holes included
  SparseMap pieces_;        // the whole file as one, if it is not sparse
  std::size_t piece_ = 0;
};

}  // namespace oci2boot
