#include "net/http_head.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace troupe::net {

namespace {

std::size_t count(const request& req, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(
    req.headers.begin(), req.headers.end(),
    [name](const auto& pair) { return pair.first == name; }));
}

std::optional<refused> check_framing(const request& req) {
  const auto encodings = count(req, "transfer-encoding");
  const auto lengths = count(req, "content-length");
  if (encodings > 0) {
    const bool chunked =
      encodings == 1 &&
      boost::beast::iequals(*req.header("transfer-encoding"), "chunked");
    if (!chunked || !req.http_1_1 || lengths > 0)
      return refused{400, "Transfer-Encoding not supported"};
  }
  if (
    lengths > 1 || (lengths == 1 && req.header("content-length")->find(',') !=
                                      std::string_view::npos))
    return refused{400, "Ambiguous Content-Length"};
  if (req.header("trailer"))
    return refused{400, "Trailers not supported"};
  return {};
}

} // namespace

std::optional<std::size_t>
find_head_end(std::string_view bytes, std::size_t& searched) {
  const auto from = searched < 3 ? 0 : searched - 3;
  const auto end = bytes.find("\r\n\r\n", from);
  if (end == bytes.npos) {
    searched = bytes.size();
    return {};
  }
  return end + 4;
}

std::optional<refused>
check_unfinished_head(std::string_view so_far, const head_bounds& bounds) {
  if (
    so_far.size() > bounds.request_line &&
    so_far.substr(0, bounds.request_line).find("\r\n") == so_far.npos)
    return refused{
      414, "Request line too long",
      messages::more(
        "request line of more bytes",
        {"limits.request_line", bounds.request_line})};
  if (so_far.size() > bounds.bytes)
    return refused{
      431, "Request headers too large",
      messages::over(
        "request head of", so_far.size(), "bytes",
        {"limits.header_bytes", bounds.bytes})};
  return {};
}

std::optional<refused> check_head(
  std::string_view raw, const request& parsed, const head_bounds& bounds) {
  if (auto bad = check_unfinished_head(raw, bounds))
    return bad;
  if (parsed.headers.size() > bounds.headers)
    return refused{
      431, "Too many request headers",
      messages::over(
        "request with", parsed.headers.size(), "headers",
        {"limits.header_count", bounds.headers})};
  if (raw.find("\r\n ") != raw.npos || raw.find("\r\n\t") != raw.npos)
    return refused{400, "Folded header line"};
  const auto hosts = count(parsed, "host");
  if (hosts > 1 || (parsed.http_1_1 && hosts == 0))
    return refused{400, "Exactly one Host header expected"};
  return check_framing(parsed);
}

} // namespace troupe::net
