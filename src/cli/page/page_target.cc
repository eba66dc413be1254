// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/page_target.h"

#include <span>

#include "src/cli/amounts.h"
#include "src/cli/report.h"
#include "src/cli/terminal_text.h"
#include "src/image/output_set.h"
#include "src/image/output_stream.h"

namespace oci2boot {

namespace {

Existing existing(const PageTarget& target) {
  return target.force ? Existing::replace : Existing::refuse;
}

bool is_standard_output(const PageTarget& target) {
  return target.path == "-";
}

}  // namespace

void check_page_target(const PageTarget& target) {
  if (is_standard_output(target)) return;
  OutputSet(existing(target)).add(target.path, OutputKind::data);
}

void put_page(const PageTarget& target, const std::string& page) {
  if (is_standard_output(target)) return show(page);
  OutputSet outputs(existing(target));
  OutputStream stream(outputs.add(target.path, OutputKind::data));
  stream.write(std::as_bytes(std::span(page)));
  stream.finish();
  outputs.commit();
  show(terminal_text(target.path.string() + " (" + human_size(page.size()) + ")") + "\n");
}

}  // namespace oci2boot
