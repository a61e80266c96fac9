#include "net/packed_head.hpp"

#include <algorithm>
#include <array>

namespace troupe::net {

namespace {

/// What browsers, clients and proxies send. Each session would keep a copy of
/// these names; it keeps a character.
constexpr std::array<std::string_view, 30> known{
  "accept",
  "accept-encoding",
  "accept-language",
  "authorization",
  "cache-control",
  "connection",
  "content-length",
  "content-type",
  "cookie",
  "forwarded",
  "host",
  "origin",
  "pragma",
  "referer",
  "sec-ch-ua",
  "sec-ch-ua-mobile",
  "sec-ch-ua-platform",
  "sec-fetch-dest",
  "sec-fetch-mode",
  "sec-fetch-site",
  "sec-websocket-extensions",
  "sec-websocket-key",
  "sec-websocket-protocol",
  "sec-websocket-version",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-real-ip",
};
/// Control characters, which no name has (RFC 9110, section 5.6.2), without the
/// line feed, which ends a line.
constexpr char code_of(std::size_t index) {
  return static_cast<char>(index + (index < 9 ? 1 : 2));
}
static_assert(code_of(known.size() - 1) == 0x1F);

/// What stands for a header's name: a character, or the name and a colon; with
/// a space in front if it could be taken for such a character all the same.
void append_name(std::string& to, std::string_view name) {
  const auto found = std::find(known.begin(), known.end(), name);
  if (found != known.end())
    to += code_of(static_cast<std::size_t>(found - known.begin()));
  else if (name.empty() || static_cast<unsigned char>(name[0]) > ' ')
    to.append(name).append(":");
  else
    to.append(" ").append(name).append(":");
}

/// Takes the first line off `text`.
std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::pair<std::string_view, std::string_view> split(std::string_view line) {
  if (line.starts_with(' ')) {
    line.remove_prefix(1);
  } else if (!line.empty() && line[0] > 0 && line[0] < ' ') {
    const auto index =
      static_cast<std::size_t>(line[0] - (line[0] < 10 ? 1 : 2));
    return {known.at(index), line.substr(1)};
  }
  const auto colon = std::min(line.find(':'), line.size());
  return {line.substr(0, colon), line.substr(std::min(colon + 1, line.size()))};
}

} // namespace

packed_head::packed_head(const request& of, bool keep_headers) {
  static const string_pairs none;
  const auto& kept = keep_headers ? of.headers : none;
  const auto size = of.target.size() + of.remote_address.size() + 2;
  std::string packed;
  for (const auto& [name, value] : kept) {
    packed += '\n';
    append_name(packed, name);
    packed += value;
  }
  text_.reserve(size + packed.size());
  text_ += static_cast<char>(
    (of.secure ? over_tls : 0) | (of.header("origin") ? with_origin : 0));
  text_.append(of.target).append("\n").append(of.remote_address).append(packed);
}

std::string_view packed_head::lines() const noexcept {
  return std::string_view{text_}.substr(text_.empty() ? 0 : 1);
}

std::string_view packed_head::target() const noexcept {
  auto rest = lines();
  return take_line(rest);
}

std::string_view packed_head::remote_address() const noexcept {
  auto rest = lines();
  take_line(rest);
  return take_line(rest);
}

string_pairs packed_head::query() const {
  const auto whole = target();
  const auto mark = std::min(whole.find('?'), whole.size());
  return parse_query(whole.substr(std::min(mark + 1, whole.size())));
}

string_pairs packed_head::headers() const {
  string_pairs pairs;
  auto rest = lines();
  take_line(rest);
  take_line(rest);
  while (!rest.empty()) {
    const auto [name, value] = split(take_line(rest));
    pairs.emplace_back(name, value);
  }
  return pairs;
}

std::optional<std::string> packed_head::parameter(std::string_view name) const {
  const auto pairs = query();
  const auto found = find_value(pairs, name);
  return found ? std::optional<std::string>{*found} : std::nullopt;
}

std::optional<std::string_view>
packed_head::header(std::string_view lower_name) const {
  std::optional<std::string_view> last;
  auto rest = lines();
  take_line(rest);
  take_line(rest);
  while (!rest.empty())
    if (const auto [name, value] = split(take_line(rest)); name == lower_name)
      last = value;
  return last;
}

} // namespace troupe::net
