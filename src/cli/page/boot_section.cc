// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "src/cli/page/sections.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMostOfText = 4000;

Html stage(Markup label, const Html& what, const Html& more) {
  return element("li", element("span class=label", label) + element("span class=what", what) +
                           element("span class=more", more));
}

Html program_stage(const BootDescription& boot) {
  const Html command = element("code", html_text(boot.command, kMostOfText));
  const Html as = Html("as ") + html_text(boot.as, kMostOfText);
  if (boot.system.empty()) return stage("Program", command, as);
  return stage("Init system", command, html_text(boot.system) + ", " + as);
}

Html stages(const BootDescription& boot) {
  const Html kernel =
      boot.kernel.empty()
          ? stage("Kernel", Html("none was found"), Html("whoever boots it brings one"))
          : stage("Kernel", element("code", html_text(boot.kernel, kMostOfText)), {});
  const bool is_ours = boot.as != "PID 1";
  const Html first =
      stage("PID 1", Html("oci2boot's"),
            is_ours ? Html("sets the machine up, runs the program, powers off after it")
                    : Html("sets the machine up and hands it over"));
  return element("ol class=stages", kernel + first + program_stage(boot));
}

Html list(Markup heading, Markup start, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  Html items;
  for (const std::string& line : lines) items += element("li", html_text(line, kMostOfText));
  return element("h3", heading) + element(start, items);
}

/// "hosts: wrote /etc/hosts", all of one patch together.
Html patches(const std::vector<std::string>& changes) {
  Html html;
  Html items;
  std::string name;
  const auto close = [&] {
    if (!items.empty()) html += element("dd", element("ul", std::exchange(items, {})));
  };
  for (const std::string& change : changes) {
    const std::size_t colon = change.find(": ");
    const std::string of = change.substr(0, colon);
    if (of != name) {
      close();
      html += element("dt", html_text(of));
      name = of;
    }
    if (colon != change.npos) {
      items += element("li", html_text(change.substr(colon + 2), kMostOfText));
    }
  }
  close();
  if (html.empty()) return {};
  return element("h3", "Patches") +
         element("p class=lead", "What would be changed in the image's files, so that they boot.") +
         element("dl class=patches", html);
}

}  // namespace

Html boot_section(const Inspection& inspection) {
  const Html heading = element("h2", "How it would boot");
  if (!inspection.boot) {
    return element("section id=boot",
                   heading + element("p class=lead", "That could not be found out:") +
                       element("p class=problem", html_text(inspection.boot_unknown, kMostOfText)));
  }
  const BootDescription& boot = *inspection.boot;
  Html html = heading + stages(boot);
  if (!boot.reason.empty()) {
    html += element("p class=reason", Html("Because ") + html_text(boot.reason, kMostOfText) + ".");
  }
  html += list("What will not work", "ul class=problems", inspection.problems);
  html += list("Worth knowing", "ul class=notes", boot.notes);
  return element("section id=boot", html + patches(boot.patches));
}

}  // namespace oci2boot
