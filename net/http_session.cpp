#include "net/http_session.hpp"

#include "net/http_head.hpp"
#include "net/http_parser.hpp"
#include "net/linger.hpp"
#include "net/page_request.hpp"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

namespace http = boost::beast::http;

namespace troupe::net {

namespace {

/// How much of what a client sends ahead is taken in while it waits.
constexpr std::size_t read_ahead = 32 * 1024;

/// Before the end of a chunked body there is at least `0\r\n\r\n`, and Beast
/// wants to see no less of it (an assertion of its own).
constexpr std::size_t last_chunk = 5;

/// Answers that wait for a client before it gets another.
constexpr std::size_t most_unsent = 256 * 1024;

/// Path and query of a target that may have scheme and host in front (RFC 9112,
/// section 3.2.2).
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!boost::beast::iequals(target.substr(0, scheme.size()), scheme))
      continue;
    const auto path = target.find_first_of("/?", scheme.size());
    return path == target.npos || target[path] == '?' ? "/"
                                                      : target.substr(path);
  }
  return target;
}

head_bounds bounds_of(const config::limit_options& limits) {
  return {limits.header_bytes, limits.header_count, limits.request_line};
}

} // namespace

http_session::http_session(const site& of, std::unique_ptr<stream> accepted)
  : site_{of}
  , stream_{std::move(accepted)}
  , deadline_{[this] { on_deadline(); }} {
}

http_session::~http_session() {
  // Only where the server ends before its sessions: nobody to tell.
  if (current_)
    current_->abort();
  if (asking_)
    asking_->forget();
}

void http_session::start(io_thread& thread, owner& by) {
  thread_ = &thread;
  owner_ = &by;
  stream_->attach(thread, this);
  if (!after_move_) {
    thread.arm(deadline_, limits().header_timeout);
    return;
  }
  std::exchange(after_move_, nullptr)();
  process();
}

void http_session::detach() {
  deadline_.disarm();
  stream_->detach();
  thread_ = nullptr;
}

void http_session::drain() {
  draining_ = true;
  if (phase_ == phase::head && input_.empty() && stream_) {
    linger_and_close(*thread_, std::move(stream_));
    finish();
  }
}

void http_session::on_bytes(std::span<char> bytes) {
  if (phase_ == phase::head && input_.empty())
    thread_->arm(deadline_, limits().header_timeout);
  input_.append(bytes.data(), bytes.size());
  process();
  const bool waits =
    stream_ && (choked() || (phase_ != phase::head && phase_ != phase::body));
  if (waits && input_.size() > read_ahead)
    stream_->read_on(false);
}

void http_session::on_end(std::string_view) {
  if (current_)
    std::exchange(current_, nullptr)->abort();
  finish();
}

void http_session::process() {
  if (processing_)
    return;
  processing_ = true;
  while (stream_ && !choked() && step()) {}
  processing_ = false;
}

/// A client that sends requests and takes no answers gets no more of them until
/// it does.
bool http_session::choked() {
  if (phase_ != phase::head || stream_->queued_bytes() <= most_unsent)
    return false;
  stream_->flush();
  return stream_->queued_bytes() > most_unsent;
}

void http_session::on_drained() {
  stream_->read_on(true);
  process();
}

bool http_session::step() {
  switch (phase_) {
  case phase::head:
    return read_head();
  case phase::body:
    return read_body();
  default:
    return false;
  }
}

bool http_session::read_head() {
  const auto bounds = bounds_of(limits());
  const auto end = find_head_end(input_, searched_);
  if (!end) {
    if (const auto bad = check_unfinished_head(input_, bounds))
      refuse(bad->status, bad->message, bad->why);
    return false;
  }
  const auto raw = input_.substr(0, *end);
  input_.erase(0, *end);
  searched_ = 0;
  take_head(raw);
  return true;
}

