#pragma once

#include "config/options.hpp"

#include <string>

namespace troupe::actors {

/// Throws `std::runtime_error` that names the option if a node cannot speak TLS
/// with these files. CAF would find out with the first connection only, and
/// without any it would fall back to ciphers that prove nothing.
void check_certificates(const config::cluster_options& options);

/// A file as it was when this was made, under a path of its own.
///
/// CAF reads its files anew for each connection, and ends the process if it
/// cannot: whoever moves a key away must not take the node along.
class file_copy {
public:
  /// Throws `std::runtime_error` if the file cannot be read or kept.
  explicit file_copy(const std::string& path);
  ~file_copy();
  file_copy(const file_copy&) = delete;
  file_copy& operator=(const file_copy&) = delete;

  /// Valid in this process as long as the copy lives.
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
  int fd_;
};

/// The three files of a node.
struct certificate_files {
  explicit certificate_files(const config::cluster_options& options)
    : certificate{options.certificate}
    , key{options.key}
    , ca{options.ca} {}
  file_copy certificate;
  file_copy key;
  file_copy ca;
};

} // namespace troupe::actors
