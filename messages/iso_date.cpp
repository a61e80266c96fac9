#include "messages/iso_date.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace troupe::messages {

std::string iso_date(std::int64_t ms) {
  constexpr std::int64_t year_0 = -62'167'219'200'000;
  constexpr std::int64_t year_10000 = 253'402'300'800'000;
  if (ms < year_0 || ms >= year_10000)
    return "null";
  using namespace std::chrono;
  const sys_time<milliseconds> when{milliseconds{ms}};
  const auto day = floor<days>(when);
  const year_month_day date{day};
  const hh_mm_ss time{when - day};
  std::array<char, 32> text;
  const auto size = std::snprintf(
    text.data(), text.size(), "\"%04d-%02u-%02uT%02d:%02d:%02d.%03dZ\"",
    static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
    static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
    static_cast<int>(time.minutes().count()),
    static_cast<int>(time.seconds().count()),
    static_cast<int>(time.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

} // namespace troupe::messages
