#include "config/metrics_text.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <utility>

namespace troupe::metrics {

namespace {

void append_escaped(std::string& to, std::string_view from, bool quoted) {
  for (const char c : from) {
    if (c == '\\')
      to += "\\\\";
    else if (c == '\n')
      to += "\\n";
    else if (c == '"' && quoted)
      to += "\\\"";
    else
      to += c;
  }
}

/// As short as it can be read back from, and without an exponent.
template <class Number>
void append_number(std::string& to, Number number) {
  std::array<char, 512> digits{};
  auto* const end = digits.data() + digits.size();
  std::to_chars_result done{};
  if constexpr (std::floating_point<Number>)
    done = std::to_chars(digits.data(), end, number, std::chars_format::fixed);
  else
    done = std::to_chars(digits.data(), end, number);
  to.append(digits.data(), done.ptr);
}

} // namespace

void text_writer::begin(
  std::string_view name, std::string_view help, std::string_view type) {
  name_ = name;
  text_ += "# HELP " + name_ + ' ';
  append_escaped(text_, help, false);
  text_ += "\n# TYPE " + name_ + ' ';
  text_ += type;
  text_ += '\n';
}

void text_writer::sample(std::span<const label> labels, std::uint64_t number) {
  name({}, labels);
  value(number);
}

void text_writer::sample(std::span<const label> labels, double number) {
  name({}, labels);
  value(number);
}

void text_writer::histogram(
  std::span<const label> labels, std::span<const double> bounds,
  std::span<const std::uint64_t> buckets, double sum) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    std::string bound;
    append_number(bound, bounds[i]);
    count += buckets[i];
    name("_bucket", labels, bound);
    value(count);
  }
  count += buckets.back();
  name("_bucket", labels, "+Inf");
  value(count);
  name("_sum", labels);
  value(sum);
  name("_count", labels);
  value(count);
}

void text_writer::name(std::string_view suffix, std::span<const label> labels) {
  name(suffix, labels, {});
}

void text_writer::name(
  std::string_view suffix, std::span<const label> labels,
  std::string_view bound) {
  text_ += name_;
  text_ += suffix;
  char before = '{';
  const auto put = [&](const label& of) {
    text_ += std::exchange(before, ',');
    text_ += of.name;
    text_ += "=\"";
    append_escaped(text_, of.value, true);
    text_ += '"';
  };
  for (const auto& each : labels)
    put(each);
  if (!bound.empty())
    put({"le", bound});
  if (before == ',')
    text_ += '}';
}

template <class Number>
void text_writer::value(Number number) {
  text_ += ' ';
  append_number(text_, number);
  text_ += '\n';
}

} // namespace troupe::metrics
