// SPDX-License-Identifier: Apache-2.0
#include "src/cli/completion/completion.h"

#include <algorithm>
#include <utility>

#include "src/cli/completion/image_candidates.h"
#include "src/cli/completion/typed_place.h"

namespace oci2boot {

namespace {

using Kind = TypedPlace::Kind;

constexpr std::string_view kImageKernel = "image:";

/// A first word that is not in the table: see command_line.h.
Candidate help_candidate() {
  return {"help", "tell of a command, or of all"};
}

std::string group_summary(const std::string& group) {
  std::string list;
  for (const CommandDescription& command : commands_in_group(group)) {
    list += (list.empty() ? "" : "; ") + command.summary;
  }
  return list;
}

std::vector<Candidate> first_words() {
  std::vector<Candidate> candidates;
  for (const std::string& word : command_words()) {
    const CommandEntry* command = find_command(word);
    candidates.push_back({word, command ? command->description.summary : group_summary(word)});
  }
  candidates.push_back(help_candidate());
  return candidates;
}

std::vector<Candidate> second_words(const std::string& group) {
  std::vector<Candidate> candidates;
  for (const CommandDescription& command : commands_in_group(group)) {
    candidates.push_back({command.name.substr(group.size() + 1), command.summary});
  }
  return candidates;
}

/// As much of it as a list has room for: up to where it goes into details.
std::string brief_help(const Option& option) {
  constexpr std::size_t kRoom = 64;
  std::string brief = option.help.substr(0, option.help.find_first_of(";\n"));
  brief = brief.substr(0, brief.find(" (default"));
  if (brief.size() <= kRoom) return brief;
  return brief.substr(0, brief.rfind(' ', kRoom)) + " ...";
}

/// Of two that say the opposite, the table has it at one.
bool is_ruled_out(const Option& option, const TypedPlace& place) {
  const Options& options = place.command->description.options;
  return std::any_of(options.begin(), options.end(), [&](const Option& other) {
    return place.given.contains(long_name(other)) &&
           (std::ranges::count(option.excludes, long_name(other)) != 0 ||
            std::ranges::count(other.excludes, long_name(option)) != 0);
  });
}

/// Long names, and letters where somebody has typed no more than a dash. Not those that are
/// there already, nor what they rule out.
std::vector<Candidate> option_candidates(const TypedPlace& place) {
  std::vector<Candidate> candidates;
  for (const Option& option : place.command->description.options) {
    const std::string name = long_name(option);
    const bool is_there = place.given.contains(name) && option.kind != OptionKind::many;
    if (is_there || is_ruled_out(option, place)) continue;
    if (place.part == "-" && !letter(option).empty()) {
      candidates.push_back({"-" + letter(option), brief_help(option)});
    }
    candidates.push_back({"--" + name, brief_help(option)});
  }
  return candidates;
}

std::vector<Candidate> shells() {
  return {{"bash", ""}, {"fish", ""}, {"zsh", ""}};
}

ShellFiles shell_files(ValueKind kind) {
  switch (kind) {
    case ValueKind::file:
    case ValueKind::output:
    case ValueKind::kernel:
      return ShellFiles::all;
    case ValueKind::folder:
      return ShellFiles::folders;
    default:
      return ShellFiles::none;
  }
}

Completion kernel_candidates(const std::string& part, const CompletionFacts& facts) {
  if (!part.starts_with(kImageKernel)) {
    return {{{std::string(kImageKernel), "an image that has a kernel"}}, ShellFiles::all};
  }
  Completion images = image_candidates(part.substr(kImageKernel.size()), facts);
  for (Candidate& image : images.candidates) image.word.insert(0, kImageKernel);
  images.files = ShellFiles::none;
  return images;
}

Completion of_kind(ValueKind kind, const std::string& part, const CompletionFacts& facts) {
  if (kind == ValueKind::image) return image_candidates(part, facts);
  if (kind == ValueKind::kernel) return kernel_candidates(part, facts);
  if (kind == ValueKind::shell) return {shells(), ShellFiles::none};
  return {{}, shell_files(kind)};
}

/// Shells know of files where they are whole words.
void list_files_here(const std::string& part, const CompletionFacts& facts,
                     Completion& completion) {
  const ShellFiles wanted = std::exchange(completion.files, ShellFiles::none);
  if (wanted == ShellFiles::none) return;
  const std::vector<Candidate> files = file_candidates("", part, wanted, facts);
  completion.candidates.insert(completion.candidates.end(), files.begin(), files.end());
}

Completion value_candidates(const TypedPlace& place, const CompletionFacts& facts) {
  Completion completion = of_kind(place.option->completes, place.part, facts);
  for (const std::string& choice : place.option->choices) {
    completion.candidates.push_back({choice, ""});
  }
  if (place.before.empty()) return completion;
  list_files_here(place.part, facts, completion);
  for (Candidate& candidate : completion.candidates) candidate.word.insert(0, place.before);
  return completion;
}

Completion word_candidates(const TypedPlace& place, const CompletionFacts& facts) {
  const std::vector<ValueKind>& kinds = place.command->description.words;
  if (kinds.empty()) return {};
  const ValueKind kind = kinds[std::min(place.index, kinds.size() - 1)];
  return of_kind(kind, place.part, facts);
}

Completion first_word_candidates(const TypedPlace& place, const CompletionFacts& facts) {
  Completion completion = image_candidates(place.part, facts);
  std::vector<Candidate> words = first_words();
  words.insert(words.end(), completion.candidates.begin(), completion.candidates.end());
  completion.candidates = std::move(words);
  return completion;
}

Completion at(const TypedPlace& place, const CompletionFacts& facts) {
  switch (place.kind) {
    case Kind::first_word:
      return first_word_candidates(place, facts);
    case Kind::second_word:
      return {second_words(place.group), ShellFiles::none};
    case Kind::option:
      return {option_candidates(place), ShellFiles::none};
    case Kind::value:
      return value_candidates(place, facts);
    case Kind::word:
      return word_candidates(place, facts);
    case Kind::guest_command:
      break;
  }
  return {};
}

/// "oci2boot help WORD..."
Completion help_topics(std::span<const std::string> words) {
  if (words.size() == 1) {
    std::vector<Candidate> topics = first_words();
    topics.push_back({"config", "defaults: files and the environment"});
    return {std::move(topics), ShellFiles::none};
  }
  if (words.size() == 2) return {second_words(words.front()), ShellFiles::none};
  return {};
}

const char* directive(ShellFiles files) {
  switch (files) {
    case ShellFiles::all:
      return "files";
    case ShellFiles::folders:
      return "folders";
    case ShellFiles::archives:
      return "archives";
    case ShellFiles::none:
      break;
  }
  return "none";
}

bool is_one_line(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

std::vector<Candidate> file_candidates(const std::string& before, const std::string& part,
                                       ShellFiles wanted, const CompletionFacts& facts) {
  std::vector<Candidate> candidates;
  for (const std::string& file : facts.files(part)) {
    if (wanted == ShellFiles::folders && !file.ends_with("/")) continue;
    candidates.push_back({before + file, ""});
  }
  return candidates;
}

Completion complete(std::span<const std::string> words, const CompletionFacts& facts) {
  const bool is_help = words.size() > 1 && words.front() == "help";
  Completion completion = is_help ? help_topics(words.subspan(1)) : at(typed_place(words), facts);
  std::erase_if(completion.candidates, [&](const Candidate& candidate) {
    return !candidate.word.starts_with(words.back());
  });
  return completion;
}

std::string for_shells(const Completion& completion) {
  std::string text = std::string(directive(completion.files)) + "\n";
  for (const Candidate& candidate : completion.candidates) {
    if (!is_one_line(candidate.word) || !is_one_line(candidate.what)) continue;
    text += candidate.word + "\t" + candidate.what + "\n";
  }
  return text;
}

}  // namespace oci2boot
