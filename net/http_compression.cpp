#include "net/http_compression.hpp"

#include "net/deflate.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <optional>

namespace troupe::net {

namespace {

using boost::beast::iequals;

constexpr int full_weight = 1000;

std::string_view trim(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// Takes what is left of the next `mark` off `text`, and the mark.
std::string_view take_until(char mark, std::string_view& text) {
  const auto end = std::min(text.find(mark), text.size());
  const auto taken = trim(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

/// A weight in thousandths: at most three digits behind the point (section
/// 12.4.2).
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1'))
    return {};
  int value = text[0] - '0';
  if (text.size() > 1 && text[1] != '.')
    return {};
  for (std::size_t i = 2; i < 5; ++i) {
    const char digit = i < text.size() ? text[i] : '0';
    if (digit < '0' || digit > '9')
      return {};
    value = 10 * value + (digit - '0');
  }
  if (text.size() <= 2)
    value = full_weight * (text[0] - '0');
  return value <= full_weight ? std::optional{value} : std::nullopt;
}

/// What the client said of one coding; nothing if it did not.
std::optional<int> weight_of(std::string_view coding, std::string_view list) {
  std::optional<int> found;
  while (!list.empty()) {
    auto item = take_until(',', list);
    const auto name = take_until(';', item);
    auto parameter = item;
    const auto key = take_until('=', parameter);
    const auto weight = key.empty() ? full_weight
                        : iequals(key, "q")
                          ? parse_weight(parameter).value_or(0)
                          : 0;
    if (iequals(name, coding))
      found = weight;
  }
  return found;
}

} // namespace

content_coding choose_coding(std::string_view accept_encoding) {
  const auto others = weight_of("*", accept_encoding).value_or(0);
  const auto weight = [&](std::string_view coding) {
    return weight_of(coding, accept_encoding).value_or(others);
  };
  const int gzip =
    std::max(weight("gzip"), weight_of("x-gzip", accept_encoding).value_or(0));
  const int deflate = weight("deflate");
  const int best = std::max(gzip, deflate);
  if (best == 0 || weight_of("identity", accept_encoding).value_or(0) > best)
    return content_coding::identity;
  return gzip == best ? content_coding::gzip : content_coding::deflate;
}

void compress_reply(reply& answer, const request& to, std::size_t from) {
  if (answer.body.size() < from || answer.body.empty())
    return;
  // A cache has to know that others would get other bytes.
  answer.headers.emplace_back("Vary", "Accept-Encoding");
  const auto coding = choose_coding(to.header("accept-encoding").value_or(""));
  if (coding == content_coding::identity)
    return;
  const bool gzip = coding == content_coding::gzip;
  answer.body =
    deflate_body(answer.body, gzip ? body_format::gzip : body_format::zlib);
  answer.headers.emplace_back("Content-Encoding", gzip ? "gzip" : "deflate");
}

} // namespace troupe::net
