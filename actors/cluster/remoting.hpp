#pragma once

#include <caf/actor.hpp>

#include <functional>
#include <string>
#include <vector>

namespace troupe::actors {

/// How nodes reach each other: CAF's middleman, or a test's. Calls come from
/// the cluster actor; callbacks run in any thread, once each.
class remoting {
public:
  /// The cluster actor of the other node, or null and why not.
  using reached = std::function<void(caf::strong_actor_ptr, std::string)>;
  using found = std::function<void(std::vector<std::string>)>;

  virtual void dial(const std::string& address, reached done) = 0;
  /// All addresses that `name`, host and port, stands for.
  virtual void resolve(const std::string& name, found done) = 0;

protected:
  ~remoting() = default;
};

} // namespace troupe::actors
