// SPDX-License-Identifier: Apache-2.0
// Where in a command line somebody is who wants to know what may follow.
#pragma once

#include <map>
#include <span>
#include <string>

#include "src/cli/command_table.h"

namespace oci2boot {

struct TypedPlace {
  enum class Kind {
    first_word,     ///< a command, or what is converted without one
    second_word,    ///< of the commands that share `group` as their first word
    option,         ///< a word that begins with a dash
    value,          ///< of `option`, behind `before` in the same word
    word,           ///< the word number `index` that is neither, counted from 0
    guest_command,  ///< what runs in the guest: not known here
  };

  Kind kind = Kind::first_word;
  const CommandEntry* command = nullptr;  ///< of all kinds but second_word
  std::string group;                      ///< "cache"
  const Option* option = nullptr;
  std::string before;  ///< "--kernel=" of "--kernel=auto"; empty where the value is the whole word
  std::string part;    ///< what is there already of that which is looked for
  std::size_t index = 0;
  /// Long names of the options that stand before it, and their values; flags have none.
  std::map<std::string, std::string> given;
};

/// `words` are those behind the program's name. The last one is being typed; it may be empty. At
/// least one.
TypedPlace typed_place(std::span<const std::string> words);

}  // namespace oci2boot
