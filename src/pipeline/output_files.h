// SPDX-License-Identifier: Apache-2.0
// What the outputs of all formats share: the names of the files of a conversion, and what is told
// of them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "oci2boot/digest.h"
#include "src/image/output_set.h"
#include "src/image/output_stream.h"
#include "src/pipeline/convert_request.h"
#include "src/pipeline/provenance.h"

namespace oci2boot {

/// One file that a conversion made.
struct MadeFile {
  std::filesystem::path path;
  std::uint64_t size = 0;
  /// Nothing of a disk: it changes with its first boot.
  std::optional<Digest> digest;
  std::string what;  ///< "initramfs, zstd", for people
};

/// What was made from what, beside every output.
constexpr const char* kRecordSuffix = ".json";

/// "initrd" and ".sh" give "initrd.sh" in the same folder.
std::filesystem::path beside(const std::filesystem::path& output, const char* suffix);

Existing existing(const ConvertRequest& request);

/// Before any work: throws Error (output_failed) when OUTPUT or something beside it is in the way,
/// or the folder is not there.
void check_names(const ConvertRequest& request, std::span<const char* const> suffixes);

/// Adds a file of `text`; `what` it is goes into what is returned.
MadeFile write_text(OutputSet& outputs, const std::filesystem::path& path, OutputKind kind,
                    const std::string& text, std::string what);

MadeFile made(const OutputStream& stream, std::string what);
/// Of a disk.
MadeFile made(const OutputFile& file, std::string what);

std::vector<RecordedFile> recorded(std::span<const MadeFile> files);

/// Lets `write` write through a compressor into `to`, and finishes both.
void write_packed(ByteSink& to, CompressionChoice compression, unsigned jobs,
                  const std::function<void(ByteSink&)>& write);

}  // namespace oci2boot
