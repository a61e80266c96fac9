#pragma once

#include "messages/users.hpp"
#include "troupe/fwd.hpp"
#include "troupe/value.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace troupe {

using user_entry = messages::user_entry;
using users_answer = messages::nodes_answered;

/// All sockets of one user in a namespace, on whatever node they are; which
/// ones they are is looked up with each call. A value; from any thread.
class user_sockets {
public:
  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) const {
    say(make_event(event, arguments...));
  }
  void say(const arguments_writer& event) const;

  /// Ends them, or their whole connections. `done` gets how many, within two
  /// seconds, in a thread of the server.
  void disconnect(
    bool close = false,
    std::function<void(const users_answer&)> done = {}) const;

private:
  friend class server;
  user_sockets(const detail::core& of, std::string nsp, std::string user)
    : core_{&of}
    , nsp_{std::move(nsp)}
    , user_{std::move(user)} {}

  const detail::core* core_;
  std::string nsp_;
  std::string user_;
};

} // namespace troupe
