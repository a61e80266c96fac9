#include "app/ctl/table.hpp"

#include "config/escape.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace troupe::app {

namespace {

std::string to_cell(const row& value) {
  if (value.is_string()) {
    std::string shown;
    config::append_escaped(shown, value.get_ref<const std::string&>());
    return shown;
  }
  if (value.is_number_float()) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value.get<double>());
    return text;
  }
  return value.dump();
}

/// On a screen: bytes that begin a character (UTF-8).
std::size_t width(const std::string& cell) {
  return static_cast<std::size_t>(std::count_if(
    cell.begin(), cell.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& cell, std::size_t to, bool right) {
  const std::string gap(to - std::min(to, width(cell)), ' ');
  return right ? gap + cell : cell + gap;
}

std::string header(std::string key) {
  for (auto& c : key)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return key;
}

void trim_end(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
}

} // namespace

std::string to_table(const std::vector<row>& rows) {
  if (rows.empty())
    return "";
  struct column {
    std::string key;
    std::size_t width;
    bool right;
  };
  std::vector<column> columns;
  for (const auto& [key, value] : rows.front().items())
    columns.push_back({key, key.size(), value.is_number()});
  for (auto& each : columns)
    for (const auto& one : rows)
      each.width =
        std::max(each.width, width(to_cell(one.value(each.key, row{}))));
  std::string out;
  const auto add = [&](auto cell) {
    std::string line;
    for (const auto& each : columns)
      line += padded(cell(each), each.width, each.right) + "  ";
    trim_end(line);
    out += line + "\n";
  };
  add([](const column& each) { return header(each.key); });
  for (const auto& one : rows)
    add(
      [&](const column& each) { return to_cell(one.value(each.key, row{})); });
  return out;
}

std::string to_list(const row& one) {
  std::size_t widest = 0;
  for (const auto& [key, value] : one.items())
    widest = std::max(widest, key.size());
  std::string out;
  for (const auto& [key, value] : one.items())
    out += padded(key, widest, false) + "  " + to_cell(value) + "\n";
  return out;
}

std::string to_json_lines(const std::vector<row>& rows) {
  std::string out;
  for (const auto& one : rows)
    out += one.dump(-1, ' ', false, row::error_handler_t::replace) + "\n";
  return out;
}

} // namespace troupe::app
