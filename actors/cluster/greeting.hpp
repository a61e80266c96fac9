#pragma once

#include "messages/peer.hpp"

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <variant>

namespace troupe::actors {

/// How two nodes make sure of each other: hello, challenge, join, each side
/// proving that it knows the cluster's cookie without saying it.
///
/// A proof is the HMAC-SHA256, with the cookie as key, of a label and of all
/// that both have said, so that none fits another greeting, the other side, or
/// somebody in between who changes a name. Pure but for its nonces.
class greeting {
public:
  using clock = std::chrono::steady_clock;
  template <class T>
  using or_refused = std::variant<T, messages::peer::refused>;

  /// Of a node that greets nobody.
  greeting() = default;
  greeting(
    std::string cluster, std::string cookie, messages::peer::identity self);

  const messages::peer::identity& self() const noexcept { return self_; }

  /// Dialer: the first word.
  messages::peer::hello begin() const;
  /// The other side's answer. Remembered for 5 s; of more than 64 the oldest
  /// is forgotten.
  or_refused<messages::peer::challenge>
  answer(const messages::peer::hello& from, clock::time_point now);
  /// Dialer: checks the other side and proves itself.
  or_refused<messages::peer::join> answer(
    const messages::peer::hello& mine,
    const messages::peer::challenge& theirs) const;
  /// The other side: who it is that joins, once.
  or_refused<messages::peer::identity>
  admit(const messages::peer::join& from, clock::time_point now);

  /// The key of the cluster's session ids.
  std::array<unsigned char, 32> session_key() const;

private:
  struct pending {
    messages::peer::hello from;
    messages::peer::challenge mine;
    clock::time_point since;
  };

  std::string prove(
    std::string_view side, const messages::peer::hello& hello,
    const messages::peer::challenge& challenge) const;

  std::string cluster_;
  std::string cookie_;
  messages::peer::identity self_;
  std::map<std::string, pending> pending_; ///< by our nonce
};

} // namespace troupe::actors
