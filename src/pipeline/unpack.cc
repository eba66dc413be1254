// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/unpack.h"

#include "src/image/folder_writer.h"
#include "src/image/output_set.h"
#include "src/image/output_stream.h"
#include "src/image/read_output.h"
#include "src/image/standard_output.h"
#include "src/image/tar_writer.h"
#include "src/pipeline/output_files.h"
#include "src/pipeline/stop_signals.h"

namespace oci2boot {

namespace {

Existing existing(const UnpackRequest& request) {
  return request.force ? Existing::replace : Existing::refuse;
}

void write_archive(const UnpackRequest& request, const RootFilesystem& root) {
  const CompressionChoice compression = request.archive->compression.value_or(CompressionChoice{});
  const auto write = [&](ByteSink& to) {
    write_packed(to, compression, request.jobs, [&](ByteSink& packer) { write_tar(root, packer); });
  };
  if (request.archive->to_standard_output) {
    StandardOutput out;
    write(out);
    return;
  }
  OutputSet outputs(existing(request));
  OutputStream archive(outputs.add(request.target, OutputKind::data));
  write(archive);
  outputs.commit();
}

void write_to_folder(const UnpackRequest& request, const RootFilesystem& root,
                     const WarningSink& warn) {
  const StopSignals signals;
  try {
    write_folder(
        root, request.target, existing(request), [] { return StopSignals::caught() != 0; }, warn);
  } catch (const Error& error) {
    if (StopSignals::caught() != 0) throw Interrupted(error, StopSignals::caught());
    throw;
  }
}

}  // namespace

Unpacked unpack(const UnpackRequest& request, const Surroundings& surroundings,
                const WarningSink& warn) {
  if (!request.archive) {
    check_folder(request.target, existing(request));
  } else if (!request.archive->to_standard_output) {
    OutputSet(existing(request)).add(request.target, OutputKind::data);
  }
  const ReadOutput read =
      read_output(request.output, surroundings.scratch_folder, request.limits, warn);
  if (request.archive) {
    write_archive(request, read.root);
  } else {
    write_to_folder(request, read.root, warn);
  }
  return {read.format, read.root.tree.entry_count()};
}

}  // namespace oci2boot
