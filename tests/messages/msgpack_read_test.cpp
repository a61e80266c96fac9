#define CAF_SUITE messages.msgpack_read

#include "messages/msgpack.hpp"

#include "tests/support/test.hpp"

#include <nlohmann/json.hpp>

using namespace troupe::messages;
using nlohmann::json;

namespace {

using std::string;
using namespace std::string_literals;

/// The text form and its attachments, or the error.
string read(std::string_view bytes, const socketio::limits& max = {}) {
  // Without a byte behind its end that a sanitizer would not notice.
  const std::vector<char> exact(bytes.begin(), bytes.end());
  const auto got = msgpack::unpack({exact.data(), exact.size()}, max);
  if (const auto* error = std::get_if<socketio::decode_error>(&got))
    return string{to_string(*error)};
  const auto& [text, attachments] = std::get<msgpack::unpacked>(got);
  string out = text;
  for (const auto& each : attachments)
    out += " + " + each;
  return out;
}

string packed(const json& value) {
  const auto bytes = json::to_msgpack(value);
  return {bytes.begin(), bytes.end()};
}

/// An event in the main namespace with `data` as written.
string event(const string& data) {
  return "\x83\xa4type\x02\xa3nsp\xa1/\xa4"s + "data" + data;
}

} // namespace

CAF_TEST(packets become their text form) {
  const std::pair<json, string> cases[] = {
    {{{"type", 0}, {"nsp", "/"}}, "0/,"},
    {{{"type", 0}, {"nsp", "/a"}, {"data", {{"t", 1}}}}, "0/a,{\"t\":1}"},
    {{{"type", 1}, {"nsp", "/a"}}, "1/a,"},
    {{{"type", 1}, {"nsp", "/a"}, {"data", nullptr}}, "1/a,"},
    {{{"type", 2}, {"nsp", "/"}, {"data", {"hi", 1, -1, 1.5, true, nullptr}}},
     "2/,[\"hi\",1,-1,1.5,true,null]"},
    {{{"type", 2}, {"nsp", "/"}, {"id", 12}, {"data", {"hi"}}},
     "2/,12[\"hi\"]"},
    {{{"type", 3}, {"nsp", "/"}, {"id", 0}, {"data", json::array()}}, "3/,0[]"},
    {{{"type", 2},
      {"nsp", "/"},
      {"id", nullptr},
      {"data", {"x"}},
      {"options", {{"compress", true}}}},
     "2/,[\"x\"]"},
    {{{"type", 2}, {"nsp", "/"}, {"data", {"x", {{"a", {1, {{"b", 2}}}}}}}},
     "2/,[\"x\",{\"a\":[1,{\"b\":2}]}]"},
  };
  for (const auto& [packet, text] : cases)
    CAF_CHECK_EQUAL(read(packed(packet)), text);
}

CAF_TEST(all kinds of integers are known) {
  const std::pair<string, string> cases[] = {
    {"\x00"s, "0"},
    {"\x7f", "127"},
    {"\xe0", "-32"},
    {"\xff", "-1"},
    {"\xcc\xff", "255"},
    {"\xcd\x01\x00"s, "256"},
    {"\xce\xff\xff\xff\xff", "4294967295"},
    {"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615"},
    {"\xd0\x80", "-128"},
    {"\xd1\x80\x00"s, "-32768"},
    {"\xd2\x80\x00\x00\x00"s, "-2147483648"},
    {"\xd3\x80\x00\x00\x00\x00\x00\x00\x00"s, "-9223372036854775808"},
    {"\xd3\x00\x00\x00\x00\x00\x00\x00\x05"s, "5"},
  };
  for (const auto& [bytes, text] : cases)
    CAF_CHECK_EQUAL(
      read(event("\x92\xa1x" + bytes)), "2/,[\"x\"," + text + "]");
}

