// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/program_plan.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "oci2boot/error.h"
#include "oci2boot/limits.h"
#include "src/boot/boot_folder.h"
#include "src/boot/plan_file.h"
#include "src/image/cpio_writer.h"
#include "src/image/read_output.h"
#include "src/init/plan_format.h"
#include "src/launch/qemu.h"
#include "src/launch/shares/share_choice.h"

namespace oci2boot {

namespace {

/// What it was made of was within those that the user has set.
Limits no_limits() {
  Limits limits;
  limits.entries = UINT64_MAX;
  limits.path_bytes = UINT64_MAX;
  limits.name_bytes = UINT64_MAX;
  limits.xattr_bytes = UINT64_MAX;
  limits.path_depth = UINT64_MAX;
  limits.metadata_bytes = UINT64_MAX;
  limits.unpacked_bytes = UINT64_MAX;
  return limits;
}

RootFilesystem read_root(const std::filesystem::path& path,
                         const std::filesystem::path& scratch_folder) {
  const auto told_when_it_was_made = [](const std::string&) {};
  return read_output(path, scratch_folder, no_limits(), told_when_it_was_made).root;
}

/// Of a root that was not made by us, or not to the end.
[[noreturn]] void fail_without_plan(const std::filesystem::path& initrd) {
  throw Error(ErrorCode::failed, "there is no boot plan in " + initrd.string() +
                                     "; remove its folder, and the next run makes it again");
}

class TextSink final : public ByteSink {
 public:
  void write(std::span<const std::byte> bytes) override {
    text_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  void finish() override {}
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

/// Without drivers of what a program's machine has not (run_arguments.h) or nobody listens to: PID
/// 1 hears no power button in a session. Each takes its time to load.
std::vector<std::string> modules_of_program(const std::vector<std::string>& all) {
  constexpr std::array<std::string_view, 3> kNotUsed = {"virtio_rng", "button", "evdev"};
  std::vector<std::string> used;
  std::copy_if(all.begin(), all.end(), std::back_inserter(used), [&](const std::string& module) {
    return std::find(kNotUsed.begin(), kNotUsed.end(), module) == kNotUsed.end();
  });
  return used;
}

/// The reverse of what the patch `init` does, as PID 1 does it (src/init/plan_format.h).
void put_back_init(FileTree& tree) {
  const std::optional<InodeId> folder = tree.child(FileTree::kRoot, PLAN_FOLDER);
  if (!folder) return;
  const std::optional<InodeId> own = tree.child(*folder, PLAN_IMAGE_INIT);
  tree.remove(FileTree::kRoot, "init");
  if (own) tree.add_link(FileTree::kRoot, "init", *own);
  tree.remove(FileTree::kRoot, PLAN_FOLDER);
}

}  // namespace

RootFilesystem read_program_root(const std::filesystem::path& path,
                                 const std::filesystem::path& scratch_folder) {
  RootFilesystem root = read_root(path, scratch_folder);
  put_back_init(root.tree);
  return root;
}

BootPlan plan_program(const ImageConfig& config, const BootOptions& options,
                      const RootFilesystem& root, const RootRecord& record) {
  BootOptions typed = options;
  typed.image_name = record.image;
  typed.console = find_machine(record.architecture).console;
  BootPlan plan = plan_boot(config, typed, root);
  plan.modules = modules_of_program(record.modules);
  if (record.is_disk) plan.root = RootDisk{record.root_uuid, "ext4", false};
  plan.session = plan.mode == BootMode::container;
  return plan;
}

void add_shares(std::span<const SharedFolder> shares, std::span<const std::string> paths,
                const RootRecord& record, BootPlan& plan) {
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const SharedFolder& share = shares[i];
    const std::string type = file_system_type(share.kind);
    plan.shares.push_back({type, share.tag, paths[i], share.read_only});
    if (i != 0 || !record.shares) continue;  // all are of one kind
    const auto driver =
        std::find_if(record.shares->begin(), record.shares->end(),
                     [&](const RecordedShare& known) { return known.type == type; });
    if (driver == record.shares->end()) continue;
    plan.modules.insert(plan.modules.end(), driver->modules.begin(), driver->modules.end());
  }
}

std::string plan_archive(std::string_view plan, const Metadata& root,
                         const std::filesystem::path& scratch_folder) {
  RootFilesystem files(scratch_folder);
  files.tree.set_metadata(FileTree::kRoot, root);
  add_plan_folder(files, plan, root.mtime);
  TextSink archive;
  write_cpio(files, archive, [](const std::string&) {});
  return archive.take();
}

std::string system_plan_archive(const std::filesystem::path& initrd,
                                std::span<const SharedFolder> shares,
                                std::span<const std::string> paths, const RootRecord& record,
                                const std::filesystem::path& scratch_folder) {
  const RootFilesystem root = read_root(initrd, scratch_folder);
  const auto own = root.tree.lookup_no_follow("/" PLAN_FOLDER "/" PLAN_FILE);
  if (!own) fail_without_plan(initrd);
  BootPlan added;
  add_shares(shares, paths, record, added);
  const std::string plan =
      extend_plan(read_file(root, *own, PLAN_MAX_BYTES), added.modules, added.shares);
  return plan_archive(plan, root.tree.metadata(FileTree::kRoot), scratch_folder);
}

}  // namespace oci2boot
