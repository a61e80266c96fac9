#include "bench/load/options.hpp"

#include <CLI/CLI.hpp>

#include <iterator>
#include <map>

namespace troupe::bench {

namespace {

constexpr int bad_usage = 2;

constexpr auto description =
  "Loads a Socket.IO server on this machine and measures it.\n"
  "\n"
  "Modes:\n"
  "  idle       opens --n connections and holds them, answering pings\n"
  "  broadcast  --n members in --rooms rooms (client i in room i mod R);\n"
  "             --publishers of them send, all check what arrives\n"
  "  echo       every client sends an event and waits for its ack\n"
  "  churn      every client connects, leaves, and does so again\n"
  "  mixed      every client does one thing after the other, at random: 70 %\n"
  "             room messages, 20 % echoes, 10 % leaving and coming back";

constexpr auto closing =
  "Exit status: 0 if all went well; 1 if a connection failed, or a message "
  "was\n"
  "lost, doubled, out of order or in the wrong room, or an ack was wrong; 2 "
  "if\n"
  "it was called wrongly, or for a target outside 127.0.0.0/8.\n"
  "\n"
  "Example:\n"
  "  sioload --mode broadcast --port 3001 --n 1000 --publishers 4 --window 2 "
  "\\\n"
  "          --server-pid $(pidof troupe) --pin 1 --json out.json";

/// What is not stored as it is given.
struct raw_options {
  std::vector<std::string> headers;
  std::vector<std::string> pids;
  std::vector<std::string> server_cpus;
  std::vector<std::string> cpus;
  std::string transport = "websocket";
  bool no_check = false;
  bool no_leave = false;
};

const std::map<std::string, mode> modes{
  {"idle", mode::idle},
  {"broadcast", mode::broadcast},
  {"echo", mode::echo},
  {"churn", mode::churn},
  {"mixed", mode::mixed}};

void add_target(CLI::App& app, options& to, raw_options& raw) {
  const auto group = "Target";
  app
    .add_option_function<std::string>(
      "--mode", [&to](const std::string& text) { to.mode = modes.at(text); },
      "What the clients do")
    ->check(CLI::IsMember(modes))
    ->type_name("MODE")
    ->default_str("idle")
    ->group(group);
  app.add_option("--host", to.host, "IPv4 address in 127.0.0.0/8")
    ->group(group);
  app.add_option("--port", to.port, "Of the server")->group(group);
  app.add_option("--path", to.path, "Of Socket.IO")->group(group);
  app
    .add_option(
      "--query", to.query, "Added to the URL; {n} is the client, {k} its room")
    ->group(group);
  app
    .add_option(
      "--header", raw.headers, "Another request header, 'A: b'; repeatable")
    ->expected(1)
    ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
    ->default_str("")
    ->group(group);
  app.add_option("--transport", raw.transport, "Of all clients")
    ->check(CLI::IsMember({"websocket", "polling"}))
    ->group(group);
  app
    .add_option(
      "--polling-share", to.polling_share,
      "Share of the clients that poll, in idle, broadcast and echo")
    ->check(CLI::Range(0.0, 1.0))
    ->group(group);
}

void add_clients(CLI::App& app, options& to) {
  const auto group = "Clients";
  app.add_option("--n", to.clients, "How many")
    ->check(CLI::PositiveNumber)
    ->group(group);
  app.add_option("--rooms", to.rooms, "Client i is in room i mod R")
    ->check(CLI::PositiveNumber)
    ->group(group);
  app.add_option("--conc", to.dials_in_flight, "Dials in flight")->group(group);
  app.add_option("--dial-rate", to.dial_rate, "Dials per second; 0: no limit")
    ->group(group);
  app.add_option("--timeout", to.timeout, "Of a dial or a request, in seconds")
    ->group(group);
  app.add_option("--src-base", to.source_base, "First source address")
    ->group(group);
  app
    .add_option(
      "--src-count", to.source_count, "Source addresses; 0: as needed")
    ->group(group);
}

void add_load(CLI::App& app, options& to, raw_options& raw) {
  const auto group = "Load";
  app.add_option("--publishers", to.publishers, "Spread over the rooms")
    ->group(group);
  app
    .add_option(
      "--window", to.window,
      "Closed loop: messages in flight per publisher; one counts as done when "
      "the whole room has it")
    ->group(group);
  app
    .add_option(
      "--rate", to.rate,
      "Open loop: sends per second over all clients, at their times whatever "
      "the server does; 0: closed loop")
    ->group(group);
  app
    .add_option(
      "--payload", to.payload, "Bytes of a message's string, at least 19")
    ->group(group);
  app
    .add_flag(
      "--exclude-sender", to.exclude_sender,
      "The publisher does not get its own message")
    ->group(group);
  app.add_flag("--no-check", raw.no_check, "Do not check each one's sequences")
    ->group(group);
  app
    .add_flag(
      "--no-leave", raw.no_leave,
      "Close without a Socket.IO disconnect packet (churn, mixed)")
    ->group(group);
}

void add_events(CLI::App& app, options& to) {
  const auto group = "Events";
  app.add_option("--pub-event", to.publish_event, "Which publishers send")
    ->group(group);
  app.add_option("--recv-event", to.receive_event, "Which members get")
    ->group(group);
  app
    .add_option(
      "--echo-event", to.echo_event, "Which the server acks with its arguments")
    ->group(group);
  app
    .add_option(
      "--pub-frame", to.publish_frame,
      "The whole packet instead, e.g. "
      "'42[\"x\",{\"message\":\"{payload}\",\"room\":\"r{k}\"}]'")
    ->group(group);
  app
    .add_option(
      "--echo-frame", to.echo_frame, "As '42{id}[\"echo\",\"{payload}\"]'")
    ->group(group);
  app
    .add_option(
      "--join-frame", to.join_frame,
      "Sent once connected, as '42[\"join\",\"r{k}\"]'")
    ->group(group);
}

void add_times(CLI::App& app, options& to) {
  const auto group = "Times, in seconds";
  app.add_option("--settle", to.settle, "Between the dials and the load")
    ->group(group);
  app.add_option("--warmup", to.warmup, "Load before it is measured")
    ->group(group);
  app.add_option("--duration", to.duration, "Of a measured window")
    ->group(group);
  app.add_option("--windows", to.windows, "How many, back to back")
    ->check(CLI::PositiveNumber)
    ->group(group);
  app.add_option("--drain", to.drain, "To wait at most for what is missing")
    ->group(group);
  app.add_option("--hold-open", to.hold_open, "To stay connected in the end")
    ->group(group);
}

void add_machine(CLI::App& app, options& to, raw_options& raw) {
  const auto group = "Machine and output";
  app
    .add_option(
      "--threads", to.threads,
      "Each has its own descriptors; 0: as many as their limit asks for")
    ->group(group);
  const auto add_list = [&](const char* flag, auto& list, const char* text) {
    app.add_option(flag, list, text)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->default_str("")
      ->type_name("N[,N]")
      ->group(group);
  };
  add_list("--pin", raw.cpus, "CPUs of this program's threads");
  add_list(
    "--server-pid", raw.pids, "Processes to measure, with all their children");
  add_list("--server-cpu", raw.server_cpus, "CPUs whose busy time to add up");
  app
    .add_flag(
      "--spin", to.spin, "Never sleep: tighter latencies for a whole core")
    ->group(group);
  app.add_option("--json", to.json, "File for all figures, or -")->group(group);
  app.add_option("--label", to.label, "Goes into the output")->group(group);
  app.add_flag("--quiet", to.quiet, "Do not show the first bad answer")
    ->group(group);
}

std::vector<int> all_numbers(const std::vector<std::string>& texts) {
  std::vector<int> all;
  for (const auto& text : texts)
    for (const auto number : numbers(text))
      all.push_back(number);
  return all;
}

void finish(options& to, const raw_options& raw, bool share_given) {
  for (const auto& header : raw.headers)
    to.headers += header + "\r\n";
  to.server_pids = all_numbers(raw.pids);
  to.server_cpus = all_numbers(raw.server_cpus);
  to.cpus = all_numbers(raw.cpus);
  to.check = !raw.no_check;
  to.leave_packet = !raw.no_leave;
  if (!share_given)
    to.polling_share = raw.transport == "polling" ? 1 : 0;
}

} // namespace

std::variant<options, int> parse_options(
  int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  options chosen;
  raw_options raw;
  CLI::App app{description, "sioload"};
  app.option_defaults()->always_capture_default();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.get_formatter()->column_width(34);
  app.footer(closing);
  add_target(app, chosen, raw);
  add_clients(app, chosen);
  add_load(app, chosen, raw);
  add_events(app, chosen);
  add_times(app, chosen);
  add_machine(app, chosen, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? 0 : bad_usage;
  }
  finish(chosen, raw, app.count("--polling-share") > 0);
  return chosen;
}

} // namespace troupe::bench
