// Makes calls of the API that no example needs, as its clients ask for them;
// two servers in one process. Ready line, options and signals are those of the
// first, the second says where it listens.

#include "troupe/program.hpp"
#include "troupe/server.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using troupe::ack;
using troupe::json;
using troupe::value;

namespace {

using question = troupe::event<"question", int>;
using single = troupe::event<"single", std::string>;

/// What handlers that have no client to tell have seen.
class journal {
public:
  void note(json what) {
    const std::lock_guard lock{mutex_};
    lines_.push_back(std::move(what));
  }
  json all() const {
    const std::lock_guard lock{mutex_};
    return lines_;
  }

private:
  mutable std::mutex mutex_;
  json lines_ = json::array();
};

json answers_of(const troupe::broadcast_answers& all) {
  json told = json::array();
  for (const auto& each : all.answers)
    told.push_back(each.parse());
  return told;
}

using reply = std::function<void(json)>;

/// Replies from any thread.
reply make_reply(const troupe::socket& to, const ack& done) {
  return [ref = to.ref(), done](const json& what) {
    ref.post([done, what](troupe::socket&) { done(what); });
  };
}

/// A fetched socket is asked, moved and ended as a whole room would be.
void steer(
  const troupe::remote_socket& other, const json& how, const reply& done) {
  if (how == "ask")
    return other.timeout(5s)
      .emit_with_ack("asked", "you")
      .then([done](const auto& all) { done(answers_of(all)); });
  if (how == "emit")
    other.emit("told", "by name");
  else if (how == "send")
    other.send("a message");
  else if (how == "join")
    other.join("club");
  else if (how == "leave")
    other.leave("club");
  else
    other.disconnect(how == "close");
  done(other.nsp());
}

void add_remote_calls(const troupe::server& io, troupe::socket& socket) {
  socket.on(
    "steer", [&io](
               troupe::socket& by, const std::string& id, const json& how,
               const ack& done) {
      io.in(id).fetch_sockets(
        [how, done = make_reply(by, done)](const auto& found) {
          if (found.sockets.empty())
            return done("nobody");
          steer(found.sockets.front(), how, done);
        });
    });
  socket.on("local", [&io](troupe::socket& by, const ack& done) {
    io.local().fetch_sockets([done = make_reply(by, done)](const auto& found) {
      done(found.sockets.size());
    });
  });
  socket.on("server asks", [&io](troupe::socket& by, const ack& done) {
    io.timeout(5s)
      .emit_with_ack("asked", "all")
      .then([done = make_reply(by, done)](const auto& all) {
        done(answers_of(all));
      });
  });
  socket.on("server sends", [&io] { io.send("to all", 1); });
  socket.on("facts", [](troupe::socket& s, const ack& done) {
    done(json{
      {"nsp", s.nsp_name()}, {"data", s.data()}, {"recovered", s.recovered()}});
    s.data() = "as it was left";
  });
}

void add_own_calls(troupe::socket& socket) {
  socket.on("reserved", [](troupe::socket& s, ack done) {
    try {
      s.emit("disconnect");
      done("no exception");
    } catch (const std::invalid_argument& e) {
      done(e.what());
    }
  });
  socket.on("any", [](troupe::socket& s, ack done) {
    const auto seen = std::make_shared<std::vector<std::string>>();
    const auto noting = [seen](const char* who) {
      return [seen, who](auto&, auto event, auto&) {
        seen->push_back(who + std::string{": "} + std::string{event});
      };
    };
    s.on_any(noting("second"));
    s.prepend_any(noting("first"));
    s.on_any_outgoing(noting("fourth"));
    s.prepend_any_outgoing(noting("third"));
    s.once("seen", [seen](troupe::socket& then, ack reply) {
      then.emit("told", "this");
      then.off_any().off_any_outgoing();
      reply(*seen);
    });
    done();
  });
  socket.on("typed", [](troupe::socket& s) {
    s.once<single>([](troupe::socket& then, const std::string& word) {
      then.emit("told", "once " + word);
    });
    s.timeout(5s).emit_with_ack<question>(7).then(
      [&s](const auto& answers) { s.emit("told", answers.at(0).parse()); });
  });
}

/// `?late=…` is refused, which a hook is told with what it was about.
void add_hooks(troupe::server& io, journal& seen) {
  io.engine().allow_request([](const auto& asked, auto decide) {
    asked.parameter("late") ? decide("come earlier") : decide();
  });
  io.engine().on_connection_error([&seen](const auto& error) {
    json context = json::object();
    for (const auto& [name, text] : error.context)
      context[name] = text;
    seen.note({{"refused", error.code}, {"context", context}});
  });
}

/// What it says after "bye" is its last word.
void add_bare_engine(
  troupe::server& io, troupe::config::engine_options engine, journal& seen) {
  engine.path = "/engine.io/";
  auto& bare = io.add_engine(engine);
  bare.on_message([](auto& from, std::string_view text, bool) {
    from.send(text);
    if (text == "bye")
      from.close();
  });
  bare.on_close([&seen](auto& socket, auto why) {
    seen.note({{"closed", to_string(why)}, {"transport", socket.transport()}});
  });
}

void on_connection(
  const troupe::server& io, journal& seen, troupe::socket& socket) {
  add_remote_calls(io, socket);
  add_own_calls(socket);
  socket.on("journal", [&seen](ack done) { done(seen.all()); });
  socket.on_error([&seen](auto&, const auto& error) {
    seen.note({{"error", error.message}});
  });
  socket.on_disconnect([&seen](auto& gone, auto why, auto detail) {
    seen.note(
      {{"gone", gone.id()}, {"reason", to_string(why)}, {"detail", detail}});
  });
}

void add_namespaces(troupe::server& io, journal& seen) {
  auto& family = io.of([](std::string_view name, const value&) {
    return name.starts_with("/made-");
  });
  family.on_connection(
    [&io](troupe::socket& socket) { add_remote_calls(io, socket); });
  seen.note({{"name", io.of("/named").name()}, {"family", family.name()}});
  try {
    family.fetch_sockets([](const auto&) {});
  } catch (const std::logic_error& e) {
    seen.note({{"family refuses", e.what()}});
  }
}

/// One more server, with options, actors and threads of its own.
void serve_neighbour(
  troupe::server& io, troupe::config::options options,
  std::unique_ptr<troupe::server>& neighbour) {
  options.port = 0;
  options.name += "-neighbour";
  neighbour = std::make_unique<troupe::server>(options);
  neighbour->on_connection(
    [](troupe::socket& socket) { socket.emit("told", "by the neighbour"); });
  neighbour->listen();
  io.on_request([&neighbour](const auto& asked, auto response) {
    if (asked.path() != "/neighbour")
      return response.pass();
    response.send(std::to_string(neighbour->port()));
  });
}

} // namespace

int main(int argc, char** argv) {
  journal seen;
  std::unique_ptr<troupe::server> neighbour;
  troupe::program calls;
  calls.about.name = "calls-server";
  calls.about.version = "1";
  calls.about.description = "Makes the calls that its clients ask for.";
  calls.about.defaults.web.enabled = false;
  calls.set_up = [&](troupe::server& io, const auto& options) {
    io.on_connection(
      [&](troupe::socket& socket) { on_connection(io, seen, socket); });
    io.use([&seen](troupe::socket& newcomer, const troupe::next& next) {
      seen.note({{"middleware", newcomer.nsp_name()}});
      newcomer.data() = "as it was admitted";
      next();
    });
    add_namespaces(io, seen);
    io.on_new_namespace([&seen](const std::string& name) {
      seen.note({{"namespace", name}});
    });
    add_hooks(io, seen);
    add_bare_engine(io, options.engine, seen);
    serve_neighbour(io, options, neighbour);
  };
  const auto code = calls.run(argc, argv);
  neighbour.reset();
  return code;
}
