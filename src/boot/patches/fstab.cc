// SPDX-License-Identifier: Apache-2.0
// Images made from an installed system bring its /etc/fstab. A line that mounts the root again, or
// a disk that is not there, stops most init systems (systemd waits 90 s and then goes to its
// emergency shell). Such lines become comments. Lines with noauto or nofail stop nothing and stay,
// as do file systems without a disk (tmpfs, nfs, bind mounts).
#include <array>
#include <string_view>

#include "src/boot/patches/patches.h"
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

bool stops_the_boot(std::string_view line) {
  const std::string_view source = next_field(line);
  if (source.empty() || source.starts_with('#')) return false;
  const std::string_view target = next_field(line);
  if (target == "/") return true;
  next_field(line);  // the type
  const std::string_view options = next_field(line);
  return names_disk(source) && !has_option(options, "noauto") && !has_option(options, "nofail");
}

}  // namespace

PatchChanges patch_fstab(PatchContext& context) {
  const std::optional<std::string> old = file_text(context.root, "/etc/fstab");
  if (!old) return {};
  std::string text;
  PatchChanges changes;
  for (std::string_view rest = *old; !rest.empty();) {
    const std::size_t newline = rest.find('\n');
    const std::string_view line = rest.substr(0, newline);
    rest.remove_prefix(newline == std::string_view::npos ? rest.size() : newline + 1);
    if (stops_the_boot(line)) {
      text += kMark;
      std::string_view fields = line;
      const std::string source(next_field(fields));
      changes.push_back("disabled " + source + " in /etc/fstab");
    }
    text.append(line).push_back('\n');
  }
  if (!changes.empty()) put_text(context.root, "/etc/fstab", text, context.time);
  return changes;
}

}  // namespace oci2boot
