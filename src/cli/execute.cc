// SPDX-License-Identifier: Apache-2.0
#include "src/cli/execute.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "oci2boot/error.h"
#include "src/cli/amounts.h"
#include "src/cli/cache_report.h"
#include "src/cli/doctor_report.h"
#include "src/cli/failure.h"
#include "src/cli/inspect_report.h"
#include "src/cli/json_documents.h"
#include "src/cli/kernel_report.h"
#include "src/cli/listing.h"
#include "src/cli/missing_names.h"
#include "src/cli/page/page.h"
#include "src/cli/page/page_target.h"
#include "src/cli/progress/display.h"
#include "src/cli/report.h"
#include "src/cli/surroundings.h"
#include "src/cli/terminal_text.h"
#include "src/image/read_output.h"
#include "src/launch/run_vm.h"
#include "src/pipeline/doctor/doctor.h"
#include "src/pipeline/kernel_carrier.h"
#include "src/pipeline/pipeline.h"
#include "src/pipeline/run/run.h"
#include "src/pipeline/stop_signals.h"

namespace oci2boot {

namespace {

/// Ends the process by a signal that work was ended by.
int end_by(int signal) {
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  return 128 + signal;
}

/// Lets the display tell how `action` ended.
/// `failed`: the status that any failure has, where it is not its own.
template <typename Action>
int with_display(const DisplayOptions& options, const Action& action, int failed = 0) {
  const std::unique_ptr<Display> display = make_display(options.progress);
  try {
    action(*display);
    display->finish();
    return 0;
  } catch (const Interrupted& interrupted) {
    display->fail(interrupted.what(), 128 + interrupted.signal());
    return end_by(interrupted.signal());
  } catch (...) {
    const Failure failure = current_failure();
    const int status = failed == 0 ? failure.status : failed;
    display->fail(failure.message, status);
    return status;
  }
}

/// Runs `action`; when it fails because `name` is not there, the error tells what was perhaps
/// meant.
template <typename Name, typename Action>
auto looking_for(const Name& name, const Action& action) {
  try {
    return action();
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& error) {
    const std::string meant = suggestion(error, name);
    if (meant.empty()) throw;
    throw Error(error.code(), error.what() + meant);
  }
}

/// The same for what --kernel and `kernel add` take: a file, a folder or image:IMAGE.
template <typename Action>
auto looking_for_kernel(const std::string& kernel, const Action& action) {
  if (const auto carrier = kernel_carrier(kernel)) return looking_for(*carrier, action);
  const bool is_word = kernel == "auto" || kernel == "none";
  return looking_for(std::filesystem::path(is_word ? "" : kernel), action);
}

/// The same for what a conversion names.
template <typename Action>
auto looking_for_all_of(const ConvertRequest& request, const Action& action) {
  return looking_for(request.image, [&] { return looking_for_kernel(request.kernel, action); });
}

/// Looks for each of its sources.
AddedKernel add_kernel_of(const KernelAddRequest& request, std::span<const std::string> to_look_for,
                          const WarningSink& warn, Progress& progress) {
  if (to_look_for.empty()) return add_kernel(request, surroundings_of_process(), warn, progress);
  return looking_for_kernel(to_look_for.front(), [&] {
    return add_kernel_of(request, to_look_for.subspan(1), warn, progress);
  });
}

BlobCache open_cache(const std::filesystem::path& asked) {
  const Surroundings surroundings = surroundings_of_process();
  const std::filesystem::path& folder = asked.empty() ? surroundings.cache_folder : asked;
  if (folder.empty()) throw no_cache_folder();
  return {folder, surroundings.scratch_folder};
}

/// What is printed in many small parts goes out in few large ones.
class PrintedPieces {
 public:
  void add(const std::string& text) {
    constexpr std::size_t kPiece = std::size_t{64} << 10;
    pending_ += text;
    if (pending_.size() >= kPiece) finish();
  }
  void finish() {
    show(pending_);
    pending_.clear();
  }

 private:
  std::string pending_;
};

/// Standard input that brought the image is at its end for the program: a file is, too, of which
/// nothing or a part has been read.
void end_input_of(const ImageName& image) {
  if (image.location == "-") static_cast<void>(std::freopen("/dev/null", "r", stdin));
}

struct Runner {
  int operator()(const Information& information) const {
    show(information.text);
    return 0;
  }

  int operator()(const ConvertCommand& command) const {
    return with_display(command.display, [&](Display& display) {
      const WarningSink warn = [&](const std::string& warning) { display.warn(warning); };
      const Conversion conversion = looking_for_all_of(command.request, [&] {
        return convert(command.request, surroundings_of_process(), warn, display);
      });
      if (command.json) display.print(json_document(conversion, command.request.output));
      if (command.json || command.display.quiet) return;
      display.note(describe(conversion, command.verbose),
                   command.request.choice.to_standard_output ? stderr : stdout);
    });
  }

