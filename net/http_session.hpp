#pragma once

#include "net/exchange.hpp"
#include "net/io_thread.hpp"
#include "net/site.hpp"
#include "net/stream.hpp"

#include <functional>
#include <memory>
#include <string>

namespace troupe::net {

/// One client's HTTP connection: reads requests one at a time, checks them,
/// and takes each to whoever answers it (RFC 9112).
///
/// A request for a session that lives on another I/O thread takes its
/// connection along to that thread. Ends by telling its owner, which retires
/// it.
class http_session final : public retirable, stream_events, exchange_home {
public:
  /// How a session leaves the thread it is on.
  class owner {
  public:
    /// The session is over.
    virtual void release(http_session& ended) = 0;
    /// The session shall go on on thread number `index`.
    virtual void move(http_session& self, unsigned index) = 0;

  protected:
    ~owner() = default;
  };

  http_session(const site& of, std::unique_ptr<stream> accepted);
  ~http_session() override;

  /// Begins, or after a move goes on, to be served by `thread`.
  void start(io_thread& thread, owner& by);
  /// Leaves its thread for a move.
  void detach();
  /// Ends it now if it is between two requests, else with its answer.
  void drain();

private:
  enum class phase : std::uint8_t { head, body, answer, moving };
  struct parser;

  void on_bytes(std::span<char> bytes) override;
  void on_end(std::string_view error) override;

  void process();
  bool step();
  bool read_head();
  bool read_body();
  void take_head(std::string_view raw);
  void next_request();

  void dispatch(request head);
  bool
  moves_elsewhere(const engine_request& asked, unsigned engine, request& head);
  void hand_over(unsigned engine, engine_request asked, request head);
  std::shared_ptr<exchange> make_exchange(request head, string_pairs extra);

  void answer(const reply& with) override;
  void refuse(unsigned status, std::string_view message);
  void say_goodbye(const reply& last);
  std::unique_ptr<stream>
  give_stream(std::string& glued, messages::frame_ptr hello) override;
  void on_deadline();
  void finish();

  const site& site_;
  std::unique_ptr<stream> stream_;
  io_thread* thread_ = nullptr;
  owner* owner_ = nullptr;
  std::string input_;
  std::size_t searched_ = 0;
  std::unique_ptr<parser> parser_;
  std::shared_ptr<exchange> incoming_; ///< whose body is still coming in
  exchange* current_ = nullptr;        ///< who is still to be answered
  std::function<void()> after_move_;
  timer deadline_;
  std::size_t requests_ = 0;
  phase phase_ = phase::head;
  bool keep_alive_ = true;
  bool http_1_1_ = true;
  bool answered_ = false; ///< while its body is still coming in
  bool processing_ = false;
  bool draining_ = false;
};

} // namespace troupe::net
