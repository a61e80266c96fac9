#pragma once

#include "config/ip_address.hpp"
#include "config/options.hpp"
#include "messages/cause.hpp"
#include "messages/token_bucket.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace troupe::net {

class address_place;

/// Who has been refused for what, and for how long.
struct quota_excess {
  enum class kind : std::uint8_t {
    address_connections,
    address_handshakes,
    failed_auth,
    handshakes, ///< of all addresses
  };
  kind what;
  messages::bound by;
  std::chrono::steady_clock::duration wait{}; ///< then it may be asked again
  bool told = true; ///< the log has been told so within the last minute
};

/// What is counted of clients by their address, by all threads together; the
/// limits come in with each question. Any thread.
///
/// Knows 65,536 addresses at most. One of which there is nothing to know any
/// more makes room; beyond, a new address is not counted: what holds for all
/// still holds for it.
class address_quotas : public std::enable_shared_from_this<address_quotas> {
public:
  using clock = std::chrono::steady_clock;
  using limits = config::limit_options;

  explicit address_quotas(std::size_t most_addresses = 65'536)
    : most_{most_addresses} {}

  /// A connection comes, or one with a place is another client's from now on.
  /// It holds on to its place as long as it lives; an address that is not
  /// counted gets none.
  std::optional<quota_excess> enter(
    const config::ip_address& from, const limits& of,
    std::unique_ptr<address_place>& place, clock::time_point now);
  /// A session is asked for, and counted unless it is refused. Without an
  /// address only what holds for all counts.
  std::optional<quota_excess> ask_handshake(
    const std::optional<config::ip_address>& from, const limits& of,
    clock::time_point now);

  /// A client has been turned away by the application.
  void count_failed_auth(
    const config::ip_address& from, std::size_t per_minute,
    clock::time_point now);
  /// That has happened more often than it may.
  bool auth_blocked(
    const config::ip_address& from, std::size_t per_minute,
    clock::time_point now);

  /// Addresses that something is known of.
  std::size_t size();

private:
  friend class address_place;
  struct entry {
    std::size_t connections = 0;
    messages::token_bucket handshakes;
    messages::token_bucket failures;
    clock::time_point told{};
    clock::time_point used{};
  };

  entry* find_or_make(const config::ip_address& from, clock::time_point now);
  void forget_idle(clock::time_point now);
  static quota_excess excess_of(
    quota_excess::kind what, const messages::bound& by, clock::duration wait,
    clock::time_point& told, clock::time_point now);
  std::optional<quota_excess>
  ask_for_address(entry& from, const limits& of, clock::time_point now);
  void leave(const config::ip_address& from);

  std::size_t most_;
  std::mutex mutex_; // guards all below
  std::map<config::ip_address, entry> entries_;
  std::size_t tidy_at_ = 1024;
  clock::time_point tidied_{};
  messages::token_bucket handshakes_; ///< of all
  clock::time_point told_{};
};

/// That a connection is counted for its address, until this ends. Any thread.
class address_place {
public:
  address_place(
    std::shared_ptr<address_quotas> of, const config::ip_address& from)
    : quotas_{std::move(of)}
    , from_{from} {}
  ~address_place() { quotas_->leave(from_); }
  address_place(const address_place&) = delete;
  address_place& operator=(const address_place&) = delete;

  const config::ip_address& counted_for() const noexcept { return from_; }

private:
  std::shared_ptr<address_quotas> quotas_;
  config::ip_address from_; ///< what is counted: `quota_address`
};

} // namespace troupe::net
