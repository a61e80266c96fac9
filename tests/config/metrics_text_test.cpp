#define CAF_SUITE config.metrics_text

#include "config/metrics_text.hpp"

#include "tests/support/test.hpp"

#include <array>

using namespace troupe;
using metrics::label;
using metrics::text_writer;

CAF_TEST(a metric has its help and type before its samples) {
  text_writer out;
  out.begin("t_open", "What is open.", "gauge");
  out.sample({}, std::uint64_t{3});
  const std::array labels{label{"a", "x"}, label{"b", "y z"}};
  out.sample(labels, 0.25);
  CAF_CHECK_EQUAL(
    out.text(), "# HELP t_open What is open.\n"
                "# TYPE t_open gauge\n"
                "t_open 3\n"
                "t_open{a=\"x\",b=\"y z\"} 0.25\n");
}

CAF_TEST(what would end a line or a value is escaped) {
  const struct {
    std::string_view raw, in_help, in_label;
  } cases[] = {
    {"plain", "plain", "plain"},
    {"a\\b", "a\\\\b", "a\\\\b"},
    {"a\nb", "a\\nb", "a\\nb"},
    {"a\"b", "a\"b", "a\\\"b"},
    {"\\\"\n", "\\\\\"\\n", "\\\\\\\"\\n"},
    {"/ä,{}", "/ä,{}", "/ä,{}"},
  };
  for (const auto& each : cases) {
    text_writer out;
    out.begin("t", each.raw, "counter");
    const label only{"l", each.raw};
    out.sample({&only, 1}, std::uint64_t{1});
    CAF_CHECK_EQUAL(
      out.text(), "# HELP t " + std::string{each.in_help} +
                    "\n# TYPE t counter\nt{l=\"" + std::string{each.in_label} +
                    "\"} 1\n");
  }
}

CAF_TEST(numbers are short and without an exponent) {
  const std::pair<double, std::string_view> cases[] = {
    {0, "0"},
    {0.00001, "0.00001"},
    {1.5, "1.5"},
    {1e9, "1000000000"},
    {1764115200.25, "1764115200.25"},
  };
  for (const auto& [number, shown] : cases) {
    text_writer out;
    out.sample({}, number);
    CAF_CHECK_EQUAL(out.text(), " " + std::string{shown} + "\n");
  }
  text_writer out;
  out.sample({}, UINT64_MAX);
  CAF_CHECK_EQUAL(out.text(), " 18446744073709551615\n");
}

CAF_TEST(a histogram counts what is at most as large as each bound) {
  text_writer out;
  out.begin("t_seconds", "Time.", "histogram");
  const label only{"nsp", "/"};
  const std::array bounds{0.1, 2.5};
  const std::array<std::uint64_t, 3> buckets{1, 2, 4};
  out.histogram({&only, 1}, bounds, buckets, 7.5);
  CAF_CHECK_EQUAL(
    out.text(), "# HELP t_seconds Time.\n"
                "# TYPE t_seconds histogram\n"
                "t_seconds_bucket{nsp=\"/\",le=\"0.1\"} 1\n"
                "t_seconds_bucket{nsp=\"/\",le=\"2.5\"} 3\n"
                "t_seconds_bucket{nsp=\"/\",le=\"+Inf\"} 7\n"
                "t_seconds_sum{nsp=\"/\"} 7.5\n"
                "t_seconds_count{nsp=\"/\"} 7\n");
}

CAF_TEST(a histogram without labels has its bounds alone) {
  text_writer out;
  out.begin("t", "T.", "histogram");
  const std::array bounds{1.0};
  const std::array<std::uint64_t, 2> buckets{0, 0};
  out.histogram({}, bounds, buckets, 0);
  CAF_CHECK_EQUAL(
    out.text(), "# HELP t T.\n# TYPE t histogram\n"
                "t_bucket{le=\"1\"} 0\nt_bucket{le=\"+Inf\"} 0\n"
                "t_sum 0\nt_count 0\n");
}
