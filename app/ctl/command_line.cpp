#include "app/ctl/command_line.hpp"

#include <CLI/CLI.hpp>

namespace troupe::app {

namespace {

constexpr int wrong_usage = 2;

/// What may be given. Options of a command go into the arguments for the node.
class reader {
public:
  explicit reader(ctl_command_line& into)
    : into_{into} {
    app_.require_subcommand(1);
    app_.add_option("--socket", into.socket, "ctl.socket of the node to ask");
    app_.add_option("--node", into.node, "name of the node to ask");
    app_.add_flag("--json", into.json, "print JSON, an object per line");
    app_.add_option("--timeout", seconds_, "seconds to wait for an answer")
      ->check(CLI::Range(1, 3600));
    app_.footer(
      "Without --socket and --node it asks the node that runs on this machine, "
      "if there\nis but one. Exit codes: 0 done, 1 refused, out of reach, "
      "unhealthy or incomplete,\n2 wrong usage.");
    add_views();
    add_actions();
  }

  void read(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      into_.exit_code = app_.exit(e) == 0 ? 0 : wrong_usage;
      return;
    }
    into_.command = app_.get_subcommands().front()->get_name();
    into_.timeout = std::chrono::seconds{seconds_};
  }

private:
  CLI::App* add(const std::string& name, const std::string& about) {
    auto* command = app_.add_subcommand(name, about);
    command->fallthrough();
    return command;
  }
  void text(
    CLI::App* to, const std::string& option, const std::string& key,
    const std::string& about, bool required = false) {
    to->add_option_function<std::string>(
        option,
        [this, key](const std::string& given) { into_.arguments[key] = given; },
        about)
      ->required(required);
  }
  void amount(
    CLI::App* to, const std::string& option, const std::string& key,
    const std::string& about) {
    to->add_option_function<std::size_t>(
      option,
      [this, key](const std::size_t& given) { into_.arguments[key] = given; },
      about);
  }
  void flag(
    CLI::App* to, const std::string& option, const std::string& key,
    const std::string& about) {
    to->add_flag_function(
      option, [this, key](std::int64_t) { into_.arguments[key] = true; },
      about);
  }

  void add_views() {
    add("status", "what the node has, and how it is");
    add("health", "whether its threads and actors are at work");
    add("nodes", "the nodes of the cluster, and what each has");
    auto* tree =
      add("tree", "the actors, who supervises whom, how busy they are");
    flag(tree, "--cluster", "cluster", "of all nodes");
    amount(tree, "--top", "top", "actors of a kind to name (20)");
    auto* rooms = add("rooms", "the rooms on all nodes");
    text(rooms, "--nsp", "nsp", "of one namespace");
    amount(rooms, "--limit", "limit", "how many at most (1000)");
    auto* sockets = add("sockets", "the sockets on all nodes");
    text(sockets, "--nsp", "nsp", "of one namespace");
    text(sockets, "--room", "room", "of one room");
    amount(sockets, "--limit", "limit", "how many at most (1000)");
    auto* users = add("users", "who is online, on all nodes");
    text(users, "--nsp", "nsp", "of one namespace");
  }

  void add_actions() {
    auto* trace = add("trace", "follow messages in the log, step by step");
    text(
      trace, "filter", "filter", "sid:ID, room:NAME or user:NAME; off ends it",
      true);
    text(trace, "for", "for", "how long, as 30s or 5m; for good if left out");
    auto* level = add("log-level", "show or change how much is logged");
    text(level, "level", "level", "trace, debug, info, warn, error or off");
    auto* drain = add("drain", "end the node in order, as SIGTERM does");
    drain->add_flag("--wait", into_.waits, "return when it has ended");
    auto* out = add("disconnect", "end sockets, on whatever node they are");
    text(out, "target", "target", "socket:ID, user:NAME or room:NAME", true);
    text(out, "--nsp", "nsp", "of one namespace");
    flag(out, "--close", "close", "and the whole connection");
  }

  ctl_command_line& into_;
  CLI::App app_{"Looks at a running node, and steers it.", "troupe ctl"};
  int seconds_ = 10;
};

} // namespace

ctl_command_line read_ctl_command_line(int argc, const char* const* argv) {
  ctl_command_line given;
  reader{given}.read(argc, argv);
  return given;
}

} // namespace troupe::app