CAF_TEST(all other values of JSON are known) {
  const std::pair<string, string> cases[] = {
    {"\xca\x3f\x00\x00\x00"s, "0.5"},
    {"\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00"s, "1"},
    {"\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00"s, "null"}, // infinity
    {"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"s, "null"}, // no number
    {"\xc0", "null"},
    {"\xc2", "false"},
    {"\xc3", "true"},
    {"\xa0", "\"\""},
    {"\xa3\xe2\x82\xac", "\"\u20ac\""},
    {"\xd9\x01\"", "\"\\\"\""},
    {"\xda\x00\x01\n"s, "\"\\n\""},
    {"\xdb\x00\x00\x00\x01x"s, "\"x\""},
    {"\xa1\xff", "\"\ufffd\""},
    {"\xdc\x00\x01\x01"s, "[1]"},
    {"\xdd\x00\x00\x00\x01\x01"s, "[1]"},
    {"\xde\x00\x01\xa1"
     "a\x01"s,
     "{\"a\":1}"},
    {"\xdf\x00\x00\x00\x01\xa1"
     "a\x01"s,
     "{\"a\":1}"},
    {"\x80", "{}"},
    {"\x90", "[]"},
  };
  for (const auto& [bytes, text] : cases)
    CAF_CHECK_EQUAL(
      read(event("\x92\xa1x" + bytes)), "2/,[\"x\"," + text + "]");
}

CAF_TEST(extensions are read as notepack writes them) {
  const auto undefined = "\xd4\x00\x00"s;
  CAF_CHECK_EQUAL(read(event("\x92\xa1x" + undefined)), "2/,[\"x\",null]");
  CAF_CHECK_EQUAL(
    read(event(
      "\x92\xa1x\x82\xa1"
      "a" +
      undefined +
      "\xa1"
      "b\x01")),
    "2/,[\"x\",{\"b\":1}]");
  CAF_CHECK_EQUAL(
    read("\x83\xa4type\x00\xa3nsp\xa1/\xa4"s + "data" + undefined), "0/,");
  const std::pair<string, string> dates[] = {
    {"\x00\x00\x01\x6f\x5e\x66\xe8\x00"s, "\"2020-01-01T00:00:00.000Z\""},
    {"\xff\xff\xff\xff\xff\xff\xff\xff"s, "\"1969-12-31T23:59:59.999Z\""},
    {"\x7f\xff\xff\xff\xff\xff\xff\xff"s, "null"},
    {"\x80\x00\x00\x00\x00\x00\x00\x00"s, "null"},
  };
  for (const auto& [ms, text] : dates)
    CAF_CHECK_EQUAL(
      read(event("\x92\xa1x\xd7" + "\x00"s + ms)), "2/,[\"x\"," + text + "]");
  const auto first = "51-/,[\"x\",{\"_placeholder\":true,\"num\":0}] + "s;
  CAF_CHECK_EQUAL(
    read(event("\x92\xa1x\xc7\x02\x00\x01\xff"s)), first + "\x01\xff");
  CAF_CHECK_EQUAL(read(event("\x92\xa1x\xc8\x00\x01\x00z"s)), first + "z");
  for (const auto& unknown :
       {"\xd4\x01\x00"s, "\xd5\x00\x00\x00"s, "\xc7\x01\x05z"s,
        "\xd8\x00 0123456789abcdef"s, "\xc1"s})
    CAF_CHECK_EQUAL(read(event("\x92\xa1x" + unknown)), "invalid payload");
}

CAF_TEST(bytes become attachments in order) {
  CAF_CHECK_EQUAL(
    read(event("\x93\xa1x\xc4\x01"s + "a\x81\xa1k\xc5\x00\x00"s)),
    "52-/,[\"x\",{\"_placeholder\":true,\"num\":0},"
    "{\"k\":{\"_placeholder\":true,\"num\":1}}] + a + ");
  CAF_CHECK_EQUAL(
    read(
      "\x84\xa4type\x03\xa3nsp\xa1/\xa2id\x07\xa4"s + "data\x91\xc6" +
      "\x00\x00\x00\x01z"s),
    "61-/,7[{\"_placeholder\":true,\"num\":0}] + z");
  CAF_CHECK_EQUAL(
    read("\x83\xa4type\x00\xa3nsp\xa1/\xa4"s + "data\x81\xa1k\xc4\x01z"),
    "invalid payload");
}

