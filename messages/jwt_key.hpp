#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

struct evp_pkey_st; // OpenSSL's EVP_PKEY

namespace troupe::messages::jwt {

/// How a token is signed (RFC 7518, section 3.1; RFC 8037, section 3.1).
enum class algorithm : std::uint8_t { hs256, rs256, es256, eddsa };

std::string_view to_string(algorithm which);

/// What tokens are verified with; the algorithm belongs to the key and no token
/// chooses it. Immutable; any thread may use it.
class key {
public:
  /// Makes one of what is in its file: for HS256 the secret, at least 32 bytes,
  /// without a line feed at its end; else a public key in PEM: RSA from 2,048
  /// bits, P-256, or Ed25519. `id` is the `kid` of its tokens, empty for those
  /// that have none. A text says what is wrong.
  static std::variant<key, std::string>
  make(std::string id, std::string_view algorithm, std::string_view file);

  const std::string& id() const noexcept { return id_; }
  algorithm how() const noexcept { return how_; }

  /// Whether `signature`, in JWS's form, is this key's of `text`. In constant
  /// time where the key is secret.
  bool verifies(std::string_view text, std::string_view signature) const;

private:
  std::string id_;
  algorithm how_ = algorithm::hs256;
  std::shared_ptr<const std::string> secret_; ///< of HS256
  std::shared_ptr<evp_pkey_st> public_;       ///< of the others
};

} // namespace troupe::messages::jwt
