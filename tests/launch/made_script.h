// SPDX-License-Identifier: Apache-2.0
// A launch script on disk, with siblings and a QEMU that only records how it was called.
#pragma once

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "src/launch/script.h"
#include "tests/support/host_tools.h"

namespace oci2boot {

inline LaunchPlan plan_for_tests() {
  LaunchPlan plan;
  plan.made_by = "oci2boot 0.1.0";
  plan.image = "docker.io/library/alpine:latest";
  plan.architecture = "amd64";
  plan.initrd = "initrd";
  plan.kernel = "initrd.vmlinuz";
  plan.command_line = "console=ttyS0 panic=-1";
  plan.memory_mib = 256;
  plan.least_memory_mib = 100;
  plan.status_port = "oci2boot.status";
  plan.reports_status = true;
  return plan;
}

/// A folder with what was made, and one with tools in front of the host's: a QEMU that records its
/// arguments, each ended by a NUL, and then does what a test wants.
class MadeScript {
 public:
  explicit MadeScript(const LaunchPlan& plan = plan_for_tests(), const std::string& name = "out") {
    home_ = folder_ / name;
    std::filesystem::create_directory(home_);
    std::filesystem::create_directory(folder_ / "bin");
    std::filesystem::create_directory(folder_ / "tmp");
    write_host_file(home_ / "initrd.sh", launch_script(plan), true);
    write_host_file(home_ / "initrd", "initrd");
    write_host_file(home_ / "initrd.vmlinuz", "kernel");
    qemu("say_status 0");
  }

  /// What QEMU does after it has recorded its arguments: shell commands, among them
  /// `say_status TEXT`, which writes to the file behind the status port, and `show TEXT`, which
  /// writes a line to the console and its log.
  void qemu(const std::string& commands) {
    tool("qemu-system-x86_64",
         "printf '%s\\0' \"$@\" >" + sh_word(folder_.path() + "/arguments") +
             "\nsay_status() { printf '%s\\n' \"$1\" >\"$status_path\"; }\n"
             "show() { printf '%s\\r\\n' \"$1\" | tee \"$log_path\"; }\n"
             "path_in() { printf %s \"$1\" | sed 's/,,/:COMMA:/g; s/,.*//; s/:COMMA:/,/g'; }\n"
             "previous=\nfor a; do case $previous:$a in -chardev:file,id=status,path=*) "
             "status_path=$(path_in \"${a#*path=}\");; -chardev:*,logfile=*) "
             "log_path=$(path_in \"${a#*logfile=}\");; esac; previous=$a; "
             "done\n" +
             commands + "\n");
  }

  void tool(const std::string& name, const std::string& script) {
    write_host_file(folder_ / ("bin/" + name), "#!/bin/sh\n" + script, true);
  }

  /// Runs a command in the script's folder with standard error in the output; $script is the
  /// script's path.
  Outcome shell(const std::string& command) const {
    return run_shell("unset KERNEL; PATH=" + sh_word(folder_.path() + "/bin") +
                     ":$PATH TMPDIR=" + sh_word(folder_.path() + "/tmp") + " script=" +
                     sh_word((home_ / "initrd.sh").native()) + "\nexport PATH TMPDIR\ncd " +
                     sh_word(folder_.path()) + "\nexec 2>&1\n" + command);
  }
  Outcome run(const std::string& arguments = "") const { return shell("\"$script\" " + arguments); }

  std::vector<std::string> qemu_arguments() const {
    std::vector<std::string> arguments;
    std::istringstream text(read_host_file(folder_ / "arguments"));
    for (std::string argument; std::getline(text, argument, '\0');) arguments.push_back(argument);
    return arguments;
  }

  /// The argument behind `option`.
  std::string value(const std::string& option) const {
    const std::vector<std::string> all = qemu_arguments();
    const auto found = std::find(all.begin(), all.end(), option);
    return found == all.end() || found + 1 == all.end() ? "absent" : *(found + 1);
  }

  const TemporaryFolder& folder() const { return folder_; }
  const std::filesystem::path& home() const { return home_; }
  std::size_t temporary_files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_ / "tmp"), {}));
  }

 private:
  TemporaryFolder folder_;
  std::filesystem::path home_;
};

}  // namespace oci2boot
