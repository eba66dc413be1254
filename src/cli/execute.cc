// SPDX-License-Identifier: Apache-2.0
#include "src/cli/execute.h"

#include <csignal>

#include "oci2boot/error.h"
#include "src/cli/amounts.h"
#include "src/cli/cache_report.h"
#include "src/cli/failure.h"
#include "src/cli/inspect_report.h"
#include "src/cli/json_documents.h"
#include "src/cli/kernel_report.h"
#include "src/cli/listing.h"
#include "src/cli/progress/display.h"
#include "src/cli/report.h"
#include "src/cli/surroundings.h"
#include "src/cli/terminal_text.h"
#include "src/image/read_output.h"
#include "src/pipeline/pipeline.h"
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
template <typename Action>
int with_display(const DisplayOptions& options, const Action& action) {
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
    display->fail(failure.message, failure.status);
    return failure.status;
  }
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

struct Runner {
  int operator()(const Information& information) const {
    show(information.text);
    return 0;
  }

  int operator()(const ConvertCommand& command) const {
    return with_display(command.display, [&](Display& display) {
      const WarningSink warn = [&](const std::string& warning) { display.warn(warning); };
      const Conversion conversion =
          convert(command.request, surroundings_of_process(), warn, display);
      if (command.display.quiet) return;
      display.note(describe(conversion, command.verbose),
                   command.request.choice.to_standard_output ? stderr : stdout);
    });
  }

  int operator()(const InspectCommand& command) const {
    const Inspection inspection =
        inspect(command.request, surroundings_of_process(), print_warning);
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
    }
    return 0;
  }

  int operator()(const LsCommand& command) const {
    const ReadOutput output = read_output_tree(command.output, command.limits, print_warning);
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
      const Unpacked unpacked = unpack(request, surroundings_of_process(), print_warning);
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
    show(command.json ? json_document(contents, cache.folder())
                      : describe(contents, cache.folder()));
    return 0;
  }

  int operator()(const CachePruneCommand& command) const {
    show(describe(open_cache(command.folder).prune(command.request)));
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
          add_kernel(command.request, surroundings_of_process(), warn, display);
      display.print(command.display.quiet ? added.folder.string() + "\n" : describe(added));
    });
  }
};

}  // namespace

int execute(const Command& command) {
  return std::visit(Runner(), command);
}

}  // namespace oci2boot
