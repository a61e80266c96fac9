#define CAF_SUITE config.ctl_socket

#include "config/ctl_socket.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace troupe::config;

namespace {

/// A folder of our own that stands for systemd's.
struct runtime_folder {
  runtime_folder() {
    std::string made = "/tmp/troupe-test-XXXXXX";
    path = ::mkdtemp(made.data());
    ::setenv("RUNTIME_DIRECTORY", path.c_str(), 1);
  }
  ~runtime_folder() {
    ::unsetenv("RUNTIME_DIRECTORY");
    std::filesystem::remove_all(path);
  }
  std::string path;
};

void bind_socket(const std::string& path) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  CAF_REQUIRE_EQUAL(
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(fd);
}

} // namespace

CAF_TEST(a socket is at an absolute path or to be found) {
  CAF_CHECK(is_ctl_socket("auto"));
  CAF_CHECK(is_ctl_socket("/run/x.sock"));
  CAF_CHECK(!is_ctl_socket("x.sock"));
  CAF_CHECK(!is_ctl_socket("/run/"));
  CAF_CHECK(!is_ctl_socket("/" + std::string(200, 'a')));
}

CAF_TEST(the name of a node becomes the name of a file) {
  CAF_CHECK_EQUAL(ctl_file_name("n1"), "n1.sock");
  CAF_CHECK_EQUAL(ctl_file_name("a@10.0.0.1"), "a_10.0.0.1.sock");
  CAF_CHECK_EQUAL(ctl_file_name("../x"), "_._x.sock");
  CAF_CHECK_EQUAL(ctl_file_name(std::string(99, 'a')).size(), 65u);
}

CAF_TEST(the folder that systemd has made comes first) {
  const runtime_folder made;
  const auto folders = ctl_folders();
  CAF_CHECK_EQUAL(folders.front(), made.path);
  CAF_CHECK_EQUAL(make_ctl_socket_path("n1"), made.path + "/n1.sock");
}

CAF_TEST(sockets are found and other files are not ) {
  const runtime_folder made;
  bind_socket(made.path + "/n1.sock");
  bind_socket(made.path + "/other");
  const auto found = find_ctl_sockets();
  CAF_CHECK_EQUAL(
    std::count(found.begin(), found.end(), made.path + "/n1.sock"), 1);
  CAF_CHECK_EQUAL(
    std::count(found.begin(), found.end(), made.path + "/other"), 0);
}
