// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/output_files.h"

#include <utility>

#include "src/image/compressor.h"

namespace oci2boot {

namespace fs = std::filesystem;

fs::path beside(const fs::path& output, const char* suffix) {
  fs::path path = output;
  path += suffix;
  return path;
}

Existing existing(const ConvertRequest& request) {
  return request.force ? Existing::replace : Existing::refuse;
}

void check_names(const ConvertRequest& request, std::span<const char* const> suffixes) {
  OutputSet probe(existing(request));
  probe.add(request.output, OutputKind::data);
  for (const char* const suffix : suffixes) {
    probe.add(beside(request.output, suffix), OutputKind::data);
  }
}

MadeFile write_text(OutputSet& outputs, const fs::path& path, OutputKind kind,
                    const std::string& text, std::string what) {
  OutputStream stream(outputs.add(path, kind));
  stream.write(std::as_bytes(std::span(text)));
  stream.finish();
  return made(stream, std::move(what));
}

MadeFile made(const OutputStream& stream, std::string what) {
  return {stream.file().path(), stream.size(), stream.digest(), std::move(what)};
}

MadeFile made(const OutputFile& file, std::string what) {
  return {file.path(), file.size(), std::nullopt, std::move(what)};
}

std::vector<RecordedFile> recorded(std::span<const MadeFile> files) {
  std::vector<RecordedFile> records;
  records.reserve(files.size());
  for (const MadeFile& file : files) {
    records.push_back({file.path.filename().string(), file.size, file.digest});
  }
  return records;
}

void write_packed(ByteSink& to, CompressionChoice compression, unsigned jobs,
                  const std::function<void(ByteSink&)>& write) {
  const std::unique_ptr<ByteSink> packer = compress(to, compression, jobs);
  write(*packer);
  packer->finish();
  to.finish();
}

}  // namespace oci2boot
