// SPDX-License-Identifier: Apache-2.0
#include "src/cli/completion/typed_place.h"

#include <algorithm>
#include <string_view>

namespace oci2boot {

namespace {

using Kind = TypedPlace::Kind;
using Words = std::span<const std::string>;

const Option* option_with_letter(const Options& options, char wanted) {
  const auto found = std::find_if(options.begin(), options.end(), [&](const Option& option) {
    return letter(option) == std::string(1, wanted);
  });
  return found == options.end() ? nullptr : &*found;
}

/// What a word that begins with a dash says: which options, and whether the last one's value is in
/// it too.
struct OptionWord {
  std::vector<const Option*> options;
  std::size_t value_begin = std::string::npos;
};

OptionWord read_long(const Options& options, const std::string& word) {
  const std::size_t equals = word.find('=');
  OptionWord read;
  if (const Option* option = find_option(options, word.substr(2, equals - 2))) {
    read.options.push_back(option);
  }
  if (equals != std::string::npos) read.value_begin = equals + 1;
  return read;
}

/// "-qo": what follows the first letter that takes a value is that value.
OptionWord read_letters(const Options& options, const std::string& word) {
  OptionWord read;
  for (std::size_t i = 1; i < word.size(); ++i) {
    const Option* option = option_with_letter(options, word[i]);
    if (option == nullptr) break;
    read.options.push_back(option);
    if (option->kind == OptionKind::flag) continue;
    if (i + 1 < word.size()) read.value_begin = i + 1;
    break;
  }
  return read;
}

OptionWord read_option_word(const Options& options, const std::string& word) {
  return word.starts_with("--") ? read_long(options, word) : read_letters(options, word);
}

bool is_option_word(const std::string& word) {
  return word.size() > 1 && word.front() == '-';
}

/// The option whose value the next word is, or nothing.
const Option* awaits_value(const OptionWord& word) {
  if (word.options.empty() || word.value_begin != std::string::npos) return nullptr;
  const Option* last = word.options.back();
  return last->kind == OptionKind::flag ? nullptr : last;
}

TypedPlace place_in_option(TypedPlace place, const Options& options, const std::string& word) {
  const OptionWord read = read_option_word(options, word);
  if (read.options.empty() || read.value_begin == std::string::npos) {
    place.kind = Kind::option;
    place.part = word;
    return place;
  }
  place.kind = Kind::value;
  place.option = read.options.back();
  place.before = word.substr(0, read.value_begin);
  place.part = word.substr(read.value_begin);
  return place;
}

/// `words` behind those that name the command.
TypedPlace place_in_command(const CommandEntry& command, Words words) {
  const Options& options = command.description.options;
  TypedPlace place;
  place.command = &command;
  const Option* awaiting = nullptr;
  bool only_words = false;  // behind "--"
  for (const std::string& word : words.first(words.size() - 1)) {
    if (awaiting != nullptr) {
      place.given[long_name(*awaiting)] = word;
      awaiting = nullptr;
    } else if (word == "--" && !only_words) {
      only_words = true;
    } else if (is_option_word(word) && !only_words) {
      const OptionWord read = read_option_word(options, word);
      for (const Option* option : read.options) place.given[long_name(*option)].clear();
      if (read.value_begin != std::string::npos && !read.options.empty()) {
        place.given[long_name(*read.options.back())] = word.substr(read.value_begin);
      }
      awaiting = awaits_value(read);
    } else {
      ++place.index;
    }
  }
  const std::string& last = words.back();
  place.part = last;
  if (awaiting != nullptr) {
    place.kind = Kind::value;
    place.option = awaiting;
  } else if (only_words) {
    place.kind = command.takes_guest_command ? Kind::guest_command : Kind::word;
  } else if (!last.empty() && last.front() == '-') {
    return place_in_option(std::move(place), options, last);
  } else {
    place.kind = Kind::word;
  }
  return place;
}

}  // namespace

TypedPlace typed_place(Words words) {
  const std::string& first = words.front();
  if (words.size() > 1) {
    if (const CommandEntry* command = find_command(first)) {
      return place_in_command(*command, words.subspan(1));
    }
    if (is_command_group(first)) {
      TypedPlace place;
      place.kind = Kind::second_word;
      place.group = first;
      place.part = words.back();
      if (words.size() == 2) return place;
      const CommandEntry* command = find_command(first + " " + words[1]);
      if (command != nullptr) return place_in_command(*command, words.subspan(2));
      place.kind = Kind::guest_command;  // there is no such command: nothing is known
      return place;
    }
  }
  TypedPlace place = place_in_command(*find_command("convert"), words);
  if (words.size() == 1 && place.kind == Kind::word) place.kind = Kind::first_word;
  return place;
}

}  // namespace oci2boot
