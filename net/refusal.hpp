#pragma once

#include "messages/cause.hpp"
#include "net/engine_request.hpp"
#include "net/request.hpp"
#include "net/transport.hpp"

#include <optional>
#include <string>

namespace troupe::net {

/// Why an engine does not serve a request.
struct refusal {
  engine_error code = engine_error::bad_request;
  /// What the client is told; empty = the code's own text.
  std::string message;
  /// What the application is told besides, named as in Engine.IO's server.
  string_pairs context;
};

/// Why a check of `read_engine_request` failed, or `sid` is not known.
refusal explain(engine_error error, const request& req);

/// A session that is on `current` was asked for over another transport.
refusal explain_mismatch(const request& req, transport_kind current);
/// A request of another protocol revision than the handshake was.
refusal explain_protocol_mismatch(const request& req);

/// What the log says of it: no session's id, nothing of the application's.
messages::cause cause_of(const refusal& why, const request& req);

/// The application's `allow_request` said no, with or without a message.
refusal forbid(std::string message);

/// The request comes from a page of another server that `cors.origins` does not
/// name.
refusal refuse_origin(const request& req);

/// The request has the token of somebody else than its session.
refusal refuse_other_user();

/// A middleware of the engine said no.
refusal middleware_failure();

/// The answer: JSON, or plain text for an upgrade (Engine.IO protocol v4). The
/// status of a refused upgrade is 400, as Engine.IO's server has it, but for an
/// Origin or user that may not come: 403 (RFC 6455, section 4.2.2).
reply make_refusal_reply(const refusal& why, const request& req);

/// Counts that a client is told so. Once, on the node it is connected to.
void count_refusal(const refusal& why);

/// The code of an answer that another node made by `make_error_reply`; nothing
/// for any other answer.
std::optional<engine_error> error_of(const reply& answer);

} // namespace troupe::net
