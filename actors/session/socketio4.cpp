#include "actors/session/socketio4.hpp"

#include "net/request.hpp"

#include <algorithm>

namespace troupe::actors {

namespace {

/// A query as a JSON object of strings; of equal names the last counts.
std::string make_object(std::string_view query) {
  std::string object = "{";
  for (const auto& [name, value] : net::parse_query(query)) {
    object += object.size() > 1 ? "," : "";
    object.append(messages::quote(name)).append(":");
    object += messages::quote(value);
  }
  return object += '}';
}

} // namespace

void modernize(messages::socketio::packet& p, std::string& auth) {
  const auto mark = std::min(p.nsp.find('?'), p.nsp.size());
  const auto query = p.nsp.substr(std::min(mark + 1, p.nsp.size()));
  p.nsp = p.nsp.substr(0, mark);
  if (p.type != messages::socketio::packet_type::connect)
    return;
  auth = make_object(query);
  p.data = auth;
}

} // namespace troupe::actors
