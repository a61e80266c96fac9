#include "actors/session/socket_session.hpp"

#include "config/log.hpp"

#include <algorithm>
#include <utility>

// The part of a socket whose client has shown a token: it does not outlive it.

namespace troupe::actors {

namespace {

constexpr std::string_view refresh_event = "auth-refresh";
/// Clocks that count nanoseconds end in 2262, tokens need not.
constexpr messages::jwt::instant last_instant{
  std::chrono::seconds{9'000'000'000}};

std::string seconds_of(const identity& who) {
  return std::to_string(who.expires.time_since_epoch().count());
}

} // namespace

/// The token's user is whose socket this is, whatever the client calls itself.
void socket_session::set_identity(identity_ptr who) {
  if (!who)
    return;
  user_ = std::make_unique<const std::string>(who->user);
  identity_ = std::make_unique<identity_state>(std::move(who));
}

/// From when it is open on.
void socket_session::watch_token() {
  const auto& by = *owner_->settings().auth;
  auto& token = *identity_;
  token.clock.emplace(
    std::min(token.who->expires, last_instant), by.rules.leeway, by.notice);
  time_token();
}

void socket_session::time_token() {
  const auto wait = identity_->clock->next() - host_->wall_time();
  identity_->due =
    host_->now() + std::max(wait, std::chrono::system_clock::duration::zero());
  host_->deadline_changed();
}

void socket_session::check_token(ack_table::clock::time_point now) {
  if (!open_ || ending_ || !identity_->clock || now < identity_->due)
    return;
  const auto due = identity_->clock->at(host_->wall_time());
  if (due == token_clock::due::end)
    return end_with_token();
  if (due == token_clock::due::notice)
    emit(
      R"(["auth-expiring",{"expires":)" + seconds_of(*identity_->who) + "}]",
      {}, {});
  time_token();
}

void socket_session::end_with_token() {
  metrics::tokens.count(metrics::token_result::lapsed);
  const messages::bound by{
    "auth.leeway", owner_->settings().auth->rules.leeway};
  owner_->expel(*this, {messages::late("token expired and not refreshed", by)});
}

/// The event is ours where clients have to show tokens, and no handler's.
bool socket_session::takes_refresh(const incoming_event& event) {
  if (event.name != refresh_event)
    return false;
  const auto& sent = event.arguments.values;
  const auto token = sent.empty() ? std::nullopt : messages::unquote(sent[0]);
  auto said =
    believe(*owner_->settings().auth, token.value_or(""), host_->wall_time());
  auto* fresh = std::get_if<identity_ptr>(&said);
  if (!fresh)
    answer_refresh(event, &std::get<token_refusal>(said));
  else if ((*fresh)->user != identity_->who->user)
    answer_refresh(event, &another_user);
  else {
    identity_->who = std::move(*fresh);
    watch_token();
    answer_refresh(event, nullptr);
  }
  return true;
}

void socket_session::answer_refresh(
  const incoming_event& event, const token_refusal* refused) {
  if (refused) {
    log::info(
      "socket", "token-refused",
      {{"nsp", nsp_}, {"reason", code_of(*refused)}});
    host_->auth_failed();
  }
  if (!event.ack)
    return;
  std::string answer = "[{\"ok\":";
  if (refused)
    answer.append("false,\"code\":\"")
      .append(code_of(*refused))
      .append("\",\"message\":\"")
      .append(refused->message)
      .append("\"}]");
  else
    answer.append("true,\"expires\":")
      .append(seconds_of(*identity_->who))
      .append("}]");
  acknowledge(*event.ack, answer, {});
}

/// What the recovery knows a session by that its client calls `pid`.
std::string socket_session::own_pid(std::string pid) const {
  return identity_ ? pid_of_user(pid, identity_->who->user) : pid;
}

/// What the client is told of it.
std::string_view socket_session::shown_pid() const {
  if (!recovery_)
    return {};
  const std::string_view pid = recovery_->pid;
  return identity_ ? pid.substr(0, pid.find('.')) : pid;
}

} // namespace troupe::actors
