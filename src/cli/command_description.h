// SPDX-License-Identifier: Apache-2.0
// What a command is, as data: its help, its completion and the check of its words are made from it.
#pragma once

#include <string>
#include <vector>

#include "src/cli/option.h"

namespace oci2boot {

struct Example {
  std::string command;  ///< as it is typed, at most 78 columns
  std::string what;     ///< what it is for; empty where the command says it
};

/// A part of a help text that is not about options.
struct HelpSection {
  std::string heading;
  std::string text;  ///< lines of at most 80 columns, each with its newline
};

struct CommandDescription {
  std::string name;       ///< "inspect", "cache ls"
  std::string summary{};  ///< a line for the list of commands: no capital, no final full stop
  /// What follows "oci2boot NAME ": "IMAGE [options] [-- CMD ARG...]"; one for each way to use it.
  std::vector<std::string> usage{};
  std::string purpose{};              ///< a sentence or two
  std::vector<Example> examples{};    ///< the first one is what most people want
  std::vector<HelpSection> before{};  ///< what its words are, in front of the options
  Options options{};                  ///< those of a group side by side
  AbsentOptions absent{};             ///< what is told to somebody who types them
  std::vector<HelpSection> after{};   ///< environment, exit status
  std::vector<ValueKind> words{};     ///< what its words are, for completion; the last one repeats
};

}  // namespace oci2boot
