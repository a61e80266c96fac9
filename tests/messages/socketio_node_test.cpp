#define CAF_SUITE messages.socketio_node

#include "messages/socketio.hpp"

#include "messages/attachments.hpp"
#include "messages/engineio.hpp"
#include "tests/fuzz/corpus.hpp"
#include "tests/support/test.hpp"

#include <fstream>
#include <map>
#include <stdexcept>

using namespace troupe::messages;

namespace {

using std::string;
using std::string_view;

/// What tests/fuzz/node_verdicts.mjs prints, of our decoder: whether it takes
/// a payload, and how many packets were complete before.
string verdict(string_view payload) {
  reassembly parts{1'000'000};
  engineio::payload_reader reader{payload, 64};
  engineio::packet came;
  int complete = 0;
  const auto refused = [&] { return "refused " + std::to_string(complete); };
  while (reader.next(came) == engineio::payload_reader::status::packet) {
    if (came.binary) {
      if (!parts.waiting())
        return refused();
      complete += parts.add(came.data) == reassembly::result::complete;
      continue;
    }
    if (came.type != engineio::packet_type::message)
      continue;
    const auto read = socketio::decode(came.data);
    const auto* const packet = std::get_if<socketio::packet>(&read);
    if (parts.waiting() || !packet)
      return refused();
    if (packet->attachments != 0)
      parts.begin(came.data, packet->attachments);
    else
      ++complete;
  }
  return "accepted " + std::to_string(complete);
}

/// What Node's parser takes and we do not, by the seed as it stands in the
/// file.
const std::map<string, string> stricter = {
  {R"("4")", "an empty message is no packet"},
  {R"("42")", "an event has a name"},
  {R"("44")", "a refusal says why"},
  {R"("43[1]")", "an acknowledgement has an id"},
  {R"("4218446744073709551616[\"a\"]")", "an id has 19 digits at most"},
  {R"("42 [\"a\"]")", "white space is no digit"},
  {R"("42\xEF\xBB\xBF[\"noop\"]")", "a byte order mark is no digit"},
  {R"("451-[\"noop\",{\"_placeholder\":true,\"num\":0.5}]\x1EbAQID")",
   "0.5 is the number of no attachment"},
  {R"("451-[\"noop\",{\"_placeholder\":true,\"num\":0e0}]\x1EbAQID")",
   "nor is 0e0 as a client writes one"},
  {R"("451-[\"echo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]\x1EbAQID")",
   "an attachment has one place"},
  {R"("452-[\"noop\",{\"_placeholder\":true,\"num\":0}]\x1EbAQID\x1EbAQID")",
   "an attachment has a place"},
  {R"("451-[\"x\",{\"_placeholder\":false,\"num\":0}]\x1EbAQID")",
   "an attachment has a place"},
};

} // namespace

CAF_TEST(seeds of the fuzz target get the verdict of Node but where stricter) {
  std::ifstream file{TROUPE_SOURCE_DIR "/tests/fuzz/socketio_verdicts.txt"};
  std::size_t compared = 0;
  std::size_t differ = 0;
  for (string line; std::getline(file, line); ++compared) {
    const auto quote = line.find('"');
    const auto seed = line.substr(quote);
    const auto theirs = line.substr(0, quote - 1);
    const auto ours = verdict(troupe::fuzz::from_line(seed).value());
    const bool intended = stricter.contains(seed);
    differ += ours != theirs;
    if (intended && (!ours.starts_with("refused") || ours == theirs))
      CAF_ERROR(seed << " is no difference any more: " << ours);
    if (!intended && ours != theirs)
      CAF_ERROR(seed << ": ours " << ours << ", theirs " << theirs);
  }
  CAF_CHECK_GREATER(compared, 100u);
  CAF_CHECK_EQUAL(differ, stricter.size());
}

CAF_TEST(every seed of the fuzz target has its verdict) {
  namespace fuzz = troupe::fuzz;
  const string folder = TROUPE_SOURCE_DIR "/tests/fuzz/";
  std::ifstream file{folder + "socketio_verdicts.txt"};
  for (const auto& seed : fuzz::read_inputs(folder + "seeds/socketio.txt")) {
    string line;
    CAF_REQUIRE(std::getline(file, line));
    CAF_CHECK(line.ends_with(' ' + fuzz::to_line(seed.bytes)));
  }
}

CAF_TEST(an input of a corpus is written as it is read) {
  string all;
  for (int byte = 0; byte < 256; ++byte)
    all += static_cast<char>(byte);
  CAF_CHECK(troupe::fuzz::from_line(troupe::fuzz::to_line(all)) == all);
  CAF_CHECK_EQUAL(troupe::fuzz::to_line("a\"\\\n"), R"("a\"\\\x0A")");
  for (const string bad :
       {"", "\"", "a", R"("\")", R"("\x")", R"("\xG0")", R"("\n")", R"("a"b")"})
    CAF_CHECK(!troupe::fuzz::from_line(bad));
}
