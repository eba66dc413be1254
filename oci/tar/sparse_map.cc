// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/sparse_map.h"

#include <charconv>
#include <limits>

#include "oci/tar/tar_damage.h"

namespace oci2boot {

namespace {

constexpr std::size_t kNumberSize = 12;
constexpr std::size_t kFirstPieces = 4;
constexpr std::size_t kFirstHasMore = 482;
constexpr std::size_t kRealSize = 483;
constexpr std::size_t kFurtherPieces = 21;
constexpr std::size_t kFurtherHasMore = 504;
constexpr int kMaxDigits = 19;  // of what 63 bits hold

[[noreturn]] void bad_map() {
  throw TarDamage("the map of a sparse file makes no sense");
}

std::uint64_t not_negative(std::int64_t number) {
  if (number < 0) bad_map();
  return static_cast<std::uint64_t>(number);
}

std::uint64_t number_at(const TarBlock& block, std::size_t offset) {
  return not_negative(
      parse_tar_number(std::span(block).subspan(offset, kNumberSize), "sparse map"));
}

/// Takes a number and the comma behind it off `text`.
std::uint64_t take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || (parsed != end && *parsed != ',')) bad_map();
  text.remove_prefix(static_cast<std::size_t>(parsed - text.data()) + (parsed != end ? 1 : 0));
  return number;
}

}  // namespace

SparseMap parse_sparse_records(std::string_view map) {
  SparseMap pieces;
  while (!map.empty()) {
    SparsePiece piece;
    piece.offset = take_number(map);
    if (map.empty()) bad_map();
    piece.length = take_number(map);
    pieces.push_back(piece);
  }
  return pieces;
}

OldSparseBlock parse_old_sparse_block(const TarBlock& block, std::size_t where) {
  const bool first = where == OldSparseBlock::kFirst;
  OldSparseBlock part;
  for (std::size_t i = 0; i < (first ? kFirstPieces : kFurtherPieces); ++i) {
    const std::size_t at = where + i * 2 * kNumberSize;
    // A piece that is not used starts with a NUL.
    if (block[at] == std::byte{0}) break;
    part.pieces.push_back({number_at(block, at), number_at(block, at + kNumberSize)});
  }
  part.has_more = block[first ? kFirstHasMore : kFurtherHasMore] != std::byte{0};
  return part;
}

std::uint64_t old_sparse_size(const TarBlock& header) {
  return number_at(header, kRealSize);
}

bool SparseMapText::add(std::string_view text) {
  for (const char c : text) {
    if (counted_ && numbers_left_ == 0) return true;  // the rest is padding
    if (c == '\n') {
      if (digits_ == 0) bad_map();
      add_number(number_);
      number_ = 0;
      digits_ = 0;
      continue;
    }
    if (c < '0' || c > '9' || ++digits_ > kMaxDigits) bad_map();
    number_ = number_ * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return counted_ && numbers_left_ == 0;
}

void SparseMapText::add_number(std::uint64_t number) {
  if (!counted_) {
    if (number > std::numeric_limits<std::uint64_t>::max() / 2) bad_map();
    counted_ = true;
    numbers_left_ = number * 2;
    return;
  }
  --numbers_left_;
  if (half_) {
    map_.back().length = number;
  } else {
    map_.push_back({number, 0});
  }
  half_ = !half_;
}

void check_sparse_map(SparseMap& map, std::uint64_t file_size, std::uint64_t data) {
  std::uint64_t end = 0;
  std::uint64_t held = 0;
  for (const SparsePiece& piece : map) {
    if (piece.offset < end || piece.offset > file_size || piece.length > file_size - piece.offset) {
      bad_map();
    }
    end = piece.offset + piece.length;
    held += piece.length;
  }
  if (held != data) bad_map();
  std::erase_if(map, [](const SparsePiece& piece) { return piece.length == 0; });
}

}  // namespace oci2boot
