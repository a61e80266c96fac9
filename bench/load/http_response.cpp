#include "bench/load/http_response.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace troupe::bench {

namespace {

constexpr std::size_t longest_head = 16 * 1024;

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// The value of the header field `name`, which is in lower case.
std::optional<std::string_view>
field(std::string_view head, std::string_view name) {
  for (auto at = head.find("\r\n"); at != head.npos;
       at = head.find("\r\n", at)) {
    at += 2;
    const auto line = head.substr(at, head.find("\r\n", at) - at);
    const bool found =
      line.size() > name.size() && line[name.size()] == ':' &&
      std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) {
        return a == lower(b);
      });
    if (!found)
      continue;
    const auto value = line.find_first_not_of(" \t", name.size() + 1);
    return value == line.npos ? "" : line.substr(value);
  }
  return std::nullopt;
}

template <class Number>
bool parse_number(std::string_view text, Number& out) noexcept {
  const auto [end, error] =
    std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end != text.data();
}

} // namespace

response_reader::status response_reader::read(std::string_view bytes) {
  if (ended_) {
    *this = {};
  }
  if (kept_.empty()) {
    const auto result = parse(bytes);
    if (result == status::incomplete)
      kept_ = bytes;
    return result;
  }
  kept_.append(bytes);
  return parse(kept_);
}

response_reader::status response_reader::parse(std::string_view bytes) {
  if (whole_ == 0) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == bytes.npos)
      return bytes.size() > longest_head ? fail("an endless head")
                                         : status::incomplete;
    head_ = end + 4;
    if (parse_head(bytes.substr(0, end + 2)) == status::invalid)
      return status::invalid;
  }
  if (bytes.size() < whole_)
    return status::incomplete;
  if (bytes.size() > whole_)
    return fail("more than one answer to one request");
  body_ = bytes.substr(head_);
  ended_ = true;
  return status::complete;
}

response_reader::status response_reader::parse_head(std::string_view head) {
  constexpr std::string_view version = "HTTP/1.1 ";
  if (
    !head.starts_with(version) ||
    !parse_number(head.substr(version.size()), code_))
    return fail("not an answer of HTTP/1.1");
  if (field(head, "transfer-encoding"))
    return fail("an answer in chunks, which this client does not read");
  const auto length = field(head, "content-length");
  std::size_t body = 0;
  if (!length || !parse_number(*length, body))
    return fail("an answer without Content-Length");
  whole_ = head_ + body;
  return status::complete;
}

response_reader::status response_reader::fail(const char* problem) noexcept {
  problem_ = problem;
  ended_ = true;
  return status::invalid;
}

} // namespace troupe::bench
