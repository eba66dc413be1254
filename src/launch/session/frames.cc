// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/frames.h"

#include <algorithm>
#include <cassert>

#include "src/init/session_format.h"

namespace oci2boot {

namespace {

constexpr std::string_view kMagic = SESSION_MAGIC;
constexpr std::size_t kHeaderSize = SESSION_HEADER_SIZE;
constexpr std::size_t kMaxPayload = SESSION_MAX_PAYLOAD;

unsigned byte_at(std::string_view bytes, std::size_t position) {
  return static_cast<unsigned char>(bytes[position]);
}

/// The magic has its first byte nowhere else, so that no beginning hides within another.
std::size_t find_beginning(std::string_view bytes) {
  std::size_t found = bytes.find(kMagic.front());
  while (found != std::string_view::npos) {
    const std::string_view here = bytes.substr(found, kMagic.size());
    if (kMagic.starts_with(here)) return found;
    found = bytes.find(kMagic.front(), found + 1);
  }
  return bytes.size();
}

unsigned payload_size(std::string_view header) {
  return byte_at(header, 6) | byte_at(header, 7) << 8;
}

bool is_header(std::string_view header) {
  const unsigned sum = byte_at(header, 4) + byte_at(header, 6) + byte_at(header, 7);
  return byte_at(header, 5) == (sum & 0xff) && payload_size(header) <= kMaxPayload;
}

}  // namespace

std::string encode_frame(char type, std::string_view payload) {
  assert(payload.size() <= kMaxPayload);
  const auto low = static_cast<char>(payload.size() & 0xff);
  const auto high = static_cast<char>(payload.size() >> 8);
  std::string frame(kMagic);
  frame += type;
  frame += static_cast<char>(type + low + high);
  frame += low;
  frame += high;
  frame += payload;
  return frame;
}

void FrameReader::add(std::string_view bytes) {
  bytes_.erase(0, begin_);
  begin_ = 0;
  bytes_ += bytes;
}

SessionPiece FrameReader::take(bool is_frame, char type, std::size_t skipped, std::size_t size) {
  SessionPiece piece{is_frame, type, bytes_.substr(begin_ + skipped, size)};
  begin_ += skipped + size;
  return piece;
}

std::optional<SessionPiece> FrameReader::next() {
  const std::string_view rest = std::string_view(bytes_).substr(begin_);
  if (rest.empty()) return std::nullopt;
  const std::size_t beginning = find_beginning(rest);
  if (beginning > 0) return take(false, 0, 0, beginning);
  if (rest.size() < kHeaderSize) return std::nullopt;
  // What only looks like a beginning: its first byte is none.
  if (!is_header(rest)) return take(false, 0, 0, 1 + find_beginning(rest.substr(1)));
  if (rest.size() < kHeaderSize + payload_size(rest)) return std::nullopt;
  return take(true, rest[4], kHeaderSize, payload_size(rest));
}

}  // namespace oci2boot
