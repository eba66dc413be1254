// SPDX-License-Identifier: Apache-2.0
// Our side of a machine that runs: passes input, output, signals and time between the user and the
// guest, until the machine has ended.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/launch/process.h"
#include "src/launch/run_plan.h"
#include "src/launch/session/console_text.h"
#include "src/launch/session/course.h"
#include "src/launch/session/escape_key.h"
#include "src/launch/session/frames.h"
#include "src/launch/session/guest_line.h"
#include "src/launch/session/signals.h"
#include "src/launch/session/terminal.h"
#include "src/launch/session/user_output.h"
#include "src/launch/shares/share_servers.h"

namespace oci2boot {

/// Our ends of what QEMU has.
struct SessionLines {
  OpenDescriptor console;
  OpenDescriptor session;
  OpenDescriptor monitor;  ///< closed: there is none
  OpenDescriptor said;     ///< a socket: what QEMU writes to its standard output and error
};

/// How a run ended.
struct SessionEnd {
  std::optional<int> status;  ///< SessionCourse::result()
  std::string console;        ///< what the guest's console showed, see ConsoleText
  std::string said;           ///< what QEMU said
  std::string lost_server;    ///< ShareServers::loss(), where that has ended the machine
};

class Session {
 public:
  /// What is given by reference lives longer.
  Session(const RunPlan& plan, SessionSignals& signals, UserTerminal& terminal,
          ShareServers& servers, ChildProcess& qemu, SessionLines lines);

  /// Until QEMU has ended, by itself or by us, and all that is for the user is with them; once.
  SessionEnd run();

 private:
  struct Watch;

  std::vector<Watch> watches();
  void wait();
  bool is_over();
  bool has_powered_off();
  void say_time_is_over();

  void take_signals();
  void take_qemu_end();
  void take_server_end();
  void take_console();
  void take_session();
  void take_said();
  void take_input();
  void write_output();
  void write_errors();
  void write_console();
  void write_session();
  void write_monitor();

  void take_pieces(GuestLine& line, FrameReader& reader);
  void take_frame(GuestLine& line, const SessionPiece& frame);
  void take_linked_frame(const SessionPiece& frame);
  void take_console_text(std::string_view bytes);
  void be_ready(GuestLine& line);
  void take_status(std::string_view payload);
  void take_failure(std::string_view bytes);

  void follow(SessionStep step);
  void press_power_button();
  void send(char type, std::string_view payload = {});
  void send_size();
  bool wants_input();
  void write_what_goes(const Outlet& outlet, void (Session::*write)());

  const RunPlan& plan_;
  SessionSignals& signals_;
  UserTerminal& terminal_;
  ShareServers& servers_;
  ChildProcess& qemu_;
  OpenDescriptor qemu_end_;  ///< a pidfd
  GuestLine console_;
  GuestLine session_;
  GuestLine monitor_;
  GuestLine said_;
  FrameReader console_frames_;
  FrameReader session_frames_;
  GuestLine* link_ = nullptr;  ///< the line on which the session is; none yet
  SessionCourse course_;
  UserOutput user_;
  EscapeKey escape_;
  ConsoleText console_text_;
  ConsoleText said_text_;
  std::size_t credit_ = 0;
  bool input_has_ended_ = false;
  std::string lost_server_;
  std::string failure_;  ///< what came on the status port of a machine whose own init is in charge
};

}  // namespace oci2boot
