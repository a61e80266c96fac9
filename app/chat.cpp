#include "app/chat.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace troupe::app {

namespace {

/// What one `flood` may ask for at most.
constexpr std::uint64_t most_flood_events = 100'000;
constexpr std::uint64_t most_flood_bytes = 64 * 1024 * 1024;

/// The key is spelled as the tutorial's clients expect it.
json make_user(const std::string& username, const std::string& socket_id) {
  return {{"username", username}, {"sockedId", socket_id}};
}

json make_news(std::string_view message, const json& user) {
  return {{"message", message}, {"user", user}};
}

void on_list_users(
  socket& socket, std::optional<std::string> room, const ack& reply) {
  socket.list_users(std::move(room), [reply](const auto* users) {
    json listed = json::array();
    if (users)
      for (const auto& entry : *users)
        listed.push_back(make_user(entry.user, entry.socket_id));
    reply(listed);
  });
}

void on_flood(socket& socket, std::uint64_t count, std::uint64_t size) {
  size = std::min(size, most_flood_bytes);
  count = std::min(
    {count, most_flood_events,
     most_flood_bytes / std::max<std::uint64_t>(size, 1)});
  const std::string text(size, 'x');
  for (std::uint64_t i = 0; i < count; ++i)
    socket.emit("f", text);
}

void add_test_events(socket& socket) {
  socket.on(
    "echo",
    [](class socket& from, const std::vector<value>& arguments, ack reply) {
      arguments_writer answer;
      if (!reply.requested())
        answer.add("echo");
      for (const auto& argument : arguments)
        answer.add(argument);
      if (reply.requested())
        reply.reply(answer);
      else
        from.say(answer);
    });
  socket.on("noop", [] {});
  socket.on("flood", on_flood);
}

void on_connection(
  server& io, const config::chat_options& options, socket& socket) {
  const auto& query = socket.handshake();
  const auto user =
    make_user(query.parameter("username").value_or(""), socket.id());
  socket.identify(user["username"]);
  socket.broadcast().emit(
    "user-connected", make_news("user has connected.", user));
  io.emit("conn", json{{"message", "you are added"}});
  if (const auto room = query.parameter("room"); room && !room->empty())
    socket.join(*room);
  socket.on("send-message", [&io](const value& data) {
    const auto room = data["room"].string();
    if (room)
      io.to(*room).emit(
        "new-message", value::object({{"msg", data["message"]}}));
  });
  socket.on("list-users", on_list_users);
  socket.on_disconnect([user](class socket& gone, disconnect_reason) {
    gone.broadcast().emit(
      "user-disconnected", make_news("user has disconnected.", user));
  });
  if (options.test_events)
    add_test_events(socket);
}

} // namespace

void serve_chat(server& io, const config::chat_options& options) {
  io.on_connection(
    [&io, options](socket& socket) { on_connection(io, options, socket); });
}

} // namespace troupe::app
