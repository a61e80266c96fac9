#pragma once

#include "config/metrics_cells.hpp"
#include "config/metrics_labels.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

/// Counters, gauges and histograms: each a name and a row of slots in every
/// thread's cell, one for each combination of its labels' values.
namespace troupe::metrics {

enum class metric_type : std::uint8_t { counter, gauge, histogram };

/// A metric as whoever writes it down sees it.
struct description {
  std::string_view name;
  std::string_view help;
  metric_type type;
  slot first;
  std::span<const label_description> labels;
  std::span<const std::uint64_t> bounds = {}; ///< of a histogram
  double per_unit = 1; ///< its values are shown divided by that
};

/// What all have in common. `Width` slots for each combination of labels, the
/// last label changing first.
template <slot Width, class... Labels>
struct metric {
  static constexpr std::array<label_description, sizeof...(Labels)> labels{
    describe_label<Labels>()...};
  static constexpr slot size =
    static_cast<slot>((Width * ... * describe_label<Labels>().count));

  static constexpr slot offset(Labels... of) {
    std::size_t at = 0;
    ((at = at * describe_label<Labels>().count + position(of)), ...);
    return static_cast<slot>(at * Width);
  }
  /// The first slot behind it.
  constexpr slot end() const { return static_cast<slot>(first + size); }

  slot first;
  std::string_view name;
  std::string_view help;
};

/// Goes up only.
template <class... Labels>
struct counter : metric<1, Labels...> {
  void count(Labels... of) const noexcept { add(1, of...); }
  void add(std::uint64_t n, Labels... of) const noexcept {
    add_in(this_cell(), n, of...);
  }
  /// To the cell of this thread, which is at hand.
  void add_in(cell_value* cell, std::uint64_t n, Labels... of) const noexcept {
    metrics::add(cell, static_cast<slot>(this->first + this->offset(of...)), n);
  }
  constexpr description describe() const {
    return {
      this->name, this->help, metric_type::counter, this->first, this->labels};
  }
};

/// A part of a gauge that belongs to somebody, and goes with them.
class gauge_part {
public:
  explicit gauge_part(slot at) noexcept
    : at_{at} {}
  ~gauge_part() { set(0); }
  gauge_part(const gauge_part&) = delete;
  gauge_part& operator=(const gauge_part&) = delete;

  void set(std::uint64_t value) noexcept {
    add(at_, value - std::exchange(value_, value));
  }

private:
  std::uint64_t value_ = 0;
  slot at_;
};

/// Goes up and down, on whatever threads: the sum counts.
template <class... Labels>
struct gauge : metric<1, Labels...> {
  void change(std::int64_t by, Labels... of) const noexcept {
    add(
      static_cast<slot>(this->first + this->offset(of...)),
      static_cast<std::uint64_t>(by));
  }
  /// What it stands at in all; 0 if that is less. Any thread.
  std::uint64_t value(Labels... of) const {
    const auto sum =
      total(static_cast<slot>(this->first + this->offset(of...)));
    return sum > UINT64_MAX / 2 ? 0 : sum;
  }
  gauge_part part(Labels... of) const noexcept {
    return gauge_part{static_cast<slot>(this->first + this->offset(of...))};
  }
  constexpr description describe() const {
    return {
      this->name, this->help, metric_type::gauge, this->first, this->labels};
  }
};

/// Counts what it is shown by size. `Scale` has `bounds`, in ascending order
/// and whole numbers, and `per_unit`, by which these are divided when shown.
/// Behind the buckets, the last without a bound, stands the sum.
template <class Scale, class... Labels>
struct histogram : metric<Scale::bounds.size() + 2, Labels...> {
  void observe(std::uint64_t value, Labels... of) const noexcept {
    observe_in(this_cell(), value, of...);
  }
  void observe_in(
    cell_value* cell, std::uint64_t value, Labels... of) const noexcept {
    std::size_t bucket = 0;
    while (bucket < Scale::bounds.size() && value > Scale::bounds[bucket])
      ++bucket;
    const auto row = static_cast<slot>(this->first + this->offset(of...));
    add(cell, static_cast<slot>(row + bucket), 1);
    add(cell, static_cast<slot>(row + Scale::bounds.size() + 1), value);
  }
  /// Of those in seconds.
  void observe(std::chrono::nanoseconds time, Labels... of) const noexcept {
    observe(static_cast<std::uint64_t>(time.count()), of...);
  }
  void observe_in(cell_value* cell, std::chrono::nanoseconds time, Labels... of)
    const noexcept {
    observe_in(cell, static_cast<std::uint64_t>(time.count()), of...);
  }
  constexpr description describe() const {
    return {this->name,   this->help,    metric_type::histogram, this->first,
            this->labels, Scale::bounds, Scale::per_unit};
  }
};

} // namespace troupe::metrics
