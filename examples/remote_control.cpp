// Does to many sockets what one of them asks for: each operator and method of
// the server, driven from a client. The tests' way to all of them.

#include "troupe/program.hpp"
#include "troupe/server.hpp"

#include <chrono>
#include <regex>
#include <string>
#include <vector>

using troupe::ack;
using troupe::broadcast_operator;
using troupe::json;
using troupe::socket;
using names = std::vector<std::string>;

namespace {

/// Picks sockets as `how` says: from all, or all but the asking one.
broadcast_operator
select(const troupe::server& io, const socket& by, const json& how) {
  auto to = how.value("from", "io") == "socket" ? by.broadcast() : by.nsp();
  if (how.contains("within"))
    to = io.within(how.at("within"));
  if (how.contains("to"))
    to = to.to(how.at("to").get<names>());
  if (how.contains("except"))
    to = to.except(how.at("except").get<names>());
  if (how.value("local", false))
    to = to.local();
  return to.timeout(std::chrono::milliseconds{how.value("timeout", 5000)});
}

json describe(const troupe::sockets_fetched& all) {
  json told = json::array();
  for (const auto& each : all.sockets)
    told.push_back(
      {{"id", each.id()},
       {"rooms", each.rooms()},
       {"data", each.data()},
       {"auth", each.handshake()["auth"]}});
  return {{"sockets", told}, {"missing", all.missing}};
}

json describe(const troupe::broadcast_answers& all) {
  json told = json::array();
  for (const auto& each : all.answers)
    told.push_back(each.parse());
  return {
    {"answers", told}, {"clients", all.clients}, {"missing", all.missing}};
}

void add_calls(const troupe::server& io, socket& socket) {
  socket.on("emit", [&](class socket& by, const json& how, ack done) {
    select(io, by, how).emit("told", how.at("what"));
    done();
  });
  socket.on("ask", [&](class socket& by, const json& how, ack done) {
    select(io, by, how)
      .emit_with_ack("asked", how.at("what"))
      .then([done](const auto& all) { done(describe(all)); });
  });
  socket.on("fetch", [&](class socket& by, const json& how, ack done) {
    select(io, by, how).fetch_sockets([done](const auto& all) {
      done(describe(all));
    });
  });
}

void tell(troupe::pending_server_acks asked, const ack& done) {
  std::move(asked).then([done](const troupe::server_answers& all) {
    json told = json::array();
    for (const auto& each : all.answers)
      told.push_back(each.parse());
    done(json{{"answers", told}, {"missing", all.missing}});
  });
}

void add_commands(const troupe::server& io, socket& socket) {
  // Said right behind it, by the same socket: the new members hear it.
  socket.on("join", [&](class socket& by, const json& how, ack done) {
    select(io, by, how).sockets_join(how.at("rooms").get<names>());
    by.nsp().to(how.at("rooms").get<names>()).emit("told", "welcome");
    done();
  });
  socket.on("leave", [&](class socket& by, const json& how, ack done) {
    select(io, by, how).sockets_leave(how.at("rooms").get<names>());
    by.nsp().to(how.at("rooms").get<names>()).emit("told", "left behind");
    done();
  });
  socket.on("disconnect them", [&](class socket& by, const json& how) {
    auto them = select(io, by, how);
    them.emit("told", "farewell");
    them.disconnect_sockets(how.value("close", false));
  });
  socket.on("ask servers", [&](const json& what, ack done) {
    io.server_side_emit("noted", what);
    tell(io.server_side_emit_with_ack("asked", what), done);
  });
}

void on_connection(const troupe::server& io, socket& socket) {
  const auto auth = json::parse(socket.handshake().auth());
  socket.data() = auth.value("data", json{});
  socket.join(auth.value("rooms", names{}));
  add_calls(io, socket);
  add_commands(io, socket);
}

void set_up(troupe::server& io, const troupe::config::options& options) {
  const auto with = [&io](socket& socket) { on_connection(io, socket); };
  io.on_connection(with);
  auto& family = io.of(std::regex{"/room-\\d+"});
  family.on_connection(with);
  io.on_server_event("asked", [name = options.name](auto& what, auto& reply) {
    reply(json{{"node", name}, {"what", what.at(0).parse()}});
  });
  io.on_server_event("noted", [&io](auto& what, auto&) {
    io.local().emit("noted", what.at(0));
  });
  auto& all = io.of("/all");
  all.on_connection([&](socket& socket) {
    socket.on("emit", [&family](const troupe::value& what) {
      family.emit("told", what);
    });
    socket.on("ask servers", [&all](const json& what, ack done) {
      tell(all.server_side_emit_with_ack("asked", what), done);
    });
  });
  all.on_server_event("asked", [](auto& what, auto& reply) {
    reply(json{{"all", what.at(0).parse()}});
  });
}

} // namespace

int main(int argc, char** argv) {
  troupe::program remote;
  remote.about.name = "remote-control";
  remote.about.version = "1";
  remote.about.description = "Does to many sockets what one asks for.";
  remote.about.defaults.web.enabled = false;
  remote.set_up = set_up;
  return remote.run(argc, argv);
}
