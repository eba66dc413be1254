// SPDX-License-Identifier: Apache-2.0
// Container engines mount a resolv.conf of their own; the image's is empty, missing, a leftover of
// the machine that built it, or a link to a file that some service makes at run time. A plain file
// is right for all: systemd-resolved then takes its name servers from it (the fourth mode of
// systemd-resolved.service(8), "/ETC/RESOLV.CONF"), where a link to its stub would leave it without
// any; and DHCP clients replace it.
#include "src/boot/patches/patches.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

PatchChanges patch_resolv_conf(PatchContext& context) {
  std::string text;
  for (const std::string& server : context.plan.nameservers) text += "nameserver " + server + "\n";
  if (!context.plan.dns_search.empty()) {
    text += "search";
    for (const std::string& domain : context.plan.dns_search) text += " " + domain;
    text += "\n";
  }
  if (!put_text(context.root, "/etc/resolv.conf", text, context.time)) return {};
  return {"wrote /etc/resolv.conf"};
}

}  // namespace oci2boot
