// SPDX-License-Identifier: Apache-2.0
// Reads the entries of an archive one after the other: a layer's tar, the tar around a saved
// image, the ar of a Debian package, the cpio of an RPM package.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "oci2boot/byte_source.h"
#include "oci2boot/file_tree.h"
#include "oci2boot/limits.h"

namespace oci2boot {

enum class ArchiveFormat {
  tar,   ///< v7, ustar, GNU, star, pax (POSIX.1-2001), with GNU's and pax's sparse files
  ar,    ///< the common ar format, as used by .deb
  cpio,  ///< newc, as .rpm has it; of a hard link the target is not told, and the last one has the
         ///< data
};

/// One entry as its headers have it: nothing is normalised, nothing checked beyond the format.
struct ArchiveEntry {
  std::string path;              ///< any bytes but NUL
  std::optional<FileType> type;  ///< nothing: a hard link, or a type that tar does not define
  bool is_hard_link = false;
  std::string link_target;        ///< of a symbolic or hard link
  std::uint16_t permissions = 0;  ///< twelve bits
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  Timestamp mtime;
  std::uint64_t device_major = 0;
  std::uint64_t device_minor = 0;
  std::uint64_t size = 0;  ///< of a regular file, holes included
  std::vector<Xattr> xattrs;
};

class ArchiveReader {
 public:
  /// `source` must outlive the reader. `what` names the archive in errors ("layer sha256:…").
  /// `header_bytes`: see Limits.
  ArchiveReader(ByteSource& source, ArchiveFormat format, std::string what,
                std::uint64_t header_bytes = Limits{}.header_bytes);
  ~ArchiveReader();

  /// Goes to the next entry, over what is left of the present one. False at the archive's end;
  /// bytes behind that end are not read (see drain()). A tar archive may also just stop behind an
  /// entry, even behind one that is not padded. Throws Error (invalid_image) on a damaged archive,
  /// and whatever the source throws.
  bool next(ArchiveEntry& entry);

  /// The next piece of the present entry's data. Pieces ascend; what lies between them is a hole.
  /// False at the entry's end. The bytes are valid until the next call on the reader.
  struct Block {
    std::uint64_t offset = 0;
    std::span<const std::byte> bytes;
  };
  bool read_block(Block& block);

  /// Of the present entry, holes included.
  std::uint64_t size() const;

  /// How many bytes of the source lie before what is read next: right after next(), the offset of
  /// the entry's data in the archive (not for sparse files).
  std::uint64_t position() const;

  struct State;  ///< what reads one format

 private:
  std::unique_ptr<State> state_;
};

/// The present entry's data as a stream, holes as zeros.
class EntrySource final : public ByteSource {
 public:
  explicit EntrySource(ArchiveReader& reader) : reader_(reader) {}
  std::size_t read(std::span<std::byte> buffer) override;

 private:
  ArchiveReader& reader_;
  ArchiveReader::Block block_;
  std::uint64_t position_ = 0;
};

}  // namespace oci2boot
