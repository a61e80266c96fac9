#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// What metrics are told apart by: fixed sets of values, none of them made by a
/// client. `to_text` gives each as it is shown.
namespace troupe::metrics {

enum class transport : std::uint8_t { polling, websocket };
enum class direction : std::uint8_t { in, out };
enum class policy : std::uint8_t { disconnect, drop_volatile, drop_oldest };
/// Which of its bounds a client was slow by.
enum class slow_cause : std::uint8_t { bytes, packets, timeout };
enum class upgrade_result : std::uint8_t { done, timeout, failed, refused };

/// Why a request to an engine was refused: Engine.IO's errors, numbered as
/// there, and what stands before them.
enum class rejection : std::uint8_t {
  unknown_transport,
  unknown_sid,
  bad_handshake_method,
  bad_request,
  forbidden,
  unsupported_protocol_version,
  connection_limit,
  address_connections,
  handshake_rate,
  address_handshakes,
  failed_auth,
  queued_bytes,
};

/// What came of a client's token: the flaws of `messages::jwt` and their codes,
/// and what stands around them.
enum class token_result : std::uint8_t {
  accepted,
  missing,
  too_large,
  malformed,
  critical_header,
  unknown_key,
  wrong_algorithm,
  bad_signature,
  no_expiry,
  expired,
  not_yet_valid,
  wrong_audience,
  wrong_issuer,
  no_user,
  bad_claim,
  other_user, ///< than the one before
  lapsed,     ///< while its client was connected
};

/// Numbered as `messages::close_reason`.
enum class close_reason : std::uint8_t {
  transport_close,
  transport_error,
  ping_timeout,
  parse_error,
  forced_close,
  forced_server_close,
  server_shutting_down,
  client_namespace_disconnect,
  server_namespace_disconnect,
};

/// What came of a client's wish to have its session back.
enum class recovery_result : std::uint8_t {
  recovered,
  expired,
  unknown_session,
  unknown_offset,
  overflow,
  unreachable,
  other,
};

/// Requests whose session lives on another node.
enum class forwarded : std::uint8_t { poll, post, upgrade };
enum class forward_result : std::uint8_t {
  answered,
  refused,
  aborted,
  unreachable,
};

enum class node_state : std::uint8_t { up, unreached };

/// The kinds of actors, by the names that they give themselves.
enum class actor_kind : std::uint8_t {
  other,
  node,
  user_registry,
  cluster,
  peer_link,
  collector,
  dispatcher,
  adapter,
  gathering,
  relay,
  room,
  session_registry,
  connection,
};

/// A namespace that was there before the server listened; 0 = any other.
struct nsp_label {
  std::uint8_t index = 0;
};
/// How many are told apart; more are `other`.
constexpr std::size_t most_nsps = 63;

/// A label's name and values; those of the enumerations in their order.
template <class Label>
struct label_set;

template <>
struct label_set<transport> {
  static constexpr std::string_view name = "transport";
  static constexpr auto values =
    std::to_array<std::string_view>({"polling", "websocket"});
};

template <>
struct label_set<direction> {
  static constexpr std::string_view name = "direction";
  static constexpr auto values = std::to_array<std::string_view>({"in", "out"});
};

template <>
struct label_set<policy> {
  static constexpr std::string_view name = "policy";
  static constexpr auto values = std::to_array<std::string_view>(
    {"disconnect", "drop_volatile", "drop_oldest"});
};

template <>
struct label_set<slow_cause> {
  static constexpr std::string_view name = "cause";
  static constexpr auto values =
    std::to_array<std::string_view>({"bytes", "packets", "timeout"});
};

template <>
struct label_set<upgrade_result> {
  static constexpr std::string_view name = "result";
  static constexpr auto values =
    std::to_array<std::string_view>({"done", "timeout", "failed", "refused"});
};

template <>
struct label_set<rejection> {
  static constexpr std::string_view name = "reason";
  static constexpr auto values = std::to_array<std::string_view>(
    {"unknown_transport", "unknown_sid", "bad_handshake_method", "bad_request",
     "forbidden", "unsupported_protocol_version", "connection_limit",
     "address_connections", "handshake_rate", "address_handshakes",
     "failed_auth", "queued_bytes"});
};

template <>
struct label_set<token_result> {
  static constexpr std::string_view name = "result";
  static constexpr auto values = std::to_array<std::string_view>(
    {"accepted", "missing", "too_large", "malformed", "critical_header",
     "unknown_key", "wrong_algorithm", "bad_signature", "no_expiry", "expired",
     "not_yet_valid", "wrong_audience", "wrong_issuer", "no_user", "bad_claim",
     "other_user", "lapsed"});
};

template <>
struct label_set<close_reason> {
  static constexpr std::string_view name = "reason";
  static constexpr auto values = std::to_array<std::string_view>(
    {"transport close", "transport error", "ping timeout", "parse error",
     "forced close", "forced server close", "server shutting down",
     "client namespace disconnect", "server namespace disconnect"});
};

template <>
struct label_set<recovery_result> {
  static constexpr std::string_view name = "result";
  static constexpr auto values = std::to_array<std::string_view>(
    {"recovered", "expired", "unknown_session", "unknown_offset", "overflow",
     "unreachable", "other"});
};

template <>
struct label_set<forwarded> {
  static constexpr std::string_view name = "kind";
  static constexpr auto values =
    std::to_array<std::string_view>({"poll", "post", "upgrade"});
};

template <>
struct label_set<forward_result> {
  static constexpr std::string_view name = "result";
  static constexpr auto values = std::to_array<std::string_view>(
    {"answered", "refused", "aborted", "unreachable"});
};

template <>
struct label_set<node_state> {
  static constexpr std::string_view name = "state";
  static constexpr auto values =
    std::to_array<std::string_view>({"up", "unreached"});
};

template <>
struct label_set<actor_kind> {
  static constexpr std::string_view name = "kind";
  static constexpr auto values = std::to_array<std::string_view>(
    {"other", "node", "user-registry", "cluster", "peer-link", "collector",
     "dispatcher", "adapter", "gathering", "relay", "room", "session-registry",
     "connection"});
};

/// Gives labels to namespaces, in this order, as long as there are any; one
/// that has one keeps it. Any thread, once per server before it listens: the
/// label of a name does not change after it has been asked for.
void name_nsps(std::span<const std::string> names);
/// The label of a namespace. Any thread; waits for nobody.
nsp_label nsp_of(std::string_view name) noexcept;
/// The namespace of a label: `other` for 0, empty if there is none (yet).
std::string_view nsp_name(std::size_t index) noexcept;

/// The kind of an actor that calls itself `name`.
actor_kind kind_of(std::string_view name) noexcept;

/// A label's name, how many values it has, and the text of each: empty if it is
/// not in use.
struct label_description {
  std::string_view name;
  std::size_t count;
  std::string_view (*value)(std::size_t);
};

template <class Label>
constexpr label_description describe_label() {
  using set = label_set<Label>;
  return {set::name, set::values.size(), [](std::size_t i) {
            return set::values[i];
          }};
}

template <>
constexpr label_description describe_label<nsp_label>() {
  return {"nsp", most_nsps + 1, &nsp_name};
}

constexpr std::size_t position(nsp_label of) {
  return of.index;
}
template <class Label>
constexpr std::size_t position(Label of) {
  return static_cast<std::size_t>(of);
}

} // namespace troupe::metrics
