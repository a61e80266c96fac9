#include "actors/session/connection.hpp"

#include "net/refusal.hpp"

// Whose session it is, if its handshake said so, and whose an id is.

namespace troupe::actors {

void connection::bind(const net::request& first) {
  if (const auto& by = context_.settings.client.auth)
    owner_ = make_owner(*by, first, wall_clock::now());
}

/// Answers a request that has the token of somebody else.
bool connection::refuses(net::exchange& asked) const {
  const auto& by = context_.settings.client.auth;
  if (!owner_ || speaks_for(*owner_, *by, asked.head(), wall_clock::now()))
    return false;
  asked.refuse(net::refuse_other_user());
  return true;
}

/// Ids say where they are from. What nobody has made says that too, but hardly
/// ever names a node that there is.
bool connection::is_id(std::string_view name) const {
  const auto place = context_.settings.ids.place_of(name);
  return place && (place->node == context_.settings.node ||
                   context_.thread.peers.contains(place->node));
}

} // namespace troupe::actors
