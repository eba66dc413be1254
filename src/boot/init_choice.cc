// SPDX-License-Identifier: Apache-2.0
#include "src/boot/init_choice.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "oci2boot/error.h"
#include "src/boot/plan.h"
#include "src/boot/systems/init_system.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/s6.h"

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

bool is_init(const std::string& path, const RootFilesystem& root) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = path.substr(0, slash);
  const std::string name = path.substr(slash + 1);
  if (folder.empty()) return is_s6_overlay_init(root, path);
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

/// A shell with no more to do than to ask what to do.
bool is_bare_shell(const std::vector<std::string>& argv) {
  constexpr std::array<std::string_view, 4> kNames = {"sh", "bash", "ash", "dash"};
  constexpr std::array<std::string_view, 4> kOptions = {"-l", "--login", "-i", "-"};
  const std::string_view name = std::string_view(argv.front()).substr(argv.front().rfind('/') + 1);
  return is_one_of(kNames, name) &&
         std::all_of(argv.begin() + 1, argv.end(),
                     [&](const std::string& word) { return is_one_of(kOptions, word); });
}

InitChoice run_program(std::vector<std::string> argv, std::string reason, std::string note = {}) {
  return {false, false, {}, std::move(argv), std::move(reason), std::move(note)};
}

InitChoice image_shell(const FileTree& tree, const std::string& reason) {
  for (const std::string_view shell : kShells) {
    const std::string path(shell);
    if (find_program({tree, "", ""}, path)) {
      return run_program({path}, reason,
                         "the image has no ENTRYPOINT and no CMD: " + path + " is run");
    }
  }
  // An image of data alone, or one that is not finished. It converts, and the guest says what is
  // missing, as it does for a command that names no file.
  return run_program({std::string(kShells.front())}, reason,
                     "the image has no ENTRYPOINT, no CMD and no shell: say what to run after --");
}

/// s6-overlay's /init wants to be process 1 and ends with its container: as a machine's PID 1 that
/// would be a kernel panic, and nobody would learn its status.
InitChoice start_init(const RootFilesystem& root, std::vector<std::string> argv,
                      std::string reason) {
  InitChoice choice;
  choice.pid_namespace = is_s6_overlay_init(root, argv.front());
  choice.handover = !choice.pid_namespace;
  if (const InitSystem* system = system_of_init(root, argv.front())) choice.system = system->name;
  if (choice.pid_namespace) reason += ", which runs as the first process of a PID namespace";
  choice.argv = std::move(argv);
  choice.reason = std::move(reason);
  return choice;
}

InitChoice init_by_path(const BootOptions& options, const RootFilesystem& root,
                        const ProgramSearch& search) {
  const std::string& path = options.init;
  if (!find_program(search, path)) {
    throw Error(ErrorCode::usage, "--init " + path + ": the image has no such program");
  }
  std::vector<std::string> argv = {path};
  argv.insert(argv.end(), options.command.begin(), options.command.end());
  return start_init(root, std::move(argv), "--init names " + path);
}

std::string system_names() {
  std::string names;
  for (const InitSystem& system : init_systems()) names.append(system.name).append(", ");
  return names;
}

InitChoice init_by_name(const BootOptions& options, const RootFilesystem& root) {
  const InitSystem* system = find_init_system(options.init);
  if (system == nullptr) {
    throw Error(ErrorCode::usage, "--init " + options.init + ": expected auto, container, " +
                                      system_names() + "or a path that starts with a slash");
  }
  std::string why_not;
  const std::optional<FoundSystem> found = system->find(root, why_not);
  if (!found) {
    throw Error(ErrorCode::usage,
                "--init " + options.init + ": the image " +
                    (why_not.empty() ? "does not have it" : "cannot boot it: " + why_not));
  }
  std::vector<std::string> argv = {found->init};
  argv.insert(argv.end(), options.command.begin(), options.command.end());
  return start_init(root, std::move(argv), "--init asks for " + options.init);
}

/// What the kernel would start (init(9), kernel_init()): an init system that only lies around, as
/// the dependency of some package, is not what the image means.
std::string default_init(const RootFilesystem& root) {
  for (const char* path : {"/sbin/init", "/etc/init", "/bin/init"}) {
    if (is_program(root, path)) return path;
  }
  return {};
}

/// The image's init system, when it has a complete one; else half a sentence in `why_not`.
std::optional<InitChoice> working_system(const RootFilesystem& root, std::string& why_not) {
  const std::string init = default_init(root);
  for (const InitSystem& system : init_systems()) {
    std::string nearly;
    const std::optional<FoundSystem> found = system.find(root, nearly);
    const bool is_default =
        found && (found->init == init || (!init.empty() && system.is_its_init(root, init)));
    if (is_default) return start_init(root, {found->init}, found->reason);
    if (found) nearly = found->reason + ", but it is not what /sbin/init leads to";
    if (why_not.empty()) why_not = nearly;
  }
  if (why_not.empty()) why_not = "the image has no init system";
  return std::nullopt;
}

bool is_root(std::string_view user) {
  const std::string_view name = user.substr(0, user.find(':'));
  return name.empty() || name == "root" || name == "0";
}

/// For an image that is nothing but a place to work in: `what` is half a sentence about it.
InitChoice shell_or_system(const BootOptions& options, const ImageConfig& config,
                           const RootFilesystem& root, const std::vector<std::string>& argv) {
  const std::string what = argv.empty() ? "the image names no command" : "the command is a shell";
  const auto shell = [&](const std::string& reason) {
    return argv.empty() ? image_shell(root.tree, reason) : run_program(argv, reason);
  };
  if (!options.command.empty() || options.entrypoint) return shell("the command is no init");
  if (options.user) return shell("--user asks for a program");
  std::string why_not;
  std::optional<InitChoice> system = working_system(root, why_not);
  if (!system) return shell(what + ", and " + why_not);
  if (!is_root(config.user)) {
    return shell(what + ", and the image's user is " + config.user + ", not root");
  }
  system->reason = what + ", and " + system->reason;
  return *system;
}

}  // namespace

std::optional<std::vector<std::string>> named_init(const std::vector<std::string>& argv,
                                                   const RootFilesystem& root,
                                                   const ProgramSearch& search) {
  std::vector<std::string> words = without_shell(argv);
  if (words.empty()) return std::nullopt;
  const std::optional<std::string> program = find_program(search, words.front());
  if (!program || !is_init(*program, root)) return std::nullopt;
  words.front() = *program;
  return words;
}

InitChoice choose_init(const BootOptions& options, const ImageConfig& config,
                       const RootFilesystem& root, const ProgramSearch& search) {
  if (options.init.starts_with('/')) return init_by_path(options, root, search);
  if (options.init != "auto" && options.init != "container") return init_by_name(options, root);
  const std::vector<std::string> argv = compose_command(config, options);
  if (options.init == "container") {
    if (argv.empty()) return image_shell(root.tree, "the image names no command");
    InitChoice program = run_program(argv, "--init container asks for it");
    const auto init = named_init(argv, root, search);
    program.pid_namespace = init && is_s6_overlay_init(root, init->front());
    return program;
  }
  if (argv.empty() || is_bare_shell(argv)) return shell_or_system(options, config, root, argv);
  if (const auto init = named_init(argv, root, search)) {
    return start_init(root, *init, init->front() + " is an init");
  }
  return run_program(argv, "the command is no init");
}

}  // namespace oci2boot
