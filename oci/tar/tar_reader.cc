// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/tar_reader.h"

#include <algorithm>
#include <utility>

#include "oci/in_quotes.h"
#include "oci/limit_exceeded.h"
#include "oci/tar/tar_damage.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// Entries of these types have no data, whatever size their headers declare (Go's isHeaderOnly).
bool has_no_data(char type) {
  return type >= '1' && type <= '6';
}

/// Nothing for a hard link and for types that tar reserves. A v7 directory is a file whose name
/// ends in a slash.
std::optional<FileType> type_of(char type, const std::string& path) {
  switch (type) {
    case '\0':
      return path.ends_with('/') ? FileType::directory : FileType::regular;
    case '0':
    case '7':  // a contiguous file
    case 'S':  // GNU's sparse file
      return FileType::regular;
    case '2':
      return FileType::symlink;
    case '3':
      return FileType::char_device;
    case '4':
      return FileType::block_device;
    case '5':
      return FileType::directory;
    case '6':
      return FileType::fifo;
    default:
      return std::nullopt;
  }
}

std::uint64_t not_negative(std::int64_t number, const char* what) {
  if (number < 0) throw TarDamage(std::string("an entry's ") + what + " is negative");
  return static_cast<std::uint64_t>(number);
}

std::string up_to_nul(std::string text) {
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

}  // namespace

bool TarReader::next(ArchiveEntry& entry) {
  try {
    return find_entry(entry);
  } catch (const TarDamage& damage) {
    throw Error(ErrorCode::invalid_image,
                what_ + " is a damaged tar archive (" + damage.what() + ")");
  }
}

bool TarReader::find_entry(ArchiveEntry& entry) {
  Announced announced;
  do {
    pass_data();
    if (!read_header()) {
      // Records for an entry that does not come must make sense nevertheless.
      PaxAttributes nobody;
      add_local_records(announced.pax, nobody);
      return false;
    }
  } while (take_announcement(announced));
  fill(entry, std::move(announced));
  return true;
}

/// That is what stands behind the present header.
void TarReader::expect_data(std::uint64_t size) {
  data_left_ = size;
  padding_ = (kTarBlock - size % kTarBlock) % kTarBlock;
}

/// Goes over what is left of the present data. The padding behind it may be missing at the end.
void TarReader::pass_data() {
  if (input_.skip(data_left_) < data_left_) truncated();
  input_.skip(padding_);
  data_left_ = 0;
  padding_ = 0;
}

/// False at the archive's end: two blocks of zeros, or the stream's.
bool TarReader::read_header() {
  const std::size_t count = input_.read(block_);
  std::fill(block_.begin() + static_cast<std::ptrdiff_t>(count), block_.end(), std::byte{0});
  if (is_zero_block(block_)) {
    if (count < kTarBlock || input_.read(block_) < kTarBlock || is_zero_block(block_)) return false;
    throw TarDamage("a block of zeros stands between its entries");
  }
  if (count < kTarBlock || !has_tar_checksum(block_)) {
    if (!any_header_) throw Error(ErrorCode::invalid_image, what_ + " is not a tar archive");
    throw TarDamage(count < kTarBlock
                        ? "it ends within a header"
                        : "no header stands where one should, behind " + in_quotes(path_));
  }
  any_header_ = true;
  header_ = parse_tar_header(block_);
  path_ = header_.path;
  expect_data(has_no_data(header_.type) ? 0 : not_negative(header_.size, "size"));
  return true;
}

/// True when the header was not an entry's own, but says something of those that follow.
bool TarReader::take_announcement(Announced& announced) {
  switch (header_.type) {
    case 'x':
    case 'X':  // Solaris
      announced.pax = read_extension();
      return true;
    case 'g':
      global_bytes_ += data_left_;
      if (global_bytes_ > header_bytes_) refuse_long_header("global pax headers");
      add_global_records(read_extension(), global_);
      return true;
    case 'L':
      announced.path = up_to_nul(read_extension());
      return true;
    case 'K':
      announced.link_target = up_to_nul(read_extension());
      return true;
    default:
      return false;
  }
}

/// The present data as text, which grows only as bytes come.
std::string TarReader::read_extension() {
  if (data_left_ > header_bytes_) refuse_long_header("a long name or pax header");
  std::string text;
  while (data_left_ > 0) {
    const std::span<const std::byte> bytes = input_.take(data_left_);
    if (bytes.empty()) throw TarDamage("it ends within a long name or pax header");
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    data_left_ -= bytes.size();
  }
  return text;
}

