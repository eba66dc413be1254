// SPDX-License-Identifier: Apache-2.0
#include "src/image/cpio_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "oci2boot/error.h"
#include "src/image/cpio_tree.h"
#include "src/image/occurrences.h"
#include "src/image/packed_part.h"
#include "src/image/zero_runs.h"

namespace oci2boot {
namespace {

constexpr std::uint32_t kPathMax = 4096;
constexpr std::string_view kTrailer = "TRAILER!!!";
constexpr std::size_t kPiece = std::size_t{64} << 10;

[[noreturn]] void throw_cut() {
  throw Error(ErrorCode::invalid_image, "the cpio archive ends in the middle of an entry");
}

[[noreturn]] void throw_junk(const ByteWindow& window) {
  throw Error(ErrorCode::invalid_image,
              "what follows at byte " + std::to_string(window.position()) +
                  " is no cpio archive and not packed in a way that the kernel knows");
}

void skip(ByteWindow& window, std::uint64_t count) {
  if (!window.skip(count)) throw_cut();
}

/// The text in the first `size` of `padded_size` bytes, up to the first NUL, as C reads it.
std::string read_text(ByteWindow& window, std::uint64_t padded_size, std::size_t size) {
  const auto all = static_cast<std::size_t>(padded_size);
  if (!window.fill(all)) throw_cut();
  const std::string_view bytes(reinterpret_cast<const char*>(window.bytes().data()), size);
  std::string text(bytes.substr(0, bytes.find('\0')));
  window.take(all);
  return text;
}

void add_extent(std::vector<Extent>& extents, const Extent& next) {
  if (!extents.empty()) {
    Extent& last = extents.back();
    const bool both_zeros =
        last.store_offset == Extent::kZeros && next.store_offset == Extent::kZeros;
    const bool follows =
        last.store_offset != Extent::kZeros && last.store_offset + last.length == next.store_offset;
    if (both_zeros || follows) {
      last.length += next.length;
      return;
    }
  }
  extents.push_back(next);
}

class CpioReader {
 public:
  CpioReader(RootFilesystem& root, ReadBudget& budget)
      : root_(root), budget_(budget), tree_(root.tree, budget) {}

  /// All parts of an initramfs.
  void read_parts(ByteWindow& window) {
    while (read_entries(window)) {
      const std::unique_ptr<PackedPart> part = PackedPart::recognise(window);
      if (!part) throw_junk(window);
      ByteWindow unpacked(*part);
      if (read_entries(unpacked)) throw_junk(unpacked);
    }
  }

  void finish(const WarningSink& warn) const { tree_.finish(warn); }

 private:
  /// Entries and zeros, up to something else (true) or the end. The end of an archive is an entry
  /// like others, and need not be there.
  bool read_entries(ByteWindow& window) {
    for (;;) {
      window.skip_zeros();
      if (!window.fill()) return false;
      if (window.bytes().front() != std::byte{'0'} || window.position() % 4 != 0) return true;
      read_entry(window);
    }
  }

  void read_entry(ByteWindow& window) {
    if (!window.fill(CpioHeader::kSize)) throw_cut();
    const CpioHeader header = parse_cpio_header(window.bytes().first(CpioHeader::kSize));
    window.take(CpioHeader::kSize);
    budget_.add_entries();
    const bool is_link = S_ISLNK(header.mode);
    const bool is_read =
        header.name_size != 0 && header.name_size <= kPathMax &&
        (is_link ? header.body_size <= kPathMax : S_ISREG(header.mode) || header.body_size == 0);
    if (!is_read) {  // parse_header and do_header pass over them
      skip(window, header.padded_name_size() + header.body_size);
    } else {
      read_named(window, header);
    }
    // The kernel takes an archive whose last entry is not filled up.
    window.skip(header.body_padding());
  }

  void read_named(ByteWindow& window, const CpioHeader& header) {
    const std::string path = read_text(window, header.padded_name_size(), header.name_size);
    budget_.add_metadata(path.size());
    if (S_ISLNK(header.mode)) {
      const std::string target = read_text(window, header.body_size, header.body_size);
      budget_.add_metadata(target.size());
      tree_.add_symlink(header, path, target);
    } else if (path == kTrailer) {
      tree_.forget_links();
      skip(window, header.body_size);
    } else if (S_ISREG(header.mode)) {
      read_file(window, header, path);
    } else {
      tree_.add_other(header, path);
    }
  }

  void read_file(ByteWindow& window, const CpioHeader& header, const std::string& path) {
    const std::optional<InodeId> inode = tree_.add_file(header, path);
    if (!inode) {
      skip(window, header.body_size);
      return;
    }
    if (header.body_size == 0) return;
    budget_.add_content(header.body_size);
    std::uint32_t sum = 0;
    const std::vector<Extent> extents = read_body(window, header, sum);
    budget_.add_entries(extents.size());
    if (header.has_checksum && sum != header.checksum) {
      throw Error(ErrorCode::verification_failed,
                  "the checksum of " + shown_name(path) + " does not match its bytes");
    }
    root_.tree.set_content(*inode, header.body_size, extents);
  }

  /// Pieces that are all zeros take no room: cpio has no holes, but the files may have had some.
  std::vector<Extent> read_body(ByteWindow& window, const CpioHeader& header, std::uint32_t& sum) {
    std::vector<Extent> extents;
    for (std::uint64_t done = 0; done < header.body_size;) {
      const auto size =
          static_cast<std::size_t>(std::min<std::uint64_t>(header.body_size - done, kPiece));
      if (!window.fill(size)) throw_cut();
      const auto piece = window.bytes().first(size);
      const bool is_hole = size == kPiece && is_zeros(piece);
      add_extent(extents, {done, size, is_hole ? Extent::kZeros : root_.contents.append(piece)});
      if (header.has_checksum) {
        for (const std::byte byte : piece) sum += std::to_integer<std::uint32_t>(byte);
      }
      done += size;
      window.take(size);
    }
    return extents;
  }

  RootFilesystem& root_;
  ReadBudget& budget_;
  CpioTree tree_;
};

}  // namespace

void read_cpio(ByteSource& source, RootFilesystem& root, ReadBudget& budget,
               const WarningSink& warn) {
  ByteWindow window(source);
  CpioReader reader(root, budget);
  reader.read_parts(window);
  reader.finish(warn);
}

}  // namespace oci2boot
