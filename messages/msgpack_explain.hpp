#pragma once

#include "messages/cause.hpp"
#include "messages/socketio.hpp"

#include <string_view>

namespace troupe::messages::msgpack {

/// Why `unpack` has refused `bytes`, as `socketio::explain` does for a text.
/// Unpacks them once more. Pure, linear.
cause explain(
  std::string_view bytes, socketio::decode_error error,
  const socketio::limits& max);

} // namespace troupe::messages::msgpack
