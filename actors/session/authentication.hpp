#pragma once

#include "actors/session/socket_handler.hpp"
#include "config/metrics_labels.hpp"
#include "messages/jwt.hpp"
#include "net/request.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Who clients are, by their tokens. Pure.

namespace troupe::actors {

using wall_clock = std::chrono::system_clock;

/// How clients have to show who they are; immutable, shared by all threads.
struct authentication {
  std::vector<messages::jwt::key> keys;
  messages::jwt::rules rules;
  std::chrono::seconds notice{60}; ///< before a token expires, 0 = none
  bool query_token = false;        ///< it may stand in the query
};

/// What a believed token says of its client.
using identity = messages::jwt::claims;
using identity_ptr = std::shared_ptr<const identity>;

/// Why a token does not do.
struct token_refusal {
  metrics::token_result code;
  std::string_view message; ///< for people; has nothing of the token
};

/// A good token, of somebody else than before.
inline constexpr token_refusal another_user{
  metrics::token_result::other_user, "token is of another user"};

/// The code as clients and metrics have it.
std::string_view code_of(const token_refusal& why);
/// As a middleware's `connect_error`: the message, and `data.code`.
refusal to_client(const token_refusal& why);

using token_verdict = std::variant<identity_ptr, token_refusal>;

/// Whether a token is good, whoever shows it; counted.
token_verdict believe(
  const authentication& by, std::string_view token, wall_clock::time_point now);

/// Whose session it is, if its handshake had a good `Authorization: Bearer`.
struct session_owner {
  identity_ptr who;
  std::string token;
};

/// Null if the handshake `first` names nobody who is believed.
std::unique_ptr<const session_owner> make_owner(
  const authentication& by, const net::request& first,
  wall_clock::time_point now);

/// False if a later request of the session has the token of somebody else, or
/// one that is not good. One without a token goes by its session's id.
bool speaks_for(
  const session_owner& owner, const authentication& by, const net::request& req,
  wall_clock::time_point now);

/// What a client shows when it asks to come in.
struct credentials {
  const session_facts& facts;
  const session_owner* owner = nullptr; ///< null = nobody's session
  std::string_view auth;                ///< raw JSON object, or empty
};

/// Takes the token in `auth.token`, else that of the handshake: of its
/// Authorization, or of its query if that will do.
token_verdict authenticate(
  const authentication& by, const credentials& shown,
  wall_clock::time_point now);

/// A session's private id as it is known here: that of another user is another
/// one, so that nobody is recovered as somebody else. `pid` is what the client
/// has, and stands in front.
std::string pid_of_user(std::string_view pid, std::string_view user);

} // namespace troupe::actors
