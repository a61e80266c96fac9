#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::actors {

/// Makes ids that nobody can guess, and session ids that tell us, but nobody
/// else, where their session lives.
///
/// An id is 15 bytes in base64url, 20 characters. Of a session's or socket's
/// id, 11 bytes are random and 4 name the owner (node and I/O thread), masked
/// by a keyed hash of the random ones: to others they look random too. The
/// nodes of a cluster share the key. Immutable; any thread may use it.
class session_ids {
public:
  static constexpr std::size_t length = 20;

  struct place {
    std::uint32_t node = 0; ///< below 2^24
    std::uint8_t thread = 0;
    friend bool operator==(const place&, const place&) = default;
  };

  /// With a key made up for this process.
  session_ids();
  explicit session_ids(std::array<unsigned char, 32> key)
    : key_{key} {}

  /// 120 random bits. Throws only if the system has no randomness to give.
  static std::string make_id();
  /// A number for a node that has just started, below 2^24 and not 0.
  static std::uint32_t make_node_number();

  std::string make_sid(place owner) const;
  /// Where `sid` says it lives, whatever is behind it after a dot, or a
  /// socket's id with the sid behind a `#`; nothing if it is no sid at all.
  /// What nobody has made points anywhere.
  std::optional<place> place_of(std::string_view sid) const;

private:
  std::array<unsigned char, 4> mask(std::string_view random) const;

  std::array<unsigned char, 32> key_;
};

} // namespace troupe::actors
