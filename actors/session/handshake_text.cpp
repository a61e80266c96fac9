#include "actors/session/handshake_text.hpp"

#include "messages/json_text.hpp"

#include <array>
#include <chrono>
#include <ctime>

namespace troupe::actors {

namespace {

using messages::quote;

std::string object_of(const net::string_pairs& all) {
  std::string text = "{";
  for (const auto& [name, value] : all) {
    text += text.size() > 1 ? "," : "";
    text += quote(name);
    text += ':';
    text += quote(value);
  }
  return text + '}';
}

/// As JavaScript writes a Date, in UTC.
std::string date_text(std::chrono::system_clock::time_point when) {
  const auto seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 80> text{};
  const auto size = std::strftime(
    text.data(), text.size(),
    "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)", &parts);
  return {text.data(), size};
}

} // namespace

std::string handshake_text(const session_facts& facts, std::string_view auth) {
  const auto& head = facts.head;
  const auto issued = std::chrono::duration_cast<std::chrono::milliseconds>(
    facts.issued.time_since_epoch());
  std::string text = R"({"headers":)" + object_of(head.headers());
  text += R"(,"time":)" + quote(date_text(facts.issued));
  text += R"(,"address":)" + quote(head.remote_address());
  text += R"(,"xdomain":)";
  text += head.has_origin() ? "true" : "false";
  text += R"(,"secure":)";
  text += head.secure() ? "true" : "false";
  text += R"(,"issued":)" + std::to_string(issued.count());
  text += R"(,"url":)" + quote(head.target());
  text += R"(,"query":)" + object_of(head.query());
  text += R"(,"auth":)";
  text += auth;
  return text + '}';
}

} // namespace troupe::actors
