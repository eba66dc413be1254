// SPDX-License-Identifier: Apache-2.0
#include "src/cli/boot_options.h"

#include <utility>

#include "oci2boot/error.h"
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
      throw Error(ErrorCode::usage, "--env " + variable + ": expected NAME=VALUE");
    }
  }
  return given;
}

void check_vmlinux(const ConvertRequest& request) {
  if (request.kernel == "none") {
    throw Error(ErrorCode::usage, "--vmlinux: --kernel none leaves no kernel to take it from");
  }
  if (request.choice.to_standard_output) {
    throw Error(ErrorCode::usage,
                "--vmlinux makes a file beside the output, and standard output has none beside it");
  }
}

void take_kernel(const GivenOptions& given, ConvertRequest& request) {
  request.kernel = given.one("kernel").value_or("auto");
  kernel_carrier(request.kernel);  // refuses an image:NAME that is none
  request.vmlinux = given.flag("vmlinux");
  if (request.vmlinux) check_vmlinux(request);
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

void take_machine(const GivenOptions& given, ConvertRequest& request) {
  for (const std::string& port : given.all("publish")) {
    request.ports.push_back(parse_published_port(port));
  }
  if (const auto memory = given.one("memory")) request.memory_mib = parse_memory_mib(*memory);
  if (const auto cpus = given.one("cpus")) request.cpus = parse_cpus(*cpus);
}

}  // namespace

Options boot_options() {
  using enum OptionKind;
  Options options{{"kernel", once},     {"vmlinux", flag},  {"modules", once},
                  {"cmdline", many},    {"init", once},     {"entrypoint", once},
                  {"e,env", many},      {"u,user", once},   {"w,workdir", once},
                  {"hostname", once},   {"network", once},  {"dns", many},
                  {"dns-search", many}, {"add-host", many}, {"no-patch", many},
                  {"p,publish", many},  {"m,memory", once}, {"cpus", once}};
  declare_identity_options(options);
  return options;
}

void take_boot_options(const GivenOptions& given, std::vector<std::string> guest_command,
                       ConvertRequest& request) {
  take_kernel(given, request);
  take_guest(given, request);
  request.boot.command = std::move(guest_command);
  take_machine(given, request);
}

}  // namespace oci2boot
