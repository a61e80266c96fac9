#include "app/chat.hpp"
#include "app/version.hpp"
#include "app/web_directory.hpp"
#include "troupe/program.hpp"

int main(int argc, char** argv) {
  troupe::program chat;
  chat.about.name = "troupe";
  chat.about.version = troupe::app::version;
  chat.about.description = "An actor-model Socket.IO server: the chat.";
  // The tutorial's server lets every origin in.
  chat.about.defaults.cors.origins = {"*"};
  chat.web_directory = troupe::app::find_web_directory();
  chat.set_up = [](troupe::server& io, const troupe::config::options& options) {
    troupe::app::serve_chat(io, options.chat);
  };
  return chat.run(argc, argv);
}
