#include "net/refusal.hpp"

#include "config/metrics.hpp"
#include "messages/json_text.hpp"

#include <array>
#include <utility>

namespace troupe::net {

namespace {

constexpr std::array all_errors{
  engine_error::unknown_transport,
  engine_error::unknown_sid,
  engine_error::bad_handshake_method,
  engine_error::bad_request,
  engine_error::forbidden,
  engine_error::unsupported_protocol_version,
};

/// What the application is told of an Origin that may not come.
constexpr std::string_view foreign_origin = "FOREIGN_ORIGIN";
/// … and of a token that is not of the session's user.
constexpr std::string_view other_user = "OTHER_USER";

std::string parameter(const request& req, std::string_view name) {
  return std::string{req.parameter(name).value_or("")};
}

string_pairs explain_bad_request(const request& req) {
  const auto origin = req.header("origin");
  if (origin && !has_only_header_bytes(*origin))
    return {{"name", "INVALID_ORIGIN"}, {"origin", std::string{*origin}}};
  return {{"name", "TRANSPORT_HANDSHAKE_ERROR"}};
}

} // namespace

refusal explain(engine_error error, const request& req) {
  switch (error) {
  case engine_error::unknown_transport:
    return {error, {}, {{"transport", parameter(req, "transport")}}};
  case engine_error::unknown_sid:
    return {error, {}, {{"sid", parameter(req, "sid")}}};
  case engine_error::bad_handshake_method:
    return {error, {}, {{"method", req.method}}};
  case engine_error::unsupported_protocol_version:
    return {error, {}, {{"protocol", "3"}}};
  case engine_error::bad_request:
    return {error, {}, explain_bad_request(req)};
  case engine_error::forbidden:
    return forbid({});
  }
  return {};
}

refusal explain_mismatch(const request& req, transport_kind current) {
  return {
    engine_error::bad_request,
    {},
    {{"name", "TRANSPORT_MISMATCH"},
     {"transport", parameter(req, "transport")},
     {"previousTransport", std::string{to_string(current)}}}};
}

refusal explain_protocol_mismatch(const request& req) {
  const bool now = is_eio4(req);
  return {
    engine_error::bad_request,
    {},
    {{"name", "PROTOCOL_MISMATCH"},
     {"protocol", now ? "4" : "3"},
     {"previousProtocol", now ? "3" : "4"}}};
}

namespace {

/// A bad request says by itself which kind it is.
messages::cause cause_of_kind(const refusal& why) {
  const auto said = [&](std::string_view name) {
    return std::string{find_value(why.context, name).value_or("?")};
  };
  const auto kind = said("name");
  if (kind == "TRANSPORT_MISMATCH")
    return "the session is on " + said("previousTransport");
  if (kind == "PROTOCOL_MISMATCH")
    return "the session speaks Engine.IO " + said("previousProtocol");
  if (kind == "INVALID_ORIGIN")
    return "Origin has bytes that may not stand in a header";
  if (kind == "MIDDLEWARE_FAILURE")
    return "a middleware of the engine said no";
  return "not a WebSocket handshake, or one where a poll belongs";
}

std::string_view name_of(const refusal& why) {
  return find_value(why.context, "name").value_or("");
}

messages::cause cause_of_forbidden(const refusal& why, const request& req) {
  if (name_of(why) == other_user)
    return "its token is not of the session's user";
  if (name_of(why) != foreign_origin)
    return "allow_request said no";
  messages::cause said;
  said.text = "Origin '" + std::string{req.header("origin").value_or("")} +
              "' is neither this server's (Host '" +
              std::string{req.header("host").value_or("")} +
              "') nor in cors.origins";
  said.option = "cors.origins";
  return said;
}

} // namespace

messages::cause cause_of(const refusal& why, const request& req) {
  messages::cause said;
  switch (why.code) {
  case engine_error::unknown_transport:
    said = "transport '" + parameter(req, "transport") +
           "' is not one of engine.transports";
    said.option = "engine.transports";
    return said;
  case engine_error::unknown_sid:
    return "no such session here: it has ended, or its node has";
  case engine_error::bad_handshake_method:
    return "a session begins with GET, not " + req.method;
  case engine_error::unsupported_protocol_version:
    said = "a client of Socket.IO 2, which engine.allow_eio3 does not let in";
    said.option = "engine.allow_eio3";
    return said;
  case engine_error::forbidden:
    return cause_of_forbidden(why, req);
  case engine_error::bad_request:
    break;
  }
  return cause_of_kind(why);
}

refusal forbid(std::string message) {
  refusal why{engine_error::forbidden, std::move(message), {}};
  why.context = {{"message", why.message}};
  return why;
}

refusal refuse_origin(const request& req) {
  return {
    engine_error::forbidden,
    {},
    {{"name", std::string{foreign_origin}},
     {"origin", std::string{req.header("origin").value_or("")}}}};
}

refusal refuse_other_user() {
  return {engine_error::forbidden, {}, {{"name", std::string{other_user}}}};
}

refusal middleware_failure() {
  return {engine_error::bad_request, {}, {{"name", "MIDDLEWARE_FAILURE"}}};
}

reply make_refusal_reply(const refusal& why, const request& req) {
  auto answer = make_error_reply(why.code, req);
  if (why.code == engine_error::forbidden && !name_of(why).empty())
    answer.status = 403;
  if (why.message.empty())
    return answer;
  answer.body = req.asks_websocket()
                  ? why.message
                  : "{\"code\":" + std::to_string(static_cast<int>(why.code)) +
                      ",\"message\":" + messages::quote(why.message) + "}";
  return answer;
}

void count_refusal(const refusal& why) {
  using metrics::rejection;
  static_assert(
    static_cast<int>(rejection::unsupported_protocol_version) ==
    static_cast<int>(engine_error::unsupported_protocol_version));
  metrics::engine_rejections.count(static_cast<rejection>(why.code));
}

std::optional<engine_error> error_of(const reply& answer) {
  if (answer.status != 400 && answer.status != 403)
    return {};
  for (const auto error : all_errors)
    if (
      answer.body == make_error_reply(error).body ||
      (answer.close && answer.body == to_string(error)))
      return error;
  return {};
}

} // namespace troupe::net
