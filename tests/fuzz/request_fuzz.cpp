#include "config/options.hpp"
#include "net/cors.hpp"
#include "net/deflate_extension.hpp"
#include "net/engine_request.hpp"
#include "net/http_head.hpp"
#include "net/packed_head.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cctype>
#include <span>
#include <string>

// F3: the head of a request behind Beast's parser: query string, checks, what
// Engine.IO, CORS and permessage-deflate read in it. `session` has the parser
// in front of them.

namespace {

using namespace troupe;
using namespace troupe::fuzz;

constexpr net::head_bounds bounds{512, 12, 128};

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c | 0x20);
  return out;
}

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find("\r\n"), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 2, text.size()));
  return line;
}

std::string_view take_word(std::string_view& line) {
  const auto end = std::min(line.find(' '), line.size());
  const auto word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

/// What a parser would make of a head that is sound; lines that are not are
/// left out.
net::request read_request(std::string_view text) {
  net::request made;
  auto line = take_line(text);
  made.method = take_word(line);
  made.target = take_word(line);
  made.http_1_1 = line != "HTTP/1.0";
  const auto query = std::min(made.target.find('?'), made.target.size());
  made.path = made.target.substr(0, query);
  if (query < made.target.size())
    made.query =
      net::parse_query(std::string_view{made.target}.substr(query + 1));
  while (!text.empty()) {
    line = take_line(text);
    const auto colon = line.find(':');
    if (
      colon == line.npos || colon == 0 ||
      line.find_first_of(std::string_view{"\n\r\0", 3}) != line.npos)
      continue;
    const auto value =
      std::min(line.find_first_not_of(" \t", colon + 1), line.size());
    made.headers.emplace_back(lower(line.substr(0, colon)), line.substr(value));
  }
  return made;
}

std::string encode_component(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

void check_query(std::string_view query) {
  const auto pairs = net::parse_query(query);
  std::string encoded;
  std::size_t bytes = 0;
  for (const auto& [name, value] : pairs) {
    encoded += '&' + encode_component(name) + '=' + encode_component(value);
    bytes += name.size() + value.size();
  }
  require(bytes <= query.size(), "a query holds no more than came");
  require(net::parse_query(encoded) == pairs, "encode and parse are inverse");
}

std::span<const net::string_pairs::value_type>
first(const net::string_pairs& pairs) {
  return {pairs.data(), std::min<std::size_t>(pairs.size(), 4)};
}

void check_packed(const net::request& head) {
  const net::packed_head packed{head};
  if (head.target.find('\n') != head.target.npos)
    return; // no parser lets it through
  require(packed.target() == head.target, "a packed target is the target");
  require(packed.query() == head.query, "a packed query is the query");
  require(packed.headers() == head.headers, "packed headers are the headers");
  // Each is looked up in all: a few of them, or a long head takes for ever.
  for (const auto& [name, value] : first(head.headers))
    require(packed.header(name) == head.header(name), "… one by one as well");
  for (const auto& [name, value] : first(head.query))
    require(packed.parameter(name) == head.parameter(name), "… and parameters");
}

std::size_t count(const net::request& head, std::string_view name) {
  std::size_t n = 0;
  for (const auto& [known, value] : head.headers)
    n += known == name;
  return n;
}

void check_accepted(std::string_view raw, const net::request& head) {
  require(raw.size() <= bounds.bytes, "a head is short");
  require(head.headers.size() <= bounds.headers, "few headers");
  require(
    std::min(raw.find("\r\n"), raw.size()) <= bounds.request_line,
    "the request line is short");
  require(raw.find("\r\n ") == raw.npos, "no line is folded");
  require(raw.find("\r\n\t") == raw.npos, "no line is folded by a tab");
  require(
    count(head, "host") == 1 || (!head.http_1_1 && count(head, "host") == 0),
    "there is one Host");
  require(count(head, "content-length") <= 1, "there is one length");
  if (count(head, "transfer-encoding") == 0)
    return;
  require(
    lower(*head.header("transfer-encoding")) == "chunked" &&
      count(head, "transfer-encoding") == 1 && head.http_1_1 &&
      count(head, "content-length") == 0,
    "chunked is all there is");
}

void check_head(std::string_view input, const net::request& head) {
  std::size_t searched = 0;
  std::optional<std::size_t> dripped;
  for (std::size_t n = 0; n <= input.size() && !dripped; n += 3)
    dripped = net::find_head_end(input.substr(0, n), searched);
  std::size_t whole_searched = 0;
  const auto whole = net::find_head_end(input, whole_searched);
  require(!dripped || dripped == whole, "a head ends where it ends");
  const auto raw = input.substr(0, whole.value_or(input.size()));
  if (const auto bad = net::check_head(raw, head, bounds)) {
    require(bad->status >= 400 && bad->status < 500, "a refusal is a 4xx");
    return;
  }
  check_accepted(raw, head);
}

/// No header has a line end in it, however it came about.
void check_headers(const net::string_pairs& headers) {
  for (const auto& [name, value] : headers)
    require(
      value.find_first_of("\r\n") == value.npos &&
        name.find_first_of("\r\n: ") == name.npos,
      "no header says two things");
}

void check_answer(const net::reply& answer, std::size_t own_ends) {
  const auto bytes = net::to_bytes(answer, true, true);
  const auto end = bytes.find("\r\n\r\n");
  require(end != bytes.npos, "an answer's head ends");
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = bytes.find('\n', at)) < end + 4; ++at)
    ++lines;
  require(lines == own_ends + answer.headers.size(), "… and has its lines");
}

