// SPDX-License-Identifier: Apache-2.0
#include "src/image/open_disk.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "oci2boot/error.h"
#include "src/image/host_file.h"
#include "src/image/qcow2/qcow2_reader.h"
#include "src/image/read_fully.h"

namespace oci2boot {
namespace {

class RawDisk final : public BlockSource {
 public:
  explicit RawDisk(HostFile file) : file_(std::move(file)) {}

  std::uint64_t size() const override { return file_.size(); }
  void read(std::uint64_t offset, std::span<std::byte> buffer) const override {
    read_fully_at(file_.descriptor(), offset, buffer, file_.name());
  }
  std::optional<Range> next_data(std::uint64_t offset) const override {
    return next_data_of(file_.descriptor(), offset, file_.size());
  }

 private:
  HostFile file_;
};

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view format;
};

/// Of formats that are not read. A VHD of a fixed size is a raw disk with a footer, and read so.
constexpr std::array kOthers = {
    Signature{0, "KDMV", "vmdk"},
    Signature{0, "# Disk DescriptorFile", "vmdk"},
    Signature{0x40, "\x7f\x10\xda\xbe", "vdi"},
    Signature{0, "conectix", "vhd"},
    Signature{0, "vhdxfile", "vhdx"},
};

}  // namespace

std::unique_ptr<BlockSource> open_disk(const std::filesystem::path& path) {
  HostFile file(path);
  std::array<char, 512> start{};
  read_fully_at(file.descriptor(), 0, std::as_writable_bytes(std::span(start)), file.name());
  const std::string_view text(start.data(), start.size());
  if (text.starts_with("QFI\xfb")) return std::make_unique<Qcow2Reader>(std::move(file));
  for (const Signature& other : kOthers) {
    if (!text.substr(other.offset).starts_with(other.bytes)) continue;
    throw Error(ErrorCode::invalid_image,
                file.name() + " is a " + std::string(other.format) +
                    " disk, which is not read; qemu-img convert -O qcow2 makes one that is");
  }
  return std::make_unique<RawDisk>(std::move(file));
}

}  // namespace oci2boot
