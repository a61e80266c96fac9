#include "messages/msgpack.hpp"

#include "messages/iso_date.hpp"
#include "messages/msgpack_items.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

// The half of msgpack that reads.

namespace troupe::messages::msgpack {

using socketio::decode_error;
using socketio::limits;

namespace {

template <class Number>
std::string decimal(Number number) {
  std::array<char, 32> text;
  const auto end =
    std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

/// JSON has no text for what is no number.
std::string decimal_or_null(double number) {
  return std::isfinite(number) ? decimal(number) : "null";
}

/// Writes one value as JSON, and its bytes as attachments.
class transcoder {
public:
  transcoder(item_reader& in, const limits& max)
    : in_{in}
    , max_{max} {}

  /// False if what is there is no value, or one too large.
  bool run() {
    do {
      if (!step())
        return false;
      close_finished();
    } while (!levels_.empty());
    return true;
  }

  std::string& text() { return text_; }
  std::vector<std::string>& attachments() { return attachments_; }

private:
  struct level {
    std::uint32_t left = 0; ///< values that are still to come
    bool object = false;
    bool first = true;
  };

  /// Reads a value, or a member of an object.
  bool step() {
    const bool member = !levels_.empty() && levels_.back().object;
    std::string_view key;
    if (member) {
      const auto name = in_.next();
      if (!name || name->what != item::kind::text)
        return false;
      key = name->bytes;
    }
    const auto value = in_.next();
    if (!value || ++nodes_ > max_.json.nodes)
      return false;
    if (!levels_.empty())
      --levels_.back().left;
    if (member && value->what == item::kind::undefined)
      return true; // as JSON.stringify leaves it out
    separate();
    if (member)
      text_.append(quote(key)).append(":");
    return write(*value);
  }

  void separate() {
    if (!levels_.empty() && !std::exchange(levels_.back().first, false))
      text_ += ',';
  }

  bool write(const item& value) {
    switch (value.what) {
    case item::kind::array:
    case item::kind::map:
      return open(value.count, value.what == item::kind::map);
    case item::kind::bytes:
      return attach(value.bytes);
    case item::kind::text:
      text_ += quote(value.bytes);
      return true;
    case item::kind::boolean:
      text_ += value.truth ? "true" : "false";
      return true;
    case item::kind::natural:
      text_ += decimal(value.natural);
      return true;
    case item::kind::negative:
      text_ += decimal(value.negative);
      return true;
    case item::kind::real:
      text_ += decimal_or_null(value.real);
      return true;
    case item::kind::date:
      text_ += iso_date(value.negative);
      return true;
    case item::kind::nil:
    case item::kind::undefined:
      text_ += "null";
      return true;
    }
    return false;
  }

  bool open(std::uint32_t count, bool object) {
    if (levels_.size() >= max_.json.depth)
      return false;
    levels_.push_back({count, object});
    text_ += object ? '{' : '[';
    return true;
  }

  bool attach(std::string_view bytes) {
    if (attachments_.size() >= max_.attachments)
      return false;
    text_ += R"({"_placeholder":true,"num":)";
    text_ += decimal(attachments_.size());
    text_ += '}';
    attachments_.emplace_back(bytes);
    return true;
  }

  void close_finished() {
    while (!levels_.empty() && levels_.back().left == 0) {
      text_ += levels_.back().object ? '}' : ']';
      levels_.pop_back();
    }
  }

  item_reader& in_;
  const limits& max_;
  std::vector<level> levels_;
  std::size_t nodes_ = 0;
  std::string text_;
  std::vector<std::string> attachments_;
};

/// A packet's members, as they come in any order.
class packet_reader {
public:
  packet_reader(std::string_view bytes, const limits& max)
    : in_{bytes}
    , max_{max} {}

  std::variant<unpacked, decode_error> run() {
    const auto packet = in_.next();
    if (!packet || packet->what != item::kind::map)
      return decode_error::invalid_payload;
    for (std::uint32_t i = 0; i < packet->count; ++i)
      if (const auto bad = member())
        return *bad;
    if (!in_.empty())
      return decode_error::invalid_payload;
    return compose();
  }

private:
  std::optional<decode_error> member() {
    const auto key = in_.next();
    if (!key || key->what != item::kind::text)
      return decode_error::invalid_payload;
    if (key->bytes == "data")
      return data();
    if (key->bytes == "type")
      return type();
    if (key->bytes == "nsp")
      return nsp();
    if (key->bytes == "id")
      return id();
    transcoder unknown{in_, max_}; // the client library's `options`
    return unknown.run() ? std::nullopt
                         : std::optional{decode_error::invalid_payload};
  }

  std::optional<decode_error> type() {
    constexpr std::uint64_t highest = 4;
    const auto read = in_.next();
    if (!read || read->what != item::kind::natural || read->natural > highest)
      return decode_error::unknown_type;
    type_ = static_cast<char>('0' + read->natural);
    return {};
  }

  std::optional<decode_error> nsp() {
    const auto read = in_.next();
    const bool fine = read && read->what == item::kind::text &&
                      read->bytes.starts_with('/') &&
                      read->bytes.find(',') == read->bytes.npos &&
                      read->bytes.size() <= max_.name_bytes;
    if (!fine)
      return decode_error::illegal_nsp;
    nsp_ = read->bytes;
    return {};
  }

  std::optional<decode_error> id() {
    const auto read = in_.next();
    if (!read)
      return decode_error::illegal_id;
    if (read->absent())
      return {};
    if (read->what != item::kind::natural)
      return decode_error::illegal_id;
    id_ = decimal(read->natural);
    return {};
  }

  std::optional<decode_error> data() {
    if (in_.skip_absent())
      return {};
    transcoder to_json{in_, max_};
    if (!to_json.run())
      return to_json.attachments().size() >= max_.attachments
               ? decode_error::too_many_attachments
               : decode_error::invalid_payload;
    // No packet has anything else, and digits would read as an id.
    constexpr std::string_view beginnings = "{[\"";
    if (beginnings.find(to_json.text().front()) == beginnings.npos)
      return decode_error::invalid_payload;
    unpacked_.text = std::move(to_json.text());
    unpacked_.attachments = std::move(to_json.attachments());
    return {};
  }

  /// `<type>[<attachments>-]<nsp>,[<id>][<json>]`
  std::variant<unpacked, decode_error> compose() {
    if (type_ == '\0')
      return decode_error::unknown_type;
    if (nsp_.empty())
      return decode_error::illegal_nsp;
    std::string head;
    if (unpacked_.attachments.empty()) {
      head = type_;
    } else {
      // 2 and 3 become 5 and 6; no other packet may have any.
      if (type_ != '2' && type_ != '3')
        return decode_error::invalid_payload;
      head = static_cast<char>(type_ + 3);
      head.append(decimal(unpacked_.attachments.size())).append("-");
    }
    head.append(nsp_).append(",").append(id_);
    unpacked_.text.insert(0, head);
    return std::move(unpacked_);
  }

  item_reader in_;
  const limits& max_;
  unpacked unpacked_;
  char type_ = '\0';
  std::string_view nsp_;
  std::string id_;
};

} // namespace

std::variant<unpacked, decode_error>
unpack(std::string_view bytes, const limits& max) {
  return packet_reader{bytes, max}.run();
}

} // namespace troupe::messages::msgpack
