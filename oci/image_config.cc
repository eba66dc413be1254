// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/image_config.h"

#include <algorithm>
#include <optional>

#include "oci/json_document.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// Days from 1970-01-01 in the Gregorian calendar (Howard Hinnant, "days_from_civil").
std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads `text` against `pattern`, in which each 'd' stands for a digit: the numbers that the runs
/// of digits are, or nothing when it does not fit.
std::optional<std::vector<unsigned>> match_numbers(std::string_view text,
                                                   std::string_view pattern) {
  if (text.size() != pattern.size()) return std::nullopt;
  std::vector<unsigned> numbers;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (pattern[i] != 'd') {
      if (text[i] != pattern[i]) return std::nullopt;
      continue;
    }
    if (!is_digit(text[i])) return std::nullopt;
    if (i == 0 || pattern[i - 1] != 'd') numbers.push_back(0);
    numbers.back() = numbers.back() * 10 + static_cast<unsigned>(text[i] - '0');
  }
  return numbers;
}

/// "Z", "+01:00" or "-01:00" in seconds.
std::optional<std::int64_t> zone_offset(std::string_view zone) {
  if (zone == "Z") return 0;
  if (zone.empty() || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const auto numbers = match_numbers(zone.substr(1), "dd:dd");
  if (!numbers) return std::nullopt;
  const std::int64_t seconds =
      std::int64_t{(*numbers)[0]} * 3600 + std::int64_t{(*numbers)[1]} * 60;
  return zone[0] == '-' ? -seconds : seconds;
}

/// RFC 3339, section 5.6; whole seconds are all that is wanted of it. What is no such date, or
/// before 1970 (Go's zero time is the year 1), counts as not given.
Timestamp parse_date(std::string_view text) {
  constexpr std::string_view kPattern = "dddd-dd-ddTdd:dd:dd";
  const auto date = match_numbers(text.substr(0, kPattern.size()), kPattern);
  if (!date) return {};
  std::string_view zone = text.substr(kPattern.size());
  if (zone.starts_with('.')) {
    zone.remove_prefix(std::min(zone.find_first_not_of("0123456789", 1), zone.size()));
  }
  const auto offset = zone_offset(zone);
  const unsigned month = (*date)[1];
  const unsigned day = (*date)[2];
  if (!offset || month < 1 || month > 12 || day < 1 || day > 31) return {};
  const std::int64_t seconds = days_from_civil((*date)[0], month, day) * 86400 +
                               std::int64_t{(*date)[3]} * 3600 + std::int64_t{(*date)[4]} * 60 +
                               (*date)[5] - *offset;
  return {seconds < 0 ? 0 : seconds, 0};
}

/// A test of no words is inherited by the image's children: there is none.
std::optional<Healthcheck> healthcheck_of(const Json& value) {
  const std::string what = "config.Healthcheck";
  Healthcheck check;
  check.test = texts_of(member(value, "Test"), what + ".Test");
  check.interval_ns = count_of(member(value, "Interval"), what + ".Interval");
  check.timeout_ns = count_of(member(value, "Timeout"), what + ".Timeout");
  check.start_period_ns = count_of(member(value, "StartPeriod"), what + ".StartPeriod");
  check.start_interval_ns = count_of(member(value, "StartInterval"), what + ".StartInterval");
  check.retries = count_of(member(value, "Retries"), what + ".Retries");
  if (check.test.empty()) return std::nullopt;
  return check;
}

std::string text_if_any(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

/// Nothing depends on the history but what people are told: whatever stands there is no reason to
/// refuse the image.
std::vector<HistoryStep> history_of(const Json& list) {
  std::vector<HistoryStep> history;
  if (!list.is_array()) return history;
  for (const Json& step : list) {
    const Json& empty_layer = member(step, "empty_layer");
    history.push_back({text_if_any(member(step, "created_by")),
                       text_if_any(member(step, "comment")),
                       empty_layer.is_boolean() && empty_layer.get<bool>()});
  }
  return history;
}

}  // namespace

ImageConfig ImageConfig::parse(std::string_view json) {
  const Json document = parse_json(json, "the image configuration");
  if (!document.is_object()) {
    throw Error(ErrorCode::invalid_image, "the image configuration is not a JSON object");
  }
  ImageConfig config;
  config.platform = platform_of(document, "the image configuration");
  config.created = parse_date(text_of(member(document, "created"), "created"));

  const Json& run = member(document, "config");
  config.user = text_of(member(run, "User"), "config.User");
  config.env = texts_of(member(run, "Env"), "config.Env");
  config.entrypoint = texts_of(member(run, "Entrypoint"), "config.Entrypoint");
  config.cmd = texts_of(member(run, "Cmd"), "config.Cmd");
  config.working_dir = text_of(member(run, "WorkingDir"), "config.WorkingDir");
  config.stop_signal = text_of(member(run, "StopSignal"), "config.StopSignal");
  config.exposed_ports = keys_of(member(run, "ExposedPorts"), "config.ExposedPorts");
  config.volumes = keys_of(member(run, "Volumes"), "config.Volumes");
  config.healthcheck = healthcheck_of(member(run, "Healthcheck"));
  config.labels = text_map_of(member(run, "Labels"), "config.Labels");

  const Json& rootfs = member(document, "rootfs");
  for (const std::string& text : texts_of(member(rootfs, "diff_ids"), "rootfs.diff_ids")) {
    config.diff_ids.push_back(Digest::parse(text));
  }
  config.history = history_of(member(document, "history"));
  return config;
}

}  // namespace oci2boot
