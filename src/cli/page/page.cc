// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/page.h"

#include "src/cli/page/sections.h"
#include "src/cli/page/style.h"
#include "src/version.h"

namespace oci2boot {

namespace {

/// The policy says to the browser what the page keeps to: it runs nothing and fetches nothing.
Html head(const Inspection& inspection) {
  const Html meta(
      "<meta charset=utf-8>\n"
      "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; img-src data:\">\n"
      "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=color-scheme content=\"light dark\">\n"
      "<link rel=icon href=\"data:,\">\n");
  return element("head", meta + element("title", html_text(inspection.name)) + "\n" +
                             element("style", trusted_html(kPageStyle))) +
         "\n";
}

Html footer() {
  return element("footer", Html("Made by oci2boot ") + html_text(kVersion) + " inspect --html");
}

}  // namespace

std::string html_page(const Inspection& inspection) {
  const LayerAnalysis& analysis = *inspection.analysis;
  const LayerColors colors(analysis.layers);
  Html sections;
  for (const Html& section : {layers_section(inspection, colors), waste_section(analysis, colors),
                              sizes_section(analysis, colors), boot_section(inspection),
                              configuration_section(inspection)}) {
    sections += section + "\n";
  }
  const Html body =
      element("body", page_header(inspection) + "\n" + element("main", sections) + "\n" + footer());
  return (Html("<!doctype html>\n<html lang=en>\n") + head(inspection) + body + "\n</html>\n")
      .str();
}

}  // namespace oci2boot
