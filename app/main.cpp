#include "app/chat.hpp"
#include "app/ctl/ctl.hpp"
#include "app/version.hpp"
#include "app/web_directory.hpp"
#include "config/ctl_socket.hpp"
#include "troupe/program.hpp"

#include <string_view>

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view{argv[1]} == "ctl")
    return troupe::app::run_ctl(argc - 1, argv + 1);
  troupe::program chat;
  chat.about.name = "troupe";
  chat.about.version = troupe::app::version;
  chat.about.description = "An actor-model Socket.IO server: the chat.";
  // The tutorial's server lets every origin in.
  chat.about.defaults.cors.origins = {"*"};
  chat.about.defaults.ctl.socket = troupe::config::ctl_socket_auto;
  chat.web_directory = troupe::app::find_web_directory();
  chat.set_up = [](troupe::server& io, const troupe::config::options& options) {
    troupe::app::serve_chat(io, options.chat);
  };
  return chat.run(argc, argv);
}
