// SPDX-License-Identifier: Apache-2.0
#include "src/image/read_output.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "oci2boot/error.h"
#include "src/image/byte_window.h"
#include "src/image/cpio_reader.h"
#include "src/image/ext4_reader/read_ext4.h"
#include "src/image/ext4_reader/volume.h"
#include "src/image/input_file.h"
#include "src/image/open_disk.h"
#include "src/image/packed_part.h"
#include "src/image/tar_reader.h"

namespace oci2boot {
namespace {

namespace fs = std::filesystem;

enum class Kind { cpio, tar, qcow2, other };

constexpr std::size_t kTarBlock = 512;

/// What nobody will ask for.
class ForgottenContents final : public ContentPlace {
 public:
  void write(std::uint64_t /*offset*/, std::span<const std::byte> /*bytes*/) override {}
  void read(std::uint64_t /*offset*/, std::span<std::byte> /*buffer*/) const override {
    throw Error(ErrorCode::failed, "the bytes of files were not kept");
  }
};

/// Of bytes that are not packed.
Kind kind_of(std::span<const std::byte> head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  constexpr std::size_t kTarMagic = 257;
  if (text.starts_with("07070")) return Kind::cpio;
  if (text.starts_with("QFI\xfb")) return Kind::qcow2;
  if (text.size() > kTarMagic && text.substr(kTarMagic).starts_with("ustar")) return Kind::tar;
  return Kind::other;
}

/// What the bytes are that are packed in a part. An archive without entries is all zeros, and a tar
/// from before POSIX has no magic.
Kind kind_of_packed(PackedPart& part) {
  ByteWindow unpacked(part);
  const bool has_block = unpacked.fill(kTarBlock);
  const Kind kind = kind_of(unpacked.bytes());
  if (kind != Kind::other || !has_block) return kind == Kind::tar ? Kind::tar : Kind::cpio;
  return Kind::tar;
}

class OutputReader {
 public:
  OutputReader(const fs::path& path, const Limits& limits, const WarningSink& warn,
               std::function<ContentStore()> make_store)
      : path_(path), limits_(limits), warn_(warn), make_store_(std::move(make_store)) {}

  ReadOutput read() const {
    InputFile file(path_);
    ByteWindow window(file);
    window.fill(kTarBlock);
    switch (kind_of(window.bytes())) {
      case Kind::cpio:
        return read_cpio_file();
      case Kind::qcow2:
        return read_disk();
      case Kind::tar:
        return read_tar_file();
      case Kind::other:
        break;
    }
    if (const std::unique_ptr<PackedPart> part = PackedPart::recognise(window)) {
      return kind_of_packed(*part) == Kind::tar ? read_tar_file() : read_cpio_file();
    }
    if (has_ext_superblock(*open_disk(path_))) return read_disk();
    return read_what_begins_with_zeros(window);
  }

 private:
  ReadOutput read_what_begins_with_zeros(ByteWindow& window) const {
    window.skip_zeros();
    const bool has_zeros = window.position() != 0;
    const bool only_zeros = !window.fill();
    // An archive without entries is two blocks of zeros and what tar fills a record up with.
    if (has_zeros && only_zeros && window.position() <= ByteWindow::kSize) return read_tar_file();
    if (has_zeros && !only_zeros &&
        (kind_of(window.bytes()) == Kind::cpio || PackedPart::recognise(window))) {
      return read_cpio_file();
    }
    throw Error(ErrorCode::invalid_image,
                std::string(only_zeros ? "there is nothing in it"
                                       : "it is no initramfs, no tar archive and no disk that is "
                                         "one ext4 file system") +
                    "; ls and unpack read those three, disks as raw and qcow2 (`qemu-img convert` "
                    "makes them of others)");
  }

  ReadOutput read_cpio_file() const {
    InputFile file(path_);
    ReadOutput output{"cpio", RootFilesystem(make_store_())};
    ReadBudget budget(limits_);
    read_cpio(file, output.root, budget, warn_);
    return output;
  }

  ReadOutput read_tar_file() const {
    ReadOutput output{"tar", RootFilesystem(make_store_())};
    read_tar([this] { return std::make_unique<InputFile>(path_); }, output.root, limits_, warn_);
    return output;
  }

  ReadOutput read_disk() const {
    ReadBudget budget(limits_);
    return {"ext4", read_ext4(open_disk(path_), budget, warn_)};
  }

  const fs::path& path_;
  const Limits& limits_;
  const WarningSink& warn_;
  std::function<ContentStore()> make_store_;
};

/// What goes wrong with the file names it.
ReadOutput read_named(const fs::path& path, const OutputReader& reader) {
  const std::string name = "'" + path.string() + "'";
  try {
    return reader.read();
  } catch (const Error& error) {
    const bool is_named = std::string_view(error.what()).find(name) != std::string_view::npos;
    if (is_named) throw;
    throw error.within(name);
  }
}

}  // namespace

ReadOutput read_output_tree(const fs::path& path, const Limits& limits, const WarningSink& warn) {
  const auto make_store = [] { return ContentStore(std::make_unique<ForgottenContents>()); };
  return read_named(path, OutputReader(path, limits, warn, make_store));
}

ReadOutput read_output(const fs::path& path, const fs::path& scratch_folder, const Limits& limits,
                       const WarningSink& warn) {
  const auto make_store = [&] { return ContentStore(scratch_folder); };
  return read_named(path, OutputReader(path, limits, warn, make_store));
}

}  // namespace oci2boot