void http_session::take_head(std::string_view raw) {
  parser_ = std::make_unique<http_parser>();
  auto& beast = parser_->beast;
  beast.header_limit(static_cast<std::uint32_t>(raw.size() + 1));
  beast.body_limit(boost::none); // set once we know whom it is for
  boost::system::error_code error;
  parser_->put(raw, error);
  if (error || !beast.is_header_done())
    return refuse(400, "Malformed request");
  const auto& parsed = beast.get();
  request head;
  head.method = parsed.method_string();
  head.target = origin_form(parsed.target());
  const auto query = std::min(head.target.find('?'), head.target.size());
  head.path = head.target.substr(0, query);
  if (query < head.target.size())
    head.query = parse_query(std::string_view{head.target}.substr(query + 1));
  for (const auto& field : parsed)
    head.headers.emplace_back(
      in_lower_case(field.name_string()), field.value());
  head.http_1_1 = parsed.version() >= 11;
  head.keep_alive = parsed.keep_alive();
  head.remote_address = stream_->remote_address();
  head.secure = stream_->secure();
  learn_client(head);
  keep_alive_ = head.keep_alive;
  http_1_1_ = head.http_1_1;
  const auto bounds = bounds_of(limits());
  if (const auto bad = check_head(raw, head, bounds))
    return refuse(bad->status, bad->message, bad->why);
  phase_ = after_head();
  dispatch(std::move(head));
}

bool http_session::read_body() {
  auto& beast = parser_->beast;
  const auto fields = parser_->fields();
  boost::system::error_code error;
  // Beast takes a chunk at a time, and what is used is cut off once for all.
  const auto least = beast.chunked() ? last_chunk : 0;
  std::size_t used = 0;
  for (std::size_t now = 1;
       now > 0 && !error && !beast.is_done() && input_.size() - used >= least;
       used += now)
    now = parser_->put(std::string_view{input_}.substr(used), error);
  input_.erase(0, used);
  if (error == http::error::body_limit) {
    refuse_body();
    return false;
  }
  const bool stuck = error == http::error::need_more && used == 0;
  if (
    (error && error != http::error::need_more) ||
    (stuck && input_.size() > read_ahead)) {
    refuse(400, "Malformed body");
    return false;
  }
  if (parser_->fields() > fields) {
    refuse(400, "Trailers not supported");
    return false;
  }
  if (!beast.is_done())
    return false;
  phase_ = phase::answer;
  deadline_.disarm();
  auto whole = std::move(incoming_);
  if (whole && current_)
    whole->complete(std::move(beast.get().body()));
  else if (!current_)
    next_request();
  return true;
}

void http_session::next_request() {
  phase_ = phase::head;
  answered_ = false;
  parser_.reset();
  page_.reset();
  stream_->read_on(true);
  thread_->arm(
    deadline_,
    input_.empty() ? limits().idle_timeout : limits().header_timeout);
  process();
}

void http_session::answer(const reply& with) {
  current_ = nullptr;
  if (!stream_)
    return;
  const auto most = limits().requests_per_connection;
  const bool last =
    with.close || !keep_alive_ || draining_ || ++requests_ >= most;
  if (last && requests_ >= most)
    log_closed(
      {"limits.requests_per_connection requests are answered",
       {"limits.requests_per_connection", most},
       requests_});
  if (last)
    return say_goodbye(with);
  stream_->push(messages::make_bytes({to_bytes(with, true, http_1_1_)}));
  answered_ = true;
  if (phase_ == phase::answer)
    next_request();
  // In phase body the rest of it is read and dropped first.
}

void http_session::say_goodbye(const reply& last) {
  stream_->push(messages::make_bytes({to_bytes(last, false, http_1_1_)}));
  linger_and_close(*thread_, std::move(stream_));
  finish();
}

std::unique_ptr<stream>
http_session::give_stream(std::string& glued, messages::frame_ptr hello) {
  current_ = nullptr;
  stream_->push(std::move(hello));
  stream_->set_events(nullptr);
  glued = std::move(input_);
  auto given = std::move(stream_);
  finish();
  return given;
}

void http_session::finish() {
  deadline_.disarm();
  if (asking_)
    std::exchange(asking_, nullptr)->forget();
  page_.reset();
  owner_->release(*this);
}

} // namespace troupe::net
