// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/preflight/program.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <utility>

#include "src/boot/command.h"
#include "src/boot/environment.h"
#include "src/pipeline/preflight/executable.h"

namespace oci2boot {

namespace {

// The kernel follows as many interpreters (fs/exec.c, exec_binprm).
constexpr int kMostInterpreters = 5;
constexpr std::uint64_t kUserFileLimit = std::uint64_t{1} << 20;

/// Whether the machine runs such programs; the older of two, 386 and arm, where its kernel can.
bool runs_on(std::uint16_t machine, std::string_view architecture) {
  if (architecture == "amd64") return machine == EM_X86_64 || machine == EM_386;
  if (architecture == "arm64") return machine == EM_AARCH64 || machine == EM_ARM;
  return true;  // nothing is known of it here
}

bool is_file(const FileTree& tree, const std::string& path) {
  const std::optional<InodeId> inode = tree.lookup(path);
  return inode && tree.type(*inode) == FileType::regular;
}

/// ld-musl-x86_64.so.1, ld-linux-x86-64.so.2, ld64.so.2 …
std::string libc_of_loader(std::string_view loader) {
  return loader.find("ld-musl-") != std::string_view::npos ? "musl" : "glibc";
}

/// What the image has instead of a loader that it lacks, for half a sentence.
std::string other_libc(const FileTree& tree, std::string_view loader) {
  constexpr std::array<std::pair<const char*, const char*>, 4> kLoaders = {{
      {"/lib64/ld-linux-x86-64.so.2", "glibc"},
      {"/lib/ld-linux-aarch64.so.1", "glibc"},
      {"/lib/ld-musl-x86_64.so.1", "musl"},
      {"/lib/ld-musl-aarch64.so.1", "musl"},
  }};
  const std::string wanted = libc_of_loader(loader);
  for (const auto& [path, libc] : kLoaders) {
    if (libc != wanted && is_file(tree, path)) {
      return " (the program is for " + wanted + ", the image has " + libc + ")";
    }
  }
  return "";
}

class Check {
 public:
  Check(const RootFilesystem& root, ProgramSearch search, std::string_view architecture)
      : root_(root), search_(std::move(search)), architecture_(architecture) {}

  /// What is wrong with the program `name`, or nothing.
  std::optional<std::string> program(const std::string& name) const {
    const std::optional<std::string> path = find_program(search_, name);
    if (!path) return missing(name);
    return file(*path, 0);
  }

 private:
  std::optional<std::string> missing(const std::string& name) const {
    const bool is_path = name.find('/') != std::string::npos;
    const auto inode = name.starts_with('/') ? search_.tree.lookup(name) : std::nullopt;
    if (inode && search_.tree.type(*inode) == FileType::directory) {
      return name + " is a folder, and no program";
    }
    if (inode) return name + " is in the image, but nobody may execute it";
    return "the image has no program " + name + (is_path ? "" : " in " + search_.path);
  }

  std::optional<std::string> file(const std::string& path, int depth) const {
    const std::optional<InodeId> inode = search_.tree.lookup(path);
    if (!inode) return std::nullopt;
    const Executable found = inspect_executable(root_, *inode);
    switch (found.kind) {
      case Executable::Kind::elf:
        return elf(path, found, depth);
      case Executable::Kind::script:
        return script(path, found, depth);
      case Executable::Kind::other:
        break;
    }
    return path + " is neither an ELF program nor a script that begins with #!";
  }

  std::optional<std::string> elf(const std::string& path, const Executable& program,
                                 int depth) const {
    if (!runs_on(program.machine, architecture_)) {
      return path + " is for " + machine_name(program.machine) + ", the machine is " +
             std::string(architecture_);
    }
    const std::string& loader = program.interpreter;
    // Not followed further where this is one: loaders have none.
    if (loader.empty() || depth > kMostInterpreters) return std::nullopt;
    if (!find_program(search_, loader)) {
      return path + " needs the loader " + loader + ", which is not in the image" +
             other_libc(search_.tree, loader);
    }
    return file(loader, kMostInterpreters + 1);
  }

  std::optional<std::string> script(const std::string& path, const Executable& program,
                                    int depth) const {
    const std::string& interpreter = program.interpreter;
    if (interpreter.empty()) return path + " is a script without an interpreter behind its #!";
    if (interpreter.ends_with('\r')) {
      return path + " has the line ends of Windows: its interpreter is taken for '" +
             interpreter.substr(0, interpreter.size() - 1) + "' with a carriage return";
    }
    if (depth >= kMostInterpreters) return path + " is a script of scripts, more than are followed";
    const std::string located =
        interpreter.find('/') == std::string::npos ? "./" + interpreter : interpreter;
    const std::optional<std::string> at = find_program(search_, located);
    if (!at) return path + " is a script for " + interpreter + ", which is not in the image";
    if (const auto problem = file(*at, depth + 1)) return path + " is a script: " + *problem;
    return through_env(path, program);
  }

  /// "#!/usr/bin/env python3": what env(1) is to find.
  std::optional<std::string> through_env(const std::string& path, const Executable& program) const {
    const std::string& name = program.argument;
    if (!program.interpreter.ends_with("/env") || name.empty()) return std::nullopt;
    // Options and variables are env's own matter.
    if (name.front() == '-' || name.find_first_of("= \t") != std::string::npos) return std::nullopt;
    if (find_program(search_, name)) return std::nullopt;
    return path + " is a script for " + name + ", which is not in the image";
  }

  const RootFilesystem& root_;
  ProgramSearch search_;
  std::string_view architecture_;
};

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether a file of lines NAME:… (passwd(5), group(5)) has that name. What cannot be read may.
bool may_have_name(const RootFilesystem& root, const char* path, const std::string& name) {
  const std::optional<InodeId> file = root.tree.lookup(path);
  if (!file || root.tree.type(*file) != FileType::regular) return false;
  if (root.tree.size(*file) > kUserFileLimit) return true;
  const std::string text = "\n" + read_file(root, *file, kUserFileLimit);
  return text.find("\n" + name + ":") != std::string::npos;
}

/// As PID 1 looks up USER[:GROUP]: a number is taken as it is.
std::optional<std::string> user_problem(const RootFilesystem& root, const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string user = text.substr(0, colon);
  const std::string group = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (!is_number(user) && !may_have_name(root, "/etc/passwd", user)) {
    return "the image has no user " + user + " (/etc/passwd)";
  }
  if (!is_number(group) && !may_have_name(root, "/etc/group", group)) {
    return "the image has no group " + group + " (/etc/group)";
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> program_problems(const RootFilesystem& root, const BootPlan& plan,
                                          std::string_view architecture) {
  const ProgramSearch search{
      root.tree, find_variable(plan.env, "PATH").value_or(std::string(kDefaultPath)), plan.workdir};
  std::vector<std::string> problems;
  if (auto problem = Check(root, search, architecture).program(plan.argv.front())) {
    problems.push_back(std::move(*problem));
  }
  if (auto problem = user_problem(root, plan.user)) problems.push_back(std::move(*problem));
  return problems;
}

std::vector<std::string> program_problems(const RootFilesystem& root, const std::string& path,
                                          std::string_view architecture) {
  const ProgramSearch search{root.tree, std::string(kDefaultPath), ""};
  if (auto problem = Check(root, search, architecture).program(path)) return {std::move(*problem)};
  return {};
}

}  // namespace oci2boot
