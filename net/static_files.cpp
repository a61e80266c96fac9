#include "net/static_files.hpp"

#include "messages/base64.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <openssl/sha.h>
#include <system_error>

namespace troupe::net {

namespace fs = std::filesystem;

namespace {

std::string content_tag(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  ::SHA256(
    reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
    digest.data());
  return messages::base64url(
    {reinterpret_cast<const char*>(digest.data()), 12});
}

std::string read_file(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// If-None-Match compares weakly: `W/"x"` equals `"x"`.
bool has_tag(std::string_view list, const std::string& etag) {
  return list == "*" || has_token(list, etag) || has_token(list, "W/" + etag);
}

} // namespace

std::string_view media_type(std::string_view name) {
  struct row {
    std::string_view ending;
    std::string_view type;
  };
  constexpr row rows[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "application/javascript; charset=utf-8"},
    {".mjs", "application/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".map", "application/json; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".txt", "text/plain; charset=utf-8"},
    {".woff2", "font/woff2"},
  };
  for (const auto& [ending, type] : rows)
    if (name.ends_with(ending))
      return type;
  return "application/octet-stream";
}

void static_files::add(
  std::string url, std::string bytes, std::string_view type, std::string etag) {
  if (etag.empty())
    etag = content_tag(bytes);
  files_[std::move(url)] = {
    std::move(bytes), std::string{type}, '"' + etag + '"'};
}

bool static_files::add_folder(
  const fs::path& folder, const std::string& prefix, const std::string& etag) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    if (!entry.is_regular_file(error))
      continue;
    const auto name = entry.path().filename().string();
    auto bytes = read_file(entry.path());
    if (name == "index.html")
      add(prefix, bytes, media_type(name), etag);
    add(prefix + name, std::move(bytes), media_type(name), etag);
  }
  return !error;
}

std::optional<reply> static_files::find(const request& req) const {
  const auto found = files_.find(req.path);
  if (found == files_.end())
    return {};
  reply answer;
  if (req.method != "GET" && req.method != "HEAD") {
    answer.status = 405;
    answer.headers.emplace_back("Allow", "GET, HEAD");
    return answer;
  }
  const auto& [bytes, type, etag] = found->second;
  answer.headers.emplace_back("Cache-Control", "public, max-age=0");
  answer.headers.emplace_back("ETag", etag);
  answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (has_tag(req.header("if-none-match").value_or(""), etag)) {
    answer.status = 304;
    return answer;
  }
  answer.content_type = type;
  answer.body = bytes;
  answer.head_only = req.method == "HEAD";
  return answer;
}

} // namespace troupe::net
