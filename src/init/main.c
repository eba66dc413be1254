// SPDX-License-Identifier: Apache-2.0
// PID 1 of the guest. docs/boot-protocol.md describes what it finds and what it does.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "src/init/button/power_button.h"
#include "src/init/console.h"
#include "src/init/console_name.h"
#include "src/init/handover.h"
#include "src/init/image_init.h"
#include "src/init/kernel_log.h"
#include "src/init/kernel_settings.h"
#include "src/init/log.h"
#include "src/init/modules.h"
#include "src/init/mounts.h"
#include "src/init/network.h"
#include "src/init/plan_file.h"
#include "src/init/power.h"
#include "src/init/program.h"
#include "src/init/root_disk.h"
#include "src/init/session/session.h"
#include "src/init/share.h"
#include "src/init/shutdown.h"
#include "src/init/status.h"
#include "src/init/supervise.h"
#include "src/init/volumes.h"
#include "src/init/xattrs.h"

enum { kStatusOwnFailure = 125 };

// Nothing interrupts PID 1: it takes its signals when it looks for them.
static void block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
}

static void restore_image(void) {
  restore_image_init();  // before the attributes, one of which may be its
  restore_xattrs();
  remove_boot_folder();
}

static bool set_up_machine(const struct Plan* plan) {
  load_modules(&plan->modules);
  console_attach();  // hvc0 and the like exist only now
  console_set_size();
  if (plan->root == NULL) {
    restore_image();
  } else if (!enter_root_disk(plan)) {
    return false;
  }
  make_work_folders();
  if (plan->hostname != NULL && sethostname(plan->hostname, strlen(plan->hostname)) != 0) {
    log_line("cannot set the host name '" LOG_NAME "': %s", plan->hostname, strerror(errno));
  }
  set_up_network(plan);
  if (!plan->session) watch_power_button(plan);  // there the host has a word for it
  make_volumes_writable(&plan->volumes);
  return mount_shares(&plan->shares);  // over volumes, which they make writable as well
}

static int run_on_console(const struct Plan* plan) {
  struct Terminal terminal;
  int status;
  int log = open_kernel_log();
  terminal_control(&terminal);
  const struct Contact contact = {.standard = {terminal.fd, terminal.fd, terminal.fd},
                                  .terminal = terminal.fd,
                                  .term_type = terminal_type(terminal.name)};
  pid_t program = start_program(plan, &contact, &status);
  if (program == 0) return status;
  struct Ending ending = supervise(program, plan->stop_signal);
  terminal_make_sane(STDERR_FILENO);
  print_ending(plan->args.items[0], &ending);
  if (is_crash(&ending)) print_kernel_log(log);
  return ending.status;
}

// Who waits for a program knows its status. Only what that does not tell is said.
static int run_for_host(const struct Plan* plan) {
  struct Ending ending;
  int status;
  int log = open_kernel_log();
  if (!run_in_session(plan, &ending, &status)) return status;
  if (is_fault(&ending)) {
    if (ending.signal != 0) print_ending(plan->args.items[0], &ending);
    print_kernel_log(log);
  }
  return ending.status;
}

static int run_container(const struct Plan* plan) {
  mount_cgroups();
  catch_ctrl_alt_del();
  relax_network_limits();
  return plan->session ? run_for_host(plan) : run_on_console(plan);
}

static int boot(struct Plan* plan, char* const* extra_args) {
  mount_devices();
  console_attach();
  mount_system();
  bool is_read = read_plan(plan);
  if (plan->session) begin_session();
  if (!is_read || !set_up_machine(plan)) return kStatusOwnFailure;
  return plan->mode == kPlanModeHandover ? become_init(plan, extra_args) : run_container(plan);
}

static void tell_status(const struct Plan* plan, int status) {
  unmount_shares(&plan->shares);
  if (plan->session) {
    end_session(status);
  } else {
    report_status(status);
  }
}

int main(int argc, char** argv) {
  if (getpid() != 1) {
    log_line("this is the first process of a machine that oci2boot has made, and runs only there");
    return kStatusOwnFailure;
  }
  block_signals();
  static struct Plan plan;
  int status = boot(&plan, argv + (argc > 0 ? 1 : 0));
  tell_status(&plan, status);
  shut_down();
  silence_quiet_kernel();
  power_off();
}
