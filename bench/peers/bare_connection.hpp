#pragma once

#include "bench/peers/bare_frames.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::bench {

class connection;

/// Who is in a room, and the frames that this turn of the loop says there.
struct room {
  std::vector<connection*> members;
  std::string frames;
};

/// All rooms. What is said in one turn of the loop goes out at its end, in one
/// send per member; rooms stay when they are empty.
class rooms {
public:
  room& find(const std::string& name) { return all_[name]; }
  void say(room& to, std::string_view packet);
  void flush();

private:
  std::map<std::string, room, std::less<>> all_;
  std::vector<room*> spoken_; ///< to, in this turn
};

/// One client, in one room at most. Owns its descriptor.
class connection {
public:
  /// `poll` is the epoll that `fd` is in, readable.
  connection(int fd, int poll, rooms& all);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// Reads once, into `buffer`, and answers; false if the client has gone.
  bool on_readable(std::span<char> buffer);
  void on_writable();
  /// Sends what it can at once and keeps the rest.
  void send(std::string_view bytes);
  /// Engine.IO's heartbeat; nothing hangs on the answer.
  void ping();

private:
  std::size_t take(std::span<char> input);
  std::size_t shake_hands(std::string_view input);
  void on_frame(const frame& in);
  void on_packet(std::string_view packet);
  void on_event(std::string_view packet);
  void reply(std::string_view packet);
  void join();
  void leave();
  void wait_for_writable(bool wanted);

  int fd_;
  int poll_;
  rooms& rooms_;
  room* room_ = nullptr;
  std::size_t seat_ = 0; ///< in `room_`
  bool open_ = false;    ///< it speaks WebSocket
  bool over_ = false;
  std::string name_;    ///< of the room
  std::string input_;   ///< the beginning of a frame
  std::string unsent_;  ///< what the kernel did not take
  std::string replies_; ///< to what was read at once
};

} // namespace troupe::bench
