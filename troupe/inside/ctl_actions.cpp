#include "config/log.hpp"
#include "config/quantity.hpp"
#include "config/trace.hpp"
#include "messages/rooms.hpp"
#include "messages/wire.hpp"
#include "troupe/inside/core.hpp"
#include "troupe/inside/ctl_parts.hpp"

#include <chrono>

// What an operator does.

namespace troupe::detail {

namespace {

/// `socket:x` and the like, in two.
std::pair<std::string, std::string> split_target(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == text.npos || colon + 1 == text.size())
    throw std::invalid_argument{
      "'" + text + "' is not socket:ID, user:NAME or room:NAME"};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

void count_rows(ctl_answer& all, std::uint64_t reached) {
  if (all.rows.empty())
    all.rows.push_back({{"disconnected", 0}});
  auto& sum = all.rows.front()["disconnected"];
  sum = sum.get<std::uint64_t>() + reached;
}

/// A socket's id is a room of its own.
void disconnect_room(
  const core& on, const std::string& nsp, const std::string& room, bool close,
  const ctl_gathering_ptr& all) {
  messages::demand wanted;
  wanted.what = messages::demand::act::disconnect;
  wanted.close = close;
  auto selected = std::make_shared<messages::broadcast>();
  selected->rooms = {room};
  selected->packet.text = messages::make_bytes({});
  selected->wanted =
    std::make_shared<const messages::demand>(std::move(wanted));
  on.gather(nsp, std::move(selected), [all](const messages::gathered& told) {
    all->add([&](ctl_answer& answer) { count_rows(answer, told.reached); });
    all->add_missing(told.missing);
  });
}

void disconnect_user(
  const core& on, const std::string& nsp, const std::string& user, bool close,
  const ctl_gathering_ptr& all) {
  messages::peer::question asked;
  asked.what = messages::peer::question::topic::disconnect_user;
  asked.nsp = nsp;
  asked.user = user;
  asked.close = close;
  on.ask_nodes(std::move(asked), [all](const users_answer& told) {
    all->add([&](ctl_answer& answer) { count_rows(answer, told.count); });
    all->add_missing(told.missing);
  });
}

} // namespace

void ctl_disconnect(
  core& on, const ctl_arguments& given, const ctl_reply& reply) {
  const auto [kind, name] = split_target(given.text("target").value_or(""));
  const bool by_user = kind == "user";
  if (!by_user && kind != "socket" && kind != "room")
    throw std::invalid_argument{
      "'" + kind + ":' is not one of socket:, user: and room:"};
  with_nsps(
    on, given,
    [&on, by_user, name = name, close = given.flag("close"),
     reply](const auto& nsps) {
      const auto all = std::make_shared<ctl_gathering>(reply);
      for (const auto& nsp : nsps)
        if (by_user)
          disconnect_user(on, nsp, name, close, all);
        else
          disconnect_room(on, nsp, name, close, all);
    });
}

void ctl_trace(core&, const ctl_arguments& given, const ctl_reply& reply) {
  const auto filter = given.text("filter").value_or("");
  const auto lasting = given.text("for").value_or("0s");
  const auto time = config::parse_quantity(lasting, config::time_units());
  if (!time || *time < 0)
    throw std::invalid_argument{"'" + lasting + "' is no time like 30s or 5m"};
  if (auto wrong = log::set_trace(filter, std::chrono::milliseconds{*time}))
    throw std::invalid_argument{*std::move(wrong)};
  const auto now = log::traced_now();
  reply({{{{"traced", now ? now->text() : "nothing"}, {"for", lasting}}}});
}

void ctl_log_level(core&, const ctl_arguments& given, const ctl_reply& reply) {
  if (const auto wanted = given.text("level")) {
    const auto level = log::parse_level(*wanted);
    if (log::to_string(level) != *wanted)
      throw std::invalid_argument{
        "'" + *wanted +
        "' is no level: trace, debug, info, warn, error or off"};
    log::set_level(level);
  }
  reply({{{{"level", log::to_string(log::level_now())}}}});
}

void ctl_drain(core& on, const ctl_arguments&, const ctl_reply& reply) {
  if (!on.end_run())
    return reply(
      {{},
       {},
       "this server runs inside another program, which has to close "
       "it"});
  reply({{{{"state", "draining"}}}});
}

} // namespace troupe::detail
