// SPDX-License-Identifier: Apache-2.0
#include "src/cli/completion_command.h"

#include <utility>

#include "oci2boot/error.h"
#include "src/cli/completion/completion.h"
#include "src/cli/completion/completion_scripts.h"
#include "src/cli/completion/host_facts.h"
#include "src/cli/completion/typed_place.h"
#include "src/cli/source_options.h"

namespace oci2boot {

namespace {

constexpr const char* kWords = "words";

std::string_view script_for(std::string_view shell) {
  if (shell == "bash") return kBashCompletion;
  if (shell == "zsh") return kZshCompletion;
  if (shell == "fish") return kFishCompletion;
  return {};
}

}  // namespace

Options completion_options() {
  Options options;
  add_group(options, "Options", {cache_folder_option(), help_option()});
  return options;
}

CommandDescription completion_description() {
  return {
      .name = "completion",
      .summary = "print the completion script of a shell",
      .usage = {"bash|zsh|fish", "words -- WORD..."},
      .purpose =
          "Print what makes a shell complete commands, options, images and files behind "
          "oci2boot. Packages and cmake --install put it where shells look for it.",
      .examples = {{"source <(oci2boot completion bash)", "in ~/.bashrc"},
                   {"source <(oci2boot completion zsh)", "in ~/.zshrc, behind compinit"},
                   {"oci2boot completion fish | source", "in ~/.config/fish/config.fish"}},
      .before = {{"WORD",
                  R"(  For other shells: what is typed behind oci2boot, up to the cursor; the last
  word may be empty. The answer is a line none, files, folders or archives,
  which says what the shell adds by its own means, then for each word that may
  stand there a line with the word, a tab and what it is. More follows a word
  that ends in a colon, an equals sign or a slash.
)"}},
      .options = completion_options(),
      .words = {ValueKind::shell, ValueKind::text}};
}

CompletionCommand completion_command(const GivenOptions& given, std::vector<std::string> typed) {
  const std::vector<std::string>& words = given.words();
  if (words.empty()) {
    throw Error(ErrorCode::usage, "completion: for which shell? bash, zsh or fish");
  }
  refuse_words(given, 1);
  const std::string& what = words.front();
  if (what != kWords && script_for(what).empty()) {
    throw Error(ErrorCode::usage, "completion " + what + ": expected bash, zsh or fish");
  }
  if (what == kWords && typed.empty()) {
    throw Error(ErrorCode::usage,
                "completion words: what is typed goes behind --, as in: oci2boot "
                "completion words -- inspect ''");
  }
  if (what != kWords && !typed.empty()) {
    throw Error(ErrorCode::usage, "completion " + what + " takes nothing behind --");
  }
  return {what, std::move(typed), cache_folder_of(given)};
}

std::string completion_text(const CompletionCommand& command,
                            const std::function<Surroundings()>& find_surroundings) {
  if (command.what != kWords) return std::string(script_for(command.what));
  Surroundings surroundings;
  try {
    surroundings = find_surroundings();
  } catch (const Error&) {
    // A variable is set wrongly: the command that is being typed will tell.
  }
  if (!command.cache_folder.empty()) surroundings.cache_folder = command.cache_folder;
  const TypedPlace place = typed_place(command.typed);
  if (const auto typed = place.given.find("cache-dir"); typed != place.given.end()) {
    surroundings.cache_folder = typed->second;
  }
  return for_shells(complete(command.typed, host_facts(surroundings)));
}

}  // namespace oci2boot
