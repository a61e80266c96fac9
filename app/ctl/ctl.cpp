#include "app/ctl/ctl.hpp"

#include "app/ctl/command_line.hpp"
#include "app/ctl/table.hpp"
#include "config/ctl_socket.hpp"
#include "troupe/ctl.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

namespace troupe::app {

namespace {

constexpr int ok = 0;
constexpr int failed = 1;

struct failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string name_of(const std::string& socket) {
  return std::filesystem::path{socket}.stem().string();
}

std::vector<std::string> living_sockets() {
  auto all = config::find_ctl_sockets();
  std::erase_if(all, [](const auto& path) { return !ctl::is_served(path); });
  return all;
}

/// The socket that was named, or the only one there is.
std::string choose_socket(const ctl_command_line& given) {
  if (!given.socket.empty())
    return given.socket;
  const auto all = living_sockets();
  if (!given.node.empty()) {
    for (const auto& path : all)
      if (
        std::filesystem::path{path}.filename() ==
        config::ctl_file_name(given.node))
        return path;
    throw failure{"no node called " + given.node + " runs here"};
  }
  if (all.size() == 1)
    return all.front();
  if (all.empty()) {
    std::string looked;
    for (const auto& folder : config::ctl_folders())
      looked += (looked.empty() ? "" : ", ") + folder;
    throw failure{
      "no node runs here, as far as the sockets tell in " + looked +
      "; name its ctl.socket with --socket"};
  }
  std::string names;
  for (const auto& path : all)
    names += (names.empty() ? "" : ", ") + name_of(path);
  throw failure{
    "several nodes run here: " + names + "; choose one with --node"};
}

row ask(const std::string& socket, const ctl_command_line& given) {
  std::string answer;
  try {
    answer =
      ctl::ask(socket, given.command, given.arguments.dump(), given.timeout);
  } catch (const std::exception& e) {
    throw failure{socket + ": " + e.what()};
  }
  auto said = row::parse(answer, nullptr, false);
  if (!said.is_object())
    throw failure{socket + " is not a node's: it said " + answer.substr(0, 80)};
  if (said.contains("refusal"))
    throw failure{said["refusal"].get<std::string>()};
  return said;
}

void print(const ctl_command_line& given, const std::vector<row>& rows) {
  std::string text;
  if (given.json)
    text = to_json_lines(rows);
  else if (given.command == "tree")
    text = to_tree(rows);
  else if (given.shows_one() && rows.size() == 1)
    text = to_list(rows.front());
  else
    text = to_table(rows);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

/// A node that drains has gone when its socket has.
void wait_for_end(const std::string& socket) {
  constexpr auto pause = std::chrono::milliseconds{100};
  while (ctl::is_served(socket))
    std::this_thread::sleep_for(pause);
}

int carry_out(const ctl_command_line& given) {
  const auto socket = choose_socket(given);
  const auto said = ask(socket, given);
  const auto rows = said.value("rows", std::vector<row>{});
  print(given, rows);
  const auto missing = said.value("missing", std::vector<std::string>{});
  for (const auto& node : missing)
    std::fprintf(stderr, "troupe ctl: %s did not answer\n", node.c_str());
  if (given.command == "health" && !rows.front().value("healthy", false))
    return failed;
  if (given.waits)
    wait_for_end(socket);
  return missing.empty() ? ok : failed;
}

} // namespace

int run_ctl(int argc, const char* const* argv) {
  const auto given = read_ctl_command_line(argc, argv);
  if (given.exit_code)
    return *given.exit_code;
  try {
    return carry_out(given);
  } catch (const failure& e) {
    std::fprintf(stderr, "troupe ctl: %s\n", e.what());
    return failed;
  }
}

} // namespace troupe::app
