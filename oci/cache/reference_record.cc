// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/reference_record.h"

#include "oci/cache/cache_file.h"
#include "oci/json_document.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kMaxRecord = 64U << 10;
/// A repository has up to 255 characters, and at most every other one is a slash.
constexpr int kMaxDepth = 140;

/// The reference that a file at this place, below the folder of references, is the record of.
std::optional<Reference> reference_at(const CacheFolder& cache, const std::filesystem::path& path) {
  const std::filesystem::path kind = path.parent_path().filename();
  const std::filesystem::path name =
      path.parent_path().parent_path().lexically_relative(cache.references());
  std::string text = name.string();
  if (kind == "_tags") {
    text += ":" + path.filename().string();
  } else if (const auto digest = CacheFolder::digest_of_partial(path.filename().string());
             kind == "_digests" && digest) {
    text += "@" + digest->text();
  } else {
    return std::nullopt;
  }
  try {
    return Reference::parse(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

void list_below(const CacheFolder& cache, const std::filesystem::path& folder, int depth,
                std::vector<ReferenceRecord>& records) {
  for (const std::string& name : names_in(folder)) {
    const std::filesystem::path path = folder / name;
    if (const std::optional<Reference> reference = reference_at(cache, path)) {
      std::optional<Descriptor> target = read_reference_record(cache, *reference);
      if (target) records.push_back({path, *reference, std::move(*target)});
    } else if (depth < kMaxDepth && std::filesystem::is_directory(symlink_status(path))) {
      list_below(cache, path, depth + 1, records);
    }
  }
}

}  // namespace

std::optional<Descriptor> read_reference_record(const CacheFolder& cache,
                                                const Reference& reference) {
  const auto path = cache.reference(reference);
  const auto file = path ? CacheFile::open(*path) : nullptr;
  const auto text = file ? read_whole(*file, kMaxRecord) : std::nullopt;
  if (!text) return std::nullopt;
  try {
    Descriptor target = descriptor_of(parse_json(*text, path->string()), path->string());
    // A digest stands for nothing but itself, whatever somebody wrote here.
    if (reference.digest && target.digest != *reference.digest) return std::nullopt;
    return target;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void write_reference_record(const CacheFolder& cache, const Reference& reference,
                            const Descriptor& target) {
  const auto path = cache.reference(reference);
  if (!path) return;
  const Json record = {
      {"mediaType", target.media_type}, {"digest", target.digest.text()}, {"size", target.size}};
  // What a registry says of media types need not be UTF-8.
  write_whole(cache, *path, record.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::vector<ReferenceRecord> list_reference_records(const CacheFolder& cache) {
  std::vector<ReferenceRecord> records;
  list_below(cache, cache.references(), 0, records);
  return records;
}

}  // namespace oci2boot
