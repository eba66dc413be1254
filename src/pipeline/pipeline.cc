// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/pipeline.h"

#include "src/launch/script.h"
#include "src/pipeline/second_try.h"

namespace oci2boot {

namespace {

void describe_boot(const std::optional<BootPlan>& plan, Conversion& conversion) {
  if (!plan) {
    conversion.boots = "/init";
    conversion.boots_as = "PID 1";
    conversion.reason = "--no-patch init leaves the image's own /init in its place";
    return;
  }
  for (const std::string& word : plan->argv) {
    conversion.boots += (conversion.boots.empty() ? "" : " ") + shell_word(word);
  }
  const bool handover = plan->mode == BootMode::handover;
  conversion.boots_as = handover ? "PID 1" : plan->user.empty() ? "root" : plan->user;
  conversion.reason = plan->reason;
  conversion.notes = plan->notes;
}

Conversion describe(const Prepared& prepared) {
  Conversion conversion;
  conversion.image = prepared.image->name();
  conversion.platform = prepared.image->config().platform.text();
  conversion.layers = prepared.image->layers().size();
  conversion.entries = prepared.root.tree.entry_count();
  if (prepared.kernel) conversion.kernel = prepared.kernel->origin;
  describe_boot(prepared.plan, conversion);
  for (const AppliedPatch& patch : prepared.patches) {
    for (const std::string& change : patch.changes) {
      conversion.patches.push_back(std::string(patch.name) + ": " + change);
    }
  }
  return conversion;
}

}  // namespace

Conversion convert(const ConvertRequest& request, const Surroundings& surroundings,
                   const WarningSink& warn, Progress& progress) {
  const OutputChoice output = choose_output(request.output, request.format, request.compress);
  if (!output.to_standard_output) check_outputs(request);

  // Nothing has been written before this returns, so that it may start again. A mirror may be what
  // sent the wrong bytes: the registry has the last word.
  SourceOptions source = source_options(request.source, surroundings, &progress);
  const Prepared prepared = with_second_try(
      progress, warn, [&] { return prepare(request, source, surroundings, warn, progress); },
      [&] { source.registry.mirrors.clear(); });
  Conversion conversion = describe(prepared);
  if (output.to_standard_output) {
    write_to_standard_output(output, prepared, warn);
  } else {
    conversion.files = write_outputs(request, output, prepared, warn);
  }
  return conversion;
}

}  // namespace oci2boot
