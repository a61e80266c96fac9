#pragma once

#include "messages/frame.hpp"

#include <array>
#include <cstdint>

namespace troupe::messages {

/// How a client takes its packets.
enum class packet_form : std::uint8_t {
  ordinary,       ///< Engine.IO 4: as they were encoded
  engine3,        ///< Engine.IO 3: bytes behind the byte 4
  engine3_base64, ///< Engine.IO 3 without bytes: in base64 behind `b4`
  msgpack,        ///< Socket.IO's other parser: one message of bytes
};

/// A packet for a client of Engine.IO 3; that of Socket.IO 2 if `socketio`: in
/// its protocol CONNECT has no payload, and CONNECT_ERROR has what a middleware
/// says (`data`, or else the message alone), but where there is no such
/// namespace.
encoded_packet
make_engine3(const encoded_packet& packet, bool base64, bool socketio);

/// Makes packets of one form into those of another, each once per thread as
/// long as it is what is being delivered.
///
/// Holds the packet that it made last of each form, so that its name, which is
/// its address, stays its own. One per I/O thread.
class form_cache {
public:
  /// `packet` in the form that `of` stands for; valid until the next call.
  const encoded_packet&
  find(packet_form of, bool socketio, const encoded_packet& packet);

private:
  struct entry {
    frame_ptr from;
    encoded_packet made;
    bool socketio = true;
  };
  std::array<entry, 3> entries_;
};

} // namespace troupe::messages
