#include "config/escape.hpp"
#include "config/log_format.hpp"
#include "messages/json_text.hpp"
#include "messages/jsonp.hpp"
#include "messages/utf8.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/utf8_reference.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

// F9: text of clients on its way into a log, a script, a terminal.

namespace {

using namespace troupe;
using namespace troupe::fuzz;

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20;
  });
}

bool is_plain(std::string_view text) {
  return is_one_line(text) && text.find('\x7F') == text.npos;
}

void check_utf8(std::string_view text) {
  const bool valid = messages::is_utf8(text);
  require(
    valid == tests::is_utf8_by_decoding(text),
    "our verdict is the reference's");
  messages::utf8_checker pieces;
  bool good = true;
  for (std::size_t at = 0; good && at < text.size(); at += 3)
    good = pieces.feed(text.substr(at, 3));
  require(
    (good && pieces.complete()) == valid, "pieces are judged as the whole is");
}

void check_escape(std::string_view text) {
  const auto quoted = config::in_quotes(text);
  require(is_plain(quoted), "no control character gets out");
  require(messages::is_utf8(quoted), "what gets out is UTF-8");
  for (const std::string_view bad :
       {"\xE2\x80\xA8", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xC2\x85"})
    require(quoted.find(bad) == quoted.npos, "nothing reorders or breaks");
  const auto parsed = nlohmann::json::parse(quoted, nullptr, false);
  require(parsed.is_string(), "it is a string of JSON");
  if (messages::is_utf8(text))
    require(parsed.get<std::string>() == text, "… that says the same");
}

void check_line(std::string_view text) {
  const log::origin from{log::level::info, {}, "fuzz", "text-came", "a-node"};
  const auto json =
    log::format_line(log::format::json, from, {{"text", text}, {"n", 1}});
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  require(parsed.is_object(), "a line is an object of JSON");
  require(
    parsed.size() == 7 && parsed["n"] == 1, "… with its keys and no more");
  const auto& shown = parsed["text"].get_ref<const std::string&>();
  // A byte that is no UTF-8 is shown by three.
  require(shown.size() <= 3 * 200 + 3, "long strings are cut");
  require(
    text.size() > 200 || !messages::is_utf8(text) || shown == text,
    "short ones are whole");
  const auto plain =
    log::format_line(log::format::text, from, {{"text", text}, {"n", 1}});
  require(is_plain(plain) && messages::is_utf8(plain), "a line is one line");
  require(plain.ends_with(" n=1 node=a-node"), "nothing hides what follows");
}

void check_script(std::string_view text) {
  const auto script = messages::jsonp::wrap(text, text);
  require(is_one_line(script), "a script is one line");
  const auto open = script.find("](");
  require(
    script.starts_with("___eio[") && script.ends_with(");"),
    "a script is one call");
  const auto argument =
    std::string_view{script}.substr(open + 2, script.size() - open - 4);
  const auto back = messages::unquote(argument);
  require(
    messages::check_json(argument).has_value() && back.has_value(),
    "… of one string");
  require(*back == text || !messages::is_utf8(text), "… that says the same");
  require(
    messages::jsonp::unescape(text).size() <= text.size(),
    "a field holds no more than came");
}

} // namespace

TROUPE_FUZZ_TARGET(escape) {
  check_utf8(input);
  check_escape(input);
  check_line(input);
  check_script(input);
}
