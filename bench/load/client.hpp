#pragma once

#include "bench/load/frames.hpp"
#include "bench/load/http_response.hpp"
#include "bench/load/link.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace troupe::bench {

/// How far a client has come.
enum class stage : std::uint8_t {
  away,       ///< not dialed, or gone and to be dialed again
  connecting, ///< TCP
  upgrading,  ///< HTTP: the upgrade, or the handshake of polling
  opening,    ///< Engine.IO
  joining,    ///< Socket.IO
  up,
  leaving, ///< said so; the server has not closed yet
  closed,  ///< for good
};

/// What a client that polls has besides its connection for GET.
struct polling {
  link post;
  response_reader polled;
  response_reader posted;
  std::string sid;
  std::string queue; ///< packets for the next POST, parted as on the wire
  std::size_t most = 1'000'000; ///< bytes in one POST
  bool posting = false;         ///< one is on its way
};

/// One Socket.IO client. Belongs to the thread of its worker.
struct client {
  link main; ///< the WebSocket, or the connection for GET
  frame_reader frames;
  std::uint32_t id = 0;
  std::uint32_t room = 0;
  std::uint32_t mask = 0;
  std::uint32_t ack = 0;         ///< the id of the last one asked for
  std::uint32_t marker_hint = 0; ///< where the last marker was
  stage at = stage::away;
  std::uint64_t since = 0; ///< begin of the dial, of the request, of leaving
  std::uint64_t up_since = 0;
  std::uint32_t* last_seen = nullptr; ///< per publisher of the room; or none
  std::unique_ptr<polling> poll;      ///< none on a WebSocket

  bool on_its_way() const noexcept {
    return at > stage::away && at < stage::up;
  }
};

} // namespace troupe::bench
