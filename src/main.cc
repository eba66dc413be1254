// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "src/cli/command_line.h"
#include "src/cli/execute.h"
#include "src/cli/failure.h"
#include "src/cli/password_prompt.h"
#include "src/cli/report.h"
#include "src/cli/surroundings.h"
#include "src/cli/text_style.h"

namespace {

/// A file that is opened takes the lowest free number. Were that a closed standard stream's, what
/// is printed would go into the file. Opened the wrong way round, so that using one still fails.
void occupy_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) std::_Exit(EXIT_FAILURE);
  }
}

/// Layers are kept in open files, and 1024, which programs start with for the sake of select(), are
/// fewer than an image may have.
void open_as_many_files_as_allowed() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  open_as_many_files_as_allowed();
  // A reader of `-o -` that went away, and a limit on the size of files, are errors to be told, not
  // silent deaths.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Where it is ignored, as some daemons leave it, nobody learns how a child has ended (wait(2)).
  std::signal(SIGCHLD, SIG_DFL);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    return oci2boot::execute(oci2boot::parse_command_line(arguments, oci2boot::ask_password,
                                                          oci2boot::option_defaults_of_process(),
                                                          oci2boot::style_of(STDOUT_FILENO)));
  } catch (...) {
    const oci2boot::Failure failure = oci2boot::current_failure();
    oci2boot::print_error(failure.message);
    return oci2boot::own_status(arguments, failure.status);
  }
}
