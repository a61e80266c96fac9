#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What is wanted of the sockets that a broadcast selects, and what comes of
/// it.
namespace troupe::messages {

/// A socket, as its node describes it to others.
struct socket_description {
  std::string id;
  std::vector<std::string> rooms;
  std::string data;      ///< JSON
  std::string handshake; ///< JSON object, laid out as Socket.IO's
};

/// The first argument of one client's acknowledgement: JSON text, and what its
/// placeholders stand for.
struct answer_text {
  std::string text = "null";
  std::vector<std::string> attachments;
};

/// What all the sockets had to say.
struct gathered {
  std::vector<socket_description> sockets; ///< fetch
  std::vector<answer_text> answers;        ///< ask, in order of arrival
  std::uint64_t reached = 0;               ///< how many sockets it found
  /// Names of nodes that did not answer in time: of theirs nothing is known.
  std::vector<std::string> missing;
};

/// Hears what comes of a demand, as it is passed on in branches: from the
/// adapter to rooms, from each of these to dispatchers. Any thread; for each
/// branch `branched` is called before whoever is told of it can call `reached`.
class tally {
public:
  virtual ~tally() = default;
  /// So many more will be told.
  virtual void branched(std::size_t more) = 0;
  /// One has been told, and reached so many sockets.
  virtual void reached(std::size_t sockets) = 0;
  virtual void found(socket_description socket) = 0;
  /// One of the sockets that were asked: with null if no answer will come.
  virtual void answered(const answer_text* answer) = 0;
};

/// What is wanted of the sockets that a broadcast selects, if it is not just
/// said to them.
struct demand {
  enum class act : std::uint8_t { ask = 1, join, leave, disconnect, fetch };

  act what = act::fetch;
  std::vector<std::string> rooms = {}; ///< join, leave
  bool close = false;                  ///< disconnect: the whole connection
  std::uint64_t ack = 0;               ///< ask: the id in the packet
  std::chrono::milliseconds patience{5000};
  std::shared_ptr<tally> by = {}; ///< on the node that it is on
};

} // namespace troupe::messages
