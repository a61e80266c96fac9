#define CAF_SUITE net.static_files

#include "net/static_files.hpp"

#include "tests/support/test.hpp"

#include <fstream>
#include <unistd.h>

using namespace troupe::net;
namespace fs = std::filesystem;

using std::string;

namespace {

request asks(string path, string method = "GET", string tag = {}) {
  request req;
  req.path = std::move(path);
  req.method = std::move(method);
  if (!tag.empty())
    req.headers.emplace_back("if-none-match", std::move(tag));
  return req;
}

/// Status, type and body of the answer to a request; empty if there is none.
string answer_to(const static_files& files, const request& req) {
  const auto answer = files.find(req);
  if (!answer)
    return {};
  return std::to_string(answer->status) + ' ' + answer->content_type + ": " +
         answer->body;
}

/// A folder that is there as long as this is.
class folder {
public:
  folder()
    : path_{
        fs::temp_directory_path() /
        ("troupe-static-files-" + std::to_string(::getpid()))} {
    fs::create_directory(path_);
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() { fs::remove_all(path_); }

  void write(const string& name, const string& bytes) const {
    std::ofstream{path_ / name, std::ios::binary} << bytes;
  }
  const fs::path& path() const { return path_; }

private:
  fs::path path_;
};

} // namespace

CAF_TEST(a file is served with its type and a tag) {
  static_files files;
  CAF_CHECK(files.empty());
  files.add("/a.js", "let a;", "text/x", "1.0");
  CAF_CHECK(!files.empty());
  const auto answer = files.find(asks("/a.js"));
  CAF_REQUIRE(answer);
  CAF_CHECK_EQUAL(answer->status, 200u);
  CAF_CHECK_EQUAL(answer->body, "let a;");
  CAF_CHECK_EQUAL(answer->content_type, "text/x");
  CAF_CHECK_EQUAL(
    find_value(answer->headers, "ETag").value_or("none"), "\"1.0\"");
  CAF_CHECK_EQUAL(
    find_value(answer->headers, "X-Content-Type-Options").value_or("none"),
    "nosniff");
  CAF_CHECK(!answer->head_only);
  const auto head = files.find(asks("/a.js", "HEAD"));
  CAF_REQUIRE(head);
  CAF_CHECK(head->head_only);
  CAF_CHECK_EQUAL(head->body, "let a;");
}

CAF_TEST(what is not in the table does not exist) {
  static_files files;
  files.add("/x/a.js", "", "text/x");
  for (const string path :
       {"", "/", "/x", "/x/", "/X/a.js", "/x/a.js/", "/x//a.js", "/x/./a.js",
        "/x/../x/a.js", "/x/%61.js", "x/a.js", "/x/../../etc/passwd"})
    CAF_CHECK(!files.find(asks(path)));
}

CAF_TEST(other methods are not allowed where a file is) {
  static_files files;
  files.add("/a.js", "let a;", "text/x");
  for (const string method : {"POST", "PUT", "DELETE", "OPTIONS", "get"}) {
    const auto answer = files.find(asks("/a.js", method));
    CAF_REQUIRE(answer);
    CAF_CHECK_EQUAL(answer->status, 405u);
    CAF_CHECK_EQUAL(answer->body, "");
    CAF_CHECK_EQUAL(
      find_value(answer->headers, "Allow").value_or("none"), "GET, HEAD");
    CAF_CHECK(!files.find(asks("/b.js", method)));
  }
}

CAF_TEST(a client that has the file is told so) {
  static_files files;
  files.add("/a.js", "let a;", "text/x", "1.0");
  const std::pair<string, unsigned> cases[] = {
    {"\"1.0\"", 304},
    {"W/\"1.0\"", 304},
    {"*", 304},
    {"\"0.9\", \"1.0\"", 304},
    {"\"0.9\",W/\"1.0\"", 304},
    {"\"0.9\"", 200},
    {"1.0", 200},
    {"\"1.0", 200},
    {",", 200},
  };
  for (const auto& [tag, status] : cases)
    for (const string method : {"GET", "HEAD"}) {
      CAF_MESSAGE(tag);
      const auto answer = files.find(asks("/a.js", method, tag));
      CAF_CHECK_EQUAL(answer->status, status);
      CAF_CHECK_EQUAL(answer->body.empty(), status == 304);
      CAF_CHECK_EQUAL(
        find_value(answer->headers, "ETag").value_or("none"), "\"1.0\"");
    }
}

CAF_TEST(a tag that nobody gave comes from the content) {
  static_files files;
  files.add("/a", "one", "");
  files.add("/b", "one", "");
  files.add("/c", "two", "");
  const auto tag = [&files](string path) {
    const auto answer = files.find(asks(std::move(path)));
    return string{find_value(answer->headers, "ETag").value()};
  };
  CAF_CHECK_EQUAL(tag("/a"), tag("/b"));
  CAF_CHECK_NOT_EQUAL(tag("/a"), tag("/c"));
  CAF_CHECK_EQUAL(tag("/a").size(), 18u);
}

CAF_TEST(the files of a folder are read once and those beneath are not ) {
  const folder here;
  const string bytes{"\0\r\n\xFF", 4};
  here.write("index.html", "<p>");
  here.write("a.bin", bytes);
  fs::create_directory(here.path() / "below");
  here.write("below/secret", "no");
  static_files files;
  CAF_REQUIRE(files.add_folder(here.path(), "/app/", "v1"));
  here.write("index.html", "changed");
  const string page = "200 text/html; charset=utf-8: <p>";
  CAF_CHECK_EQUAL(answer_to(files, asks("/app/")), page);
  CAF_CHECK_EQUAL(answer_to(files, asks("/app/index.html")), page);
  CAF_CHECK_EQUAL(
    answer_to(files, asks("/app/a.bin")),
    "200 application/octet-stream: " + bytes);
  CAF_CHECK_EQUAL(answer_to(files, asks("/app/", "GET", "\"v1\"")), "304 : ");
  CAF_CHECK(!files.find(asks("/app/below")));
  CAF_CHECK(!files.find(asks("/app/below/secret")));
  CAF_CHECK(!files.find(asks("/app/secret")));
}

CAF_TEST(a folder that is not there adds nothing) {
  static_files files;
  const folder here;
  CAF_CHECK(!files.add_folder(here.path() / "nowhere", "/"));
  CAF_CHECK(files.empty());
  CAF_CHECK(files.add_folder(here.path(), "/"));
  CAF_CHECK(files.empty());
}

CAF_TEST(a name tells the media type by its end) {
  const std::pair<string, string> cases[] = {
    {"index.html", "text/html; charset=utf-8"},
    {"socket.io.min.js", "application/javascript; charset=utf-8"},
    {"x.mjs", "application/javascript; charset=utf-8"},
    {"x.js.map", "application/json; charset=utf-8"},
    {"x.json", "application/json; charset=utf-8"},
    {"x.css", "text/css; charset=utf-8"},
    {"x.svg", "image/svg+xml"},
    {"x.woff2", "font/woff2"},
    {"x.HTML", "application/octet-stream"},
    {"html", "application/octet-stream"},
    {"", "application/octet-stream"},
  };
  for (const auto& [name, type] : cases)
    CAF_CHECK_EQUAL(media_type(name), type);
}
