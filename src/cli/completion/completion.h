// SPDX-License-Identifier: Apache-2.0
// What may stand where somebody is typing: made from the table of commands, whatever the shell.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace oci2boot {

struct Candidate {
  std::string word;  ///< the whole word: "--kernel=auto". More follows one that ends in : = or /
  std::string what;  ///< one line; may be empty
};

/// Which names of files the shell adds by its own means, which know "~", variables and quotes.
enum class ShellFiles {
  none,
  all,
  folders,
  archives,  ///< archives by their names, and folders
};

struct Completion {
  std::vector<Candidate> candidates;
  ShellFiles files = ShellFiles::none;
};

/// What this machine has. Each is asked only where its answer may stand.
struct CompletionFacts {
  /// Images in the cache, by their whole names, with what is told of them.
  std::function<std::vector<Candidate>()> cached_images;
  /// Names of files that begin with that, folders with a final slash.
  std::function<std::vector<std::string>(const std::string& beginning)> files;
};

/// Files for the inside of a word, where shells do not look for them: what begins with `part`, each
/// behind `before`.
std::vector<Candidate> file_candidates(const std::string& before, const std::string& part,
                                       ShellFiles wanted, const CompletionFacts& facts);

/// `words` are those behind the program's name, the last one being typed. What does not begin with
/// that is left out.
Completion complete(std::span<const std::string> words, const CompletionFacts& facts);

/// For the scripts of shells: a line "none", "files", "folders" or "archives", then a line
/// "WORD\tWHAT" for each candidate. A word that would break its line is left out.
std::string for_shells(const Completion& completion);

}  // namespace oci2boot
