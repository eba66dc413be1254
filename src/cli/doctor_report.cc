// SPDX-License-Identifier: Apache-2.0
#include "src/cli/doctor_report.h"

#include <algorithm>
#include <array>

#include "src/cli/amounts.h"
#include "src/cli/columns.h"
#include "src/cli/help_layout.h"
#include "src/cli/terminal_text.h"

namespace oci2boot {

namespace {

constexpr std::size_t kHealthWidth = 6;
constexpr std::size_t kSubjectWidth = 18;

/// `text` in lines, the first one behind `mark`.
std::string lines_behind(const std::string& mark, const std::string& text) {
  return mark + wrapped(terminal_text(text), mark.size()).substr(mark.size());
}

std::string lines_of(const Finding& finding) {
  const std::string what = on_the_left(terminal_text(finding.subject), kSubjectWidth) + " ";
  std::string text = lines_behind(
      "  " + on_the_left(health_word(finding.health), kHealthWidth) + what, finding.detail);
  if (finding.way_out.empty()) return text;
  return text + lines_behind(std::string(2 + kHealthWidth, ' ') + "-> ", finding.way_out);
}

std::string verdict(const std::vector<FindingGroup>& groups) {
  std::array<std::size_t, 3> counts{};
  for (const FindingGroup& group : groups) {
    for (const Finding& finding : group.findings) {
      ++counts[static_cast<std::size_t>(finding.health)];
    }
  }
  const std::size_t warnings = counts[static_cast<std::size_t>(Health::warning)];
  const std::size_t failures = counts[static_cast<std::size_t>(Health::failure)];
  if (failures == 0 && warnings == 0) return "everything is fine\n";
  if (failures == 0) return "ready, with " + counted(warnings, "warning") + "\n";
  std::string text = counted(failures, "failure");
  if (warnings != 0) text += " and " + counted(warnings, "warning");
  return text + "\n";
}

}  // namespace

std::string health_word(Health health) {
  switch (health) {
    case Health::ok:
      return "ok";
    case Health::warning:
      return "warn";
    case Health::failure:
      return "fail";
  }
  return {};
}

std::string describe(const std::vector<FindingGroup>& groups) {
  std::string text;
  for (const FindingGroup& group : groups) {
    text += group.title + "\n";
    for (const Finding& finding : group.findings) text += lines_of(finding);
    text += "\n";
  }
  return text + verdict(groups);
}

}  // namespace oci2boot
