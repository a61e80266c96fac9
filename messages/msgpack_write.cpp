#include "messages/json_scan.hpp"
#include "messages/json_text.hpp"
#include "messages/msgpack.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <system_error>

// The half of msgpack that writes.

namespace troupe::messages::msgpack {

namespace {

/// The parts of a packet that this server has encoded.
struct parts {
  char type = '0';
  bool binary = false;
  std::string_view nsp = "/";
  std::optional<std::uint64_t> id;
  std::string_view json; ///< empty if there is none
};

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{})
    return {};
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return number;
}

/// Takes `4<type>[<attachments>-][<nsp>,][<id>][<json>]` apart.
parts read(std::string_view message) {
  parts of;
  message.remove_prefix(std::min<std::size_t>(1, message.size()));
  if (!message.empty()) {
    of.type = message.front();
    message.remove_prefix(1);
  }
  if (of.type >= '5') { // binary: here a packet like any other
    of.type = static_cast<char>(of.type - 3);
    of.binary = true;
    message.remove_prefix(std::min(message.find('-'), message.size() - 1) + 1);
  }
  if (message.starts_with('/')) {
    of.nsp = message.substr(0, message.find(','));
    message.remove_prefix(std::min(of.nsp.size() + 1, message.size()));
  }
  of.id = take_number(message);
  of.json = message;
  return of;
}

class writer {
public:
  void byte(unsigned value) { out_ += static_cast<char>(value); }

  void big_endian(std::uint64_t number, unsigned bytes) {
    for (auto shift = 8 * bytes; shift > 0;) {
      shift -= 8;
      byte(static_cast<unsigned>(number >> shift & 0xFF));
    }
  }

  /// `tags` are those of a length of 1, 2 and 4 bytes; 0 if there is none.
  void length(std::uint64_t size, const std::array<unsigned, 3>& tags) {
    const unsigned bytes = size < 0x100 && tags[0] != 0 ? 1
                           : size < 0x10000             ? 2
                                                        : 4;
    byte(tags[std::countr_zero(bytes)]);
    big_endian(size, bytes);
  }

  void text(std::string_view what) {
    if (what.size() < 32)
      byte(0xA0 | static_cast<unsigned>(what.size()));
    else
      length(what.size(), {0xD9, 0xDA, 0xDB});
    out_ += what;
  }

  void bytes(std::string_view what) {
    length(what.size(), {0xC4, 0xC5, 0xC6});
    out_ += what;
  }

  void container(bool map, std::uint32_t count) {
    if (count < 16)
      byte((map ? 0x80 : 0x90) | count);
    else if (map)
      length(count, {0, 0xDE, 0xDF});
    else
      length(count, {0, 0xDC, 0xDD});
  }

  void natural(std::uint64_t number) {
    if (number < 0x80)
      return byte(static_cast<unsigned>(number));
    const unsigned order = number < 0x100         ? 0
                           : number < 0x10000     ? 1
                           : number < 0x100000000 ? 2
                                                  : 3;
    byte(0xCC + order);
    big_endian(number, 1U << order);
  }

  void negative(std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    if (number >= -32)
      return byte(static_cast<unsigned>(bits & 0xFF));
    const unsigned order = number >= INT8_MIN    ? 0
                           : number >= INT16_MIN ? 1
                           : number >= INT32_MIN ? 2
                                                 : 3;
    byte(0xD0 + order);
    big_endian(bits, 1U << order);
  }

  void real(double number) {
    byte(0xCB);
    big_endian(std::bit_cast<std::uint64_t>(number), 8);
  }

  void nil() { byte(0xC0); }
  void boolean(bool truth) { byte(truth ? 0xC3 : 0xC2); }

  const std::string& done() const { return out_; }

private:
  std::string out_;
};

/// Writes a JSON text, with bytes in the place of its placeholders. It goes
/// over the text twice, since MessagePack says first how much there will be.
class json_writer {
public:
  json_writer(std::string_view json, const encoded_packet& of, bool binary)
    : json_{json}
    , of_{of} {
    if (binary)
      places_ = find_placeholders(json).value_or(std::vector<placeholder>{});
    count();
  }

