#include "bench/load/packets.hpp"

#include <charconv>

namespace troupe::bench {

namespace {

constexpr std::string_view payload_key = "{payload}";
constexpr std::string_view id_key = "{id}";

std::vector<std::string> split(std::string_view text, std::string_view key) {
  std::vector<std::string> parts;
  for (auto at = text.find(key); at != text.npos; at = text.find(key)) {
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at + key.size());
  }
  parts.emplace_back(text);
  return parts;
}

} // namespace

std::string
substitute(std::string text, std::string_view key, std::string_view value) {
  for (auto at = text.find(key); at != text.npos;
       at = text.find(key, at + value.size()))
    text.replace(at, key.size(), value);
  return text;
}

packets::packets(const options& chosen)
  : padding_(chosen.payload - marker_size, 'x')
  , join_{chosen.join_frame}
  , receive_prefix_{"42[\"" + chosen.receive_event + "\""} {
  const auto at = chosen.publish_frame.find(payload_key);
  message_head_ = chosen.publish_frame.substr(0, at);
  const auto tail = chosen.publish_frame.substr(at + payload_key.size());
  for (std::uint32_t room = 0; room < chosen.rooms; ++room)
    message_tails_.push_back(substitute(tail, "{k}", std::to_string(room)));
  const auto echo = substitute(
    chosen.echo_frame, payload_key, std::string(chosen.payload, 'x'));
  echo_parts_ = split(echo, id_key);
}

void packets::write_message(
  std::string& out, const marker& mark, std::uint32_t room) const {
  char written[marker_size];
  write_marker(written, mark);
  out.assign(message_head_);
  out.append(written, marker_size);
  out.append(padding_);
  out.append(message_tails_[room]);
}

void packets::write_echo(std::string& out, std::uint32_t id) const {
  char digits[10];
  const auto end = std::to_chars(digits, digits + sizeof digits, id).ptr;
  out.assign(echo_parts_.front());
  for (std::size_t i = 1; i < echo_parts_.size(); ++i) {
    out.append(digits, end);
    out.append(echo_parts_[i]);
  }
}

std::string packets::join(std::uint32_t client, std::uint32_t room) const {
  return substitute(
    substitute(join_, "{k}", std::to_string(room)), "{n}",
    std::to_string(client));
}

} // namespace troupe::bench
