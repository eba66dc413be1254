// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "src/cli/amounts.h"
#include "src/cli/page/amounts_text.h"
#include "src/cli/page/sections.h"
#include "src/cli/page/treemap.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMostOfName = 120;

/// "--l:10.00%;--t:…", which the style sheet puts to use.
std::string numbers(const char* prefix, const BoxPlace& place) {
  char text[160];
  std::snprintf(text, sizeof text, "--%sl:%.2f%%;--%st:%.2f%%;--%sw:%.2f%%;--%sh:%.2f%%", prefix,
                place.left, prefix, place.top, prefix, place.width, prefix, place.height);
  return text;
}

std::string name_of(const TreemapBox& box) {
  switch (box.kind) {
    case TreemapBox::Kind::folder:
      return box.name + "/";
    case TreemapBox::Kind::file:
      return box.name;
    case TreemapBox::Kind::others:
      break;
  }
  return "others";
}

std::string explanation(const TreemapBox& box) {
  std::string text = "/" + box.path;
  if (box.kind != TreemapBox::Kind::file && !box.path.empty()) text += "/";
  if (box.kind == TreemapBox::Kind::others) text += " – smaller ones";
  text += "\n" + human_size(box.bytes);
  if (box.kind != TreemapBox::Kind::file) text += " in " + file_count(box.files);
  if (box.names > 1) text += "\none of its " + std::to_string(box.names) + " names";
  if (box.layer > 0 && box.kind == TreemapBox::Kind::file) {
    text += "\nlayer " + std::to_string(box.layer);
  }
  return text;
}

class Treemap {
 public:
  explicit Treemap(const LayerColors& colors) : colors_(colors) {}

  Html boxes(const std::vector<TreemapBox>& list) const {
    Html html;
    for (const TreemapBox& box : list) html += this->box(box);
    return html;
  }

 private:
  Html box(const TreemapBox& box) const {
    const bool is_open = !box.boxes.empty();
    std::string css_class = is_open ? "folder" : "tile " + color_of(box);
    if (is_open && box.wide.has_title) css_class += " wide-title";
    if (is_open && box.narrow.has_title) css_class += " narrow-title";
    const Html attributes =
        attribute("class", css_class) +
        attribute("style", numbers("", box.wide) + ";" + numbers("n", box.narrow)) +
        attribute("title", explanation(box));
    const Html name = element("b", html_text(name_of(box), kMostOfName));
    const Html size = element("span", html_text(human_size(box.bytes)));
    if (!is_open) return element("div", attributes, name + size);
    return element("div", attributes,
                   element("p", name + " " + size) + element("div class=in", boxes(box.boxes)));
  }

  /// Small things of all kinds are in the background.
  std::string color_of(const TreemapBox& box) const {
    return box.kind == TreemapBox::Kind::others ? "others" : colors_.of(box.layer);
  }

  const LayerColors& colors_;
};

/// Of the layers that have something on the map.
Html legend(const LayerAnalysis& analysis, const LayerColors& colors) {
  Html entries;
  std::size_t shown = 0;
  for (const std::uint32_t layer : colors.colored()) {
    const LayerSums& sums = analysis.layers[layer - 1];
    if (sums.lost.bytes == sums.added.bytes) continue;
    entries += element("li", colors.chip(layer));
    ++shown;
  }
  if (shown < 2) return {};
  if (!colors.all_are_colored()) entries += element("li", element("b class=\"chip c0\"", "others"));
  return element("div class=legend", element("span", "From layer") + element("ul", entries));
}

Html largest_files(const std::vector<KeptFile>& files, const LayerColors& colors) {
  Html rows;
  for (const KeptFile& file : files) {
    rows += element("li", colors.chip(file.layer) + element("code", html_text("/" + file.path)) +
                              element("span class=size", html_text(human_size(file.bytes))));
  }
  return rows.empty() ? Html() : element("h3", "Largest files") + element("ol class=files", rows);
}

}  // namespace

Html sizes_section(const LayerAnalysis& analysis, const LayerColors& colors) {
  const std::vector<TreemapBox> boxes = lay_out_treemap(analysis.largest);
  if (boxes.empty()) return {};
  const Html map = element("div class=map role=img",
                           attribute("aria-label", "A map of the largest folders and files"),
                           Treemap(colors).boxes(boxes));
  return element("section id=sizes",
                 element("h2", "What takes the space") +
                     element("p class=lead",
                             "The image's files as they are in the end; a box is as large as what "
                             "it holds.") +
                     legend(analysis, colors) + map + largest_files(analysis.largest_kept, colors));
}

}  // namespace oci2boot