CAF_TEST(what is no packet is refused) {
  const std::pair<string, string> cases[] = {
    {"", "invalid payload"},
    {"x", "invalid payload"},
    {"\x90", "invalid payload"},
    {"\x80", "unknown packet type"},
    {packed({{"type", 5}, {"nsp", "/"}}), "unknown packet type"},
    {packed({{"type", -1}, {"nsp", "/"}}), "unknown packet type"},
    {packed({{"type", "2"}, {"nsp", "/"}}), "unknown packet type"},
    {packed({{"type", 0}}), "illegal namespace"},
    {packed({{"type", 0}, {"nsp", "a"}}), "illegal namespace"},
    {packed({{"type", 0}, {"nsp", "/a,b"}}), "illegal namespace"},
    {packed({{"type", 0}, {"nsp", 1}}), "illegal namespace"},
    {packed({{"type", 0}, {"nsp", '/' + string(255, 'a')}}),
     "illegal namespace"},
    {packed({{"type", 2}, {"nsp", "/"}, {"id", -1}}), "illegal id"},
    {packed({{"type", 2}, {"nsp", "/"}, {"id", "1"}}), "illegal id"},
    {packed({{"type", 0}, {"nsp", "/"}}) + "\x01", "invalid payload"},
    {"\x81\x01\x01", "invalid payload"},
    {event("\x91\x81\x01\x01"), "invalid payload"}, // a key that is no text
    {event("\x05"), "invalid payload"},             // not an id
    {event("\xc3"), "invalid payload"},
  };
  for (const auto& [bytes, error] : cases)
    CAF_CHECK_EQUAL(read(bytes), error);
}

CAF_TEST(a packet that is cut anywhere is refused) {
  const auto whole = packed(
    {{"type", 2},
     {"nsp", "/a"},
     {"id", 70'000},
     {"data", {"x", {{"k", {1.5, -200, string(40, 'y')}}}}}});
  CAF_CHECK(read(whole).starts_with("2/a,70000[\"x\""));
  for (std::size_t size = 0; size < whole.size(); ++size)
    CAF_CHECK(!read(whole.substr(0, size)).starts_with("2"));
}

CAF_TEST(lengths that lie cost nothing) {
  for (const auto& bomb :
       {"\xdd\xff\xff\xff\xff"s, "\xdf\xff\xff\xff\xff"s,
        "\xdb\xff\xff\xff\xff"s, "\xc6\xff\xff\xff\xff"s,
        "\xc9\xff\xff\xff\xff\x00"s}) {
    CAF_CHECK_EQUAL(read(event(bomb)), "invalid payload");
    CAF_CHECK_EQUAL(read(bomb), "invalid payload");
  }
  CAF_CHECK_EQUAL(read(event(string(1'000'000, '\x91'))), "invalid payload");
}

CAF_TEST(the limits of texts hold) {
  socketio::limits max;
  max.json = {3, 10};
  max.attachments = 2;
  CAF_CHECK_EQUAL(
    read(event("\x92\xa1x\x91\x91\x01"), max), "2/,[\"x\",[[1]]]");
  CAF_CHECK_EQUAL(
    read(event("\x92\xa1x\x91\x91\x91\x01"), max), "invalid payload");
  CAF_CHECK_EQUAL(
    read(event("\x99\xa1x" + string(8, '\1')), max),
    "2/,[\"x\",1,1,1,1,1,1,1,1]");
  CAF_CHECK_EQUAL(
    read(event("\x9a\xa1x" + string(9, '\1')), max), "invalid payload");
  const auto bytes = "\xc4\x01z"s;
  CAF_CHECK(read(event("\x93\xa1x" + bytes + bytes), max).starts_with("52-"));
  CAF_CHECK_EQUAL(
    read(event("\x94\xa1x" + bytes + bytes + bytes), max),
    "too many attachments");
}
