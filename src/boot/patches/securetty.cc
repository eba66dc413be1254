// SPDX-License-Identifier: Apache-2.0
// securetty(5): where /etc/securetty is, root logs in on the terminals in it alone, and an image
// need not list all consoles that a virtual machine may have. An empty file locks root out
// everywhere, which someone meant.
#include "src/boot/patches/patches.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

/// Whether `terminal` is a line of its own; `any` tells whether there is any terminal at all.
bool lists(std::string_view text, std::string_view terminal, bool& any) {
  for (const std::string_view line : text_lines(text)) {
    if (line == terminal) return true;
    if (!line.empty() && line.front() != '#') any = true;
  }
  return false;
}

}  // namespace

PatchChanges patch_securetty(PatchContext& context) {
  constexpr std::string_view kPath = "/etc/securetty";
  if (context.plan.mode != BootMode::handover) return {};
  std::optional<std::string> text = file_text(context.root, kPath);
  bool any = false;
  if (!text || lists(*text, context.plan.console, any) || !any) return {};
  if (!text->ends_with('\n')) *text += '\n';
  put_text(context.root, kPath, *text + context.plan.console + "\n", context.time);
  return {"let root log in on " + context.plan.console};
}

}  // namespace oci2boot
