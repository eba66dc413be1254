// SPDX-License-Identifier: Apache-2.0
#include "src/cli/amounts.h"
#include "src/cli/page/amounts_text.h"
#include "src/cli/page/sections.h"

namespace oci2boot {

namespace {

Html figure(Markup label, const Html& value, const Html& more) {
  return element("div", element("dt", label) + element("dd class=value", value) +
                            element("dd class=more", more));
}

/// What the layers are as they are stored, where that is known of all.
std::optional<std::uint64_t> packed_bytes(const Inspection& inspection) {
  std::uint64_t bytes = 0;
  for (const Layer& layer : inspection.layers) {
    if (!layer.size) return std::nullopt;
    bytes += *layer.size;
  }
  return bytes;
}

Html boot_figure(const Inspection& inspection) {
  constexpr std::size_t kMostOfCommand = 80;
  if (!inspection.boot) return figure("Boots", Html("not known"), Html("see below"));
  const BootDescription& boot = *inspection.boot;
  if (boot.command.empty()) return figure("Boots", Html("nothing"), Html("it names no command"));
  const std::string& what = boot.system.empty() ? boot.command : boot.system;
  return figure("Boots", element("span class=clip", html_text(what, kMostOfCommand)),
                Html("as ") + html_text(boot.as, kMostOfCommand));
}

Html figures(const Inspection& inspection) {
  const LayerAnalysis& analysis = *inspection.analysis;
  const std::uint64_t brought = analysis.kept.bytes + analysis.lost.bytes;
  Html html = figure("Files", html_text(human_size(analysis.kept.bytes)),
                     html_text(file_count(analysis.kept.files)));
  const std::optional<std::uint64_t> packed = packed_bytes(inspection);
  html += figure("Layers", html_text(std::to_string(inspection.layers.size())),
                 packed ? html_text(human_size(*packed) + " as stored") : Html("&nbsp;"));
  html += figure("Wasted", html_text(human_size(analysis.lost.bytes)),
                 html_text(share_text(analysis.lost.bytes, brought) + " of what layers bring"));
  return element("dl class=figures", html + boot_figure(inspection));
}

}  // namespace

Html page_header(const Inspection& inspection) {
  Html facts = element("span", html_text(inspection.config.platform.text()));
  if (inspection.config.created != Timestamp{}) {
    facts += Html(" ") +
             element("span", Html("created ") + html_text(utc_time(inspection.config.created)));
  }
  const std::optional<Digest>& digest =
      inspection.manifest ? inspection.manifest : inspection.digest;
  if (digest) facts += Html(" ") + element("code", html_text(digest->text()));
  return element("header", element("p class=kind", "Container image") +
                               element("h1", html_text(inspection.name)) +
                               element("p class=facts", facts) + figures(inspection));
}

}  // namespace oci2boot
