#include "messages/peer_recovery.hpp"
#include "tests/fuzz/allocation.hpp"
#include "tests/fuzz/target.hpp"

#include <string>

// F5: batches of records as another node of the cluster sends them.

namespace {

using namespace troupe::messages;
using namespace troupe::fuzz;

/// A record that decodes is written as one that decodes to the same.
template <class T>
std::optional<T> check(const peer::record& from) {
  auto decoded = peer::decode<T>(from);
  if (!decoded)
    return decoded;
  const auto once = peer::encode(*decoded);
  const auto again = peer::decode<T>(once);
  require(again.has_value(), "what is encoded can be decoded");
  require(peer::encode(*again) == once, "encoding is a fixed point");
  return decoded;
}

template <class... T>
void check_all(const peer::record& from) {
  (check<T>(from), ...);
}

void check_broadcasts(const peer::record& from) {
  if (const auto news = check<peer::broadcast_news>(from)) {
    const auto made = peer::make_broadcast(*news);
    require(
      made->packet.text->payload() == news->text, "a text is relayed whole");
    require(
      made->packet.frames() == 1 + news->attachments.size(),
      "attachments are relayed");
  }
  if (const auto news = check<peer::wanted_news>(from))
    require(peer::make_wanted(*news)->wanted != nullptr, "a demand stays one");
  if (const auto news = check<peer::fence_news>(from))
    peer::make_fence(peer::make_fence(*news), {});
}

/// Decoding alone, for what it allocates.
template <class... T>
void decode_all(const peer::record& from) {
  (void(peer::decode<T>(from)), ...);
}

#define TROUPE_OWNED_RECORDS                                                   \
  peer::hello, peer::challenge, peer::join, peer::refused, peer::heartbeat,    \
    peer::leaving, peer::members, peer::rooms_news, peer::users_news,          \
    peer::request, peer::answer, peer::aborted, peer::accepted,                \
    peer::tunnel_bytes, peer::tunnel_confirmed, peer::tunnel_closed,           \
    peer::question, peer::told, peer::gathered_news, peer::claim,              \
    peer::claimed, peer::take_missed, peer::missed, peer::relocated

} // namespace

TROUPE_FUZZ_TARGET(peer) {
  auto rest = input;
  while (const auto record = peer::take_record(rest)) {
    require(
      record->whole.size() > record->fields.size(), "a record has its head");
    peer::read_subject(*record);
    {
      const allocation used;
      decode_all<
        TROUPE_OWNED_RECORDS, peer::broadcast_news, peer::wanted_news,
        peer::fence_news>(*record);
      require(
        used.peak() <= 64 * record->whole.size() + 1024,
        "memory is in proportion to what came");
    }
    check_all<TROUPE_OWNED_RECORDS>(*record);
    check_broadcasts(*record);
  }
  require(rest.size() <= input.size(), "records come off the front");
}
