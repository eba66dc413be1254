// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/doctor/machines.h"

#include <sys/utsname.h>

#include <algorithm>
#include <string_view>

#include "src/init/embedded_init.h"
#include "src/launch/kvm.h"
#include "src/launch/qemu.h"
#include "src/pipeline/host_program.h"

namespace oci2boot {

namespace {

constexpr std::string_view kArchitectures[] = {"amd64", "arm64"};

std::string first_word_with_digit(const std::string& line) {
  for (std::size_t begin = 0; begin < line.size();) {
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    if (line[begin] >= '0' && line[begin] <= '9') return line.substr(begin, end - begin);
    begin = end + 1;
  }
  return {};
}

/// Whether one line of `text` is `line`.
bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text + "\n").find("\n" + line + "\n") != std::string::npos;
}

Finding qemu_finding(const Machine& machine, const std::filesystem::path& program) {
  const std::string subject = "QEMU for " + std::string(machine.architecture);
  const std::string install = "install the package " + std::string(machine.package) + " again";
  const ProgramAnswer version = ask_program(program, {"--version"});
  if (!version.succeeded) {
    return bad(subject, program.string() + " does not run: " + first_line(version.text), install);
  }
  const std::string found =
      first_word_with_digit(first_line(version.text)) + ", " + program.string();
  const ProgramAnswer networks = ask_program(program, {"-machine", "none", "-netdev", "help"});
  if (!has_line(networks.text, "user")) {
    return bad(subject, found + ", was built without user networking (libslirp)",
               "install your distribution's package of QEMU, or build it with libslirp");
  }
  return good(subject, found);
}

Finding pid1_finding() {
  std::string built;
  for (const std::string_view architecture : kArchitectures) {
    if (embedded_init(architecture).empty()) continue;
    built += (built.empty() ? "" : ", ") + std::string(architecture);
  }
  return good("guest's PID 1", "for " + built);
}

Finding kvm_finding(const Machine& machine) {
  const KvmState state = kvm_state(machine);
  if (state.works) return good("KVM", "/dev/kvm works");
  return doubtful("KVM", state.reason + ": guests run in software, several times slower",
                  state.way_out);
}

}  // namespace

std::string host_architecture() {
  utsname host{};
  ::uname(&host);
  for (const std::string_view architecture : kArchitectures) {
    if (find_machine(architecture).uname == host.machine) return std::string(architecture);
  }
  return host.machine;
}

std::vector<Finding> machine_findings(const std::string& search_path) {
  const std::string own = host_architecture();
  std::vector<Finding> findings;
  for (const std::string_view architecture : kArchitectures) {
    const Machine& machine = find_machine(architecture);
    const auto program = find_program(std::string(machine.program), search_path);
    if (program) {
      findings.push_back(qemu_finding(machine, *program));
      // Few need the other architecture's.
      if (architecture != own && findings.back().health == Health::failure) {
        findings.back().health = Health::warning;
      }
    } else if (architecture == own) {
      findings.push_back(bad("QEMU for " + own,
                             std::string(machine.program) + " is not in PATH: nothing boots here",
                             "install the package " + std::string(machine.package)));
    }
    if (architecture == own) findings.push_back(kvm_finding(machine));
  }
  findings.push_back(pid1_finding());
  return findings;
}

}  // namespace oci2boot
