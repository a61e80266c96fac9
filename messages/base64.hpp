#pragma once

#include <string>
#include <string_view>

/// Base64 (RFC 4648) as Engine.IO's polling uses it, and the URL-safe alphabet
/// of session ids.
namespace troupe::messages {

/// Appends standard base64 with padding.
void append_base64(std::string& out, std::string_view bytes);

/// Decodes leniently, as Node's `Buffer.from(x, "base64")` does: characters
/// outside the alphabet are skipped, padding is optional but ends the text, `-`
/// and `_` count as `+` and `/`.
std::string decode_base64(std::string_view text);

/// Base64url without padding (RFC 4648, section 5).
std::string base64url(std::string_view bytes);

/// Decodes canonical base64url without padding; false if `text` is not that.
bool decode_base64url(std::string_view text, std::string& bytes);

} // namespace troupe::messages
