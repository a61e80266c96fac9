#include "messages/engineio.hpp"
#include "net/deflate_extension.hpp"
#include "net/http_session.hpp"
#include "net/polling_transport.hpp"
#include "net/websocket_transport.hpp"
#include "tests/fuzz/allocation.hpp"
#include "tests/fuzz/target.hpp"

#include <array>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

// F8: all that one client sends over one connection, over a pair of sockets and
// in pieces, up to an engine that echoes its packets. Everything of net/ but
// acceptors and TLS.

namespace {

using namespace troupe;
using namespace troupe::fuzz;
using namespace troupe::net;
namespace eio = messages::engineio;

constexpr std::string_view known_sid = "s";
constexpr std::size_t max_message = 512;

/// A stream that must not have to answer for an exception.
struct strict_stream final : stream {
  using stream::stream;
  void on_failure(std::string_view) noexcept override {
    require(false, "no exception leaves a handler");
  }
};

/// Requests and packets go here, as they would to a session's actor.
class engine final : public http_session::owner,
                     public gateway,
                     transport_events {
public:
  engine(io_thread& on, const site& of, int fd)
    : thread_{on}
    , session_{std::make_unique<http_session>(
        of, std::make_unique<strict_stream>(fd))} {
    session_->start(on, *this);
  }
  ~engine() {
    polling_end();
    websocket_end();
    thread_.turn({});
  }

  bool over() const { return !session_ && !websocket_; }

private:
  void release(http_session& ended) override {
    require(&ended == session_.get(), "a session ends once");
    thread_.retire(std::move(session_));
  }
  void move(http_session&, unsigned) override {
    require(false, "there is nowhere to move to");
  }
  void open(io_thread&, unsigned, std::shared_ptr<exchange> asked) override {
    if (asked->head().asks_websocket())
      return accept(*asked);
    polling_end();
    const auto packet = eio::make_open({known_sid, true, 1000, 1000, 512});
    if (!polling_transport::open(*asked, packet, nullptr, {}))
      return;
    polling_ = std::make_unique<polling_transport>(
      thread_, static_cast<transport_events&>(*this),
      polling_transport::settings{8, 64});
    if (!is_eio4(asked->head()))
      polling_->speak_eio3();
  }
  void request(
    io_thread&, std::string sid, std::shared_ptr<exchange> asked) override {
    if (sid != known_sid)
      asked->refuse(explain(engine_error::unknown_sid, asked->head()));
    else if (asked->head().asks_websocket())
      accept(*asked);
    else if (polling_)
      polling_->take(std::move(asked));
    else
      asked->refuse(explain_mismatch(asked->head(), transport_kind::websocket));
  }
  std::optional<unsigned> owner_of(std::string_view sid) const override {
    return sid == known_sid ? std::optional{0U} : std::nullopt;
  }

  void accept(exchange& asked) {
    std::string glued;
    const bool eio3 = !is_eio4(asked.head());
    const auto terms = agree_on_deflate(asked.head());
    auto socket = asked.accept_websocket(glued, terms ? terms->answer : "");
    if (!socket)
      return;
    websocket_transport::settings with{max_message, 5};
    with.deflate_window = terms ? terms->window_bits : 0;
    with.deflate_from = 16;
    websocket_ = std::make_unique<websocket_transport>(std::move(socket), with);
    if (eio3)
      websocket_->speak_eio3();
    websocket_->start(*this, std::move(glued));
  }

  void
  on_packets(transport& from, std::span<const eio::packet> packets) override {
    for (const auto& packet : packets) {
      require(packet.data.size() <= 2048, "a packet is within the bounds");
      if (from.queued_bytes() > 16'384)
        return;
      if (packet.type == eio::packet_type::ping)
        from.send(eio::bare_packet(eio::packet_type::pong));
      else if (packet.binary)
        from.send(eio::make_binary_message(packet.data));
      else if (packet.type == eio::packet_type::message)
        from.send(eio::make_text_message(packet.data));
    }
  }
  void on_transport_end(
    transport& from, messages::close_reason,
    const messages::cause& why) override {
    require(why.text.size() < 1000, "a cause is short");
    if (&from == polling_.get())
      thread_.retire(std::move(polling_));
    else if (&from == websocket_.get())
      thread_.retire(std::move(websocket_));
    else
      require(false, "a transport ends once");
  }

  void polling_end() {
    if (!polling_)
      return;
    polling_->close(polling_transport::farewell::noop);
    thread_.retire(std::move(polling_));
  }
  void websocket_end() {
    if (!websocket_)
      return;
    websocket_->close();
    thread_.retire(std::move(websocket_));
  }

  io_thread& thread_;
  std::unique_ptr<http_session> session_;
  std::unique_ptr<polling_transport> polling_;
  std::unique_ptr<websocket_transport> websocket_;
};

site make_site() {
  site made;
  made.engines.push_back({"/socket.io/", {true, true, true}, max_message});
  made.files.add("/page", "a page", "text/plain", "tag");
  made.rules[0].cors.origins = {"http://one"};
  auto& limits = made.rules[0].limits;
  limits.header_bytes = 1024;
  limits.header_count = 16;
  limits.request_line = 256;
  limits.requests_per_connection = 20;
  return made;
}

/// All that is there to read; nothing once the server has closed.
std::optional<std::size_t> drain(int fd) {
  std::array<char, 16'384> buffer;
  std::size_t all = 0;
  for (;;) {
    const auto n = ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (n == 0)
      return {};
    if (n < 0)
      return all;
    all += static_cast<std::size_t>(n);
  }
}

struct world {
  world() { here.threads = {&thread}; }
  io_thread thread{0};
  site here = make_site();
};

/// Sends it in pieces; returns how many bytes came back.
std::size_t play(world& at, std::string_view input, std::size_t size) {
  std::array<int, 2> ends{};
  require(
    ::socketpair(
      AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0,
    "there are descriptors");
  std::size_t came = 0;
  engine serving{at.thread, at.here, ends[0]};
  at.here.upward = &serving;
  while (!input.empty()) {
    const auto piece = input.substr(0, size);
    input.remove_prefix(piece.size());
    if (::send(ends[1], piece.data(), piece.size(), MSG_NOSIGNAL) < 0)
      break;
    at.thread.turn({});
    const auto more = drain(ends[1]);
    if (!more)
      break;
    came += *more;
  }
  ::close(ends[1]);
  for (int turns = 0; turns < 4 && !serving.over(); ++turns)
    at.thread.turn({});
  require(serving.over(), "a connection that is cut ends");
  return came;
}

} // namespace

/// The first byte says how large the pieces are.
TROUPE_FUZZ_TARGET(session) {
  static world at;
  if (input.empty() || input.size() > 16'384)
    return;
  const auto first = static_cast<unsigned char>(input[0]);
  input.remove_prefix(1);
  const allocation used;
  const auto came = play(at, input, first < 128 ? 16'384 : 1 + first % 64);
  at.thread.turn({});
  require(
    used.peak() <= 256 * 1024 + 64 * (input.size() + came),
    "memory is bounded");
  require(stream::alive() == 0, "no socket is left");
}
