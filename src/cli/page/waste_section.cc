// SPDX-License-Identifier: Apache-2.0
#include "src/cli/amounts.h"
#include "src/cli/page/amounts_text.h"
#include "src/cli/page/sections.h"

namespace oci2boot {

namespace {

Html what_happened(const LostFiles& lost, const LayerColors& colors) {
  const Html brought = Html("brought by ") + colors.chip(lost.added_by);
  if (lost.added_by == lost.lost_by) return brought + ", and not there at that layer's end";
  switch (lost.loss) {
    case Loss::deleted:
      return brought + ", deleted by " + colors.chip(lost.lost_by);
    case Loss::replaced:
      return brought + ", replaced by " + colors.chip(lost.lost_by);
    case Loss::repeated:
      break;
  }
  return brought + ", repeated unchanged by " + colors.chip(lost.lost_by);
}

Html row(const LostFiles& lost, const LayerColors& colors) {
  Html path = element("code", html_text("/" + lost.path + (lost.is_folder ? "/" : "")));
  if (lost.is_folder) {
    path += Html(" ") + element("span class=count", html_text(file_count(lost.sum.files)));
  }
  return element("li", element("span class=path", path) +
                           element("span class=fate", what_happened(lost, colors)) +
                           element("span class=size", html_text(human_size(lost.sum.bytes))));
}

/// The first few at once, the others when they are asked for.
Html rows(const std::vector<LostFiles>& files, const LayerColors& colors) {
  constexpr std::size_t kAtOnce = 12;
  constexpr std::size_t kTooFewToHide = 3;
  const std::size_t first = files.size() > kAtOnce + kTooFewToHide ? kAtOnce : files.size();
  Html shown;
  Html more;
  for (std::size_t i = 0; i < files.size(); ++i)
    (i < first ? shown : more) += row(files[i], colors);
  Html list = element("ul class=lost-files", shown);
  if (more.empty()) return list;
  const std::string label = std::to_string(files.size() - first) + " more";
  return list + element("details class=more-lost", element("summary", html_text(label)) +
                                                       element("ul class=lost-files", more));
}

Html rest(const LayerAnalysis& analysis) {
  FileSum told;
  for (const LostFiles& lost : analysis.largest_lost) told += lost.sum;
  if (told.bytes >= analysis.lost.bytes) return {};
  const std::string amount = human_size(analysis.lost.bytes - told.bytes);
  return element("p class=rest", Html("and ") + html_text(amount) + " in smaller parts");
}

}  // namespace

Html waste_section(const LayerAnalysis& analysis, const LayerColors& colors) {
  const std::uint64_t brought = analysis.kept.bytes + analysis.lost.bytes;
  const Html heading = element("h2", "What later layers undo");
  if (analysis.lost.bytes == 0) {
    return element("section id=waste",
                   heading + element("p class=lead",
                                     "Nothing: every byte that a layer brings is there in the "
                                     "end."));
  }
  const Html lead = html_text(human_size(analysis.lost.bytes)) + ", " +
                    html_text(share_text(analysis.lost.bytes, brought)) +
                    " of what the layers bring, is not in the image's files: a later layer deletes "
                    "it or writes it anew. Whoever pulls the image downloads it all the same.";
  return element("section id=waste", heading + element("p class=lead", lead) +
                                         rows(analysis.largest_lost, colors) + rest(analysis));
}

}  // namespace oci2boot
