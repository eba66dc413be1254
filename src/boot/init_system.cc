// SPDX-License-Identifier: Apache-2.0
#include "src/boot/init_system.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "oci2boot/error.h"
#include "src/boot/plan.h"

namespace oci2boot {

namespace {

// Not /usr/local: an "init" there is some image's own script.
constexpr std::array<std::string_view, 6> kProgramFolders = {
    "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/lib/systemd", "/usr/lib/systemd"};
constexpr std::array<std::string_view, 5> kInitNames = {"init", "systemd", "openrc-init",
                                                        "runit-init", "runit"};
constexpr std::array<std::string_view, 3> kShells = {"/bin/sh", "/bin/bash", "/bin/ash"};

template <typename Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Versions 1 and 2 of s6-overlay have /etc/s6/init, version 3 the folder in /package.
bool has_s6_overlay(const FileTree& tree) {
  return tree.lookup("/package/admin/s6-overlay") || tree.lookup("/etc/s6/init");
}

bool is_init(const std::string& path, const FileTree& tree) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = path.substr(0, slash);
  const std::string name = path.substr(slash + 1);
  if (folder.empty()) return name == "init" && has_s6_overlay(tree);
  return is_one_of(kProgramFolders, folder) && is_one_of(kInitNames, name);
}

/// The words of a command line that any shell takes literally; nothing when it has anything else.
std::optional<std::vector<std::string>> plain_words(std::string_view line) {
  constexpr std::string_view kLiteral =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:,@%=";
  std::vector<std::string> words;
  bool in_word = false;
  for (const char c : line) {
    if (c == ' ') {
      in_word = false;
    } else if (kLiteral.find(c) == std::string_view::npos) {
      return std::nullopt;
    } else {
      if (!in_word) words.emplace_back();
      words.back() += c;
      in_word = true;
    }
  }
  return words;
}

/// What `sh -c LINE` becomes, when the line is one plain command.
std::vector<std::string> without_shell(const std::vector<std::string>& argv) {
  if (argv.size() != 3 || argv[1] != "-c") return argv;
  const std::string& shell = argv[0];
  if (!is_one_of(kShells, shell) && shell != "sh" && shell != "bash") return argv;
  std::optional<std::vector<std::string>> words = plain_words(argv[2]);
  if (words && !words->empty() && words->front() == "exec") words->erase(words->begin());
  return words && !words->empty() ? *words : argv;
}

InitChoice image_shell(const FileTree& tree) {
  for (const std::string_view shell : kShells) {
    const std::string path(shell);
    if (find_program({tree, "", ""}, path)) {
      return {false,
              {path},
              "the image names no command",
              "the image has no ENTRYPOINT and no CMD: " + path + " is run"};
    }
  }
  // An image of data alone, or one that is not finished. It converts, and the guest says what is
  // missing, as it does for a command that names no file.
  const std::string path(kShells.front());
  return {false,
          {path},
          "the image names no command",
          "the image has no ENTRYPOINT, no CMD and no shell: say what to run after --"};
}

InitChoice init_by_path(const BootOptions& options, const ProgramSearch& search) {
  const std::string& path = options.init;
  if (!path.starts_with('/')) {
    throw Error(ErrorCode::usage, "--init " + path +
                                      ": expected auto, container or a path that "
                                      "starts with a slash");
  }
  if (!find_program(search, path)) {
    throw Error(ErrorCode::usage, "--init " + path + ": the image has no such program");
  }
  InitChoice choice{true, {path}, "--init names it", ""};
  choice.argv.insert(choice.argv.end(), options.command.begin(), options.command.end());
  return choice;
}

}  // namespace

std::optional<std::vector<std::string>> named_init(const std::vector<std::string>& argv,
                                                   const ProgramSearch& search) {
  std::vector<std::string> words = without_shell(argv);
  if (words.empty()) return std::nullopt;
  const std::optional<std::string> program = find_program(search, words.front());
  if (!program || !is_init(*program, search.tree)) return std::nullopt;
  words.front() = *program;
  return words;
}

InitChoice choose_init(const BootOptions& options, const ImageConfig& config,
                       const ProgramSearch& search) {
  if (options.init != "auto" && options.init != "container") return init_by_path(options, search);
  const std::vector<std::string> argv = compose_command(config, options);
  if (argv.empty()) return image_shell(search.tree);
  if (options.init == "container") return {false, argv, "--init container asks for it", ""};
  if (const auto init = named_init(argv, search)) {
    return {true, *init, init->front() + " is an init", ""};
  }
  return {false, argv, "the command is no init", ""};
}

}  // namespace oci2boot
