// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/run.h"

#include <optional>
#include <system_error>
#include <utility>

#include "oci2boot/error.h"
#include "src/boot/plan_file.h"
#include "src/init/plan_format.h"
#include "src/launch/qemu.h"
#include "src/launch/run_vm.h"
#include "src/launch/shares/share_choice.h"
#include "src/pipeline/flat_image.h"
#include "src/pipeline/host_program.h"
#include "src/pipeline/run/kept_disk.h"
#include "src/pipeline/run/kernel_fingerprint.h"
#include "src/pipeline/run/make_root.h"
#include "src/pipeline/run/program_plan.h"
#include "src/pipeline/run/root_name.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

/// A root that is there, and how a program runs in it; of a root whose own init boots, no plan.
struct FoundRoot {
  HeldRoot held;
  RootRecord record;
  std::optional<BootPlan> program;
  Metadata top;  ///< of its root directory
};

fs::path cache_folder(const RunRequest& request, const Surroundings& surroundings) {
  const fs::path& typed = request.conversion.source.cache_folder;
  const fs::path& folder = typed.empty() ? surroundings.cache_folder : typed;
  if (folder.empty()) throw no_cache_folder();
  return folder;
}

void check_qemu(const std::string& architecture, const Surroundings& surroundings) {
  const Machine& machine = find_machine(architecture);
  const std::string program(machine.program);
  if (find_program(program, surroundings.search_path)) return;
  throw Error(ErrorCode::missing_tool,
              program + " is not installed; it is in the package " + std::string(machine.package));
}

std::vector<PublishedPort> without_host(const std::vector<PublishedPort>& wanted,
                                        const PickedPorts& picked) {
  std::vector<PublishedPort> chosen;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].host == 0) chosen.push_back(picked.ports()[i]);
  }
  return chosen;
}

/// Looks for the root of a request, and has it made.
class RootFinder {
 public:
  RootFinder(const RunRequest& request, const Surroundings& surroundings, const WarningSink& warn,
             Progress& progress)
      : request_(request),
        surroundings_(surroundings),
        warn_(warn),
        progress_(progress),
        store_(cache_folder(request, surroundings)) {}

  FoundRoot find() {
    const ConvertRequest& conversion = request_.conversion;
    std::unique_ptr<Image> image =
        open_image(conversion.image, source_options(conversion.source, surroundings_, &progress_));
    check_qemu(image->config().platform.architecture, surroundings_);
    config_ = image->config();
    const RunFormat format = choose_run_format(request_, *image);
    const std::string family = root_family(request_, format, *image,
                                           kernel_fingerprint(conversion, surroundings_, progress_),
                                           surroundings_.source_date);
    if (auto found = look(family)) return std::move(*found);
    const RootStore::Making making = store_.make(family);
    if (auto found = look(family)) return std::move(*found);  // made by another meanwhile
    const RootRecord record = make_root(request_, format, std::move(image), making.folder(), store_,
                                        surroundings_, warn_, progress_);
    const std::string name =
        record.is_system ? system_root(family, request_.conversion.boot) : program_root(family);
    auto found = use(store_.publish(making, name));
    if (!found) throw Error(ErrorCode::failed, "the root of " + record.image + " went away");
    return std::move(*found);
  }

 private:
  std::optional<FoundRoot> look(const std::string& family) {
    for (const std::string& name :
         {system_root(family, request_.conversion.boot), program_root(family)}) {
      std::optional<HeldRoot> held = store_.open(name);
      if (!held) continue;
      if (auto found = use(std::move(*held))) return found;
    }
    return std::nullopt;
  }

  /// Nothing of a program's root when it is not a program that is to start.
  std::optional<FoundRoot> use(HeldRoot held) {
    RootRecord record = read_root_record(held.record());
    if (record.is_system) return FoundRoot{std::move(held), std::move(record), std::nullopt, {}};
    const RootFilesystem root = read_program_root(record.is_disk ? held.disk() : held.initrd(),
                                                  surroundings_.scratch_folder);
    BootPlan plan = plan_program(config_, request_.conversion.boot, root, record);
    if (plan.mode == BootMode::handover) return std::nullopt;
    return FoundRoot{std::move(held), std::move(record), std::move(plan),
                     root.tree.metadata(FileTree::kRoot)};
  }

  const RunRequest& request_;
  const Surroundings& surroundings_;
  const WarningSink& warn_;
  Progress& progress_;
  RootStore store_;
  ImageConfig config_;
};

/// An init system mounts its own file systems over these: the volume would be there and not seen.
void check_system_volumes(const std::vector<Volume>& volumes, const RootRecord& record) {
  for (const char* folder : {"/dev", "/proc", "/run", "/sys", "/tmp", "/var/lock", "/var/run"}) {
    for (const Volume& volume : volumes) {
      if (!(volume.guest + "/").starts_with(std::string(folder) + "/")) continue;
      throw Error(ErrorCode::usage, "volume " + volume.host.string() + ":" + volume.guest + ": " +
                                        record.image + " boots its own init system, which has " +
                                        folder + " to itself; choose another path in the guest");
    }
  }
}

