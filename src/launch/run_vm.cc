// SPDX-License-Identifier: Apache-2.0
#include "src/launch/run_vm.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <utility>

#include "oci2boot/error.h"
#include "src/init/session_format.h"
#include "src/launch/kvm.h"
#include "src/launch/process.h"
#include "src/launch/run_arguments.h"
#include "src/launch/session/session.h"
#include "src/launch/shares/share_arguments.h"
#include "src/launch/shares/share_servers.h"
#include "src/launch/tsc_frequency.h"

namespace oci2boot {

namespace {

/// A part of an initramfs begins at a multiple of four (Documentation/driver-api/early-userspace/
/// buffer-format.rst); zeros may stand before it.
constexpr off_t kPartAlignment = 4;

[[noreturn]] void fail_with_initrd(const std::filesystem::path& file, int cause) {
  throw Error(ErrorCode::failed, "cannot read " + file.string() + ": " + errno_text(cause));
}

void write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw Error(ErrorCode::failed, "cannot keep an initrd: " + errno_text(errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// The initrd with what is appended to it, in memory: it has no name that could stay behind.
OpenDescriptor whole_initrd(const RunPlan& plan) {
  const OpenDescriptor part(::open(plan.initrd.c_str(), O_RDONLY | O_CLOEXEC));
  if (!part.is_open()) fail_with_initrd(plan.initrd, errno);
  OpenDescriptor whole(::memfd_create("initrd", MFD_CLOEXEC));
  if (!whole.is_open()) fail_with_initrd(plan.initrd, errno);
  ssize_t copied = 0;
  do {
    constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
    copied = ::sendfile(whole.number(), part.number(), nullptr, kMostAtOnce);
    if (copied < 0 && errno != EINTR) fail_with_initrd(plan.initrd, errno);
  } while (copied != 0);
  const off_t size = ::lseek(whole.number(), 0, SEEK_END);
  write_all(whole.number(),
            std::string(static_cast<std::size_t>(-size & (kPartAlignment - 1)), '\0'));
  write_all(whole.number(), plan.appended);
  return whole;
}

/// Both ends of what connects us with QEMU.
struct Wiring {
  DescriptorPair console = socket_pair();
  DescriptorPair session = socket_pair();
  DescriptorPair monitor;
  DescriptorPair said = socket_pair();
  OpenDescriptor initrd;

  explicit Wiring(const RunPlan& plan) : initrd(whole_initrd(plan)) {
    if (plan.contact == RunContact::console) monitor = socket_pair();
  }
};

ChildProcess start_qemu(const RunPlan& plan, const Wiring& wiring, const ShareServers& servers,
                        const std::function<void()>& let_go) {
  const Machine& machine = find_machine(plan.architecture);
  const std::vector<int> share_sockets = servers.sockets();
  RunHost host;
  host.has_kvm = kvm_state(machine).works;
  host.tsc_khz = host_tsc_khz();
  host.initrd = "/proc/self/fd/" + std::to_string(wiring.initrd.number());
  host.console = wiring.console.theirs.number();
  host.session = wiring.session.theirs.number();
  host.monitor = wiring.monitor.theirs.number();
  if (plan.contact == RunContact::terminal) host.terminal_size = terminal_size().value_or("");
  host.shares = share_arguments(plan.shares, share_sockets, plan.memory_mib);
  ChildCommand command{run_arguments(plan, host),
                       {host.console, host.session, wiring.initrd.number()},
                       wiring.said.theirs.number(),
                       {}};
  if (host.monitor >= 0) command.inherited.push_back(host.monitor);
  command.inherited.insert(command.inherited.end(), share_sockets.begin(), share_sockets.end());
  let_go();
  try {
    return ChildProcess(command);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::missing_tool) throw;
    throw Error(ErrorCode::missing_tool, std::string(machine.program) +
                                             " is not installed; it is in the package " +
                                             std::string(machine.package));
  }
}

/// The lines of the console, where they have not been shown.
void show_console(const RunPlan& plan, const SessionEnd& end) {
  if (plan.verbose || plan.contact == RunContact::console) return;
  std::fputs(whole_lines(end.console).c_str(), stderr);
}

/// The last of the lines that QEMU wrote, which says why it ends.
std::string last_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

/// Why QEMU did not go on, in words of ours where we have some.
std::string explain_qemu(const RunPlan& plan, const std::string& said) {
  // block/file-posix.c: a disk that is written is locked.
  if (plan.disk && said.find("Is another process using the image") != std::string::npos) {
    return plan.disk->file.string() +
           ": another run is using it; wait for its end, or give another file to --keep";
  }
  const std::string advice = share_advice(said);
  const std::string last = last_line(said);
  return "QEMU failed: " + (last.empty() ? "it does not say why" : last) +
         (advice.empty() ? "" : "; " + advice);
}

/// Why a machine that no user has ended said no status.
std::string explain(const RunPlan& plan, const SessionEnd& end, ShareServers& servers,
                    int qemu_status) {
  if (const auto panic = explain_panic(end.console)) {
    show_console(plan, end);
    return *panic;
  }
  if (WIFSIGNALED(qemu_status)) {
    if (!end.lost_server.empty()) return end.lost_server;  // it was we who ended QEMU
    return "QEMU was ended by signal " + std::to_string(WTERMSIG(qemu_status));
  }
  // A server may complain of what does not matter, as of QEMU's end.
  const std::string failure = servers.failure();
  const std::string server = failure.empty() ? "" : "; " + failure;
  if (qemu_status != 0) return explain_qemu(plan, end.said) + server;
  show_console(plan, end);
  return "the guest ended without saying how; --verbose shows what its kernel says" + server;
}

/// Whether a disk that is kept has all that the guest wrote.
bool is_closed(const SessionEnd& end, int qemu_status) {
  return qemu_status == 0 && end.console.find(SESSION_DISKS_NOT_CLOSED) == std::string::npos;
}

/// The status of a run that has one, unless that says that all is well where it is not.
int checked_status(const RunPlan& plan, const SessionEnd& end, int qemu_status) {
  if (!plan.disk || !plan.disk->is_kept || is_closed(end, qemu_status)) return *end.status;
  const std::string problem = "the machine did not close " + plan.disk->file.string() +
                              ": what was written last may be missing";
  if (*end.status == 0) throw Error(ErrorCode::failed, problem);
  std::fputs(("oci2boot: " + problem + "\n").c_str(), stderr);
  return *end.status;
}

}  // namespace

int run_vm(const RunPlan& plan, const std::function<void()>& let_go) {
  SessionSignals signals;
  const bool takes_keys = plan.contact != RunContact::program;
  std::optional<UserTerminal> terminal(std::in_place, takes_keys);
  ShareServers servers(plan.shares);
  Wiring wiring(plan);
  if (takes_keys) terminal->is_ours();  // keys that are typed from here on are the guest's
  ChildProcess qemu = start_qemu(plan, wiring, servers, let_go);
  servers.close_sockets();
  for (DescriptorPair* pair : {&wiring.console, &wiring.session, &wiring.monitor, &wiring.said}) {
    pair->theirs.close();
  }
  wiring.initrd.close();
  SessionEnd end;
  {
    Session session(plan, signals, *terminal, servers, qemu,
                    {std::move(wiring.console.ours), std::move(wiring.session.ours),
                     std::move(wiring.monitor.ours), std::move(wiring.said.ours)});
    end = session.run();
  }
  terminal.reset();  // what is printed from here on are whole lines
  const int status = qemu.wait();
  if (end.status) return checked_status(plan, end, status);
  throw Error(ErrorCode::failed, explain(plan, end, servers, status));
}

}  // namespace oci2boot
