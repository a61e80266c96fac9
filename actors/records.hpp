#pragma once

#include "messages/peer.hpp"

#include <caf/meta/type_name.hpp>
#include <caf/replies_to.hpp>

#include <memory>
#include <string>
#include <utility>

// What all interfaces are written with, and what goes between nodes.

namespace troupe::actors {

template <class... Ts>
using takes = caf::reacts_to<Ts...>;

using namespace troupe::messages; // the vocabulary, not a convenience

/// The one message that CAF carries between nodes: records of
/// `messages/peer.hpp`. Our own bytes, since CAF 0.17 makes an empty message of
/// what another version wrote.
struct peer_batch {
  std::string bytes;
};
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, peer_batch& x) {
  return f(caf::meta::type_name("troupe::peer_batch"), x.bytes);
}

/// Encoded records; encoded once for all peers.
using record_ptr = std::shared_ptr<const std::string>;
inline record_ptr make_record(std::string encoded) {
  return std::make_shared<const std::string>(std::move(encoded));
}
template <class Record>
record_ptr make_record(const Record& record) {
  return make_record(peer::encode(record));
}

} // namespace troupe::actors