  int operator()(const RunCommand& command) const {
    std::optional<ReadyRun> run;
    const int unfit = with_display(
        command.display,
        [&](Display& display) {
          const WarningSink warn = [&](const std::string& warning) { display.warn(warning); };
          looking_for_all_of(command.request.conversion, [&] {
            run.emplace(prepare_run(command.request, surroundings_of_process(), warn, display));
          });
        },
        kRunFailedStatus);
    if (unfit != 0) return unfit;
    end_input_of(command.request.conversion.image);
    for (const PublishedPort& port : run->chosen) print_remark(describe(port));
    if (command.request.verbose) {
      for (const std::string& note : run->notes) print_remark(note);
    }
    try {
      return start(*run);
    } catch (...) {
      print_error(current_failure().message);
      return kRunFailedStatus;
    }
  }

  int operator()(const InspectCommand& command) const {
    if (command.form == InspectionForm::html) check_page_target(command.page);
    const Inspection inspection = looking_for_all_of(command.request.conversion, [&] {
      return inspect(command.request, surroundings_of_process(), print_warning);
    });
    switch (command.form) {
      case InspectionForm::text:
        show(describe(inspection));
        break;
      case InspectionForm::json:
        show(json_document(inspection));
        break;
      case InspectionForm::raw:
        show(raw_document(inspection));
        break;
      case InspectionForm::html:
        put_page(command.page, html_page(inspection));
        break;
    }
    return 0;
  }

  int operator()(const LsCommand& command) const {
    const ReadOutput output = looking_for(command.output, [&] {
      return read_output_tree(command.output, command.limits, print_warning);
    });
    PrintedPieces pieces;
    const TextSink print = [&](const std::string& text) { pieces.add(text); };
    try {
      if (command.json) {
        print_listing_json(output.format, output.root.tree, command.paths, print);
      } else {
        print_listing(output.root.tree, command.paths, print);
      }
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_found) throw;
      throw error.within("'" + command.output.string() + "'");
    }
    pieces.finish();
    return 0;
  }

  int operator()(const UnpackCommand& command) const {
    const UnpackRequest& request = command.request;
    try {
      const Unpacked unpacked = looking_for(request.output, [&] {
        return unpack(request, surroundings_of_process(), print_warning);
      });
      if (!command.quiet && request.target != "-") {
        show(terminal_text(request.output.string() + " (" + unpacked.format + ", " +
                           counted(unpacked.names, "file") + ") is in " + request.target) +
             "\n");
      }
      return 0;
    } catch (const Interrupted& interrupted) {
      print_error(interrupted.what());
      return end_by(interrupted.signal());
    }
  }

  int operator()(const PullCommand& command) const {
    return with_display(command.display, [&](Display& display) {
      const Surroundings surroundings = surroundings_of_process();
      for (const PullRequest& request : command.requests) {
        const Pulled pulled = pull(request, surroundings, display);
        if (!command.display.quiet) display.print(describe(pulled));
        display.print(pulled.pinned + "\n");
      }
    });
  }

  int operator()(const CacheListCommand& command) const {
    const BlobCache cache = open_cache(command.folder);
    const CacheContents contents = cache.contents();
    const CachedRoots roots = list_roots(cache);
    show(command.json ? json_document(contents, roots, cache.folder())
                      : describe(contents, cache.folder()) + describe(roots));
    return 0;
  }

  int operator()(const CachePruneCommand& command) const {
    const PrunedCache pruned = prune_cache(open_cache(command.folder), command.request);
    show(command.json ? json_document(pruned) : describe(pruned));
    return 0;
  }

  int operator()(const KernelListCommand& command) const {
    const std::filesystem::path store = surroundings_of_process().kernel_store;
    const std::vector<StoredKernel> kernels = list_stored_kernels(store);
    show(command.json ? json_document(kernels, store) : describe(kernels, store));
    return 0;
  }

  int operator()(const KernelAddCommand& command) const {
    return with_display(command.display, [&](Display& display) {
      const WarningSink warn = [&](const std::string& warning) { display.warn(warning); };
      const AddedKernel added =
          add_kernel_of(command.request, command.request.sources, warn, display);
      if (command.json) return display.print(json_document(added));
      display.print(command.display.quiet ? added.folder.string() + "\n" : describe(added));
    });
  }

  int operator()(const DoctorCommand& command) const {
    Surroundings surroundings = surroundings_of_process();
    if (!command.cache_folder.empty()) surroundings.cache_folder = command.cache_folder;
    const std::vector<FindingGroup> groups = examine(surroundings);
    show(command.json ? json_document(groups) : describe(groups));
    return health_of(groups) == Health::failure ? EXIT_FAILURE : EXIT_SUCCESS;
  }

  int operator()(const CompletionCommand& command) const {
    show(completion_text(command, surroundings_of_process));
    return 0;
  }
};

}  // namespace

int execute(const Command& command) {
  return std::visit(Runner(), command);
}

}  // namespace oci2boot
