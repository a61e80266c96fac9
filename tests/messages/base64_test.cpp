#define CAF_SUITE messages.base64

#include "messages/base64.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;

namespace {

using std::string;

string base64(std::string_view bytes) {
  string out;
  append_base64(out, bytes);
  return out;
}

string all_bytes() {
  string bytes;
  for (int i = 0; i < 256; ++i)
    bytes += static_cast<char>(i);
  return bytes;
}

} // namespace

CAF_TEST(the vectors of RFC 4648 hold) {
  const std::pair<string, string> vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xfb\xff\xbf", "+/+/"},
  };
  for (const auto& [bytes, text] : vectors) {
    CAF_CHECK_EQUAL(base64(bytes), text);
    CAF_CHECK_EQUAL(decode_base64(text), bytes);
  }
}

CAF_TEST(encoding appends) {
  string out = "b";
  append_base64(out, "\x01\x02\x03\x04");
  CAF_CHECK_EQUAL(out, "bAQIDBA==");
}

CAF_TEST(all bytes survive at every length) {
  const auto bytes = all_bytes();
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const auto part = bytes.substr(bytes.size() - size);
    CAF_CHECK(decode_base64(base64(part)) == part);
    CAF_CHECK(decode_base64(base64url(part)) == part);
    string back;
    CAF_CHECK(decode_base64url(base64url(part), back));
    CAF_CHECK(back == part);
  }
}

CAF_TEST(decoding is as lenient as that of Node) {
  const std::pair<string, string> cases[] = {
    {"YQ", "a"},
    {"YQ=", "a"},
    {"YWI", "ab"},
    {"Y", ""},
    {"YWJjZ", "abc"},
    {"YR==", "a"},
    {"!Y!W!J!j!", "abc"},
    {" Y\r\nW\tJ j\n", "abc"},
    {"Y\xc3\xa9WJj", "abc"},
    {string{"YW\0Jj", 5}, "abc"},
    {"-_+/", "\xfb\xff\xbf"},
    {"", ""},
    {"====", ""},
    {"=YQ==", ""},
    {"YQ==YQ==", "a"},
    {"YWI=YWI=", "ab"},
    {"YWJj=ZGVm", "abc"},
  };
  for (const auto& [text, bytes] : cases) {
    CAF_MESSAGE(text);
    CAF_CHECK_EQUAL(decode_base64(text), bytes);
  }
}

CAF_TEST(every character outside the alphabets is skipped) {
  const string alphabets =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "0123456789+/-_";
  for (const auto byte : all_bytes()) {
    const auto known = alphabets.find(byte) != string::npos;
    if (byte != '=' && (decode_base64(string{'Y', byte, 'Q'}) == "a") == known)
      CAF_ERROR("byte " << static_cast<int>(byte));
  }
}

CAF_TEST(base64url has its own two characters and no padding) {
  CAF_CHECK_EQUAL(base64url("\xfb\xff\xbf"), "-_-_");
  CAF_CHECK_EQUAL(base64url("f"), "Zg");
  CAF_CHECK_EQUAL(base64url("fo"), "Zm8");
  CAF_CHECK_EQUAL(base64url(""), "");
  CAF_CHECK_EQUAL(base64url(string(15, '\xff')), string(20, '_'));
}

CAF_TEST(strict decoding refuses what encoding would not give) {
  string bytes;
  for (const string text :
       {"Zg==", "Zg=", "Z", "Zm9vY", "Zh", "Zm9", "Zm9v ", " Zm9v", "Zm\n9v",
        "+/+/", "-_+/", "Zm9v=", "=", "Zm9v\xc3\xa9", "Zm.v"}) {
    CAF_MESSAGE(text);
    CAF_CHECK(!decode_base64url(text, bytes));
  }
  CAF_CHECK(!decode_base64url(string{"Zm9v\0", 5}, bytes));
  CAF_CHECK(decode_base64url("", bytes));
  CAF_CHECK_EQUAL(bytes, "");
  CAF_CHECK(decode_base64url("Zm8", bytes));
  CAF_CHECK_EQUAL(bytes, "fo");
}
