#include "messages/socketio.hpp"

#include <array>
#include <charconv>

namespace troupe::messages::socketio {

namespace {

/// A number as decimal text, or no text at all.
class decimal {
public:
  explicit decimal(std::optional<std::uint64_t> number) {
    if (number) {
      auto* const begin = digits_.data();
      end_ = std::to_chars(begin, begin + digits_.size(), *number).ptr;
    }
  }
  decimal(const decimal&) = delete;
  decimal& operator=(const decimal&) = delete;

  std::string_view text() const { return {digits_.data(), end_}; }

private:
  std::array<char, 20> digits_;
  const char* end_ = digits_.data();
};

/// The Engine.IO message type and the packet type.
std::string_view prefix(packet_type type) {
  constexpr std::array<std::string_view, 7> prefixes{
    "40", "41", "42", "43", "44", "45", "46",
  };
  return prefixes[static_cast<std::size_t>(type)];
}

/// How a namespace is written: not at all if it is the main one.
struct address {
  explicit address(std::string_view nsp)
    : name{nsp == "/" ? std::string_view{} : nsp}
    , comma{name.empty() ? "" : ","} {}

  std::string_view name;
  std::string_view comma;
};

packet_type type_of(const outgoing& packet) {
  if (packet.attachments.empty())
    return packet.is_ack ? packet_type::ack : packet_type::event;
  return packet.is_ack ? packet_type::binary_ack : packet_type::binary_event;
}

/// A packet without attachments whose JSON is the concatenation of `json`.
encoded_packet encode_text(
  packet_type type, std::string_view nsp,
  const std::array<std::string_view, 5>& json) {
  const address to{nsp};
  return {
    make_frame(
      opcode::text, {prefix(type), to.name, to.comma, json[0], json[1], json[2],
                     json[3], json[4]}),
    nullptr};
}

} // namespace

encoded_packet encode_connect(
  std::string_view nsp, std::string_view sid, std::string_view pid) {
  const auto quoted_sid = quote(sid);
  const auto quoted_pid = pid.empty() ? std::string{} : quote(pid);
  return encode_text(
    packet_type::connect, nsp,
    {R"({"sid":)", quoted_sid, pid.empty() ? "" : R"(,"pid":)", quoted_pid,
     "}"});
}

encoded_packet encode_connect_error(
  std::string_view nsp, std::string_view message, std::string_view data) {
  return encode_text(
    packet_type::connect_error, nsp,
    {R"({"message":)", quote(message), data.empty() ? "" : R"(,"data":)", data,
     "}"});
}

encoded_packet encode_disconnect(std::string_view nsp) {
  return encode_text(packet_type::disconnect, nsp, {});
}

encoded_packet encode(const outgoing& packet) {
  const auto type = type_of(packet);
  const address to{packet.nsp};
  const decimal id{packet.id};
  if (packet.attachments.empty())
    return {
      make_frame(
        opcode::text,
        {prefix(type), to.name, to.comma, id.text(), packet.array}),
      nullptr};
  const decimal count{packet.attachments.size()};
  auto frames = std::make_shared<std::vector<frame_ptr>>();
  frames->reserve(packet.attachments.size());
  for (const auto& bytes : packet.attachments)
    frames->push_back(make_frame(opcode::binary, {bytes}));
  return {
    make_frame(
      opcode::text, {prefix(type), count.text(), "-", to.name, to.comma,
                     id.text(), packet.array}),
    std::move(frames)};
}

} // namespace troupe::messages::socketio
