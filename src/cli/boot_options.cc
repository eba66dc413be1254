// SPDX-License-Identifier: Apache-2.0
#include "src/cli/boot_options.h"

#include <utility>

#include "oci2boot/error.h"
#include "src/boot/patch.h"
#include "src/cli/boot_contradictions.h"
#include "src/cli/identity_options.h"
#include "src/cli/values.h"
#include "src/pipeline/kernel_carrier.h"

namespace oci2boot {

namespace {

using Words = std::vector<std::string>;

ModuleSelection parse_modules(const std::string& text) {
  if (text == "needed") return ModuleSelection::needed;
  if (text == "all") return ModuleSelection::all;
  if (text == "none") return ModuleSelection::none;
  throw Error(ErrorCode::usage, "--modules " + text + ": expected needed, all or none");
}

Words variables(const Words& given) {
  for (const std::string& variable : given) {
    if (variable.find('=') == std::string::npos) {
      throw Error(ErrorCode::usage, "--env " + variable +
                                        ": expected NAME=VALUE; nothing of this machine's "
                                        "environment is passed on by a name alone");
    }
  }
  return given;
}

bool wants_vmlinux(const GivenOptions& given, const ConvertRequest& request) {
  if (!given.flag("vmlinux")) return false;
  const bool is_possible = request.kernel != "none" && !request.choice.to_standard_output;
  if (is_possible || !given.is_typed("vmlinux")) return is_possible;
  if (request.kernel == "none") {
    throw Error(ErrorCode::usage, "--vmlinux: --kernel none leaves no kernel to take it from");
  }
  throw Error(ErrorCode::usage,
              "--vmlinux makes a file beside the output, and standard output has none beside it");
}

void take_kernel(const GivenOptions& given, ConvertRequest& request) {
  request.kernel = given.one("kernel").value_or("auto");
  kernel_carrier(request.kernel);  // refuses an image:NAME that is none
  request.vmlinux = wants_vmlinux(given, request);
  request.modules = parse_modules(given.one("modules").value_or("needed"));
  for (const std::string& part : given.all("cmdline")) {
    request.kernel_arguments += (request.kernel_arguments.empty() ? "" : " ") + part;
  }
}

void take_guest(const GivenOptions& given, ConvertRequest& request) {
  request.boot.init = given.one("init").value_or("auto");
  request.boot.entrypoint = given.one("entrypoint");
  request.boot.env = variables(given.all("env"));
  request.boot.user = given.one("user");
  request.boot.workdir = given.one("workdir");
  request.boot.hostname = given.one("hostname");
  request.boot.network = given.one("network");
  request.boot.dns = given.all("dns");
  request.boot.dns_search = given.all("dns-search");
  request.boot.add_host = given.all("add-host");
  request.disabled_patches = given.all("no-patch");
  request.boot.identity = identity_of(given);
}

/// In the order in which they are applied; a root in memory has them all.
Words patch_names() {
  Words names;
  for (const Patch& patch : select_patches({}, RootKind::memory)) names.emplace_back(patch.name);
  names.emplace_back("all");
  return names;
}

std::string patch_list() {
  std::string list;
  for (const std::string& name : patch_names()) list += (list.empty() ? "" : ", ") + name;
  return list;
}

void take_machine(const GivenOptions& given, HostPort host_ports, ConvertRequest& request) {
  for (const std::string& port : given.all("publish")) {
    request.ports.push_back(parse_published_port(port, host_ports));
  }
  if (const auto memory = given.one("memory")) request.memory_mib = parse_memory_mib(*memory);
  if (const auto cpus = given.one("cpus")) request.cpus = parse_cpus(*cpus);
}

}  // namespace

Options kernel_options() {
  using enum OptionKind;
  using enum Reach;
  Options options;
  add_group(options, "Kernel",
            {{.names = "kernel",
              .kind = once,
              .value = "WHAT",
              .help = "a kernel; a folder with one; a package (.deb, .rpm, .apk, .pkg.tar.zst); "
                      "image:IMAGE, an image that has one; none; or auto: the image's /boot, the "
                      "kernel store, the host's /boot (default: auto)",
              .completes = ValueKind::kernel,
              .choices = {"auto", "none"},
              .reach = project},
             {.names = "vmlinux",
              .help = "put the unpacked kernel beside OUTPUT too, as OUTPUT.vmlinux: an ELF file "
                      "(arm64: an Image), as Firecracker and others take it",
              .reach = project},
             {.names = "modules",
              .kind = once,
              .value = "WHICH",
              .help = "needed, all (also those that are not needed to boot, below /lib/modules) "
                      "or none (default: needed)",
              .choices = {"needed", "all", "none"},
              .reach = project},
             {.names = "cmdline",
              .kind = many,
              .value = "ARGS",
              .help = "further kernel arguments",
              .reach = project}});
  return options;
}

Options guest_options() {
  using enum OptionKind;
  using enum Reach;
  Options options;
  add_group(
      options, "What runs in the guest (as for docker run)",
      {{.names = "init",
        .kind = once,
        .value = "WHICH",
        .help = "auto: the image's init system where its command is one, or a bare shell; "
                "container: the command, always; the path of an init in the image; or systemd, "
                "openrc, sysvinit, runit, s6, busybox (default: auto)",
        .choices = {"auto", "container", "systemd", "openrc", "sysvinit", "runit", "s6", "busybox"},
        .reach = project},
       {.names = "entrypoint",
        .kind = once,
        .value = "PROG",
        .help = "instead of the image's ENTRYPOINT",
        .reach = project},
       {.names = "e,env",
        .kind = many,
        .value = "NAME=VALUE",
        .help = "a variable of its environment",
        .reach = project},
       {.names = "u,user",
        .kind = once,
        .value = "USER[:GROUP]",
        .help = "who runs it: names or numbers",
        .reach = project},
       {.names = "w,workdir",
        .kind = once,
        .value = "FOLDER",
        .help = "where it starts; made where it is missing",
        .reach = project},
       {.names = "hostname",
        .kind = once,
        .value = "NAME",
        .help = "the guest's name (default: from the image's name)",
        .reach = project},
       {.names = "network",
        .kind = once,
        .value = "WHICH",
        .help = "dhcp, none, or ADDRESS/PREFIX,GATEWAY[,DNS...] (default: "
                "10.0.2.15/24,10.0.2.2,10.0.2.3, QEMU's)",
        .choices = {"dhcp", "none"},
        .reach = project},
       {.names = "dns",
        .kind = many,
        .value = "ADDRESS",
        .help = "a name server (default: 10.0.2.3, QEMU's)",
        .reach = project},
       {.names = "dns-search",
        .kind = many,
        .value = "DOMAIN",
        .help = "where names without a dot are looked for",
        .reach = project},
       {.names = "add-host",
        .kind = many,
        .value = "NAME:ADDRESS",
        .help = "a line of /etc/hosts",
        .reach = project},
       {.names = "timezone",
        .kind = once,
        .value = "NAME",
        .help = "such as Europe/Berlin",
        .reach = project},
       {.names = "no-patch",
        .kind = many,
        .value = "NAME",
        .help = "leave a patch out: " + patch_list(),
        .choices = patch_names(),
        .reach = project}});
  return options;
}

Option memory_option(std::string_view unsaid) {
  return {.names = "m,memory",
          .kind = OptionKind::once,
          .value = "SIZE",
          .help = "512M, 2G (default: " + std::string(unsaid) + ")",
          .reach = Reach::project};
}

Option cpus_option() {
  return {.names = "cpus",
          .kind = OptionKind::once,
          .value = "N",
          .help = "1 to 512 (default: 1)",
          .reach = Reach::project};
}

Options machine_options() {
  using enum OptionKind;
  Options options;
  add_group(options, "The machine that OUTPUT.sh starts",
            {{.names = "p,publish",
              .kind = many,
              .value = "[IP:]HOST:GUEST[/udp]",
              .help = "forward a port of the host (default: those that the image EXPOSEs, on "
                      "127.0.0.1; 8080 for 80, 8443 for 443)"},
             memory_option("what the image needs"),
             cpus_option()});
  return options;
}

Options boot_options() {
  Options options = kernel_options();
  const Options guest = guest_options();
  options.insert(options.end(), guest.begin(), guest.end());
  declare_identity_options(options);
  const Options machine = machine_options();
  options.insert(options.end(), machine.begin(), machine.end());
  return options;
}

void take_boot_options(const GivenOptions& all_given, std::vector<std::string> guest_command,
                       ConvertRequest& request, HostPort host_ports) {
  const GivenOptions given = without_boot_contradictions(all_given);
  take_kernel(given, request);
  take_guest(given, request);
  request.boot.command = std::move(guest_command);
  take_machine(given, host_ports, request);
}

}  // namespace oci2boot
