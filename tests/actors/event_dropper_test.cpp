#define CAF_SUITE actors.event_dropper

#include "actors/session/event_dropper.hpp"

#include "messages/msgpack.hpp"
#include "messages/socketio.hpp"
#include "net/deflate.hpp"
#include "net/out_queue.hpp"

#include "tests/support/test.hpp"

#include <string>
#include <vector>

using namespace troupe;
using actors::event_dropper;
using messages::packet_form;

namespace sio = messages::socketio;

namespace {

/// What waits for a client, and what each frame is called here.
struct waiting {
  /// An event, or an acknowledgement, whose frames are called `name`.
  void say(
    char name, std::string_view nsp, std::size_t attachments = 0,
    bool is_ack = false, std::size_t size = 1) {
    const std::vector<std::string> bytes(attachments, "bytes");
    const auto array = "[\"" + std::string(size, name) + "\"]";
    put(
      name, sio::encode(
              {is_ack, nsp, is_ack ? std::optional{7U} : std::nullopt, array,
               bytes}));
  }
  void put(char name, const messages::encoded_packet& packet) {
    push(name, packet.text);
    if (packet.attachments)
      for (const auto& each : *packet.attachments)
        push(name, each);
  }
  void push(char name, messages::frame_ptr frame) {
    names += name;
    frames.push_back(frame);
    queue.push(std::move(frame));
  }
  /// The names of those that still wait.
  std::string drop(
    std::string_view nsp, std::size_t frames_to_free,
    packet_form form = packet_form::ordinary, std::size_t bytes_to_free = 0,
    std::size_t begun = 0) {
    event_dropper dropper{form, nsp, bytes_to_free, frames_to_free};
    queue.drop(dropper, begun);
    events = dropper.events();
    std::string left;
    for (auto i = queue.head; i < queue.frames.size(); ++i)
      for (std::size_t k = 0; k < frames.size(); ++k)
        if (frames[k] == queue.frames[i])
          left += names[k];
    return left;
  }

  net::out_queue queue;
  std::string names;
  std::vector<messages::frame_ptr> frames;
  std::size_t events = 0;
};

} // namespace

CAF_TEST(the oldest events of the namespace go until enough is free) {
  const std::vector<std::pair<std::size_t, std::string>> cases{
    {0, "abcdef"}, {1, "bcdef"}, {2, "bdef"}, {3, "bde"}, {9, "bde"}};
  for (const auto& [free, expected] : cases) {
    waiting all;
    all.say('a', "/ticks");
    all.say('b', "/");
    all.say('c', "/ticks");
    all.say('d', "/ticks", 0, true);
    all.push('e', messages::make_frame(messages::opcode::text, {"40/ticks,"}));
    all.say('f', "/ticks");
    const auto left = all.drop("/ticks", free);
    CAF_CHECK_EQUAL(left, expected);
  }
}

CAF_TEST(bytes are freed as frames are) {
  waiting all;
  for (const char name : {'a', 'b', 'c'})
    all.say(name, "/", 0, false, 100);
  const auto before = all.queue.bytes;
  const auto left = all.drop("/", 0, packet_form::ordinary, 110);
  CAF_CHECK_EQUAL(left, "c");
  CAF_CHECK_EQUAL(all.queue.bytes * 3, before);
  CAF_CHECK_EQUAL(all.events, 2u);
}

CAF_TEST(attachments go and stay with their event) {
  waiting all;
  all.say('a', "/", 2);
  all.say('b', "/x", 2);
  all.say('c', "/", 1);
  const auto left = all.drop("/", 1);
  CAF_CHECK_EQUAL(left, "bbbcc");
  const auto least = all.drop("/", 1);
  CAF_CHECK_EQUAL(least, "bbb");
  const auto others = all.drop("/", 1);
  CAF_CHECK_EQUAL(others, "bbb");
}

CAF_TEST(what has begun stays to its last attachment) {
  waiting all;
  all.say('a', "/", 2);
  all.say('b', "/");
  all.queue.written(3);
  const auto text = all.drop("/", 9, packet_form::ordinary, 0, 1);
  CAF_CHECK_EQUAL(text, "aaa");
  // The text has left, and the first of its attachments in part.
  waiting more;
  more.say('a', "/", 2);
  more.say('b', "/");
  more.queue.written(more.frames[0]->wire().size() + 1);
  const auto rest = more.drop("/", 9, packet_form::ordinary, 0, 1);
  CAF_CHECK_EQUAL(rest, "aa");
  CAF_CHECK_EQUAL(more.events, 1u);
}

CAF_TEST(a record of TLS that has begun keeps all that is in it) {
  waiting all;
  for (const char name : {'a', 'b', 'c', 'd'})
    all.say(name, "/");
  const auto size = all.frames[0]->wire().size();
  const auto left = all.drop("/", 9, packet_form::ordinary, 0, 2 * size + 1);
  CAF_CHECK_EQUAL(left, "abc");
}

CAF_TEST(an event is known in every form) {
  const auto event = sio::encode({false, "/ticks", {}, R"(["e",1])", {}});
  const std::vector<std::string> bytes{"bytes", "more"};
  const auto binary = sio::encode(
    {false,
     "/ticks",
     {},
     R"(["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])",
     bytes});
  const auto ack = sio::encode({true, "/ticks", 7, R"(["e",1])", {}});
  for (const auto form :
       {packet_form::ordinary, packet_form::engine3,
        packet_form::engine3_base64, packet_form::msgpack}) {
    messages::form_cache forms;
    const auto made = [&](const messages::encoded_packet& packet) {
      return form == packet_form::ordinary ? packet
                                           : forms.find(form, true, packet);
    };
    waiting all;
    all.put('a', made(event));
    all.put('b', made(binary));
    all.put('c', made(ack));
    const auto left = all.drop("/ticks", 9, form);
    CAF_CHECK_EQUAL(left, "c");
    CAF_CHECK_EQUAL(all.events, 2u);
  }
}

CAF_TEST(an event that is compressed is known too) {
  const auto array = "[\"" + std::string(5000, 'x') + "\"]";
  const auto plain = sio::encode({false, "/ticks", {}, array, {}}).text;
  const auto packed = net::deflate_frame(plain, 15);
  CAF_REQUIRE(packed->wire().size() < plain->wire().size());
  waiting all;
  all.push('a', packed);
  all.push('b', packed);
  const auto left = all.drop("/ticks", 1);
  // Both are one and the same frame, and so have both names.
  CAF_CHECK_EQUAL(left, "ab");
  CAF_CHECK_EQUAL(all.queue.waiting(), 1u);
  const auto others = all.drop("/", 1);
  CAF_CHECK_EQUAL(others, "ab");
}

CAF_TEST(what a client made up is no event) {
  // A pong says what its ping said.
  waiting all;
  all.push('a', messages::make_frame(messages::opcode::pong, {R"(42["e"])"}));
  const auto left = all.drop("/", 9);
  CAF_CHECK_EQUAL(left, "a");
}
