#include "app/chat.hpp"

#include "troupe/user_name.hpp"

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

json make_users(const std::vector<user_entry>& entries) {
  json listed = json::array();
  for (const auto& entry : entries)
    listed.push_back(make_user(entry.user, entry.socket_id));
  return listed;
}

void on_list_users(
  socket& socket, std::optional<std::string> room, const ack& reply) {
  socket.list_users(std::move(room), [reply](const auto* users) {
    reply(users ? make_users(*users) : json::array());
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

void on_fetch_users(
  socket& socket, std::optional<std::string> room, const ack& reply) {
  socket.fetch_users(std::move(room), [reply](const users_answer& all) {
    reply(json{{"users", make_users(all.users)}, {"missing", all.missing}});
  });
}

void on_disconnect_user(
  socket& socket, const std::string& user, const ack& reply) {
  socket.disconnect_user(user, false, [reply](const users_answer& all) {
    reply(json{{"disconnected", all.count}, {"missing", all.missing}});
  });
}

/// What the server knows of how this client came in.
json describe_handshake(const socket& socket) {
  const auto shown = socket.handshake();
  json names = json::array();
  for (const auto& [name, value] : shown.headers())
    names.push_back(name);
  return {{"secure", shown.secure()},   {"address", shown.address()},
          {"xdomain", shown.xdomain()}, {"url", shown.url()},
          {"headers", names},           {"query", shown.query()}};
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
  socket.on("handshake", [](class socket& from, const ack& reply) {
    reply(describe_handshake(from));
  });
  socket.on("flood", on_flood);
  socket.on("fetch-users", on_fetch_users);
  socket.on("disconnect-user", on_disconnect_user);
}

/// Names are shown to others: one that spoils their page, or looks like another
/// one, is not taken. None at all will do, as in the tutorial.
void check_name(socket& newcomer, const next& next) {
  const auto name = newcomer.handshake().parameter("username").value_or("");
  const auto objection = objection_to_user_name(name);
  if (name.empty() || !newcomer.user().empty() || objection.empty())
    return next();
  next({"username " + std::string{objection}, {{"code", "bad_username"}}});
}

/// Who the client is: by its token, else as it calls itself.
std::string name_of(const socket& socket) {
  if (const auto known = socket.user(); !known.empty())
    return std::string{known};
  return socket.handshake().parameter("username").value_or("");
}

void on_connection(
  server& io, const config::chat_options& options, socket& socket) {
  const auto user = make_user(name_of(socket), socket.id());
  socket.identify(user["username"]);
  // Each node tells its own clients, of its own sockets and of others': so a
  // node that dies bids nobody farewell, and everybody hears of it all the
  // same.
  socket.broadcast().local().emit(
    "user-connected", make_news("user has connected.", user));
  io.emit("conn", json{{"message", "you are added"}});
  if (const auto room = socket.handshake().parameter("room");
      room && !room->empty())
    socket.join_chosen(*room);
  socket.on("send-message", [&io](const value& data) {
    const auto room = data["room"].string();
    if (room)
      io.to(*room).emit(
        "new-message", value::object({{"msg", data["message"]}}));
  });
  socket.on("list-users", on_list_users);
  socket.on_disconnect([user](class socket& gone, disconnect_reason) {
    gone.broadcast().local().emit(
      "user-disconnected", make_news("user has disconnected.", user));
  });
  if (options.test_events)
    add_test_events(socket);
}

} // namespace

void serve_chat(server& io, const config::chat_options& options) {
  io.on_user_elsewhere([&io](const user_entry& who, bool online) {
    const auto user = make_user(who.user, who.socket_id);
    if (online)
      io.local().emit("user-connected", make_news("user has connected.", user));
    else
      io.local().emit(
        "user-disconnected", make_news("user has disconnected.", user));
  });
  io.use(check_name);
  io.on_connection(
    [&io, options](socket& socket) { on_connection(io, options, socket); });
}

} // namespace troupe::app
