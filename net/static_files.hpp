#pragma once

#include "net/request.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace troupe::net {

/// A few files, read once and served from memory: what is not in the table
/// does not exist, so no path can lead elsewhere.
class static_files {
public:
  /// Adds one file under a URL path. An empty `etag` is made from the content.
  void add(
    std::string url, std::string bytes, std::string_view type,
    std::string etag = {});

  /// Adds the regular files directly in `folder` under `prefix`, and
  /// `index.html` under `prefix` itself. False if there is no such folder.
  bool add_folder(
    const std::filesystem::path& folder, const std::string& prefix,
    const std::string& etag = {});

  bool empty() const noexcept { return files_.empty(); }

  /// The answer to a request, 304 if the client has the file; nothing if no
  /// file is there. (RFC 9110, section 13.1.2.)
  std::optional<reply> find(const request& req) const;

private:
  struct file {
    std::string bytes;
    std::string type;
    std::string etag;
  };
  std::unordered_map<std::string, file> files_;
};

/// A file's media type by the end of its name.
std::string_view media_type(std::string_view name);

} // namespace troupe::net
