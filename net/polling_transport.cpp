#include "net/polling_transport.hpp"

#include "config/metrics.hpp"
#include "messages/engineio.hpp"
#include "net/dirty_outputs.hpp"
#include "net/engine_request.hpp"
#include "net/http_compression.hpp"

#include <algorithm>
#include <array>
#include <span>

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

void count_packets(
  metrics::direction way, std::size_t packets, std::size_t bytes) {
  constexpr auto over = metrics::transport::polling;
  metrics::engine_packets.add(packets, way, over);
  metrics::engine_bytes.add(bytes, way, over);
}

void answer_empty(exchange& to, unsigned status) {
  reply answer;
  answer.status = status;
  to.answer(std::move(answer));
}

} // namespace

polling_transport::polling_transport(
  io_thread& thread, transport_events& events, const settings& with)
  : thread_{thread}
  , events_{&events}
  , with_{with} {
}

polling_transport::~polling_transport() {
  set_waiting(0);
  if (get_)
    get_->listen(nullptr);
  if (post_ && post_->body_complete()) {
    answer_ok(*post_); // it has been handled, and only waited
  } else if (post_) {  // what is still coming in has nobody to go to
    reply gone;
    gone.status = 400;
    gone.close = true;
    post_->answer(std::move(gone));
  }
}

bool polling_transport::open(
  exchange& asked, const messages::frame_ptr& packet,
  const messages::frame_ptr& first, string_pairs headers) {
  const bool eio3 = !is_eio4(asked.head());
  const std::array both{packet, first};
  const std::span packets{both.data(), first ? 2U : 1U};
  auto payload = make_payload(packets, eio3);
  count_packets(metrics::direction::out, packets.size(), payload.body.size());
  auto answer = make_poll_reply(asked.head(), std::move(payload));
  answer.headers.insert(answer.headers.end(), headers.begin(), headers.end());
  return asked.answer(std::move(answer));
}

/// Sets how many bytes wait for a poll.
void polling_transport::set_waiting(std::size_t bytes) {
  metrics::engine_send_queue.change(
    static_cast<std::int64_t>(bytes - std::exchange(bytes_, bytes)));
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
    fail(close_reason::transport_error, "two GETs at once");
    return;
  }
  get_ = std::move(asked);
  get_->listen(this);
  if (closing_) {
    if (waiting_.empty())
      waiting_.push_back(eio::bare_packet(eio::packet_type::noop));
    waiting_.push_back(eio::bare_packet(eio::packet_type::close));
    answer_poll(events_);
    fail(close_reason::forced_close, {});
  } else if (!waiting_.empty()) {
    answer_poll(events_);
  }
}

void polling_transport::take_post(std::shared_ptr<exchange> asked) {
  if (!eio3_ && has_binary_payload(asked->head())) {
    answer_empty(*asked, 400);
    fail(
      close_reason::transport_error,
      "POST of bytes, which Engine.IO 4 does not know");
    return;
  }
  if (post_) {
    answer_empty(*asked, 400);
    fail(close_reason::transport_error, "two POSTs at once");
    return;
  }
  post_ = std::move(asked);
  post_->listen(this);
  if (post_->body_complete())
    on_body(*post_);
}

void polling_transport::send(const messages::frame_ptr& packet) {
  set_waiting(bytes_ + packet->payload().size());
  waiting_.push_back(packet);
  answer_soon();
}

void polling_transport::drop(frame_filter& which) {
  auto left = bytes_;
  std::erase_if(waiting_, [&](const messages::frame_ptr& each) {
    if (!which.drops(*each, false))
      return false;
    left -= std::min(left, each->payload().size());
    if (each->traced() && events_)
      events_->on_traced(*this, each->trace(), false);
    return true;
  });
  set_waiting(left);
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
    answer_poll(events_);
}

void polling_transport::answer_poll(transport_events* tell) {
  const auto poll = std::exchange(get_, nullptr);
  const auto most = packets_per_answer(poll->head());
  const auto count = std::min(most, waiting_.size());
  auto payload = make_payload(waiting_, count, eio3_);
  bool compress = false; // if any of them may be
  auto left = bytes_;
  for (std::size_t n = 0; n < count; ++n) {
    compress = compress || !waiting_.front()->plain();
    if (waiting_.front()->traced() && tell) [[unlikely]]
      tell->on_traced(*this, waiting_.front()->trace(), true);
    left -= std::min(left, waiting_.front()->payload().size());
    waiting_.pop_front();
  }
  set_waiting(left);
  answer_payload(*poll, count, std::move(payload), compress);
}

void polling_transport::answer_payload(
  exchange& poll, std::size_t packets, polling_payload payload,
  bool compress) const {
  count_packets(metrics::direction::out, packets, payload.body.size());
  auto answer = make_poll_reply(poll.head(), std::move(payload));
  if (compress)
    compress_reply(answer, poll.head(), with_.compressed_from);
  poll.answer(std::move(answer));
}

void polling_transport::release_poll() {
  const auto& noop = eio::bare_packet(eio::packet_type::noop);
  if (const auto poll = std::exchange(get_, nullptr))
    answer_payload(*poll, 1, make_payload({&noop, 1}, eio3_), true);
}

void polling_transport::move_to(transport& next) {
  for (const auto& packet : waiting_)
    next.send(packet);
  waiting_.clear();
  set_waiting(0);
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
  auto* const told = std::exchange(events_, nullptr);
  waiting_.push_back(eio::bare_packet(eio::packet_type::close));
  answer_poll(told);
  return true;
}

void polling_transport::give_up() {
  if (!events_)
    return;
  for (const auto& packet : waiting_)
    if (packet->traced())
      events_->on_traced(*this, packet->trace(), false);
}

/// Java's client reads the Content-Type of every 200.
void polling_transport::answer_ok(exchange& post) {
  reply answer;
  answer.content_type = "text/html";
  answer.body = "ok";
  answer.headers.emplace_back("cache-control", "no-store");
  post.answer(std::move(answer));
}

void polling_transport::on_body(exchange& of) {
  if (post_.get() != &of)
    return;
  const auto post = std::exchange(post_, nullptr);
  if (events_ && !closing_)
    measure(deliver(*post), post->body().size());
  if (!events_ || !hold_back(post))
    answer_ok(*post);
}

/// Tells the packets of a POST; how many there were.
std::size_t polling_transport::deliver(exchange& post) {
  const post_packets came{
    post.head(), post.body(), eio3_, with_.packets_per_payload};
  count_packets(
    metrics::direction::in, came.packets().size(), post.body().size());
  if (!came.packets().empty()) {
    delivering_ = &post.head();
    events_->on_packets(*this, came.packets());
    delivering_ = nullptr;
  }
  if (came.error())
    fail(close_reason::parse_error, *came.error());
  return came.packets().size();
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

void polling_transport::fail(close_reason reason, const messages::cause& why) {
  give_up();
  if (auto* told = std::exchange(events_, nullptr))
    told->on_transport_end(*this, reason, why);
}

} // namespace troupe::net
