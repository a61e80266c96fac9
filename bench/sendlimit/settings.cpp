#include "bench/sendlimit/settings.hpp"

#include <CLI/CLI.hpp>

namespace troupe::bench {

namespace {

constexpr int bad_usage = 2;

constexpr auto description =
  "Measures what it costs at least to send a frame to each of many loopback\n"
  "sockets: how far a broadcast is from what the kernel allows. One thread\n"
  "sends, another drains.";

void add_options(CLI::App& app, settings& to) {
  app
    .add_option(
      "--mode", to.mode,
      "How to send; uring-fixed registers the sockets, uring-sq leaves the "
      "work "
      "to a kernel thread and so reports wall time")
    ->check(
      CLI::IsMember({"send", "writev", "uring", "uring-fixed", "uring-sq"}));
  app
    .add_option(
      "--reader", to.reader,
      "How to drain; none reads nothing, so keep rounds x size x batch below "
      "the receive buffer")
    ->check(CLI::IsMember({"epoll", "spin", "none"}));
  const auto add_number = [&](const char* flag, int& number, const char* text) {
    return app.add_option(flag, number, text);
  };
  const auto positive = CLI::PositiveNumber;
  add_number("--n", to.sockets, "Sockets")->check(positive);
  add_number("--size", to.size, "Bytes of a frame")->check(positive);
  add_number("--batch", to.batch, "Frames per socket and call; writev: iovecs")
    ->check(positive);
  add_number("--rounds", to.rounds, "Calls per socket")->check(positive);
  add_number("--window", to.window, "Rounds the sender may be ahead")
    ->check(positive);
  add_number("--scpu", to.sender_cpu, "CPU of the sender");
  add_number("--rcpu", to.reader_cpu, "CPU of the reader");
  app.add_option(
    "--cc", to.congestion_control, "Congestion control: cubic, bbr, reno");
}

} // namespace

std::variant<settings, int> parse_settings(int argc, const char* const* argv) {
  settings chosen;
  CLI::App app{description, "sendlimit"};
  app.option_defaults()->always_capture_default();
  add_options(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : bad_usage;
  }
  return chosen;
}

} // namespace troupe::bench
