// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/make_root.h"

#include <algorithm>
#include <span>
#include <utility>

#include "oci2boot/error.h"
#include "src/boot/stage1.h"
#include "src/image/disk_formats.h"
#include "src/image/ext4/ext4_image.h"
#include "src/launch/memory.h"
#include "src/pipeline/batch_work.h"
#include "src/pipeline/boot_files.h"
#include "src/pipeline/disk_identity.h"
#include "src/pipeline/preflight.h"
#include "src/pipeline/prepare.h"
#include "src/pipeline/run/shared_kernel.h"
#include "src/pipeline/second_try.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

constexpr CompressionChoice kNotPacked{CompressionMethod::none, 0};

/// A program may do anything: more than the root alone takes. What a guest does not touch, the host
/// does not have to give.
constexpr std::uint64_t kUsualMemoryMib = 1024;

std::vector<RecordedShare> recorded(const std::vector<ShareDriver>& drivers) {
  std::vector<RecordedShare> shares;
  for (const ShareDriver& driver : drivers) {
    shares.push_back({driver.type, {}});
    for (const GuestModule& module : driver.modules) shares.back().modules.push_back(module.name);
  }
  return shares;
}

RootRecord record_of(const Prepared& prepared, const RootSize& in_memory) {
  const ImageConfig& config = prepared.flat.image->config();
  const BootPlan& plan = *prepared.plan;
  RootRecord record;
  record.image = prepared.flat.image->name();
  record.platform = config.platform.text();
  record.architecture = config.platform.architecture;
  record.is_disk = plan.root.has_value();
  record.is_system = plan.mode == BootMode::handover;
  record.modules = plan.modules;
  if (prepared.kernel->share_drivers) record.shares = recorded(*prepared.kernel->share_drivers);
  record.has_network = record.is_system || plan.network.kind != NetworkKind::none;
  record.network = network_of(plan);
  if (plan.root) record.root_uuid = plan.root->uuid;
  record.memory_mib = std::max(
      kUsualMemoryMib, record.is_disk ? memory_with_disk(in_memory) : memory_for(in_memory));
  record.least_memory_mib = least_memory_mib(in_memory);
  return record;
}

class RootMaker {
 public:
  RootMaker(const RunRequest& request, RunFormat format, fs::path folder, const RootStore& store,
            const Surroundings& surroundings, const WarningSink& warn, Progress& progress)
      : request_(request.conversion),
        folder_(std::move(folder)),
        store_(store),
        surroundings_(surroundings),
        warn_(warn),
        progress_(progress),
        source_(source_options(request_.source, surroundings, &progress)) {
    request_.choice.format =
        format == RunFormat::disk ? OutputFormat::disk : OutputFormat::initramfs;
    request_.for_runs = true;
    request_.vmlinux = false;
    request_.grow = false;
  }

  RootRecord make(std::unique_ptr<Image> image) {
    const BatchWork batch_work;
    const std::optional<Digest> id = image->id();
    return with_second_try(
        progress_, warn_, [&] { return make_of(image ? std::move(image) : open_again(id)); },
        // A mirror may be what sent the wrong bytes: the registry has the last word.
        [&] { source_.registry.mirrors.clear(); });
  }

 private:
  /// What the name stands for may have changed meanwhile: the root's name is the first one's.
  std::unique_ptr<Image> open_again(const std::optional<Digest>& id) {
    std::unique_ptr<Image> image = open_image(request_.image, source_);
    if (image->id() == id) return image;
    throw Error(ErrorCode::failed,
                image->name() + " has become another image meanwhile; run it again");
  }

  RootRecord make_of(std::unique_ptr<Image> image) {
    progress_.opened(*image);
    return request_.choice.format == OutputFormat::disk ? make_disk_of(std::move(image))
                                                        : make_initramfs_of(std::move(image));
  }

  Prepared prepare_in(RootFilesystem root, std::unique_ptr<Image> image) {
    Prepared prepared = prepare(request_, std::move(image), std::move(root), source_, surroundings_,
                                warn_, progress_);
    if (!prepared.kernel) {
      throw Error(ErrorCode::missing_tool,
                  "cannot run " + prepared.flat.image->name() +
                      " without a kernel: the warning before this tells how to get one");
    }
    for (const std::string& problem : preflight(request_, prepared)) warn_(problem);
    return prepared;
  }

  RootRecord make_initramfs_of(std::unique_ptr<Image> image) {
    const Prepared prepared =
        prepare_in(RootFilesystem(surroundings_.scratch_folder), std::move(image));
    OutputSet outputs(Existing::replace);
    const RootSize size = write_initrd(prepared.flat.root, outputs);
    return finish(prepared, size, outputs);
  }

  RootRecord make_disk_of(std::unique_ptr<Image> image) {
    OutputSet outputs(Existing::replace);
    OutputFile& file = outputs.add(folder_ / kRootDisk, OutputKind::data);
    const std::unique_ptr<BlockFile> disk = make_disk(
        file, {DiskFormat::raw, std::nullopt}, surroundings_.scratch_folder, request_.source.jobs);
    Ext4Image ext4(*disk, request_.disk_size);
    Prepared prepared = prepare_in(RootFilesystem(ext4.contents()), std::move(image));
    ext4.finish(prepared.flat.root, disk_identity(prepared.flat, prepared.time), warn_);
    const RootFilesystem stage1 = make_stage1(*prepared.plan, init_payload(prepared), prepared.time,
                                              surroundings_.scratch_folder);
    return finish(prepared, write_initrd(stage1, outputs), outputs);
  }

  RootSize write_initrd(const RootFilesystem& root, OutputSet& outputs) {
    OutputStream initrd(outputs.add(folder_ / kRootInitrd, OutputKind::data));
    const CpioSummary summary =
        write_initramfs(root, kNotPacked, request_.source.jobs, initrd, warn_);
    return {summary.unpacked_bytes, summary.entries, initrd.size()};
  }

  RootRecord finish(const Prepared& prepared, const RootSize& in_memory, OutputSet& outputs) {
    RootRecord record = record_of(prepared, in_memory);
    write_text(outputs, folder_ / kRootRecord, OutputKind::data, encode(record), "");
    outputs.commit();
    put_kernel(*prepared.kernel, store_, folder_ / kRootKernel);
    return record;
  }

  ConvertRequest request_;
  fs::path folder_;
  const RootStore& store_;
  const Surroundings& surroundings_;
  const WarningSink& warn_;
  Progress& progress_;
  SourceOptions source_;
};

}  // namespace

RootRecord make_root(const RunRequest& request, RunFormat format, std::unique_ptr<Image> image,
                     const fs::path& folder, const RootStore& store,
                     const Surroundings& surroundings, const WarningSink& warn,
                     Progress& progress) {
  RootMaker maker(request, format, folder, store, surroundings, warn, progress);
  return maker.make(std::move(image));
}

}  // namespace oci2boot
