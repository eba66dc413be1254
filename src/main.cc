// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "src/cli/command_line.h"
#include "src/cli/report.h"
#include "src/cli/surroundings.h"
#include "src/pipeline/pipeline.h"

namespace {

int run(const std::vector<std::string>& arguments) {
  using namespace oci2boot;
  const Command command = parse_command_line(arguments);
  if (const auto* information = std::get_if<Information>(&command)) {
    print(information->text);
    return 0;
  }
  const auto& request = std::get<ConvertRequest>(command);
  const Conversion conversion = convert(request, surroundings_of_process(), print_warning);
  if (!request.quiet) print_conversion(request, conversion);
  return 0;
}

/// A file that is opened takes the lowest free number. Were that a closed standard stream's, what
/// is printed would go into the file. Opened the wrong way round, so that using one still fails.
void occupy_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) std::_Exit(EXIT_FAILURE);
  }
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  // A reader of `-o -` that went away, and a limit on the size of files, are errors to be told, not
  // silent deaths.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const oci2boot::Error& error) {
    oci2boot::print_error(error.what());
    return static_cast<int>(error.code());
  } catch (const std::bad_alloc&) {
    oci2boot::print_error("out of memory");
  } catch (const std::exception& error) {
    oci2boot::print_error(error.what());
  }
  return EXIT_FAILURE;
}
