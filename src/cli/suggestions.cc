// SPDX-License-Identifier: Apache-2.0
#include "src/cli/suggestions.h"

#include <algorithm>
#include <numeric>
#include <system_error>
#include <utility>
#include <vector>

namespace oci2boot {

namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kMostFiles = 4096;
constexpr std::size_t kLongest = 256;

/// How many characters to add, remove, change or swap with their neighbour to make one of the other
/// (optimal string alignment).
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> last(right.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::vector<std::size_t> row(right.size() + 1, i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t change = last[j] + (left[i] == right[j] ? 0 : 1);
      row[j + 1] = std::min({last[j + 1] + 1, row[j] + 1, change});
      if (i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j]) {
        row[j + 1] = std::min(row[j + 1], before[j - 1] + 1);
      }
    }
    before = std::exchange(last, std::move(row));
  }
  return last.back();
}

/// The only candidate that starts with `word`, or nothing.
std::string completed(std::string_view word, std::span<const std::string> candidates) {
  const auto starts = [&](const std::string& known) { return known.starts_with(word); };
  if (std::count_if(candidates.begin(), candidates.end(), starts) != 1) return "";
  return *std::find_if(candidates.begin(), candidates.end(), starts);
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() < kShortest || word.size() > kLongest) return "";
  std::size_t least = word.size() <= kShortest + 1 ? 2 : 3;
  std::string found;
  for (const std::string& known : candidates) {
    if (known.size() > word.size() + 2 || known.size() + 2 < word.size()) continue;
    const std::size_t here = distance(word, known);
    if (here >= least || here >= known.size()) continue;
    least = here;
    found = known;
  }
  return found.empty() ? completed(word, candidates) : found;
}

std::string nearest_file(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.parent_path();
  std::vector<std::string> names;
  std::error_code failed;
  std::filesystem::directory_iterator entry(folder.empty() ? "." : folder, failed);
  for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
    if (names.size() == kMostFiles) return "";
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const std::string found = nearest(path.filename().string(), names);
  return found.empty() ? "" : (folder / found).string();
}

}  // namespace oci2boot