  void run(writer& out) {
    std::size_t next_count = 0;
    auto place = places_.begin();
    for (std::size_t at = 0; at < json_.size();) {
      if (place != places_.end() && at == place->begin) {
        attachment(out, place->num);
        at = place++->end;
        continue;
      }
      const char c = json_[at];
      if (c == '{' || c == '[')
        out.container(c == '{', counts_[next_count++]);
      at = is_token(c) ? token(out, at) : at + 1;
    }
  }

private:
  static bool is_token(char c) {
    constexpr std::string_view others = "{}[],: \n\r\t";
    return others.find(c) == others.npos;
  }

  /// Counts the members of each container, in the order of their beginnings.
  void count() {
    std::vector<std::size_t> open;
    const auto member = [&] {
      if (!open.empty())
        ++counts_[open.back()];
    };
    auto place = places_.begin();
    for (std::size_t at = 0; at < json_.size();) {
      if (place != places_.end() && at == place->begin) {
        member();
        at = place++->end;
        continue;
      }
      at = count_at(at, open, member);
    }
  }

  template <class F>
  std::size_t
  count_at(std::size_t at, std::vector<std::size_t>& open, F member) {
    const char c = json_[at];
    if (is_token(c)) {
      const auto end = json_scan::skip_value(json_, at);
      if (!is_key(end))
        member();
      return end;
    }
    if (c == '{' || c == '[') {
      member();
      open.push_back(counts_.size());
      counts_.push_back(0);
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
    }
    return at + 1;
  }

  /// A value behind which a colon stands is a member's name.
  bool is_key(std::size_t end) const {
    const auto behind = json_scan::skip_space(json_, end);
    return behind < json_.size() && json_[behind] == ':';
  }

  std::size_t token(writer& out, std::size_t at) const {
    const auto end = json_scan::skip_value(json_, at);
    const auto text = json_.substr(at, end - at);
    switch (kind_of(text)) {
    case json_kind::string:
      out.text(unquote(text).value_or(""));
      break;
    case json_kind::boolean:
      out.boolean(text == "true");
      break;
    case json_kind::number:
      number(out, text);
      break;
    default:
      out.nil();
    }
    return end;
  }

  static void number(writer& out, std::string_view text) {
    const auto* const end = text.data() + text.size();
    std::uint64_t natural = 0;
    auto read = std::from_chars(text.data(), end, natural);
    if (read.ec == std::errc{} && read.ptr == end)
      return out.natural(natural);
    std::int64_t whole = 0;
    read = std::from_chars(text.data(), end, whole);
    if (read.ec == std::errc{} && read.ptr == end && whole < 0)
      return out.negative(whole);
    double real = 0;
    const auto last = std::from_chars(text.data(), end, real);
    // What is too large for a double is what JSON.parse makes of it.
    if (last.ec == std::errc::result_out_of_range)
      real = std::strtod(std::string{text}.c_str(), nullptr);
    out.real(real);
  }

  void attachment(writer& out, std::uint64_t num) const {
    if (of_.attachments && num < of_.attachments->size())
      out.bytes((*of_.attachments)[num]->payload());
    else
      out.nil();
  }

  std::string_view json_;
  const encoded_packet& of_;
  std::vector<placeholder> places_;
  std::vector<std::uint32_t> counts_;
};

} // namespace

frame_ptr pack(const encoded_packet& packet) {
  const auto of = read(packet.text->payload());
  writer out;
  out.container(true, 2U + !of.json.empty() + of.id.has_value());
  out.text("type");
  out.natural(static_cast<unsigned char>(of.type - '0'));
  if (!of.json.empty()) {
    out.text("data");
    json_writer{of.json, packet, of.binary}.run(out);
  }
  out.text("nsp");
  out.text(of.nsp);
  if (of.id) {
    out.text("id");
    out.natural(*of.id);
  }
  return make_frame(opcode::binary, {out.done()});
}

} // namespace troupe::messages::msgpack
