#pragma once

#include "net/exchange.hpp"
#include "net/io_thread.hpp"
#include "net/transport.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::net {

/// Where requests to an engine go; implemented by the layer above. Called on
/// the I/O thread of the exchange; answers come through the exchange, later.
class gateway {
public:
  /// A client asks for a new session of engine number `engine`.
  virtual void
  open(io_thread& on, unsigned engine, std::shared_ptr<exchange> asked) = 0;
  /// A client speaks to session `sid`, which lives on this thread if anywhere.
  virtual void
  request(io_thread& on, std::string sid, std::shared_ptr<exchange> asked) = 0;
  /// The index of the I/O thread that serves `sid`; nothing if none can.
  virtual std::optional<unsigned> owner_of(std::string_view sid) const = 0;

protected:
  ~gateway() = default;
};

} // namespace troupe::net
