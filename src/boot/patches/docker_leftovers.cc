// SPDX-License-Identifier: Apache-2.0
// What container tools leave in an image: marks that say "this is a container", scripts that keep
// services from starting, and settings of apt and dpkg that suit a build but not a machine (made by
// moby's contrib/mkimage/debootstrap, debuerreotype and Ubuntu's own builds). A file goes only when
// its content says that it is one of these.
#include <array>
#include <string_view>

#include "src/boot/patches/patches.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

/// Goes when it is a regular file that contains `sign`, or any regular file for an empty one.
struct Leftover {
  std::string_view path;
  std::string_view sign;
};

constexpr std::array<Leftover, 9> kLeftovers = {{
    {"/.dockerenv", ""},
    {"/.dockerinit", ""},
    {"/run/.containerenv", ""},
    {"/run/systemd/container", "docker"},
    {"/etc/apt/apt.conf.d/docker-autoremove-suggests", "SuggestsImportant"},
    {"/etc/apt/apt.conf.d/docker-clean", "/var/cache/apt"},
    {"/etc/apt/apt.conf.d/docker-gzip-indexes", "GzipIndexes"},
    {"/etc/apt/apt.conf.d/docker-no-languages", "Acquire::Languages"},
    {"/etc/dpkg/dpkg.cfg.d/docker-apt-speedup", "force-unsafe-io"},
}};

/// Whether a shell script has one command, `command`, beside comments.
bool does_only(std::string_view script, std::string_view command) {
  bool found = false;
  for (std::string_view line : text_lines(script)) {
    const std::size_t start = line.find_first_not_of(" \t\r");
    if (start == std::string_view::npos || line[start] == '#') continue;
    line = line.substr(start, line.find_last_not_of(" \t\r") - start + 1);
    if (found || line != command) return false;
    found = true;
  }
  return found;
}

bool is_script_of(const RootFilesystem& root, std::string_view path, std::string_view command) {
  const std::optional<std::string> text = file_text(root, path);
  return text && does_only(*text, command);
}

void undo_diversion(RootFilesystem& root, Timestamp time) {
  constexpr std::string_view kDiversions = "/var/lib/dpkg/diversions";
  // dpkg-divert(1): file, diverted file, package (":" is a local diversion).
  constexpr std::string_view kRecord = "/sbin/initctl\n/sbin/initctl.distrib\n:\n";
  std::optional<std::string> text = file_text(root, kDiversions);
  if (!text) return;
  const std::size_t start = text->find(kRecord);
  if (start == std::string::npos || (start > 0 && (*text)[start - 1] != '\n')) return;
  text->erase(start, kRecord.size());
  put_text(root, kDiversions, *text, time);
}

/// upstart's initctl, replaced by a script that does nothing so that packages install quietly.
bool restore_initctl(PatchContext& context) {
  FileTree& tree = context.root.tree;
  const std::optional<InodeId> script = tree.lookup_no_follow("/sbin/initctl");
  if (!script) return false;
  if (tree.symlink_target(*script) != "/bin/true" &&
      !is_script_of(context.root, "/sbin/initctl", "exit 0")) {
    return false;
  }
  remove_file(tree, "/sbin/initctl");
  const InodeId sbin = *tree.lookup("/sbin");
  if (tree.child(sbin, "initctl.distrib")) {
    move_entry(tree, sbin, "initctl.distrib", sbin, "initctl");
  }
  undo_diversion(context.root, context.time);
  return true;
}

}  // namespace

PatchChanges patch_docker_leftovers(PatchContext& context) {
  RootFilesystem& root = context.root;
  PatchChanges changes;
  for (const Leftover& leftover : kLeftovers) {
    const std::optional<std::string> text = file_text(root, leftover.path);
    if (!text || text->find(leftover.sign) == std::string::npos) continue;
    remove_file(root.tree, leftover.path);
    changes.push_back("removed " + std::string(leftover.path));
  }
  if (is_script_of(root, "/usr/sbin/policy-rc.d", "exit 101")) {
    remove_file(root.tree, "/usr/sbin/policy-rc.d");
    changes.emplace_back("removed /usr/sbin/policy-rc.d");
  }
  if (restore_initctl(context)) changes.emplace_back("restored /sbin/initctl");
  return changes;
}

}  // namespace oci2boot
