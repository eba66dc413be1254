// SPDX-License-Identifier: Apache-2.0
#include "oci/http/http_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace oci2boot {

namespace {

using std::chrono::year_month_day;

// The words of a date: separated by blanks, commas and hyphens.
std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view kBetween = " ,-";
  std::vector<std::string_view> words;
  std::size_t start = text.find_first_not_of(kBetween);
  while (start != std::string_view::npos && words.size() <= 6) {
    const std::size_t end = std::min(text.find_first_of(kBetween, start), text.size());
    words.push_back(text.substr(start, end - start));
    start = text.find_first_not_of(kBetween, end);
  }
  return words;
}

// Digits alone, and no more than four of them.
std::optional<int> number(std::string_view word) {
  int value = 0;
  if (word.empty() || word.size() > 4 || word.front() == '-') return std::nullopt;
  const auto [end, wrong] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (wrong != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

std::optional<std::chrono::month> month(std::string_view word) {
  constexpr std::array<std::string_view, 12> kNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto* const found = std::find(kNames.begin(), kNames.end(), word);
  if (found == kNames.end()) return std::nullopt;
  return std::chrono::month(static_cast<unsigned>(found - kNames.begin()) + 1);
}

// "08:49:37"
std::optional<std::chrono::seconds> time_of_day(std::string_view word) {
  if (word.size() != 8 || word[2] != ':' || word[5] != ':') return std::nullopt;
  const auto hours = number(word.substr(0, 2));
  const auto minutes = number(word.substr(3, 2));
  const auto seconds = number(word.substr(6, 2));
  if (!hours || !minutes || !seconds) return std::nullopt;
  if (*hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;  // 60: a leap second
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         std::chrono::seconds(*seconds);
}

// A year of two digits is never more than 50 years ahead.
int with_century(int year, std::chrono::system_clock::time_point now) {
  const year_month_day today(std::chrono::floor<std::chrono::days>(now));
  const int this_year = static_cast<int>(today.year());
  const int guess = this_year / 100 * 100 + year;
  return guess > this_year + 50 ? guess - 100 : guess;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text,
                                                        std::chrono::system_clock::time_point now) {
  // Sun, 06 Nov 1994 08:49:37 GMT
  // Sunday, 06-Nov-94 08:49:37 GMT
  // Sun Nov  6 08:49:37 1994
  const std::vector<std::string_view> words = words_of(text);
  const bool asctime = words.size() == 5;
  if (!asctime && (words.size() != 6 || words[5] != "GMT")) return std::nullopt;
  const auto day = number(words[asctime ? 2 : 1]);
  const auto named = month(words[asctime ? 1 : 2]);
  const std::string_view year_word = words[asctime ? 4 : 3];
  const auto year = number(year_word);
  const auto time = time_of_day(words[asctime ? 3 : 4]);
  if (!day || !named || !year || !time) return std::nullopt;

  const int full_year = year_word.size() == 2 ? with_century(*year, now) : *year;
  const year_month_day date(std::chrono::year(full_year), *named,
                            std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + *time;
}

}  // namespace oci2boot
