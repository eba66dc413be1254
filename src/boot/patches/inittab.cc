// SPDX-License-Identifier: Apache-2.0
// Inits that follow an /etc/inittab (BusyBox's and System V's, also below OpenRC) get a login on
// the machine's console. Those on terminals that it has not become comments: a getty that finds no
// terminal ends at once, is started again, and fills the console with complaints. A program of the
// author's own on a terminal stays. BusyBox's init unmounts nothing by itself: where no line does,
// one is added, or every start would begin with the recovery of the root's journal.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/patches/patches.h"
#include "src/boot/systems/busybox.h"
#include "src/boot/systems/console_login.h"
#include "src/boot/systems/inittab.h"
#include "src/boot/systems/openrc.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/service.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kAbsent = "# not in this machine: ";
constexpr std::string_view kReplaced = "# replaced: ";
/// What BusyBox's init does without a file (init.c, parse_inittab), but for its shells on tty2 to
/// tty4 and for what openrc or a script does itself.
constexpr std::string_view kBusyboxDefault =
    "::sysinit:/etc/init.d/rcS\n"
    "::askfirst:-/bin/sh\n"
    "::ctrlaltdel:/sbin/reboot\n"
    "::restart:/sbin/init\n";

bool follows_inittab(const BootPlan& plan, const RootFilesystem& root) {
  if (plan.system == "busybox" || plan.system == "sysvinit") return true;
  return plan.system == "openrc" && !is_openrc_init(root, plan.argv.front());
}

/// Whether OpenRC keeps up a getty there, as its agetty-guide.md has it; patch_openrc_console()
/// takes it away where nobody is to be asked for a name.
bool has_openrc_getty(const RootFilesystem& root, const BootPlan& plan) {
  return plan.system == "openrc" && !console_user(plan.identity) &&
         is_service_enabled(root, "openrc", "agetty." + plan.console);
}

/// One pass over an inittab, line by line.
class Edit {
 public:
  Edit(const PatchContext& context, InittabDialect dialect)
      : root_(context.root),
        plan_(context.plan),
        dialect_(dialect),
        login_(console_login(context.root, context.plan)),
        has_console_(has_openrc_getty(context.root, context.plan)) {}

  void take(std::string_view whole) {
    if (const std::optional<InittabLine> line = read_inittab_line(whole)) {
      if (process_program(line->process).ends_with("umount")) unmounts_ = true;
      ids_.append(line->id).push_back('\n');
      const std::optional<std::string> terminal = line_terminal(*line, dialect_);
      if (terminal) text_ += mark_of(*line, *terminal);
    }
    text_.append(whole).push_back('\n');
  }

  std::string finish() {
    if (!absent_.empty()) changes.push_back(disabled_logins(absent_, kInittab));
    if (!has_console_) add_login();
    if (dialect_ == InittabDialect::busybox && plan_.root && !unmounts_) add_unmount();
    return text_;
  }

  PatchChanges changes;

 private:
  /// What makes a comment of a line that must not run; empty for one that stays.
  std::string_view mark_of(const InittabLine& line, const std::string& terminal) {
    if (terminal != plan_.console && terminal != "console") {
      if (!is_login(line)) return {};
      absent_.push_back(terminal);
      return kAbsent;
    }
    const std::string_view program = process_program(line.process);
    const bool is_missing = program.starts_with('/') && !is_program(root_, program);
    const bool asks = is_login(line) && console_user(plan_.identity);
    if (login_ && (is_missing || asks)) return kReplaced;
    has_console_ = true;
    return {};
  }

  void add_login() {
    if (!login_) {
      changes.push_back(no_console_login(plan_));
      return;
    }
    if (dialect_ == InittabDialect::busybox) {
      text_ += plan_.console + "::respawn:" + login_->command + "\n";
    } else {
      const std::string terminal = "/dev/" + plan_.console;
      // sysvinit gives a line with such characters to a shell, with exec in front.
      const std::string redirected = " <" + terminal + " >" + terminal + " 2>&1";
      text_ += free_id() + ":2345:respawn:" + login_->command +
               (login_->opens_terminal ? "" : redirected) + "\n";
    }
    changes.push_back("added a login on " + plan_.console + " to /etc/inittab");
  }

  /// inittab(5): the ID is what follows "tty" in the terminal's name, as utmp wants it.
  std::string free_id() const {
    const std::string id = plan_.console.substr(plan_.console.starts_with("tty") ? 3 : 0);
    for (const std::string& wanted : {id, std::string("o2b")}) {
      if (ids_.find("\n" + wanted + "\n") == std::string::npos) return wanted;
    }
    return "o2b0";
  }

  void add_unmount() {
    const std::optional<std::string> umount = system_program(root_, "umount");
    if (!umount) return;
    text_ += "::shutdown:" + *umount + " -a -r\n";
    changes.push_back("added unmounting at shutdown to /etc/inittab");
  }

  const RootFilesystem& root_;
  const BootPlan& plan_;
  InittabDialect dialect_;
  std::optional<ConsoleLogin> login_;
  bool has_console_;
  std::vector<std::string> absent_;
  std::string text_;
  std::string ids_ = "\n";
  bool unmounts_ = false;
};

}  // namespace

PatchChanges patch_inittab(PatchContext& context) {
  const BootPlan& plan = context.plan;
  if (plan.console.empty() || !follows_inittab(plan, context.root)) return {};
  const bool is_busybox = is_busybox_init(context.root, plan.argv.front());
  std::optional<std::string> old = file_text(context.root, kInittab);
  const bool is_there = context.root.tree.lookup_no_follow(kInittab).has_value();
  if (!old && (is_there || !is_busybox)) return {};
  Edit edit(context, is_busybox ? InittabDialect::busybox : InittabDialect::system_v);
  for (const std::string_view line : text_lines(old ? *old : kBusyboxDefault)) edit.take(line);
  const std::string text = edit.finish();
  if (!is_there) edit.changes = {"made /etc/inittab, without shells on tty2 to tty4"};
  if (!edit.changes.empty()) put_text(context.root, kInittab, text, context.time);
  return edit.changes;
}

}  // namespace oci2boot
