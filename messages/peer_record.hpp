#pragma once

#include "messages/peer.hpp"
#include "messages/wire.hpp"

#include <optional>
#include <string>

// How the records of messages/peer.hpp are written; for the files that say
// which fields each has.

namespace troupe::messages::peer {

template <class T>
constexpr kind kind_of{};

template <class T>
void append(std::string& batch, const T& record) {
  batch += static_cast<char>(kind_of<T>);
  wire_writer{batch}.put(record);
}

template <class T>
std::optional<T> decode(const record& from) {
  std::optional<T> decoded;
  if (from.kind != kind_of<T>)
    return decoded;
  if (!wire_reader{from.fields}.get_fields(decoded.emplace()))
    decoded.reset();
  return decoded;
}

} // namespace troupe::messages::peer

/// Gives a struct its number and makes its functions; in that namespace.
#define TROUPE_RECORD(type, number)                                            \
  template <>                                                                  \
  constexpr kind kind_of<type> = kind::number;                                 \
  template void append(std::string&, const type&);                             \
  template std::optional<type> decode(const record&);
