// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/tar_outputs.h"

#include "src/image/standard_output.h"
#include "src/image/tar_writer.h"

namespace oci2boot {

namespace {

CompressionChoice compression(const ConvertRequest& request) {
  return request.choice.compression.value_or(CompressionChoice{});
}

/// Returns the number of entries.
std::uint64_t write_archive(const ConvertRequest& request, const FlatImage& flat, ByteSink& to) {
  std::uint64_t entries = 0;
  write_packed(to, compression(request), request.source.jobs,
               [&](ByteSink& packer) { entries = write_tar(flat.root, packer); });
  return entries;
}

std::string words_for(CompressionChoice compression, std::uint64_t entries) {
  std::string words = "tar, ";
  if (compression.method != CompressionMethod::none) {
    words.append(compression_name(compression.method)).append(", ");
  }
  return words + std::to_string(entries) + " entries";
}

}  // namespace

std::vector<MadeFile> write_tar_outputs(const ConvertRequest& request, const FlatImage& flat) {
  OutputSet outputs(existing(request));
  OutputStream archive(outputs.add(request.output, OutputKind::data));
  const std::uint64_t entries = write_archive(request, flat, archive);
  std::vector<MadeFile> files{made(archive, words_for(compression(request), entries))};
  files.push_back(write_text(outputs, beside(request.output, kRecordSuffix), OutputKind::data,
                             provenance_json(flat, recorded(files)), "what it was made from"));
  outputs.commit();
  return files;
}

void write_tar_to_standard_output(const ConvertRequest& request, const FlatImage& flat) {
  StandardOutput out;
  write_archive(request, flat, out);
}

}  // namespace oci2boot
