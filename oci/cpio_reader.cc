// SPDX-License-Identifier: Apache-2.0
#include "oci/cpio_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::size_t kReadSize = 64U << 10;
constexpr std::size_t kMagicSize = 6;
constexpr std::size_t kDigits = 8;
constexpr std::uint32_t kMaxName = 4096;  // PATH_MAX, the NUL included; of a link's target too

/// The numbers of a header, in their order behind the magic.
enum Field {
  kInode,
  kMode,
  kUid,
  kGid,
  kLinks,
  kTime,
  kSize,
  kMajor,
  kMinor,
  kDeviceMajor,
  kDeviceMinor,
  kNameSize,
  kCheck,
  kFields
};
constexpr std::size_t kHeaderSize = kMagicSize + kFields * kDigits;
using Numbers = std::array<std::uint32_t, kFields>;

/// False when one of them is no number.
bool parse_numbers(std::string_view header, Numbers& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::string_view digits = header.substr(kMagicSize + i * kDigits, kDigits);
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, numbers[i], 16);
    if (error != std::errc() || stop != end) return false;
  }
  return true;
}

std::optional<FileType> file_type(std::uint32_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return FileType::regular;
    case S_IFDIR:
      return FileType::directory;
    case S_IFLNK:
      return FileType::symlink;
    case S_IFCHR:
      return FileType::char_device;
    case S_IFBLK:
      return FileType::block_device;
    case S_IFIFO:
      return FileType::fifo;
    default:
      return std::nullopt;
  }
}

ArchiveEntry entry_of(const Numbers& numbers) {
  ArchiveEntry entry;
  entry.type = file_type(numbers[kMode]);
  // Of several names of one file the last has the data.
  const bool is_regular = entry.type == FileType::regular;
  entry.is_hard_link = is_regular && numbers[kLinks] > 1 && numbers[kSize] == 0;
  if (entry.is_hard_link) entry.type.reset();
  entry.permissions = static_cast<std::uint16_t>(numbers[kMode] & 07777U);
  entry.uid = numbers[kUid];
  entry.gid = numbers[kGid];
  entry.mtime = {numbers[kTime], 0};
  entry.device_major = numbers[kDeviceMajor];
  entry.device_minor = numbers[kDeviceMinor];
  entry.size = is_regular ? numbers[kSize] : 0;
  return entry;
}

}  // namespace

CpioReader::CpioReader(ByteSource& source, std::string what)
    : source_(source), what_(std::move(what)), buffer_(kReadSize) {}

void CpioReader::fail(const std::string& reason) const {
  throw Error(ErrorCode::invalid_image, what_ + " " + reason);
}

void CpioReader::read_exactly(std::span<std::byte> bytes) {
  if (read_fully(source_, bytes) != bytes.size()) {
    fail(has_begun_ ? "is a cpio archive that is cut off" : "is no cpio archive");
  }
  position_ += bytes.size();
}

void CpioReader::skip_exactly(std::uint64_t count) {
  if (source_.skip(count) != count) fail("is a cpio archive that is cut off");
  position_ += count;
}

/// Headers with their names, and data, begin at multiples of four.
void CpioReader::skip_padding() {
  skip_exactly((4 - position_ % 4) % 4);
}

std::string CpioReader::read_name(std::uint32_t size) {
  if (size == 0 || size > kMaxName) fail("is a cpio archive with a name that is none");
  std::string name(size, '\0');
  read_exactly(std::as_writable_bytes(std::span(name)));
  if (name.find('\0') != name.size() - 1) fail("is a cpio archive with a name that is none");
  name.pop_back();
  skip_padding();
  return name;
}

std::string CpioReader::read_symlink() {
  if (left_ > kMaxName) fail("is a cpio archive with a link to a name that is too long");
  std::string target(left_, '\0');
  read_exactly(std::as_writable_bytes(std::span(target)));
  left_ = 0;
  return target.substr(0, target.find('\0'));
}

bool CpioReader::next(ArchiveEntry& entry) {
  skip_exactly(left_);
  left_ = 0;
  skip_padding();
  std::string header(kHeaderSize, '\0');
  read_exactly(std::as_writable_bytes(std::span(header)));
  const std::string_view magic = std::string_view(header).substr(0, kMagicSize);
  if (magic == "07070X") fail("is a cpio archive without names, as rpm makes them; it is not read");
  Numbers numbers{};
  if ((magic != "070701" && magic != "070702") || !parse_numbers(header, numbers)) {
    fail(has_begun_ ? "is a damaged cpio archive" : "is no cpio archive");
  }
  has_begun_ = true;
  entry = entry_of(numbers);
  entry.path = read_name(numbers[kNameSize]);
  if (entry.path == "TRAILER!!!") return false;
  left_ = numbers[kSize];
  size_ = entry.size;
  if (entry.type == FileType::symlink) entry.link_target = read_symlink();
  return true;
}

bool CpioReader::read_block(ArchiveReader::Block& block) {
  if (left_ == 0 || size_ == 0) return false;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer_.size()));
  const std::size_t count = source_.read(std::span(buffer_).first(wanted));
  if (count == 0) fail("is a cpio archive that is cut off");
  block = {size_ - left_, std::span(buffer_).first(count)};
  left_ -= count;
  position_ += count;
  return true;
}

}  // namespace oci2boot
