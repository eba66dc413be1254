// SPDX-License-Identifier: Apache-2.0
#include "src/launch/script.h"

#include <algorithm>

#include "src/launch/launch_body.h"
#include "src/launch/panic_advice.h"
#include "src/launch/qemu.h"

namespace oci2boot {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_./:=,@%+-").find(c) != std::string_view::npos;
}

/// Text that stays in its line: control characters would end a comment.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text;
}

std::string setting(std::string_view name, std::string_view value) {
  return std::string(name) + "=" + shell_quoted(value) + "\n";
}

/// "tcp:8080:80 udp:53:53"
std::string exposed_words(const LaunchPlan& plan) {
  std::string words;
  for (const PublishedPort& port : plan.exposed) {
    words += (words.empty() ? "" : " ") + std::string(port.udp ? "udp:" : "tcp:") +
             std::to_string(port.host) + ":" + std::to_string(port.guest);
  }
  return words;
}

std::string settings(const LaunchPlan& plan, const Machine& machine) {
  std::string forwards;
  for (const PublishedPort& port : plan.ports) forwards += ",hostfwd=" + host_forward(port);
  return setting("image", one_line(plan.image)) + setting("qemu", machine.program) +
         setting("qemu_package", machine.package) +
         setting("kernel_package", machine.kernel_package) +
         setting("guest_machine", machine.uname) + setting("tcg_cpu", machine.tcg_cpu) +
         setting("kernel_name", plan.kernel) + setting("initrd_name", plan.initrd) +
         setting("disk_name", plan.disk ? plan.disk->file : "") +
         setting("command_line", plan.command_line) +
         setting("memory", std::to_string(plan.memory_mib) + "M") +
         setting("least_memory_mib", std::to_string(plan.least_memory_mib)) +
         setting("cpus", std::to_string(plan.cpus)) + setting("forwards", forwards) +
         setting("exposed", plan.ports.empty() ? exposed_words(plan) : "") +
         setting("reports_status", plan.reports_status ? "yes" : "no");
}

std::string argument_word(const Argument& argument) {
  std::string word;
  for (const ArgumentPart& part : argument) {
    word += part.is_name ? "\"$" + part.text + "\"" : shell_word(part.text);
  }
  return word;
}

bool is_option(const Argument& argument) {
  return !argument.front().is_name && argument.front().text.starts_with('-');
}

std::string boot_function(const LaunchPlan& plan) {
  std::string function = "boot() {\n  \"$runner\" \"$qemu\"";
  for (const Argument& argument : qemu_arguments(plan)) {
    function += is_option(argument) ? " \\\n    " : " ";
    function += argument_word(argument);
  }
  return function + " \\\n    \"$@\"\n}\n";
}

/// panic_advice() as a function that sets $advice from what the console showed.
std::string advise_function() {
  std::string function = "advise() { # CONSOLE\n  case $1 in\n";
  for (const PanicAdvice& known : panic_advice()) {
    function += "    *";
    if (!known.before.empty()) function += shell_quoted(known.before) + "*";
    function += shell_quoted(std::string(kPanicLine) + std::string(known.panic)) +
                "*)\n      advice=" + shell_quoted(known.advice) + "\n      ;;\n";
  }
  return function + "  esac\n}\n";
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

std::string shell_word(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), is_plain);
  return plain ? std::string(text) : shell_quoted(text);
}

std::string launch_script(const LaunchPlan& plan) {
  const Machine& machine = find_machine(plan.architecture);
  return "#!/bin/sh\n# Made by " + one_line(plan.made_by) + " from " + one_line(plan.image) +
         "\n# Boots it under QEMU; --help says more.\n"
         "# shellcheck disable=SC2016,SC2034,SC2317 # quotes are meant; boot() and traps use the "
         "rest\n\n" +
         settings(plan, machine) + "\n" + boot_function(plan) + "\n" + advise_function() + "\n" +
         std::string(kLaunchBody);
}

}  // namespace oci2boot
