#pragma once

#include "net/exchange.hpp"
#include "net/hooks.hpp"
#include "net/io_thread.hpp"
#include "net/site.hpp"
#include "net/stream.hpp"

#include <functional>
#include <memory>
#include <string>

namespace troupe::net {

class page_request;
struct http_parser;

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
  enum class phase : std::uint8_t { head, body, answer, moving, asking };
  /// A request to an engine, on its way to whoever answers it.
  struct arrival {
    request head;
    unsigned engine = 0;
    string_pairs extra; ///< headers of every answer
    engine_request asked;
    std::size_t passed = 0; ///< middlewares
    bool admitted = false;  ///< by `allow_request`
  };

  void on_bytes(std::span<char> bytes) override;
  void on_end(std::string_view error) override;
  void on_drained() override;

  void process();
  bool choked();
  bool step();
  bool read_head();
  bool read_body();
  void take_head(std::string_view raw);
  void next_request();

  void dispatch(request head);
  void dispatch_page(request head);
  void check(arrival come);
  void learn_client(request& head);
  std::optional<quota_excess> take_place(const config::ip_address& from);
  bool within_quotas(const arrival& come);
  void count_failed_auth(const request& head);
  void refuse_excess(const quota_excess& why, const arrival& come);
  bool moves_elsewhere(arrival& come);
  void hand_over(arrival come);
  void pass_on(arrival come);
  bool fits_body(std::size_t most);
  void expect_body(const request& of);
  phase after_head() const;
  std::shared_ptr<exchange> make_exchange(
    request head, string_pairs extra, const engine_hooks* hooks = nullptr);

  const engine_hooks* hooks_of(const arrival& come) const;
  void run_middlewares(arrival come);
  void ask_handshake(arrival come);
  template <class Put>
  void ask(arrival come, Put put);
  void on_verdict(arrival come, verdict said);
  void refuse_foreigner(const arrival& come);
  void refuse_arrival(const arrival& come, const refusal& why);
  void refuse_for_now(const arrival& come);

  void answer(const reply& with) override;
  const config::limit_options& limits() const {
    return site_.rules_of(*thread_).limits;
  }
  /// `message` is for the client, `why` for the log.
  void refuse(
    unsigned status, std::string_view message, const messages::cause& why = {});
  void refuse_body();
  void say_goodbye(const reply& last);
  void log_closed(const messages::cause& why) const;
  messages::cause overdue() const;
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
  std::unique_ptr<http_parser> parser_;
  std::shared_ptr<exchange> incoming_; ///< whose body is still coming in
  exchange* current_ = nullptr;        ///< who is still to be answered
  std::function<void()> after_move_;
  std::shared_ptr<question<verdict>> asking_; ///< the application, or null
  std::shared_ptr<page_request> page_;        ///< which it answers, or null
  timer deadline_;
  std::size_t requests_ = 0;
  std::size_t max_body_ = 0; ///< of the current request
  phase phase_ = phase::head;
  bool keep_alive_ = true;
  bool http_1_1_ = true;
  bool answered_ = false; ///< while its body is still coming in
  bool processing_ = false;
  bool draining_ = false;
};

} // namespace troupe::net
