#pragma once

#include <cstdint>
#include <string_view>

namespace troupe::messages {

/// Checks UTF-8 (RFC 3629) as it arrives in pieces: no overlong forms, no
/// surrogates, nothing above U+10FFFF. Fails at the first bad byte.
class utf8_checker {
public:
  /// Takes the next piece; false as soon as the text cannot be valid.
  [[nodiscard]] bool feed(std::string_view piece) noexcept;

  /// True if no character is left unfinished.
  bool complete() const noexcept { return pending_ == 0; }

  void reset() noexcept { *this = {}; }

private:
  /// Starts a character of several bytes; false if none starts so.
  bool begin(std::uint8_t lead) noexcept;

  std::uint8_t pending_ = 0; ///< continuation bytes still to come
  std::uint8_t low_ = 0x80;  ///< range of the next continuation byte
  std::uint8_t high_ = 0xBF;
};

/// True if `text` as a whole is valid UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

} // namespace troupe::messages
