#pragma once

#include "messages/cause.hpp"
#include "messages/engineio.hpp"
#include "net/request.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::net {

/// The packets of one POST, however its client has put them there: as text, as
/// bytes (Engine.IO 3), or as a field of a form (JSONP).
class post_packets {
public:
  /// Reads `body`, which must outlive this and is UTF-8 or an error. At most
  /// `max` packets.
  post_packets(
    const request& head, std::string_view body, bool eio3, std::size_t max);
  post_packets(const post_packets&) = delete;
  post_packets& operator=(const post_packets&) = delete;

  /// Those before an error are whole.
  std::span<const messages::engineio::packet> packets() const noexcept {
    return packets_;
  }
  /// What is wrong, if anything is.
  const std::optional<messages::cause>& error() const noexcept {
    return error_;
  }

private:
  template <class Reader>
  void read(Reader reader, std::size_t max);

  std::string unwrapped_;           ///< what the form's field has said
  std::deque<std::string> decoded_; ///< base64, which the reader overwrites
  std::vector<messages::engineio::packet> packets_;
  std::optional<messages::cause> error_;
};

/// True for a POST of bytes, which Engine.IO 4 does not know.
bool has_binary_payload(const request& post);

/// The body of a poll's answer, and its Content-Type.
struct polling_payload {
  std::string body;
  std::string_view type = "text/plain; charset=UTF-8";
};

/// The first `count` of `packets`. With Engine.IO 3 all are bytes if any is.
polling_payload make_payload(
  const std::deque<messages::frame_ptr>& packets, std::size_t count, bool eio3);
polling_payload
make_payload(std::span<const messages::frame_ptr> packets, bool eio3);

/// Answers a poll: as a script if it asks for that (JSONP).
reply make_poll_reply(const request& poll, polling_payload what);

} // namespace troupe::net
