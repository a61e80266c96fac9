#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// Not for users: what `troupe ctl` can ask of a server.

namespace troupe::detail {

class core;

/// A flat JSON object; its keys are columns, in this order.
using ctl_row = nlohmann::ordered_json;

/// What comes of a command: rows of one shape, which are shown as a table.
struct ctl_answer {
  std::vector<ctl_row> rows = {};
  std::vector<std::string> missing = {}; ///< nodes that did not answer
  std::string refusal = {};              ///< why not; empty = done
};
using ctl_reply = std::function<void(ctl_answer)>;

/// Runs the command called `name`. `reply` is called once, from any thread,
/// within the patience of what it asks (7 s); at once with a refusal if there
/// is no such command or `given` is not what it takes. Any thread.
void run_ctl_command(
  core& on, std::string_view name, const nlohmann::json& given,
  const ctl_reply& reply);

/// An answer as it goes over the socket: `{"rows":[…],"missing":[…]}` or
/// `{"refusal":"…"}`.
std::string to_json(const ctl_answer& answer);

} // namespace troupe::detail