void check_engine(const net::request& head) {
  for (const bool eio3 : {false, true}) {
    const auto asked = net::read_engine_request(head, {true, true, eio3});
    if (!asked.error) {
      const auto name = net::to_string(asked.transport);
      require(head.parameter("transport") == name, "a transport by its name");
      require(
        !asked.sid.empty() || eio3 || net::is_eio4(head),
        "a new session has its revision");
      require(
        !head.asks_websocket() || head.method == "GET", "a handshake is a GET");
      continue;
    }
    check_answer(net::make_error_reply(*asked.error), 4);
    check_answer(net::make_error_reply(*asked.error, head), 4);
  }
}

void check_cors(const net::request& head) {
  config::cors_options options;
  options.origins = {"http://one", "https://*.example.org"};
  const auto headers = net::cors_headers(options, head);
  check_headers(headers);
  check_headers(net::preflight_reply(options, head).headers);
  const auto allowed = net::find_value(headers, "Access-Control-Allow-Origin");
  if (!allowed)
    return;
  require(allowed == head.header("origin"), "the origin is the client's");
  const bool below = allowed->starts_with("https://") &&
                     allowed->ends_with(".example.org") && allowed->size() > 20;
  require(allowed == "http://one" || below, "only known origins are allowed");
}

void check_extension(const net::request& head) {
  const auto terms = net::agree_on_deflate(head);
  if (!terms)
    return;
  require(
    terms->window_bits >= 9 && terms->window_bits <= 15,
    "a window is one that zlib has");
  require(terms->answer.starts_with("permessage-deflate"), "what is agreed on");
  require(
    terms->answer.find("server_no_context_takeover") != std::string::npos,
    "no window is kept");
  check_headers({{"a", terms->answer}});
}

} // namespace

TROUPE_FUZZ_TARGET(request) {
  check_query(input);
  const auto head = read_request(input);
  check_packed(head);
  check_head(input, head);
  check_engine(head);
  check_cors(head);
  check_extension(head);
  const auto hello = net::switching_protocols(head, {});
  require(hello.ends_with("\r\n\r\n"), "101 ends its head");
  require(hello.find("\r\n\r\n") == hello.size() - 4, "101 has no second head");
}