void TarReader::fill(ArchiveEntry& entry, Announced announced) {
  PaxAttributes pax = global_;
  add_local_records(announced.pax, pax);
  entry.path = std::move(header_.path);
  if (pax.path) entry.path = *std::move(pax.path);
  if (!announced.path.empty()) entry.path = std::move(announced.path);
  if (pax.sparse.name) entry.path = *std::move(pax.sparse.name);
  path_ = entry.path;
  entry.link_target = std::move(header_.link_target);
  if (pax.link_target) entry.link_target = *std::move(pax.link_target);
  if (!announced.link_target.empty()) entry.link_target = std::move(announced.link_target);
  entry.is_hard_link = header_.type == '1';
  entry.type = type_of(header_.type, entry.path);
  if (!entry.is_hard_link && entry.type != FileType::symlink) entry.link_target.clear();
  entry.permissions = static_cast<std::uint16_t>(header_.mode & 07777);
  entry.uid = pax.uid.value_or(header_.uid);
  entry.gid = pax.gid.value_or(header_.gid);
  entry.mtime = pax.mtime.value_or(Timestamp{header_.mtime, 0});
  entry.device_major = not_negative(pax.device_major.value_or(header_.device_major), "major");
  entry.device_minor = not_negative(pax.device_minor.value_or(header_.device_minor), "minor");
  if (entry.type == FileType::directory) {
    expect_data(0);  // a v7 directory's header has been taken for a file's
  } else if (pax.size && !has_no_data(header_.type)) {
    expect_data(not_negative(*pax.size, "size"));
  }
  open_data(entry, pax);
  entry.size = size_;
  entry.xattrs = std::move(pax.xattrs);
}

void TarReader::open_data(const ArchiveEntry& entry, const PaxAttributes& pax) {
  piece_ = 0;
  const PaxAttributes::Sparse& sparse = pax.sparse;
  const bool before_data = sparse.major == "1" && sparse.minor == "0" && sparse.size;
  const bool in_records = !before_data && sparse.map && sparse.size;
  if (entry.type == FileType::regular && header_.type == 'S') {
    size_ = old_sparse_size(block_);
    pieces_ = read_old_sparse_map();
  } else if (entry.type == FileType::regular && (in_records || before_data)) {
    size_ = not_negative(*sparse.size, "size");
    pieces_ = before_data ? read_sparse_map_text() : parse_sparse_records(*sparse.map);
  } else {
    size_ = entry.type == FileType::regular ? data_left_ : 0;
    pieces_.assign(1, {0, size_});
    return;
  }
  check_sparse_map(pieces_, size_, data_left_);
}

SparseMap TarReader::read_old_sparse_map() {
  OldSparseBlock part = parse_old_sparse_block(block_, OldSparseBlock::kFirst);
  SparseMap map = std::move(part.pieces);
  std::uint64_t bytes = 0;
  while (part.has_more) {
    bytes += kTarBlock;
    if (bytes > header_bytes_) refuse_long_header("a map of a sparse file");
    if (input_.read(block_) < kTarBlock) throw TarDamage("it ends within the map of a sparse file");
    part = parse_old_sparse_block(block_, OldSparseBlock::kFurther);
    map.insert(map.end(), part.pieces.begin(), part.pieces.end());
  }
  return map;
}

/// It takes whole blocks of the present data.
SparseMap TarReader::read_sparse_map_text() {
  SparseMapText text;
  std::uint64_t bytes = 0;
  for (bool complete = false; !complete;) {
    bytes += kTarBlock;
    if (bytes > header_bytes_) refuse_long_header("a map of a sparse file");
    if (data_left_ < kTarBlock || input_.read(block_) < kTarBlock) {
      throw TarDamage("the map of a sparse file is not complete");
    }
    data_left_ -= kTarBlock;
    complete = text.add({reinterpret_cast<const char*>(block_.data()), block_.size()});
  }
  return text.take();
}

bool TarReader::read_block(ArchiveReader::Block& block) {
  while (piece_ < pieces_.size() && pieces_[piece_].length == 0) ++piece_;
  if (piece_ == pieces_.size()) return false;
  SparsePiece& piece = pieces_[piece_];
  const std::span<const std::byte> bytes = input_.take(piece.length);
  if (bytes.empty()) truncated();
  block = {piece.offset, bytes};
  piece.offset += bytes.size();
  piece.length -= bytes.size();
  data_left_ -= bytes.size();
  return true;
}

void TarReader::refuse_long_header(const char* which) const {
  throw LimitExceeded(what_ + ": the entry " + in_quotes(path_) + " needs " + which +
                          " over the limit of " + std::to_string(header_bytes_) + " bytes",
                      "header-bytes");
}

void TarReader::truncated() const {
  throw Error(ErrorCode::invalid_image,
              what_ + " is a damaged tar archive (it ends within " + in_quotes(path_) + ")");
}

}  // namespace oci2boot
