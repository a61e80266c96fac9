#pragma once

#include "messages/rooms.hpp"
#include "messages/users.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What nodes of a cluster say to each other.
///
/// Nodes exchange batches of records. A record is its kind, its length and its
/// fields (`messages/wire.hpp`). Who does not know a kind skips it, who does
/// not know a field at the end ignores it: this is how a node of the next
/// version talks to one of this version. Never reuse a number.
namespace troupe::messages::peer {

/// What this node speaks, and the oldest that it understands.
inline constexpr std::uint32_t version = 1;
inline constexpr std::uint32_t oldest_version = 1;

enum class kind : std::uint8_t {
  hello = 1,
  challenge,
  join,
  refused,
  heartbeat = 10,
  leaving,
  members,
  rooms = 20,
  broadcast,
  users = 30,
  request = 40,
  answer,
  aborted,
  accepted,
  tunnel_bytes,
  tunnel_confirmed,
  tunnel_closed,
  question = 60,
  told,
  wanted,
  gathered,
  claim = 80,
  claimed,
  take_missed,
  missed,
  relocated,
  fence,
};

/// Who a node is. `number` is new with every start, and is what session ids
/// carry; `address` is where others reach it.
struct identity {
  std::string name;
  std::string address;
  std::uint32_t number = 0;

