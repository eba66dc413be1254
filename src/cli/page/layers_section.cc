// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "src/cli/amounts.h"
#include "src/cli/page/amounts_text.h"
#include "src/cli/page/instruction.h"
#include "src/cli/page/sections.h"
#include "src/pipeline/layers/build_steps.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMostOfCommand = 8000;

/// A part of a bar, as long as its share of `whole`.
Html part(std::string_view css_class, std::uint64_t bytes, std::uint64_t whole) {
  if (bytes == 0) return {};
  const std::string width =
      "width:" + percent(static_cast<double>(bytes), static_cast<double>(whole)) + "%";
  return element("i", attribute("class", css_class) + attribute("style", width), {});
}

Html command_of(const BuildStep& step) {
  const Instruction instruction = read_instruction(step.created_by);
  if (instruction.keyword.empty() && instruction.rest.empty()) {
    return element("span class=untold", "the image does not tell how");
  }
  Html command;
  if (!instruction.keyword.empty()) {
    command += element("b", html_text(instruction.keyword)) + " ";
  }
  return element("code", command + html_text(instruction.rest, kMostOfCommand));
}

Html fact(Markup name, const Html& value) {
  return element("dt", name) + element("dd", value);
}

Html amount(const FileSum& sum) {
  return html_text(human_size(sum.bytes) + " in " + file_count(sum.files));
}

/// What the layer does to what older ones brought.
Html effects(const LayerSums& sums) {
  Html facts;
  if (sums.deletes.files > 0) facts += fact("Deletes", amount(sums.deletes) + " of older layers");
  if (sums.replaces.files > 0) {
    facts += fact("Replaces", amount(sums.replaces) + " of older layers");
  }
  if (sums.repeats.files > 0) {
    facts += fact("Repeats", amount(sums.repeats) +
                                 " of older layers, byte for byte: only owners, permissions or "
                                 "times may differ");
  }
  return facts;
}

Html largest_files(const LayerSums& sums) {
  Html rows;
  for (const PathOfSize& file : sums.largest) {
    rows += element("li", element("code", html_text("/" + file.path)) +
                              element("span class=size", html_text(human_size(file.bytes))));
  }
  return rows.empty() ? Html() : fact("Largest", element("ul class=paths", rows));
}

Html details_of(const BuildStep& step, const Layer& layer, const LayerSums& sums) {
  Html facts = fact("Brings", amount(sums.added));
  if (sums.lost.files > 0) facts += fact("Of that lost", amount(sums.lost));
  facts += effects(sums) + largest_files(sums);
  if (layer.size) facts += fact("As stored", html_text(human_size(*layer.size)));
  if (layer.digest) facts += fact("Digest", element("code", html_text(layer.digest->text())));
  if (layer.diff_id) facts += fact("Diff ID", element("code", html_text(layer.diff_id->text())));
  if (!layer.media_type.empty()) {
    facts += fact("Media type", element("code", html_text(layer.media_type)));
  }
  if (!step.created_by.empty()) {
    facts += fact("Made by", element("code class=raw", html_text(step.created_by, kMostOfCommand)));
  }
  return element("dl class=facts-list", facts);
}

class LayerList {
 public:
  LayerList(const Inspection& inspection, const LayerColors& colors)
      : layers_(inspection.layers), sums_(inspection.analysis->layers), colors_(colors) {
    for (const LayerSums& sums : sums_) largest_ = std::max(largest_, sums.added.bytes);
  }

  Html row(const BuildStep& step) const {
    if (!step.layer) {
      return element("li class=nothing", element("span class=step", command_of(step)));
    }
    const LayerSums& sums = sums_[*step.layer];
    const auto number = static_cast<std::uint32_t>(*step.layer + 1);
    const Html bar = part(colors_.of(number), sums.added.bytes - sums.lost.bytes, largest_) +
                     part(colors_.of(number) + " lost", sums.lost.bytes, largest_);
    const Html line = colors_.chip(number) + element("span class=step", command_of(step)) +
                      element("span class=bar", bar) +
                      element("span class=size", html_text(human_size(sums.added.bytes)));
    return element("li", element("details", element("summary", line) +
                                                details_of(step, layers_[*step.layer], sums)));
  }

 private:
  const std::vector<Layer>& layers_;
  const std::vector<LayerSums>& sums_;
  const LayerColors& colors_;
  std::uint64_t largest_ = 1;
};

/// All layers one behind the other, and what is lost of them at the end.
Html whole_bar(const LayerAnalysis& analysis, const LayerColors& colors) {
  const std::uint64_t whole = analysis.kept.bytes + analysis.lost.bytes;
  Html parts;
  for (std::size_t i = 0; i < analysis.layers.size(); ++i) {
    const LayerSums& sums = analysis.layers[i];
    parts += part(colors.of(static_cast<std::uint32_t>(i + 1)), sums.added.bytes - sums.lost.bytes,
                  whole);
  }
  return element("div class=whole", parts + part("c0 lost", analysis.lost.bytes, whole));
}

}  // namespace

Html layers_section(const Inspection& inspection, const LayerColors& colors) {
  const LayerList list(inspection, colors);
  Html rows;
  for (const BuildStep& step : build_steps(inspection.config.history, inspection.layers.size())) {
    rows += list.row(step);
  }
  if (rows.empty()) return {};
  return element(
      "section id=layers",
      element("h2", "Layers") +
          element("p class=lead", "Oldest first, unpacked. Hatched is what is gone in the end.") +
          whole_bar(*inspection.analysis, colors) + element("ol class=layers", rows));
}

}  // namespace oci2boot
