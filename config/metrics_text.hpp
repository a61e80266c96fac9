#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace troupe::metrics {

struct label {
  std::string_view name;
  std::string_view value;
};

/// Writes metrics in Prometheus's text format 0.0.4. Pure.
class text_writer {
public:
  /// Begins a metric; its samples follow. `type` is `counter`, `gauge` or
  /// `histogram`.
  void
  begin(std::string_view name, std::string_view help, std::string_view type);
  void sample(std::span<const label> labels, std::uint64_t value);
  void sample(std::span<const label> labels, double value);
  /// `buckets` has one more than `bounds`, for what is over the last. Each
  /// counts its own, not those below.
  void histogram(
    std::span<const label> labels, std::span<const double> bounds,
    std::span<const std::uint64_t> buckets, double sum);

  const std::string& text() const noexcept { return text_; }

private:
  void name(std::string_view suffix, std::span<const label> labels);
  void name(
    std::string_view suffix, std::span<const label> labels,
    std::string_view bound);
  template <class Number>
  void value(Number number);

  std::string name_;
  std::string text_;
};

} // namespace troupe::metrics
