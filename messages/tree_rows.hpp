#pragma once

#include "messages/tree.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace troupe::messages {

/// One actor as a JSON object whose keys are the members of `tree_node`, with
/// `node` for the node's name.
nlohmann::ordered_json to_row(const tree_node& one, const std::string& node);

} // namespace troupe::messages
