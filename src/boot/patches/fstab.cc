// SPDX-License-Identifier: Apache-2.0
// Images made from an installed system bring its /etc/fstab. A line that mounts another root, or a
// disk that is not there, stops most init systems (systemd waits 90 s and then goes to its
// emergency shell). Such lines become comments. Lines with noauto or nofail stop nothing and stay,
// as do file systems without a disk (tmpfs, nfs, bind mounts). Where this machine's root is on a
// disk, a line for it follows that of the other root: what an init checks and remounts.
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "src/boot/patches/patches.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kMark = "# not in this machine: ";
constexpr std::string_view kBlanks = " \t\r";

/// Takes the next field of an fstab(5) line.
std::string_view next_field(std::string_view& line) {
  const std::size_t start = line.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return {};
  line.remove_prefix(start);
  const std::string_view field = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(field.size());
  return field;
}

bool names_disk(std::string_view source) {
  constexpr std::array<std::string_view, 6> kPrefixes = {
      "/dev/", "UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=", "ID="};
  for (const std::string_view prefix : kPrefixes) {
    if (source.starts_with(prefix)) return true;
  }
  return false;
}

bool has_option(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const std::string_view option = options.substr(0, options.find(','));
    if (option == wanted) return true;
    options.remove_prefix(std::min(options.size(), option.size() + 1));
  }
  return false;
}

struct Line {
  std::string_view source;  ///< empty: a comment, or nothing
  std::string_view target;
  std::string_view options;
};

Line read_line(std::string_view text) {
  Line line;
  const std::string_view source = next_field(text);
  if (source.starts_with('#')) return line;
  line.source = source;
  line.target = next_field(text);
  next_field(text);  // the type
  line.options = next_field(text);
  return line;
}

/// For a root on a disk, "UUID=…"; else nothing that a line could have.
std::string root_source(const BootPlan& plan) {
  return plan.root ? "UUID=" + plan.root->uuid : std::string();
}

bool stops_the_boot(const Line& line, const BootPlan& plan) {
  if (line.source.empty()) return false;
  if (line.target == "/") return line.source != root_source(plan);
  return names_disk(line.source) && !has_option(line.options, "noauto") &&
         !has_option(line.options, "nofail");
}

}  // namespace

PatchChanges patch_fstab(PatchContext& context) {
  const std::optional<std::string> old = file_text(context.root, "/etc/fstab");
  if (!old) return {};
  std::string text;
  PatchChanges changes;
  bool has_root = false;
  for (const std::string_view whole : text_lines(*old)) {
    const Line line = read_line(whole);
    const bool is_bad = stops_the_boot(line, context.plan);
    if (is_bad) {
      text += kMark;
      changes.push_back("disabled " + std::string(line.source) + " in /etc/fstab");
    }
    text.append(whole).push_back('\n');
    if (line.target != "/") continue;
    if (is_bad && context.plan.root && !has_root) {
      const std::string source = root_source(context.plan);
      text += source + " / " + context.plan.root->type + " defaults 0 1\n";
      changes.push_back("made " + source + " the root in /etc/fstab");
    }
    has_root = true;
  }
  if (!changes.empty()) put_text(context.root, "/etc/fstab", text, context.time);
  return changes;
}

}  // namespace oci2boot
