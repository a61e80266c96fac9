#include "config/ctl_socket.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace troupe::config {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".sock";
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::size_t longest_name = 60;
constexpr mode_t for_owner = 0700;

void add_from_environment(
  std::vector<std::string>& to, const char* variable, std::string_view behind) {
  const char* value = std::getenv(variable);
  if (value && *value == '/')
    to.push_back(std::string{value} + std::string{behind});
}

/// There, ours, and closed to others: /tmp is everybody's.
bool is_ours_alone(const std::string& folder) {
  struct stat found {};
  return ::lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
         found.st_uid == ::geteuid() && (found.st_mode & 0077) == 0;
}

bool can_hold_sockets(const std::string& folder) {
  ::mkdir(folder.c_str(), for_owner);
  if (folder.starts_with("/tmp/"))
    return is_ours_alone(folder);
  return ::access(folder.c_str(), W_OK | X_OK) == 0 && fs::is_directory(folder);
}

} // namespace

bool is_ctl_socket(std::string_view text) {
  return text == ctl_socket_auto ||
         (text.starts_with('/') && !text.ends_with('/') &&
          text.size() <= longest_path);
}

std::vector<std::string> ctl_folders() {
  std::vector<std::string> all;
  add_from_environment(all, "RUNTIME_DIRECTORY", "");
  all.emplace_back("/run/troupe");
  add_from_environment(all, "XDG_RUNTIME_DIR", "/troupe");
  all.push_back("/tmp/troupe-" + std::to_string(::geteuid()));
  return all;
}

std::string ctl_file_name(std::string_view node) {
  std::string name{node.substr(0, longest_name)};
  for (auto& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_')
      c = c == '.' && name.front() != '.' ? '.' : '_';
  return name + std::string{suffix};
}

std::string make_ctl_socket_path(std::string_view node) {
  for (const auto& folder : ctl_folders()) {
    const auto path = folder + "/" + ctl_file_name(node);
    if (path.size() <= longest_path && can_hold_sockets(folder))
      return path;
  }
  return {};
}

std::vector<std::string> find_ctl_sockets() {
  std::vector<std::string> all;
  for (const auto& folder : ctl_folders()) {
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{folder, failed}) {
      std::error_code gone;
      if (entry.is_socket(gone) && entry.path().extension() == suffix)
        all.push_back(entry.path().string());
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

} // namespace troupe::config
