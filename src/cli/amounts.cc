// SPDX-License-Identifier: Apache-2.0
#include "src/cli/amounts.h"

#include <cstdio>
#include <iterator>

namespace oci2boot {

namespace {

constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};

struct Scale {
  double divisor = 1;
  std::size_t unit = 0;
};

Scale scale_for(std::uint64_t bytes) {
  Scale scale;
  while (static_cast<double>(bytes) / scale.divisor >= 1024 && scale.unit + 1 < std::size(kUnits)) {
    scale.divisor *= 1024;
    ++scale.unit;
  }
  return scale;
}

std::string number(std::uint64_t bytes, const Scale& scale, bool with_tenths) {
  char text[32];
  std::snprintf(text, sizeof text, with_tenths && scale.unit > 0 ? "%.1f" : "%.0f",
                static_cast<double>(bytes) / scale.divisor);
  return text;
}

/// Tenths say nothing any more where there are three digits in front of them.
bool has_tenths(std::uint64_t bytes, const Scale& scale) {
  return static_cast<double>(bytes) / scale.divisor < 99.95;
}

struct CalendarTime {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<std::chrono::seconds> clock;
};

CalendarTime calendar(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  return {std::chrono::year_month_day(day),
          std::chrono::hh_mm_ss<std::chrono::seconds>(time - day)};
}

/// "2026-11-20", `separator`, "14:23"
std::string to_minute(const CalendarTime& time, char separator) {
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u%c%02d:%02d", static_cast<int>(time.day.year()),
                static_cast<unsigned>(time.day.month()), static_cast<unsigned>(time.day.day()),
                separator, static_cast<int>(time.clock.hours().count()),
                static_cast<int>(time.clock.minutes().count()));
  return text;
}

}  // namespace

std::string human_size(std::uint64_t bytes) {
  const Scale scale = scale_for(bytes);
  return number(bytes, scale, true) + " " + kUnits[scale.unit];
}

std::string human_part(std::uint64_t bytes, std::uint64_t whole) {
  const Scale scale = scale_for(whole);
  const bool tenths = has_tenths(whole, scale);
  return number(bytes, scale, tenths) + "/" + number(whole, scale, tenths) + " " +
         kUnits[scale.unit];
}

std::string human_rate(double bytes_per_second) {
  const auto bytes = static_cast<std::uint64_t>(bytes_per_second);
  const Scale scale = scale_for(bytes);
  return number(bytes, scale, has_tenths(bytes, scale)) + " " + kUnits[scale.unit] + "/s";
}

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string human_duration(std::chrono::seconds duration) {
  const auto all = static_cast<long long>(duration.count());
  const long long hours = all / 3600;
  const long long minutes = all / 60 % 60;
  const long long seconds = all % 60;
  char text[48];
  if (all < 60) {
    std::snprintf(text, sizeof text, "%llds", all);
  } else if (hours == 0) {
    std::snprintf(text, sizeof text, "%lld:%02lld", minutes, seconds);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", hours, minutes, seconds);
  }
  return text;
}

std::string utc_time(Timestamp time) {
  const CalendarTime parts = calendar(std::chrono::sys_seconds(std::chrono::seconds(time.seconds)));
  char seconds[16];
  std::snprintf(seconds, sizeof seconds, ":%02dZ", static_cast<int>(parts.clock.seconds().count()));
  return to_minute(parts, 'T') + seconds;
}

std::string utc_minute(std::chrono::system_clock::time_point time) {
  return to_minute(calendar(std::chrono::floor<std::chrono::seconds>(time)), ' ');
}

}  // namespace oci2boot
