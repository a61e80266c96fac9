#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe::net {

/// Names and values in the order in which they came.
using string_pairs = std::vector<std::pair<std::string, std::string>>;

/// The value of the last pair called `name`; nothing if there is none.
std::optional<std::string_view>
find_value(const string_pairs& pairs, std::string_view name);

/// `name` with its ASCII letters lowered, as names of headers are compared. Not
/// by the locale's rules, which cost a dynamic_cast for each letter.
std::string in_lower_case(std::string_view name);

/// Takes a query string apart. `+` is a space, `%41` an `A`; a broken escape
/// stays as it is, as in Node. Total, so that a client's odd character costs it
/// nothing but the odd character.
string_pairs parse_query(std::string_view query);

/// The head of an HTTP request, checked; a value, may cross threads.
struct request {
  std::string method;
  std::string target; ///< as it came, path and query
  std::string path;   ///< up to the `?`, not decoded
  string_pairs query;
  string_pairs headers; ///< names in lower case
  std::string remote_address;
  bool secure = false; ///< it came over TLS
  bool http_1_1 = true;
  bool keep_alive = true;

  std::optional<std::string_view> header(std::string_view lower_name) const {
    return find_value(headers, lower_name);
  }
  std::optional<std::string_view> parameter(std::string_view name) const {
    return find_value(query, name);
  }
  /// True if it asks for a WebSocket (RFC 6455, section 4.1).
  bool asks_websocket() const;
};

/// True if `list`, a header like `Connection`, has `token` in it. Both compared
/// without regard to case (RFC 9110, section 5.6.1).
bool has_token(std::string_view list, std::string_view token);

/// An HTTP answer, all but the headers that every answer has.
struct reply {
  unsigned status = 200;
  std::string content_type; ///< empty = no Content-Type header
  std::string body;
  string_pairs headers;
  bool close = false;     ///< the connection ends with it
  bool head_only = false; ///< HEAD: the length of the body, not the body
};

/// Status line, headers and body of an answer.
std::string to_bytes(const reply& answer, bool keep_alive, bool http_1_1);

/// The answers of a WebSocket handshake (RFC 6455, section 4.2.2).
std::string websocket_accept(std::string_view key);
std::string switching_protocols(const request& req, const string_pairs& extra);

} // namespace troupe::net
