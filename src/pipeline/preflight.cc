// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "src/launch/exposed_ports.h"
#include "src/launch/qemu.h"
#include "src/pipeline/preflight/attributes.h"
#include "src/pipeline/preflight/kernel.h"
#include "src/pipeline/preflight/program.h"

namespace oci2boot {

namespace {

using Lines = std::vector<std::string>;

void append(Lines& to, Lines lines) {
  std::move(lines.begin(), lines.end(), std::back_inserter(to));
}

/// The value of the last word NAME=VALUE of a kernel's command line; empty: there is none.
std::string_view kernel_argument(std::string_view line, std::string_view name) {
  std::string_view value;
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    if (word.starts_with(name) && word.substr(name.size()).starts_with('=')) {
      value = word.substr(name.size() + 1);
    }
  }
  return value;
}

bool is_container(const Prepared& prepared) {
  return prepared.plan && prepared.plan->mode == BootMode::container;
}

RootKind root_kind(const Prepared& prepared) {
  return prepared.plan && prepared.plan->root ? RootKind::disk : RootKind::memory;
}

MachineNeeds needs_of(const ConvertRequest& request, const Prepared& prepared) {
  const std::string& arguments = request.kernel_arguments;
  const bool is_program = is_container(prepared);
  MachineNeeds needs;
  needs.root = root_kind(prepared);
  needs.modules_left_out = request.modules == ModuleSelection::none;
  // An image's own init may load modules of the image's own.
  needs.network =
      is_program ? prepared.plan->network.kind != NetworkKind::none : !needs.modules_left_out;
  needs.status = is_program && !request.for_runs;  // a run's session tells it in any case
  if (prepared.plan) {
    needs.system = prepared.plan->system;
    needs.console = prepared.plan->console;
  }
  if (const auto console = kernel_argument(arguments, "console"); !console.empty()) {
    needs.console = console.substr(0, console.find(','));
  }
  if (const auto type = kernel_argument(arguments, "rootfstype"); !type.empty()) {
    needs.root_fs = type;
  }
  return needs;
}

/// Whether nobody said what to run, and the shell that is run then is missing: a note of the plan
/// is about that. One that is there may still be for another machine.
bool has_nothing_to_run(const ConvertRequest& request, const Prepared& prepared) {
  const ImageConfig& config = prepared.flat.image->config();
  return prepared.plan && prepared.plan->mode == BootMode::container && config.entrypoint.empty() &&
         config.cmd.empty() && !request.boot.entrypoint && request.boot.command.empty() &&
         !prepared.flat.root.tree.lookup(prepared.plan->argv.front());
}

Lines program_lines(const ConvertRequest& request, const Prepared& prepared) {
  const std::string& architecture = prepared.flat.image->config().platform.architecture;
  if (has_nothing_to_run(request, prepared)) return {};
  if (prepared.plan) return program_problems(prepared.flat.root, *prepared.plan, architecture);
  if (!prepared.flat.root.tree.lookup_no_follow("/init")) {
    return {"the image has no /init, and --no-patch init leaves ours out: the kernel will panic"};
  }
  return program_problems(prepared.flat.root, "/init", architecture);
}

Lines port_lines(const ConvertRequest& request, const Prepared& prepared) {
  Lines lines;
  if (!request.ports.empty()) return lines;
  for (const std::string& port :
       forward_exposed(prepared.flat.image->config().exposed_ports).left_out) {
    lines.push_back("the port " + port + " that the image exposes is not forwarded");
  }
  return lines;
}

}  // namespace

Lines preflight(const ConvertRequest& request, const Prepared& prepared) {
  Lines lines;
  if (prepared.kernel) lines = kernel_problems(*prepared.kernel, needs_of(request, prepared));
  // A run has another program than the root that is made for all of them; an image's own init is
  // in its root.
  if (!request.for_runs || !is_container(prepared)) append(lines, program_lines(request, prepared));
  if (!prepared.plan) {
    append(lines, attribute_problems(prepared.flat.root));
  } else if (prepared.kernel) {
    append(lines, attribute_problems(prepared.flat.root, *prepared.kernel, root_kind(prepared)));
  }
  if (!request.for_runs) append(lines, port_lines(request, prepared));
  return lines;
}

std::optional<std::string> preflight_compression(CompressionMethod method,
                                                 const std::optional<Kernel>& kernel) {
  if (!kernel || !kernel->config || method == CompressionMethod::none) return std::nullopt;
  const std::string name(compression_name(method));
  const std::vector<std::string> known = kernel->config->initramfs_compressions();
  if (std::find(known.begin(), known.end(), name) != known.end()) return std::nullopt;
  return "the kernel " + kernel->origin + " cannot unpack " + name +
         "; it will not find the root file system";
}

std::optional<std::string> preflight_memory(const LaunchPlan& launch) {
  if (launch.memory_mib >= launch.least_memory_mib) return std::nullopt;
  return "the unpacked initramfs needs about " + std::to_string(launch.least_memory_mib) +
         " MiB of memory, --memory gives " + std::to_string(launch.memory_mib) +
         " MiB: the guest may not boot";
}

}  // namespace oci2boot
