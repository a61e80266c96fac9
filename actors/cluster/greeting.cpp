#include "actors/cluster/greeting.hpp"

#include "actors/session/session_id.hpp"
#include "messages/wire.hpp"

#include <algorithm>
#include <array>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace troupe::actors {

namespace peer = messages::peer;

namespace {

constexpr auto patience = std::chrono::seconds{5};
constexpr std::size_t most_pending = 64;

std::string hmac(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  ::HMAC(
    ::EVP_sha256(), key.data(), static_cast<int>(key.size()),
    reinterpret_cast<const unsigned char*>(text.data()), text.size(),
    digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

bool same(const std::string& a, const std::string& b) {
  return a.size() == b.size() &&
         ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

peer::refused refuse(std::string reason) {
  return {std::move(reason), false};
}

} // namespace

greeting::greeting(std::string cluster, std::string cookie, peer::identity self)
  : cluster_{std::move(cluster)}
  , cookie_{std::move(cookie)}
  , self_{std::move(self)} {
}

peer::hello greeting::begin() const {
  return {
    peer::version, peer::oldest_version, cluster_, self_,
    session_ids::make_id()};
}

greeting::or_refused<peer::challenge>
greeting::answer(const peer::hello& from, clock::time_point now) {
  if (from.oldest > peer::version || from.version < peer::oldest_version)
    return refuse(
      "speaks versions " + std::to_string(from.oldest) + " to " +
      std::to_string(from.version) + " of the cluster protocol, not " +
      std::to_string(peer::version));
  if (from.cluster != cluster_)
    return refuse(
      "its cluster.name is \"" + from.cluster + "\", not \"" + cluster_ + "\"");
  std::erase_if(pending_, [now](const auto& each) {
    return now - each.second.since > patience;
  });
  if (pending_.size() >= most_pending)
    pending_.erase(std::min_element(
      pending_.begin(), pending_.end(), [](const auto& a, const auto& b) {
        return a.second.since < b.second.since;
      }));
  peer::challenge mine{peer::version, self_, session_ids::make_id(), {}};
  mine.proof = prove("challenge", from, mine);
  pending_[mine.nonce] = {from, mine, now};
  return mine;
}

greeting::or_refused<peer::join>
greeting::answer(const peer::hello& mine, const peer::challenge& theirs) const {
  if (!same(theirs.proof, prove("challenge", mine, theirs)))
    return refuse("it does not know our cluster.cookie");
  return peer::join{theirs.nonce, prove("join", mine, theirs)};
}

greeting::or_refused<peer::identity>
greeting::admit(const peer::join& from, clock::time_point now) {
  const auto found = pending_.extract(from.nonce);
  if (!found || now - found.mapped().since > patience)
    return refuse("it took too long to answer");
  const auto& [hello, challenge, since] = found.mapped();
  if (!same(from.proof, prove("join", hello, challenge)))
    return refuse("it does not know our cluster.cookie");
  return hello.from;
}

std::array<unsigned char, 32> greeting::session_key() const {
  const auto bytes = hmac(cookie_, "session ids of " + cluster_);
  std::array<unsigned char, 32> key;
  std::copy_n(bytes.begin(), key.size(), key.begin());
  return key;
}

/// Of fields that every version has: a later one may know more of a hello than
/// we have heard.
std::string greeting::prove(
  std::string_view side, const peer::hello& hello,
  const peer::challenge& challenge) const {
  std::string said;
  messages::wire_writer writer{said};
  writer.put(side);
  for (const auto version : {hello.version, hello.oldest, challenge.version})
    writer.put(version);
  writer.put(hello.cluster);
  for (const auto* who : {&hello.from, &challenge.from}) {
    writer.put(who->name);
    writer.put(who->address);
    writer.put(who->number);
  }
  writer.put(hello.nonce);
  writer.put(challenge.nonce);
  return hmac(cookie_, said);
}

} // namespace troupe::actors
