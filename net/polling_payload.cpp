#include "net/polling_payload.hpp"

#include "messages/engineio3.hpp"
#include "messages/jsonp.hpp"
#include "messages/utf8.hpp"

#include <algorithm>

namespace troupe::net {

namespace eio = messages::engineio;
namespace eio3 = messages::engineio3;

namespace {

constexpr std::string_view octets = "application/octet-stream";
constexpr std::string_view script_index = "j"; // JSONP's parameter

/// The one field that a form of JSONP has.
std::string unwrap_form(std::string_view form) {
  const auto fields = parse_query(form);
  return messages::jsonp::unescape(find_value(fields, "d").value_or(""));
}

template <class Iterator>
polling_payload join(Iterator begin, Iterator end, bool eio3) {
  polling_payload made;
  const auto binary = [](const auto& packet) { return packet->binary(); };
  if (eio3 && std::any_of(begin, end, binary))
    made.type = octets;
  for (; begin != end; ++begin)
    if (!eio3)
      eio::append_to_payload(made.body, **begin);
    else if (made.type == octets)
      eio3::append_to_binary_payload(made.body, **begin);
    else
      eio3::append_to_payload(made.body, **begin);
  return made;
}

} // namespace

bool has_binary_payload(const request& post) {
  return post.header("content-type") == octets;
}

post_packets::post_packets(
  const request& head, std::string_view body, bool eio3, std::size_t max) {
  using form = eio3::payload_reader::form;
  if (eio3 && has_binary_payload(head)) {
    read(eio3::payload_reader{form::binary, body, max}, max);
    return;
  }
  if (head.parameter(script_index)) {
    unwrapped_ = unwrap_form(body);
    body = unwrapped_;
  }
  if (!messages::is_utf8(body))
    error_ = "payload is not UTF-8";
  else if (eio3)
    read(eio3::payload_reader{form::text, body, max}, max);
  else
    read(eio::payload_reader{body, max}, max);
}

template <class Reader>
void post_packets::read(Reader reader, std::size_t max) {
  using status = eio::payload_reader::status;
  eio::packet packet;
  auto came = reader.next(packet);
  for (; came == status::packet; came = reader.next(packet)) {
    if (packet.binary)
      packet.data = decoded_.emplace_back(packet.data);
    packets_.push_back(packet);
  }
  if (came == status::too_many)
    error_ = messages::more(
      "payload has more packets", {"limits.packets_per_payload", max});
  else if (came != status::end)
    error_ = "unknown or empty engine packet";
}

polling_payload make_payload(
  const std::deque<messages::frame_ptr>& packets, std::size_t count,
  bool eio3) {
  const auto end = packets.begin() + static_cast<std::ptrdiff_t>(count);
  return join(packets.begin(), end, eio3);
}

polling_payload
make_payload(std::span<const messages::frame_ptr> packets, bool eio3) {
  return join(packets.begin(), packets.end(), eio3);
}

reply make_poll_reply(const request& poll, polling_payload what) {
  reply answer;
  answer.content_type = what.type;
  const auto index = poll.parameter(script_index);
  answer.body =
    index ? messages::jsonp::wrap(*index, what.body) : std::move(what.body);
  answer.headers.emplace_back("cache-control", "no-store");
  return answer;
}

} // namespace troupe::net