  friend bool operator==(const identity&, const identity&) = default;
};

/// Dialer → cluster of the other node: first of the three steps of greeting.
struct hello {
  std::uint32_t version = 0;
  std::uint32_t oldest = 0;
  std::string cluster;
  identity from;
  std::string nonce;
};
/// The answer: who it is, and proof that it knows the cookie.
struct challenge {
  std::uint32_t version = 0;
  identity from;
  std::string nonce;
  std::string proof;
};
/// Dialer again: its own proof. The link of the other side answers.
struct join {
  std::string nonce; ///< of the challenge
  std::string proof;
};
/// Instead of an answer: why not.
struct refused {
  std::string reason; ///< for the log
  /// The caller shall wait to be called: links are made from one side only.
  bool call_back = false;
};

/// Alive; so many bytes of batches have been taken in on this link.
struct heartbeat {
  std::uint64_t received = 0;
};
/// It ends in order: nobody has to wait for it.
struct leaving {};
/// Whom it knows.
struct members {
  std::vector<identity> known;
};

/// Which rooms of a namespace it holds.
struct rooms_news {
  std::string nsp;
  bool all = false; ///< these and no others
  std::vector<std::string> opened;
  std::vector<std::string> closed;
  bool wants = false;   ///< to be told all in return
  bool closing = false; ///< it has the namespace no more
};
/// Something to be said to its sockets. The views are into the batch.
struct broadcast_news {
  std::string_view nsp;
  std::vector<std::string> rooms;
  std::vector<std::string> except;
  bool is_volatile = false;
  std::string_view text;
  std::vector<std::string_view> attachments;
  std::uint64_t offset = 0;
  std::uint64_t trace = 0; ///< 0, as of an earlier version = not traced
  bool plain = false;      ///< not to be compressed
};
/// Its own users.
struct users_news {
  bool all = false; ///< these and no others
  std::vector<user_entry> online;
  std::vector<std::string> offline; ///< ids of sockets
  bool wants = false;               ///< to be told all in return
};

/// Names a request between two nodes: made up by the one that asks.
using request_id = std::uint64_t;
/// That of an HTTP request says which I/O threads it is between.
constexpr request_id
make_request_id(std::uint8_t front, std::uint8_t owner, std::uint64_t n) {
  return request_id{front} << 56 | request_id{owner} << 48 |
         (n & 0xFFFF'FFFF'FFFF);
}
constexpr std::uint8_t front_thread(request_id id) {
  return static_cast<std::uint8_t>(id >> 56);
}
constexpr std::uint8_t owner_thread(request_id id) {
  return static_cast<std::uint8_t>(id >> 48);
}
using pairs = std::vector<std::pair<std::string, std::string>>;

/// An HTTP request whose session lives on the other node.
struct request {
  request_id id = 0;
  std::string sid;
  std::string method;
  std::string target;
  pairs headers;
  std::string remote_address;
  std::string body;
};
/// Its answer.
struct answer {
  request_id id = 0;
  std::uint32_t status = 0;
  std::string content_type;
  std::string body;
  pairs headers;
  bool close = false;
};
/// The client went away before it.
struct aborted {
  request_id id = 0;
};
/// It shall become a WebSocket, whose bytes follow.
struct accepted {
  request_id id = 0;
};
/// Bytes of that WebSocket; `to_owner` says in which direction.
struct tunnel_bytes {
  request_id id = 0;
  bool to_owner = false;
  std::string_view bytes;
};
/// So many more may be sent.
struct tunnel_confirmed {
  request_id id = 0;
  bool to_owner = false;
  std::uint64_t bytes = 0;
};
struct tunnel_closed {
  request_id id = 0;
  bool to_owner = false;
};

/// What all nodes can be asked.
struct question {
  enum class topic : std::uint8_t {
    list_users = 1,
    disconnect_user = 2,
    server_event = 3,
    actor_tree = 4,
  };
  request_id id = 0;
  topic what = topic::list_users;
  std::string nsp;
  std::optional<std::string> room; ///< list_users
  std::string user;                ///< disconnect_user
  bool close = false;              ///< … the whole connection
  /// server_event: name and arguments, as in a packet. actor_tree: how many of
  /// a kind to name.
  std::string text;
  std::vector<std::string> attachments;
  bool wants_answer = true;
};
/// The answer of one node.
struct told {
  request_id id = 0;
  std::vector<user_entry> users;
  std::uint64_t count = 0;
  std::vector<answer_text> answers;
};

/// Wants something of its sockets; views as in `broadcast_news`.
struct wanted_news {
  request_id id = 0;
  broadcast_news of; ///< text empty but for `ask`
  demand::act what = demand::act::fetch;
  std::vector<std::string> rooms;
  bool close = false;
  std::uint64_t ack = 0;
  std::uint64_t patience_ms = 0;
};
/// The answer of one node.
struct gathered_news {
  request_id id = 0;
  std::vector<socket_description> sockets;
  std::vector<answer_text> answers;
  std::uint64_t reached = 0;
  bool complete = true; ///< false = not all of the node could be reached
};

/// Appends one record to a batch.
template <class T>
void append(std::string& batch, const T& record);
template <class T>
std::string encode(const T& record) {
  std::string batch;
  append(batch, record);
  return batch;
}

/// One record of a batch, not decoded yet; a view.
struct record {
  peer::kind kind{};
  std::string_view fields;
  std::string_view whole; ///< with kind and length, as in the batch
};
/// Takes the first record off `batch`; nothing if that is none.
std::optional<record> take_record(std::string_view& batch);

/// Which request a record is about, and which side it is for.
struct subject {
  request_id id = 0;
  bool to_owner = false;
};
/// Nothing if it is not about a request, or malformed.
std::optional<subject> read_subject(const record& of);

/// Nothing if it is of another kind, or malformed.
template <class T>
std::optional<T> decode(const record& from);
/// For batches of one record.
template <class T>
std::optional<T> decode(std::string_view batch) {
  const auto first = take_record(batch);
  return first ? decode<T>(*first) : std::nullopt;
}

/// A broadcast of this node for others, and back. What names sockets of this
/// node means nobody elsewhere and stays here.
std::string
encode_broadcast(const std::string& nsp, const messages::broadcast& what);
broadcast_ptr make_broadcast(const broadcast_news& from);
/// The same for what is wanted; the demand that is made tells nobody yet.
std::string encode_wanted(
  request_id id, const std::string& nsp, const messages::broadcast& what);
broadcast_ptr make_wanted(const wanted_news& from);

} // namespace troupe::messages::peer
