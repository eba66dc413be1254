// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/kept_disk.h"

#include <unistd.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <string_view>

#include "oci2boot/error.h"
#include "src/launch/process.h"
#include "src/pipeline/host_program.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

// docs/interop/qcow2.txt of QEMU's sources, "Header"; all big-endian.
constexpr std::string_view kMagic("QFI\xfb");
constexpr std::size_t kBackingOffsetAt = 8;
constexpr std::size_t kBackingSizeAt = 16;
constexpr std::size_t kHeaderSize = 20;
constexpr std::uint64_t kLargestName = 1023;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

std::string read_all_from(int fd) {
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t count = 0;
  while ((count = ::read(fd, buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return text;
}

Error no_tool() {
  return {ErrorCode::missing_tool,
          "--keep takes qemu-img, which is not installed; it is in the package qemu-utils"};
}

ChildProcess start_tool(const ChildCommand& command) {
  try {
    return ChildProcess(command);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::missing_tool) throw;
    throw no_tool();
  }
}

void make_overlay(const fs::path& file, const fs::path& root) {
  DescriptorPair said = pipe_from_child();
  ChildProcess tool = start_tool(
      {{"qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", root.string(), file.string()},
       {},
       said.theirs.number(),
       {}});
  said.theirs.close();
  std::string words = read_all_from(said.ours.number());
  if (tool.wait() == 0) return;
  while (!words.empty() && words.back() == '\n') words.pop_back();
  throw Error(ErrorCode::output_failed, "cannot make " + file.string() + ": " + words);
}

}  // namespace

std::string backing_file(const fs::path& qcow2) {
  std::ifstream file(qcow2, std::ios::binary);
  if (!file) throw Error(ErrorCode::output_failed, "cannot read " + qcow2.string());
  std::string header(kHeaderSize, '\0');
  file.read(header.data(), static_cast<std::streamsize>(header.size()));
  const std::uint64_t size = big_endian(std::string_view(header).substr(kBackingSizeAt, 4));
  if (!file || !header.starts_with(kMagic) || size > kLargestName) {
    throw Error(ErrorCode::usage,
                "--keep " + qcow2.string() +
                    ": it is there and is no qcow2 disk; name a new file, or remove it");
  }
  const std::uint64_t offset = big_endian(std::string_view(header).substr(kBackingOffsetAt, 8));
  if (offset == 0) return {};
  std::string name(size, '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(name.data(), static_cast<std::streamsize>(name.size()));
  if (!file) throw Error(ErrorCode::usage, "--keep " + qcow2.string() + ": it is damaged");
  return name;
}

void check_kept_disk(const fs::path& file, const std::string& search_path) {
  std::error_code unknown;
  if (fs::exists(file, unknown)) {
    backing_file(file);
    return;
  }
  const fs::path folder = fs::absolute(file).parent_path();
  if (!fs::is_directory(folder, unknown)) {
    throw Error(ErrorCode::output_failed,
                "cannot make " + file.string() + ": there is no folder " + folder.string());
  }
  if (!find_program("qemu-img", search_path)) throw no_tool();
}

void use_kept_disk(const fs::path& file, const fs::path& root) {
  std::error_code unknown;
  if (!fs::exists(file, unknown)) return make_overlay(file, root);
  if (backing_file(file) == root.string()) return;
  throw Error(ErrorCode::usage,
              "--keep " + file.string() +
                  ": it keeps changes to another root: the image, its kernel or an option was "
                  "another one then, or another oci2boot or cache folder made it; run it as it was "
                  "run then, or name a new file");
}

}  // namespace oci2boot