std::optional<RunDisk> disk_of(const RunRequest& request, const FoundRoot& root) {
  if (!root.record.is_disk) return std::nullopt;
  if (request.keep.empty()) return RunDisk{root.held.disk(), "raw", false};
  const fs::path file = fs::absolute(request.keep);
  use_kept_disk(file, root.held.disk());
  return RunDisk{file, "qcow2", true};
}

RunContact contact_of(const RunRequest& request, const RootRecord& record) {
  if (record.is_system) return RunContact::console;
  return request.terminal ? RunContact::terminal : RunContact::program;
}

std::optional<std::vector<std::string>> share_types(const RootRecord& record) {
  if (!record.shares) return std::nullopt;
  std::vector<std::string> types;
  for (const RecordedShare& share : *record.shares) types.push_back(share.type);
  return types;
}

std::vector<SharedFolder> shares_of(const std::vector<Volume>& volumes, const RootRecord& record,
                                    const Surroundings& surroundings) {
  if (volumes.empty()) return {};
  const ShareHost host = share_host(surroundings.search_path);
  return shared_folders(volumes, choose_share_kind(share_types(record), host), host);
}

std::uint64_t memory_of(const RunRequest& request, const RootRecord& record,
                        const WarningSink& warn) {
  const std::uint64_t memory = request.conversion.memory_mib.value_or(record.memory_mib);
  if (memory < record.least_memory_mib) {
    warn("the guest's root needs about " + std::to_string(record.least_memory_mib) +
         " MiB of memory, --memory gives " + std::to_string(memory) +
         " MiB: the guest may not boot");
  }
  return memory;
}

/// Freeing a page takes an emulated processor about as long as filling it: what little a program's
/// guest has unpacked its root from stays in its memory.
std::string kernel_arguments_of(const RunRequest& request, const FoundRoot& root) {
  constexpr std::uintmax_t kLittle = std::uintmax_t{64} << 20;
  const std::string& typed = request.conversion.kernel_arguments;
  std::error_code unknown;
  const bool is_little = fs::file_size(root.held.initrd(), unknown) <= kLittle && !unknown;
  if (root.record.is_system || !is_little) return typed;
  return typed.empty() ? "retain_initrd" : "retain_initrd " + typed;
}

/// What is the same for programs and for systems.
RunPlan machine_of(const RunRequest& request, const FoundRoot& root, const WarningSink& warn) {
  RunPlan plan;
  plan.architecture = root.record.architecture;
  plan.kernel = root.held.kernel();
  plan.initrd = root.held.initrd();
  plan.disk = disk_of(request, root);
  plan.kernel_arguments = kernel_arguments_of(request, root);
  plan.memory_mib = memory_of(request, root.record, warn);
  plan.cpus = request.conversion.cpus;
  plan.has_network = root.record.has_network;
  plan.network = root.record.network;
  plan.devices = request.devices;
  plan.qemu_arguments = request.qemu_arguments;
  plan.contact = contact_of(request, root.record);
  plan.status_port = PLAN_STATUS_PORT;
  plan.verbose = request.verbose;
  plan.timeout = request.timeout;
  return plan;
}

std::vector<std::string> guest_paths(const std::vector<Volume>& volumes) {
  std::vector<std::string> paths;
  paths.reserve(volumes.size());
  for (const Volume& volume : volumes) paths.push_back(volume.guest);
  return paths;
}

}  // namespace

ReadyRun prepare_run(const RunRequest& request, const Surroundings& surroundings,
                     const WarningSink& warn, Progress& progress) {
  const std::vector<Volume> volumes = resolve_volumes(request.volumes);
  PickedPorts ports = pick_ports(request.conversion.ports);
  if (!request.keep.empty()) check_kept_disk(request.keep, surroundings.search_path);
  FoundRoot root = RootFinder(request, surroundings, warn, progress).find();
  if (root.record.is_system) check_system_volumes(volumes, root.record);

  RunPlan plan = machine_of(request, root, warn);
  plan.ports = ports.ports();
  plan.shares = shares_of(volumes, root.record, surroundings);
  const std::vector<std::string> paths = guest_paths(volumes);
  std::vector<std::string> notes;
  if (root.program) {
    BootPlan& program = *root.program;
    add_shares(plan.shares, paths, root.record, program);
    program.terminal = request.terminal;
    plan.appended = plan_archive(encode_plan(program), root.top, surroundings.scratch_folder);
    notes = program.notes;
  } else if (!volumes.empty()) {
    plan.appended = system_plan_archive(plan.initrd, plan.shares, paths, root.record,
                                        surroundings.scratch_folder);
  }
  std::vector<PublishedPort> chosen = without_host(request.conversion.ports, ports);
  return {std::move(root.held), std::move(ports), std::move(plan), std::move(chosen),
          std::move(notes)};
}

int start(ReadyRun& run) {
  return run_vm(run.plan, [&run] { run.ports.let_go(); });
}

}  // namespace oci2boot
