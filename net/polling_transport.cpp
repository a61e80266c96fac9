#include "net/polling_transport.hpp"

#include "messages/engineio.hpp"
#include "messages/utf8.hpp"
#include "net/dirty_outputs.hpp"
#include "net/http_compression.hpp"

#include <algorithm>
#include <vector>

namespace troupe::net {

using messages::close_reason;
namespace eio = messages::engineio;

namespace {

/// How many packets one answer may have. python-engineio refuses more than 16;
/// others take what there is, and fall behind under load if they get less.
std::size_t packets_per_answer(const request& poll) {
  const auto agent = poll.header("user-agent").value_or("");
  return agent.find("ython") == agent.npos ? 1024 : 16;
}

reply make_payload_reply(std::string payload, std::string_view type) {
  reply answer;
  answer.content_type = type;
  answer.body = std::move(payload);
  answer.headers.emplace_back("cache-control", "no-store");
  return answer;
}

/// Java's client reads the Content-Type of every 200.
void answer_ok(exchange& to) {
  to.answer(make_payload_reply("ok", "text/html"));
}

void answer_empty(exchange& to, unsigned status) {
  reply answer;
  answer.status = status;
  to.answer(std::move(answer));
}

} // namespace

polling_transport::polling_transport(
  io_thread& thread, transport_events& events, std::size_t packets_per_payload,
  std::size_t compressed_from)
  : thread_{thread}
  , events_{&events}
  , packets_per_payload_{packets_per_payload}
  , compressed_from_{compressed_from} {
}

polling_transport::~polling_transport() {
  if (get_)
    get_->listen(nullptr);
  if (post_) { // what is still coming in has nobody to go to
    reply gone;
    gone.status = 400;
    gone.close = true;
    post_->answer(std::move(gone));
  }
}

bool polling_transport::open(
  exchange& asked, const messages::frame_ptr& packet,
  const messages::frame_ptr& first, string_pairs headers) {
  std::string payload;
  eio::append_to_payload(payload, *packet);
  if (first)
    eio::append_to_payload(payload, *first);
  auto answer =
    make_payload_reply(std::move(payload), "text/plain; charset=UTF-8");
  answer.headers.insert(answer.headers.end(), headers.begin(), headers.end());
  return asked.answer(std::move(answer));
}

void polling_transport::take(std::shared_ptr<exchange> asked) {
  if (!asked->open())
    return;
  if (asked->head().method == "GET")
    take_get(std::move(asked));
  else if (asked->head().method == "POST")
    take_post(std::move(asked));
  else
    answer_empty(*asked, 500);
}

void polling_transport::take_get(std::shared_ptr<exchange> asked) {
  if (get_) {
    answer_empty(*asked, 400);
    fail(close_reason::transport_error, "overlap from client");
    return;
  }
  get_ = std::move(asked);
  get_->listen(this);
  if (closing_) {
    if (waiting_.empty())
      waiting_.push_back(eio::bare_packet(eio::packet_type::noop));
    waiting_.push_back(eio::bare_packet(eio::packet_type::close));
    answer_poll();
    fail(close_reason::forced_close, {});
  } else if (!waiting_.empty()) {
    answer_poll();
  }
}

void polling_transport::take_post(std::shared_ptr<exchange> asked) {
  if (asked->head().header("content-type") == "application/octet-stream") {
    answer_empty(*asked, 400);
    fail(close_reason::transport_error, "invalid content");
    return;
  }
  if (post_) {
    answer_empty(*asked, 400);
    fail(close_reason::transport_error, "data request overlap from client");
    return;
  }
  post_ = std::move(asked);
  post_->listen(this);
  if (post_->body_complete())
    on_body(*post_);
}

void polling_transport::send(const messages::frame_ptr& packet) {
  bytes_ += packet->payload().size();
  waiting_.push_back(packet);
  answer_soon();
}

void polling_transport::answer_payload(
  exchange& to, std::string payload) const {
  auto answer =
    make_payload_reply(std::move(payload), "text/plain; charset=UTF-8");
  compress_reply(answer, to.head(), compressed_from_);
  to.answer(std::move(answer));
}

void polling_transport::answer_soon() {
  if (!get_ || dirty_)
    return;
  dirty_ = true;
  thread_.outputs().mark(this);
}

void polling_transport::flush() {
  dirty_ = false;
  if (get_ && !waiting_.empty())
    answer_poll();
}

void polling_transport::answer_poll() {
  std::string payload;
  const auto most = packets_per_answer(get_->head());
  for (std::size_t n = 0; n < most && !waiting_.empty(); ++n) {
    eio::append_to_payload(payload, *waiting_.front());
    bytes_ -= std::min(bytes_, waiting_.front()->payload().size());
    waiting_.pop_front();
  }
  const auto poll = std::exchange(get_, nullptr);
  answer_payload(*poll, std::move(payload));
}

void polling_transport::release_poll() {
  if (const auto poll = std::exchange(get_, nullptr))
    answer_payload(*poll, "6");
}

void polling_transport::move_to(transport& next) {
  for (const auto& packet : waiting_)
    next.send(packet);
  waiting_.clear();
  bytes_ = 0;
}

bool polling_transport::close(farewell how) {
  if (how == farewell::noop) {
    events_ = nullptr;
    release_poll();
    return true;
  }
  if (!get_) {
    closing_ = true;
    return false;
  }
  events_ = nullptr;
  waiting_.push_back(eio::bare_packet(eio::packet_type::close));
  answer_poll();
  return true;
}

void polling_transport::on_body(exchange& of) {
  if (post_.get() != &of)
    return;
  const auto post = std::exchange(post_, nullptr);
  if (events_ && !closing_)
    deliver(*post);
  answer_ok(*post);
}

void polling_transport::deliver(exchange& post) {
  std::vector<eio::packet> packets;
  std::deque<std::string> decoded; // base64, which the reader overwrites
  if (!messages::is_utf8(post.body()))
    return fail(close_reason::parse_error, "payload is not UTF-8");
  eio::payload_reader reader{post.body(), packets_per_payload_};
  eio::packet packet;
  auto status = reader.next(packet);
  for (; status == eio::payload_reader::status::packet;
       status = reader.next(packet)) {
    if (packet.binary)
      packet.data = decoded.emplace_back(packet.data);
    packets.push_back(packet);
  }
  if (!packets.empty()) {
    delivering_ = &post.head();
    events_->on_packets(*this, packets);
    delivering_ = nullptr;
  }
  if (status != eio::payload_reader::status::end)
    fail(
      close_reason::parse_error,
      status == eio::payload_reader::status::too_many
        ? "more packets in a payload than limits.packets_per_payload"
        : "unknown or empty engine packet");
}

void polling_transport::on_abort(exchange& of) {
  const bool was_poll = get_.get() == &of;
  (was_poll ? get_ : post_).reset();
  fail(
    close_reason::transport_error,
    was_poll ? "poll connection closed prematurely"
             : "data request connection closed prematurely");
}

void polling_transport::on_refused(exchange& of) {
  if (post_.get() == &of)
    post_.reset();
}

void polling_transport::fail(close_reason reason, std::string_view detail) {
  if (auto* told = std::exchange(events_, nullptr))
    told->on_transport_end(*this, reason, detail);
}

} // namespace troupe::net
