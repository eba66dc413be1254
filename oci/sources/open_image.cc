// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <utility>

#include "oci/file_set.h"
#include "oci/local_file.h"
#include "oci/sources/docker_archive.h"
#include "oci/sources/docker_daemon.h"
#include "oci/sources/folder_layer.h"
#include "oci/sources/oci_layout.h"
#include "oci/sources/registry_image.h"
#include "oci/sources/rootfs.h"
#include "oci2boot/decompress.h"
#include "oci2boot/error.h"
#include "oci2boot/image_source.h"
#include "oci2boot/reference.h"

namespace oci2boot {

namespace {

constexpr const char* kStandardInput = "standard input";

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

std::shared_ptr<const LocalFile> unpack_to_file(std::unique_ptr<ByteSource> packed,
                                                const std::string& name,
                                                const SourceOptions& options) {
  try {
    const std::unique_ptr<ByteSource> bytes = decompress(std::move(packed));
    return LocalFile::spool(*bytes, options.scratch_folder, name, options.limits);
  } catch (const Error& error) {
    throw error.within(name);
  }
}

/// The archive as one that can be read at any place: as it is, or unpacked into a temporary file.
std::shared_ptr<const LocalFile> unpacked(const std::shared_ptr<const LocalFile>& file,
                                          const SourceOptions& options) {
  std::byte head[kCompressionMagicSize];
  FileRange start(file);
  const std::size_t count = read_fully(start, head);
  if (recognise_compression(std::span(head, count)) == Compression::none) return file;
  return unpack_to_file(std::make_unique<FileRange>(file), file->name(), options);
}

std::shared_ptr<const LocalFile> standard_input(const SourceOptions& options) {
  if (auto file = LocalFile::standard_input()) return unpacked(file, options);
  return unpack_to_file(std::make_unique<StandardInput>(), kStandardInput, options);
}

std::shared_ptr<const FileSet> files_of(const std::string& path, const SourceOptions& options) {
  if (is_folder(path)) return std::make_shared<FolderFiles>(path);
  return std::make_shared<TarFiles>(unpacked(LocalFile::open(path), options), options.limits);
}

/// A folder that happens to be called like an image hides it.
bool is_image_name(const std::string& path) {
  if (path.starts_with('/') || path.find('.') != std::string::npos) return false;
  try {
    Reference::parse(path);
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::string what_it_may_be(const std::string& name) {
  const std::string rootfs =
      "rootfs:" + (name == kStandardInput ? "-" : name) + " takes it as a plain root file system";
  return is_image_name(name) ? rootfs + ", docker://" + name + " asks a registry" : rootfs;
}

/// What it is, is told by what it contains. manifest.json first: where Docker 25 and later write
/// both, their OCI layout may lack the layers.
std::unique_ptr<Image> open_by_content(std::shared_ptr<const FileSet> files, const std::string& tag,
                                       const SourceOptions& options) {
  if (is_docker_archive(*files)) return open_docker_archive(std::move(files), tag, options);
  if (is_oci_layout(*files)) return open_oci_layout(std::move(files), tag, options);
  throw Error(ErrorCode::invalid_image,
              files->name() +
                  " is not a container image: it has neither a manifest.json nor an index.json (" +
                  what_it_may_be(files->name()) + ")");
}

std::unique_ptr<Image> open_rootfs_at(const std::string& path, const SourceOptions& options) {
  if (path == "-") {
    // Layers are opened more than once: for a digest, for a second try.
    const auto file = standard_input(options);
    return open_rootfs(
        "rootfs", [file] { return std::make_unique<FileRange>(file); }, options);
  }
  const std::string name = name_without_folders(path);
  if (is_folder(path)) {
    return open_rootfs(
        name, [path] { return folder_layer(path); }, options);
  }
  const auto file = LocalFile::open(path);
  return open_rootfs(
      name, [file] { return std::make_unique<FileRange>(file); }, options);
}

}  // namespace

std::unique_ptr<Image> open_image(const ImageName& name, const SourceOptions& options) {
  switch (name.transport) {
    case Transport::registry:
      return open_registry_image(Reference::parse(name.location), options);
    case Transport::docker_daemon:
      return open_docker_daemon(name.location, options);
    case Transport::docker_archive:
      return open_docker_archive(files_of(name.location, options), name.tag, options);
    case Transport::oci_layout:
    case Transport::oci_archive:
      return open_oci_layout(files_of(name.location, options), name.tag, options);
    case Transport::rootfs:
      return open_rootfs_at(name.location, options);
    case Transport::standard_input:
      return open_by_content(std::make_shared<TarFiles>(standard_input(options), options.limits),
                             "", options);
    case Transport::path:
      return open_by_content(files_of(name.location, options), name.tag, options);
  }
  throw Error(ErrorCode::failed, "an unknown kind of image source");
}

}  // namespace oci2boot
