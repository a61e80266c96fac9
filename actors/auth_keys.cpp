#include "actors/auth_keys.hpp"

#include "config/auth_key.hpp"
#include "config/log.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace troupe::actors {

namespace {

using messages::jwt::key;

constexpr std::size_t largest_file = 64 * 1024;
/// Reading for the group, and nothing for others.
constexpr ::mode_t secret_mode = 0640;

[[noreturn]] void refuse(const std::string& entry, const std::string& why) {
  throw std::runtime_error{"auth.keys: " + entry + ": " + why};
}

/// A descriptor that closes itself.
struct open_file {
  explicit open_file(const std::string& path)
    : fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {}
  ~open_file() {
    if (fd >= 0)
      ::close(fd);
  }
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  int fd;
};

std::string read_all(int fd, const std::string& entry) {
  std::string text;
  std::array<char, 4096> block{};
  ssize_t n = 0;
  while ((n = ::read(fd, block.data(), block.size())) > 0) {
    text.append(block.data(), static_cast<std::size_t>(n));
    if (text.size() > largest_file)
      refuse(entry, "larger than any key");
  }
  if (n < 0)
    refuse(entry, std::strerror(errno));
  return text;
}

std::string
read_key_file(const config::auth_key& from, const std::string& entry) {
  const open_file file{from.path};
  struct ::stat found {};
  if (file.fd < 0 || ::fstat(file.fd, &found) != 0)
    refuse(entry, std::strerror(errno));
  if (!S_ISREG(found.st_mode))
    refuse(entry, "no file");
  const bool secret = from.algorithm == "HS256";
  // Whoever can write a public key can sign as anybody.
  const ::mode_t allowed = secret ? secret_mode : 0644;
  if ((found.st_mode & 0077 & ~allowed) != 0)
    refuse(
      entry, secret ? "others than its owner and group may read or change it; "
                      "chmod 640 or 600"
                    : "others than its owner may change it; chmod 644");
  return read_all(file.fd, entry);
}

key load_key(const std::string& entry) {
  const auto from = config::parse_auth_key(entry);
  if (!from)
    refuse(entry, "not ALGORITHM:path or kid=ALGORITHM:path");
  auto made = key::make(from->id, from->algorithm, read_key_file(*from, entry));
  if (const auto* wrong = std::get_if<std::string>(&made))
    refuse(entry, *wrong);
  return std::get<key>(std::move(made));
}

} // namespace

std::shared_ptr<const authentication>
load_authentication(const config::auth_options& options) {
  if (options.mode != "jwt")
    return nullptr;
  auto made = std::make_shared<authentication>();
  for (const auto& entry : options.keys)
    made->keys.push_back(load_key(entry));
  made->rules = {
    options.audience, options.issuer, options.user_claim, options.leeway};
  made->notice = options.notice;
  made->query_token = options.query_token;
  log::info("auth", "keys-loaded", {{"keys", made->keys.size()}});
  return made;
}

} // namespace troupe::actors
