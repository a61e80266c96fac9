#include "actors/cluster/relayed.hpp"

#include "net/engine_request.hpp"
#include "net/socket_pair.hpp"

#include <utility>

namespace troupe::actors {

namespace peer = messages::peer;

namespace {

std::string_view view(std::span<char> bytes) {
  return {bytes.data(), bytes.size()};
}

/// Of what the other node refuses, only a mismatch has a code that says little.
net::refusal explain_answer(net::engine_error error, const net::request& req) {
  if (error != net::engine_error::bad_request)
    return net::explain(error, req);
  const bool polls = req.parameter("transport") == "polling";
  return net::explain_mismatch(
    req, polls ? net::transport_kind::websocket : net::transport_kind::polling);
}

void end(std::unique_ptr<net::tunnel>& which) {
  if (!which)
    return;
  which->close();
  net::tunnel::retire(std::move(which));
}

} // namespace

void count_forwarded(const net::request& head, metrics::forward_result what) {
  using metrics::forwarded;
  const auto kind = head.asks_websocket()   ? forwarded::upgrade
                    : head.method == "POST" ? forwarded::post
                                            : forwarded::poll;
  metrics::forwarded_requests.count(kind, what);
}

relayed_front::relayed_front(
  relay_host& host, peer::request_id id, std::uint32_t node, std::string sid,
  std::shared_ptr<net::exchange> asked)
  : host_{host}
  , id_{id}
  , node_{node}
  , sid_{std::move(sid)}
  , asked_{std::move(asked)} {
}

relayed_front::~relayed_front() {
  if (asked_)
    asked_->listen(nullptr);
}

template <class Record>
void relayed_front::tell(const Record& record) {
  host_.tell(node_, peer::encode(record));
}

void relayed_front::begin() {
  if (!asked_->open())
    return give_up();
  asked_->listen(this);
  if (asked_->body_complete())
    on_body(*asked_);
}

void relayed_front::on_body(net::exchange& of) {
  const auto& head = of.head();
  sent_ = true;
  tell(peer::request{
    id_, std::move(sid_), head.method, head.target, head.headers,
    head.remote_address, std::move(of.body())});
}

void relayed_front::on_abort(net::exchange& of) {
  count_forwarded(of.head(), metrics::forward_result::aborted);
  if (sent_)
    tell(peer::aborted{id_});
  give_up();
}

void relayed_front::on_refused(net::exchange& of) {
  on_abort(of);
}

void relayed_front::give_up() {
  end(tunnel_);
  host_.done(*this);
}

void relayed_front::take(peer::answer what) {
  if (!asked_ || tunnel_)
    return;
  net::reply with;
  with.status = what.status;
  with.content_type = std::move(what.content_type);
  with.body = std::move(what.body);
  with.headers = std::move(what.headers);
  with.close = what.close;
  const auto asked = std::exchange(asked_, nullptr);
  // It is refused there and told of here, where the client is.
  const auto error = net::error_of(with);
  count_forwarded(
    asked->head(), error ? metrics::forward_result::refused
                         : metrics::forward_result::answered);
  if (error)
    asked->refuse(explain_answer(*error, asked->head()));
  else
    asked->answer(std::move(with));
  give_up();
}

void relayed_front::take_accepted() {
  if (!asked_ || tunnel_)
    return;
  count_forwarded(asked_->head(), metrics::forward_result::answered);
  std::string glued;
  auto stream = std::exchange(asked_, nullptr)->accept_websocket(glued);
  if (!stream) {
    tell(peer::tunnel_closed{id_, true});
    return give_up();
  }
  tunnel_ = std::make_unique<net::tunnel>(host_.thread(), std::move(stream));
  tunnel_->start(*this, std::move(glued));
}

void relayed_front::take(const peer::tunnel_bytes& what) {
  if (tunnel_)
    tunnel_->push(what.bytes);
}

void relayed_front::take(const peer::tunnel_confirmed& what) {
  if (tunnel_)
    tunnel_->confirm(what.bytes);
}

void relayed_front::take_closed() {
  give_up();
}

void relayed_front::node_gone() {
  if (asked_) {
    auto asked = std::exchange(asked_, nullptr);
    count_forwarded(asked->head(), metrics::forward_result::unreachable);
    asked->refuse(net::explain(net::engine_error::unknown_sid, asked->head()));
  }
  give_up();
}

void relayed_front::on_bytes(net::tunnel&, std::span<char> bytes) {
  tell(peer::tunnel_bytes{id_, true, view(bytes)});
}

void relayed_front::on_written(net::tunnel&, std::size_t bytes) {
  tell(peer::tunnel_confirmed{id_, true, bytes});
}

void relayed_front::on_end(net::tunnel&) {
  tell(peer::tunnel_closed{id_, true});
  give_up();
}

relayed_owner::relayed_owner(
  relay_host& host, peer::request_id id, std::uint32_t node)
  : host_{host}
  , id_{id}
  , node_{node} {
}

relayed_owner::~relayed_owner() {
  if (const auto asked = asked_.lock())
    asked->abort();
}

template <class Record>
void relayed_owner::tell(const Record& record) {
  host_.tell(node_, peer::encode(record));
}

std::shared_ptr<net::exchange> relayed_owner::make(peer::request from) {
  net::request head;
  head.method = std::move(from.method);
  head.target = std::move(from.target);
  const auto query = head.target.find('?');
  head.path = head.target.substr(0, query);
  if (query != std::string::npos)
    head.query =
      net::parse_query(std::string_view{head.target}.substr(query + 1));
  head.headers = std::move(from.headers);
  head.remote_address = std::move(from.remote_address);
  net::exchange_home& home = *this;
  auto made = std::make_shared<net::exchange>(home, std::move(head));
  made->complete(std::move(from.body));
  asked_ = made;
  return made;
}

void relayed_owner::answer(const net::reply& with) {
  asked_.reset();
  tell(peer::answer{
    id_, with.status, with.content_type, with.body, with.headers, with.close});
  host_.done(*this);
}

std::unique_ptr<net::stream>
relayed_owner::give_stream(std::string&, messages::frame_ptr) {
  asked_.reset();
  auto pair = net::make_socket_pair();
  if (!pair) {
    tell(peer::answer{id_, 503, {}, {}, {}, true});
    host_.done(*this);
    return nullptr;
  }
  tell(peer::accepted{id_});
  tunnel_ = std::make_unique<net::tunnel>(host_.thread(), std::move(pair->far));
  tunnel_->start(*this);
  pair->near->attach(host_.thread(), nullptr);
  return std::move(pair->near);
}

void relayed_owner::take(const peer::tunnel_bytes& what) {
  if (tunnel_)
    tunnel_->push(what.bytes);
}

void relayed_owner::take(const peer::tunnel_confirmed& what) {
  if (tunnel_)
    tunnel_->confirm(what.bytes);
}

void relayed_owner::client_gone() {
  if (const auto asked = std::exchange(asked_, {}).lock())
    asked->abort();
  end(tunnel_);
  host_.done(*this);
}

void relayed_owner::on_bytes(net::tunnel&, std::span<char> bytes) {
  tell(peer::tunnel_bytes{id_, false, view(bytes)});
}

void relayed_owner::on_written(net::tunnel&, std::size_t bytes) {
  tell(peer::tunnel_confirmed{id_, false, bytes});
}

void relayed_owner::on_end(net::tunnel&) {
  tell(peer::tunnel_closed{id_, false});
  end(tunnel_);
  host_.done(*this);
}

} // namespace troupe::actors
