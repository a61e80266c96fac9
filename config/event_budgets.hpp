#pragma once

#include "config/line_budget.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace troupe::log {

/// Lines of one event that were left out.
struct left_out {
  std::string_view event; ///< lives as long as its budgets
  std::uint64_t lines = 0;
};

/// A budget for each event: one that floods costs no other its lines. Any
/// thread; lock-free, of a fixed size.
class event_budgets {
public:
  /// Ids are cut at so many bytes; more events than fit share the last one.
  static constexpr std::size_t name_bytes = 48;
  static constexpr std::size_t capacity = 256;

  /// As `line_budget::take`, for the line's event.
  bool take(
    std::string_view event, std::uint32_t second, std::uint32_t most) noexcept;
  /// All lines so far for which `take` said false.
  std::uint64_t refused() const noexcept;
  /// Those since the last call, by event. One thread at a time.
  std::vector<left_out> collect();

private:
  enum class use : std::uint8_t { free, claimed, named };
  /// One on a cache line of its own.
  struct alignas(64) place {
    std::atomic<use> state{use::free};
    std::uint8_t size = 0;
    std::array<char, name_bytes> name{};
    line_budget budget;
    std::uint64_t told = 0; ///< of those refused

    std::string_view event() const noexcept { return {name.data(), size}; }
    bool claim(std::string_view event) noexcept;
    bool is_of(std::string_view event) noexcept;
  };

  line_budget& budget_of(std::string_view event) noexcept;

  std::array<place, capacity> places_;
};

} // namespace troupe::log
