#pragma once

#include "config/metrics.hpp"
#include "messages/peer.hpp"
#include "net/exchange.hpp"
#include "net/tunnel.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace troupe::actors {

class relayed_front;
class relayed_owner;

/// What the two halves of a forwarded request need of their relay.
class relay_host {
public:
  virtual net::io_thread& thread() noexcept = 0;
  virtual void tell(std::uint32_t node, std::string record) = 0;
  /// It has ended; it lives until the turn is over.
  virtual void done(relayed_front& ended) = 0;
  virtual void done(relayed_owner& ended) = 0;

protected:
  ~relay_host() = default;
};

/// Counts what came of a request whose session lives on another node.
void count_forwarded(const net::request& head, metrics::forward_result what);

/// A request that came in here and whose session lives on another node: sends
/// it there, and gives its client what comes back. If that is a WebSocket, its
/// bytes travel as they are. On one I/O thread.
class relayed_front final : public net::retirable,
                            net::exchange_events,
                            net::tunnel_events {
public:
  relayed_front(
    relay_host& host, messages::peer::request_id id, std::uint32_t node,
    std::string sid, std::shared_ptr<net::exchange> asked);
  ~relayed_front() override;

  messages::peer::request_id id() const noexcept { return id_; }
  std::uint32_t node() const noexcept { return node_; }
  /// Sends the request once its body is complete.
  void begin();

  void take(messages::peer::answer what);
  void take_accepted();
  void take(const messages::peer::tunnel_bytes& what);
  void take(const messages::peer::tunnel_confirmed& what);
  void take_closed();
  /// The other node has gone, and the session with it.
  void node_gone();

private:
  void on_body(net::exchange& of) override;
  void on_abort(net::exchange& of) override;
  void on_refused(net::exchange& of) override;
  void on_bytes(net::tunnel& from, std::span<char> bytes) override;
  void on_written(net::tunnel& by, std::size_t bytes) override;
  void on_end(net::tunnel& from) override;

  template <class Record>
  void tell(const Record& record);
  void give_up();

  relay_host& host_;
  messages::peer::request_id id_;
  std::uint32_t node_;
  std::string sid_;
  std::shared_ptr<net::exchange> asked_;
  std::unique_ptr<net::tunnel> tunnel_;
  bool sent_ = false;
};

/// The same request on the node of its session: an exchange whose answer
/// travels back. On the session's I/O thread.
class relayed_owner final : public net::retirable,
                            net::exchange_home,
                            net::tunnel_events {
public:
  relayed_owner(
    relay_host& host, messages::peer::request_id id, std::uint32_t node);
  ~relayed_owner() override;

  messages::peer::request_id id() const noexcept { return id_; }
  std::uint32_t node() const noexcept { return node_; }
  /// The exchange, once; it is complete.
  std::shared_ptr<net::exchange> make(messages::peer::request from);

  void take(const messages::peer::tunnel_bytes& what);
  void take(const messages::peer::tunnel_confirmed& what);
  /// The client has gone, or its node.
  void client_gone();

private:
  void answer(const net::reply& with) override;
  std::unique_ptr<net::stream>
  give_stream(std::string& glued, messages::frame_ptr hello) override;
  bool says_hello() const noexcept override { return false; }
  void on_bytes(net::tunnel& from, std::span<char> bytes) override;
  void on_written(net::tunnel& by, std::size_t bytes) override;
  void on_end(net::tunnel& from) override;

  template <class Record>
  void tell(const Record& record);

  relay_host& host_;
  messages::peer::request_id id_;
  std::uint32_t node_;
  std::weak_ptr<net::exchange> asked_;
  std::unique_ptr<net::tunnel> tunnel_;
};

} // namespace troupe::actors
