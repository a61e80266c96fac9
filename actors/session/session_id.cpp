#include "actors/session/session_id.hpp"

#include "messages/base64.hpp"

#include <algorithm>
#include <memory>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stdexcept>

namespace troupe::actors {

namespace {

constexpr std::size_t random_bytes = 11;
constexpr std::size_t id_bytes = 15;
constexpr std::size_t id_characters = 20;

void fill_random(unsigned char* out, std::size_t n) {
  if (::RAND_bytes(out, static_cast<int>(n)) != 1)
    throw std::runtime_error{"OpenSSL has no random bytes to give"};
}

/// HMAC-SHA256 with one key. It is taken in once: OpenSSL's function that does
/// all in one call looks it all up by name each time, which takes much longer
/// than to hash.
class keyed_hash {
public:
  using key_type = std::array<unsigned char, 32>;

  explicit keyed_hash(const key_type& key)
    : key_{key} {
    const std::unique_ptr<EVP_MAC, decltype(&::EVP_MAC_free)> hmac{
      ::EVP_MAC_fetch(nullptr, "HMAC", nullptr), ::EVP_MAC_free};
    std::array<char, 7> digest{"SHA256"};
    const std::array parameters{
      ::OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
      ::OSSL_PARAM_construct_end()};
    context_.reset(hmac ? ::EVP_MAC_CTX_new(hmac.get()) : nullptr);
    check(
      context_ &&
      ::EVP_MAC_init(
        context_.get(), key_.data(), key_.size(), parameters.data()) == 1);
  }

  const key_type& key() const noexcept { return key_; }

  std::array<unsigned char, 32> of(std::string_view bytes) {
    std::array<unsigned char, 32> digest{};
    std::size_t size = 0;
    check(
      ::EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1 &&
      ::EVP_MAC_update(
        context_.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
        bytes.size()) == 1 &&
      ::EVP_MAC_final(context_.get(), digest.data(), &size, digest.size()) ==
        1);
    return digest;
  }

private:
  static void check(bool done) {
    if (!done)
      throw std::runtime_error{"OpenSSL has no HMAC-SHA256 to give"};
  }

  key_type key_;
  std::unique_ptr<EVP_MAC_CTX, decltype(&::EVP_MAC_CTX_free)> context_{
    nullptr, ::EVP_MAC_CTX_free};
};

/// This thread's for a key: a process has one, unless it has several servers.
keyed_hash& hash_with(const keyed_hash::key_type& key) {
  thread_local std::optional<keyed_hash> last;
  if (!last || last->key() != key)
    last.emplace(key);
  return *last;
}

std::string_view view(const unsigned char* bytes, std::size_t n) {
  return {reinterpret_cast<const char*>(bytes), n};
}

} // namespace

session_ids::session_ids()
  : key_{} {
  fill_random(key_.data(), key_.size());
}

std::string session_ids::make_id() {
  std::array<unsigned char, id_bytes> bytes;
  fill_random(bytes.data(), bytes.size());
  return messages::base64url(view(bytes.data(), bytes.size()));
}

std::uint32_t session_ids::make_node_number() {
  std::array<unsigned char, 3> bytes;
  fill_random(bytes.data(), bytes.size());
  const auto number =
    static_cast<std::uint32_t>(bytes[0] << 16 | bytes[1] << 8 | bytes[2]);
  return std::max(number, std::uint32_t{1});
}

std::string session_ids::make_sid(place owner) const {
  std::array<unsigned char, id_bytes> bytes;
  fill_random(bytes.data(), random_bytes);
  const auto masked = mask(view(bytes.data(), random_bytes));
  bytes[11] = masked[0] ^ static_cast<unsigned char>(owner.node >> 16);
  bytes[12] = masked[1] ^ static_cast<unsigned char>(owner.node >> 8);
  bytes[13] = masked[2] ^ static_cast<unsigned char>(owner.node);
  bytes[14] = masked[3] ^ owner.thread;
  return messages::base64url(view(bytes.data(), bytes.size()));
}

std::optional<session_ids::place>
session_ids::place_of(std::string_view sid) const {
  // Behind a namespace stands the sid of a socket of Socket.IO 2.
  if (const auto hash = sid.rfind('#'); hash != sid.npos)
    sid.remove_prefix(hash + 1);
  // Behind a dot stands what the application has added.
  if (sid.size() > id_characters && sid[id_characters] == '.')
    sid = sid.substr(0, id_characters);
  std::string bytes;
  if (sid.size() != id_characters || !messages::decode_base64url(sid, bytes))
    return {};
  const auto masked = mask(std::string_view{bytes}.substr(0, random_bytes));
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(
      static_cast<unsigned char>(bytes[random_bytes + i]) ^ masked[i]);
  };
  return place{
    at(0) << 16 | at(1) << 8 | at(2), static_cast<std::uint8_t>(at(3))};
}

std::array<unsigned char, 4> session_ids::mask(std::string_view random) const {
  const auto digest = hash_with(key_).of(random);
  return {digest[0], digest[1], digest[2], digest[3]};
}

} // namespace troupe::actors
