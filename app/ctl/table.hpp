#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace troupe::app {

using row = nlohmann::ordered_json;

/// Rows as a table: a line of headers, then one line each; numbers to the
/// right. The columns are the keys of the first row, in its order. What clients
/// have made up is escaped. Pure.
std::string to_table(const std::vector<row>& rows);

/// One row as lines `key  value`.
std::string to_list(const row& one);

/// One JSON object per line.
std::string to_json_lines(const std::vector<row>& rows);

/// The rows of an actor tree as a table whose first column draws it. Rows that
/// hang on nothing stand at the end, at the left.
std::string to_tree(const std::vector<row>& rows);

} // namespace troupe::app
