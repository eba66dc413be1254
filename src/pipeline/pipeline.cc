// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/pipeline.h"

#include <span>
#include <utility>

#include "src/image/standard_output.h"
#include "src/pipeline/batch_work.h"
#include "src/pipeline/boot_files.h"
#include "src/pipeline/disk_outputs.h"
#include "src/pipeline/initramfs_outputs.h"
#include "src/pipeline/preflight.h"
#include "src/pipeline/second_try.h"
#include "src/pipeline/tar_outputs.h"

namespace oci2boot {

namespace {

Conversion describe(const FlatImage& flat) {
  Conversion conversion;
  conversion.image = flat.image->name();
  conversion.manifest = flat.image->manifest_digest();
  conversion.id = flat.image->id();
  conversion.platform = flat.image->config().platform.text();
  conversion.layers = flat.image->layers().size();
  conversion.entries = flat.root.tree.entry_count();
  return conversion;
}

Conversion describe(const Prepared& prepared) {
  Conversion conversion = describe(prepared.flat);
  conversion.boot = describe_boot(prepared);
  return conversion;
}

/// Before any work.
void check_output(const ConvertRequest& request) {
  if (request.choice.to_standard_output) {
    const StandardOutput probe;
    return;
  }
  switch (request.choice.format) {
    case OutputFormat::tar:
      return check_names(request, std::span(&kRecordSuffix, 1));
    case OutputFormat::initramfs:
      return check_boot_names(request, {});
    case OutputFormat::disk:
      return check_disk_outputs(request);
  }
}

Conversion make_tar(const ConvertRequest& request, const FlatImage& flat) {
  Conversion conversion = describe(flat);
  if (request.choice.to_standard_output) {
    write_tar_to_standard_output(request, flat);
  } else {
    conversion.files = write_tar_outputs(request, flat);
  }
  return conversion;
}

Conversion make_initramfs(const ConvertRequest& request, const Prepared& prepared,
                          const WarningSink& warn) {
  Conversion conversion = describe(prepared);
  if (request.choice.to_standard_output) {
    write_initramfs_to_standard_output(request, prepared, warn);
  } else {
    conversion.files = write_initramfs_outputs(request, prepared, warn);
  }
  return conversion;
}

/// A stage that may start again: nothing has been published before it returns.
template <typename Stage>
auto with_registry_last(SourceOptions& source, const WarningSink& warn, Progress& progress,
                        const Stage& stage) {
  // A mirror may be what sent the wrong bytes: the registry has the last word.
  return with_second_try(progress, warn, stage, [&] { source.registry.mirrors.clear(); });
}

}  // namespace

Conversion convert(const ConvertRequest& request, const Surroundings& surroundings,
                   const WarningSink& warn, Progress& progress) {
  check_output(request);
  const BatchWork batch_work;
  SourceOptions source = source_options(request.source, surroundings, &progress);
  const auto from_registry = [&](const auto& stage) {
    return with_registry_last(source, warn, progress, stage);
  };
  const auto prepare_in = [&](RootFilesystem root) {
    Prepared prepared = prepare(request, open_for_conversion(request.image, source, progress),
                                std::move(root), source, surroundings, warn, progress);
    for (const std::string& problem : preflight(request, prepared)) warn(problem);
    return prepared;
  };
  const auto in_scratch_file = [&] { return RootFilesystem(surroundings.scratch_folder); };

  switch (request.choice.format) {
    case OutputFormat::tar:
      return make_tar(request, from_registry([&] {
                        return flatten_image(open_for_conversion(request.image, source, progress),
                                             in_scratch_file(), source.limits, warn,
                                             {&progress, request.source.jobs});
                      }));
    case OutputFormat::disk:
      return from_registry([&] {
        DiskOutputs disk(request, surroundings.scratch_folder);
        Prepared prepared = prepare_in(disk.root());
        Conversion conversion = describe(prepared);
        conversion.files = disk.write(prepared, warn);
        return conversion;
      });
    case OutputFormat::initramfs:
      break;
  }
  return make_initramfs(request, from_registry([&] { return prepare_in(in_scratch_file()); }),
                        warn);
}

}  // namespace oci2boot
