#include "troupe/value.hpp"

#include "messages/json_text.hpp"
#include "messages/socketio.hpp"

#include <stdexcept>

namespace troupe {

namespace {

constexpr std::string_view placeholder_key = "_placeholder";

bool is_placeholder(const json& node) {
  const auto flag = node.find(placeholder_key);
  return flag != node.end() && flag->is_boolean() && flag->get<bool>();
}

/// Puts the bytes back where their placeholders stand.
void put_binaries(json& node, const std::vector<std::string>& attached) {
  if (node.is_object() && is_placeholder(node)) {
    const auto* num = node.contains("num")
                        ? node["num"].get_ptr<const json::number_unsigned_t*>()
                        : nullptr;
    if (num && *num < attached.size()) {
      const auto& raw = attached[*num];
      node = json::binary({raw.begin(), raw.end()});
    }
    return;
  }
  if (node.is_structured())
    for (auto& child : node)
      put_binaries(child, attached);
}

} // namespace

void to_json(json& out, const bytes& from) {
  out = json::binary({from.data.begin(), from.data.end()});
}

void from_json(const json& in, bytes& to) {
  const auto& raw = in.get_ref<const json::binary_t&>();
  to.data.assign(raw.begin(), raw.end());
}

value value::of(const json& from) {
  arguments_writer writer;
  writer.add(from);
  const auto array = writer.array();
  return {array.substr(1, array.size() - 2), writer.attachments()};
}

value::value(std::string text, std::span<const std::string> attached)
  : whole_{std::make_shared<const std::string>(std::move(text))}
  , text_{*whole_} {
  if (!attached.empty())
    attached_ = std::make_shared<const std::vector<std::string>>(
      attached.begin(), attached.end());
}

value value::object(
  std::initializer_list<std::pair<std::string_view, value>> members) {
  arguments_writer collected; // numbers the attachments of all members
  for (const auto& [key, member] : members)
    if (member)
      collected.add(member);
  const auto array = collected.array();
  const auto texts = messages::array_elements(array);
  std::string text = "{";
  std::size_t next = 0;
  for (const auto& [key, member] : members) {
    if (!member)
      continue;
    text += next > 0 ? "," : "";
    text.append(messages::quote(key)).append(":").append(texts[next++]);
  }
  text += '}';
  return {std::move(text), collected.attachments()};
}

value value::operator[](std::string_view key) const {
  const auto member = messages::object_member(text(), key);
  return member ? value{whole_, *member, attached_} : value{};
}

std::vector<value> value::elements() const {
  std::vector<value> out;
  if (messages::kind_of(text()) == messages::json_kind::array)
    for (const auto element : messages::array_elements(text()))
      out.emplace_back(whole_, element, attached_);
  return out;
}

std::optional<std::string> value::string() const {
  return messages::unquote(text());
}

json value::parse() const {
  auto parsed = json::parse(text(), nullptr, false);
  if (parsed.is_discarded())
    return nullptr;
  if (attached_ && !attached_->empty())
    put_binaries(parsed, *attached_);
  return parsed;
}

void arguments_writer::comma() {
  if (text_.size() > 1)
    text_ += ',';
}

void arguments_writer::add_value(const value& argument) {
  comma();
  const auto& theirs = argument.attachments();
  if (!theirs || theirs->empty()) {
    text_ += argument.text();
    return;
  }
  text_ += messages::renumber_placeholders(
    argument.text(), [&](std::uint64_t num) -> std::uint64_t {
      attached_.push_back(
        num < theirs->size() ? (*theirs)[num] : std::string{});
      return attached_.size() - 1;
    });
}

void arguments_writer::add_json(json argument) {
  comma();
  take_binaries(argument);
  text_ += detail::to_text(argument);
}

void arguments_writer::take_binaries(json& node) {
  if (node.is_binary()) {
    const auto& raw = node.get_binary();
    attached_.emplace_back(raw.begin(), raw.end());
    node = json{{placeholder_key, true}, {"num", attached_.size() - 1}};
  } else if (node.is_structured()) {
    for (auto& child : node)
      take_binaries(child);
  }
}

std::string detail::to_text(const json& from) {
  return from.dump(-1, ' ', false, json::error_handler_t::replace);
}

value detail::make_value(const messages::answer_text& from) {
  const auto whole = std::make_shared<const std::string>(from.text);
  value::attachments_ptr attached;
  if (!from.attachments.empty())
    attached =
      std::make_shared<const std::vector<std::string>>(from.attachments);
  return {whole, *whole, std::move(attached)};
}

void detail::require_free_name(std::string_view event) {
  if (messages::socketio::is_reserved_event(event))
    throw std::invalid_argument{
      "\"" + std::string{event} + "\" is a reserved event name"};
}

} // namespace troupe
