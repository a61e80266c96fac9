// Private messages between users who have to say who they are: a middleware
// lets in only those with a good token, and a message goes to all sockets of a
// user, wherever they are.
//
//   private-messages [PORT=3000]
//   auth: { user, token }       token is "secret of <user>", else connect_error
//   "private message", to, text → "private message", from, text at every
//                                 device of the other; ack(true) if there is
//                                 one
//   "user connected", "user disconnected"   what other users hear of a device

#include "troupe/server.hpp"

#include <iostream>
#include <string>

using troupe::json;
using troupe::socket;

namespace {

std::string user_of(socket& of) {
  return of.data().value("user", "");
}

/// Stands for a look-up in your database, whose answer may come later and in
/// any thread: `next` does not mind.
void let_in_with_token(socket& newcomer, const troupe::next& next) {
  const auto auth = json::parse(newcomer.handshake().auth(), nullptr, false);
  const auto user = auth.value("user", "");
  if (user.empty() || auth.value("token", "") != "secret of " + user)
    return next({"unauthorized", {{"retry", false}}});
  newcomer.data()["user"] = user;
  newcomer.join("user " + user);
  next();
}

void tell_others(socket& about, const char* event) {
  about.to("everybody")
    .except("user " + user_of(about))
    .emit(event, user_of(about));
}

void on_private_message(
  socket& from, const std::string& to, const troupe::value& text,
  const troupe::ack& ack) {
  const auto devices = from.to("user " + to);
  devices.emit("private message", user_of(from), text);
  devices.fetch_sockets([ack](const troupe::sockets_fetched& found) {
    ack(!found.sockets.empty());
  });
}

} // namespace

int main(int argc, char** argv) {
  troupe::config::options options;
  options.port = argc > 1 ? std::stoi(argv[1]) : 3000;
  options.cors.origins = {"*"};
  troupe::server io{options};
  io.use(let_in_with_token);
  io.on_connection([](socket& socket) {
    socket.join("everybody");
    tell_others(socket, "user connected");
    socket.on("private message", on_private_message);
    socket.on_disconnecting([](class socket& gone, troupe::disconnect_reason) {
      tell_others(gone, "user disconnected");
    });
  });
  return io.run([&io] {
    std::cout << "listening on http://localhost:" << io.port() << std::endl;
  });
}
