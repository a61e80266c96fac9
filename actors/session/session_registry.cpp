#include "actors/session/session_registry.hpp"

#include "actors/session/connection.hpp"
#include "actors/session/session_portrait.hpp"
#include "actors/type_ids.hpp"
#include "net/engine_request.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>
#include <vector>

namespace troupe::actors {

namespace {

constexpr std::size_t most_waves = 20;
constexpr std::size_t least_wave = 50;

/// Half as long to half as long again, so that nodes that stop together do not
/// send their clients away in step.
std::chrono::milliseconds jitter(std::chrono::milliseconds pause) {
  thread_local std::minstd_rand chance{std::random_device{}()};
  return pause / 2 + pause * (chance() % 1000) / 1000;
}

net::reply failure() {
  net::reply made;
  made.status = 500;
  made.close = true;
  return made;
}

/// On the thread of both.
connection& connection_of(const connection_actor& session) {
  return *static_cast<connection*>(
    caf::actor_cast<caf::abstract_actor*>(session));
}

} // namespace

session_registry::session_registry(
  caf::actor_config& config, io_unit* unit, session_context& context)
  : traced{config, unit}
  , context_{context} {
  set_down_handler([this](const caf::down_msg&) { check_closed(); });
}

session_registry::behavior_type session_registry::make_behavior() {
  for (const auto& [sid, living] : context_.roster)
    monitor(living);
  return {
    [this](const open_session& m) { open(m); },
    [this](const find_session& m) { find(m); },
    [this](announce_users) {
      for (const auto& [sid, session] : context_.roster)
        send(session, session_event{announce_users{}});
    },
    [this](close_sessions m) {
      closed_ = make_response_promise<all_closed>();
      auto promise = closed_;
      begin_closing(m.patience);
      return promise;
    },
    [this](close_wave) { end_wave(); },
    [this](const describe& m) { return describe_all(m.top); },
  };
}

/// Nothing if the application was to add to it and failed.
std::optional<std::string> session_registry::make_sid(const open_session& m) {
  const auto thread = unit()->thread().index();
  auto sid = context_.settings.ids.make_sid(
    {context_.settings.node, static_cast<std::uint8_t>(thread)});
  const auto* hooks = context_.settings.engines.at(m.engine).hooks;
  if (!hooks || !hooks->extends_ids())
    return sid;
  const auto more = hooks->extend_id(m.asked->head());
  if (!more)
    return {};
  return more->empty() ? sid : sid + "." + *more;
}

void session_registry::open(const open_session& m) {
  if (closing_ || !m.asked->open())
    return; // the exchange answers 503 by itself
  const auto sid = make_sid(m);
  if (!sid) {
    m.asked->answer(failure());
    return;
  }
  auto session = spawn_on<connection>(
    system(), unit(), this, context_, std::string_view{*sid}, m.engine,
    m.asked->head());
  send(session, session_event{exchange_arrived{m.asked}});
  monitor(session);
  const auto sid_of_it = connection_of(session).sid();
  context_.roster.emplace(sid_of_it, std::move(session));
}

void session_registry::find(const find_session& m) {
  const auto found = context_.roster.find(m.sid);
  if (found != context_.roster.end())
    send(found->second, session_event{exchange_arrived{m.asked}});
  else
    m.asked->refuse(
      net::explain(net::engine_error::unknown_sid, m.asked->head()));
}

/// One that ends has left the roster before its end is told.
void session_registry::check_closed() {
  if (closing_ && context_.roster.empty() && closed_.pending())
    std::exchange(closed_, {}).deliver(all_closed{});
}

void session_registry::begin_closing(std::chrono::milliseconds patience) {
  closing_ = true;
  const auto waves =
    std::min(most_waves, context_.roster.size() / least_wave + 1);
  wave_ = context_.roster.size() / waves + 1;
  between_waves_ = patience / 2 / waves;
  end_wave();
}

/// Ends as many as a wave has; the roster forgets each when it has ended.
void session_registry::end_wave() {
  std::size_t n = 0;
  for (auto at = context_.roster.begin();
       at != context_.roster.end() && n < wave_; ++at)
    if (told_.emplace(at->first).second) {
      send(
        at->second,
        session_event{end_session{
          messages::close_reason::server_shutting_down, "the server stops"}});
      ++n;
    }
  check_closed();
  if (n == wave_)
    delayed_send(this, jitter(between_waves_), close_wave{});
}

/// A few numbers of each connection, which lives on this thread: asking all of
/// them by message would cost more than what they are at.
described session_registry::describe_all(std::size_t top) {
  auto self = portrait(std::to_string(unit()->thread().index()));
  self.members = context_.roster.size();
  std::vector<session_portrait> sessions;
  sessions.reserve(context_.roster.size());
  const auto now = std::chrono::steady_clock::now();
  for (const auto& [sid, session] : context_.roster) {
    auto& each = connection_of(session);
    sessions.push_back(
      {sid, each.queued_bytes(), each.handled(), each.age_ms(now)});
  }
  described all{{self}};
  append_sessions(
    all.nodes, std::move(sessions), top, unit()->connections(), now);
  return all;
}

} // namespace troupe::actors
