#include "troupe/inside/ctl_commands.hpp"

#include "troupe/inside/core.hpp"
#include "troupe/inside/ctl_parts.hpp"

#include <array>

namespace troupe::detail {

namespace {

struct named_command {
  std::string_view name;
  ctl_command run;
};

constexpr std::array<named_command, 11> commands{{
  {"status", ctl_status},
  {"tree", ctl_tree},
  {"sockets", ctl_sockets},
  {"rooms", ctl_rooms},
  {"users", ctl_users},
  {"nodes", ctl_nodes},
  {"trace", ctl_trace},
  {"log-level", ctl_log_level},
  {"drain", ctl_drain},
  {"disconnect", ctl_disconnect},
  {"health", ctl_health},
}};

} // namespace

void run_ctl_command(
  core& on, std::string_view name, const nlohmann::json& given,
  const ctl_reply& reply) {
  const auto found =
    std::find_if(commands.begin(), commands.end(), [&](const auto& known) {
      return known.name == name;
    });
  if (found == commands.end())
    return reply({{}, {}, "no such command: " + std::string{name}});
  try {
    found->run(on, ctl_arguments{given}, reply);
  } catch (const std::invalid_argument& e) {
    reply({{}, {}, e.what()});
  }
}

std::string to_json(const ctl_answer& answer) {
  ctl_row all;
  if (answer.refusal.empty()) {
    all["rows"] = answer.rows;
    all["missing"] = answer.missing;
  } else {
    all["refusal"] = answer.refusal;
  }
  // Names of clients need not be UTF-8.
  return all.dump(-1, ' ', false, ctl_row::error_handler_t::replace) + "\n";
}

void with_nsps(
  const core& of, const ctl_arguments& given,
  std::function<void(const std::vector<std::string>&)> then) {
  if (const auto named = given.text("nsp"))
    return then({*named});
  of.tree(0, [then = std::move(then)](const auto& nodes) {
    std::vector<std::string> all;
    for (const auto& one : nodes)
      if (one.kind == "adapter")
        all.push_back(one.name);
    then(all);
  });
}

} // namespace troupe::detail
