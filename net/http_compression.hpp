#pragma once

#include "net/request.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe::net {

enum class content_coding : std::uint8_t { identity, deflate, gzip };

/// The coding that a client likes best of those we have, by the weights of its
/// Accept-Encoding (RFC 9110, section 12.5.3); gzip where it likes two alike.
/// `identity` if it takes none, or nothing can be made of the header.
content_coding choose_coding(std::string_view accept_encoding);

/// Compresses an answer of at least `from` bytes as its client likes, with the
/// headers that belong to it.
void compress_reply(reply& answer, const request& to, std::size_t from);

} // namespace troupe::net
