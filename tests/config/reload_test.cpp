#define CAF_SUITE config.reload

#include "config/reload.hpp"

#include "config/load.hpp"
#include "config/schema.hpp"
#include "tests/support/test.hpp"

using namespace troupe::config;
using namespace std::chrono_literals;

namespace {

using keys = std::vector<std::string>;

options changed() {
  options next;
  next.port = 4000;
  next.tls.key = "b.pem";
  next.engine.ping_interval = 1s;
  next.cors.origins = {"https://a.example"};
  next.limits.json_depth = 3;
  next.limits.enabled = false;
  next.log.level = "warn";
  next.log.file = "troupe.log";
  return next;
}

} // namespace

CAF_TEST(what differs is named by what it takes) {
  const auto found = compare({}, changed());
  CAF_CHECK(
    found.reloads == (keys{
                       "tls.key", "cors.origins", "limits.enabled",
                       "limits.json_depth", "log.level"}));
  CAF_CHECK(
    found.needs_restart == (keys{"port", "engine.ping_interval", "log.file"}));
  const auto none = compare(changed(), changed());
  CAF_CHECK(none.reloads.empty() && none.needs_restart.empty());
}

CAF_TEST(a server at work takes over what reloads and nothing else) {
  const auto now = reload({}, changed());
  CAF_CHECK_EQUAL(now.tls.key, "b.pem");
  CAF_CHECK_EQUAL(now.limits.json_depth, 3u);
  CAF_CHECK(now.cors.origins == keys{"https://a.example"});
  CAF_CHECK_EQUAL(now.log.level, "warn");
  CAF_CHECK_EQUAL(now.port, options{}.port);
  CAF_CHECK_EQUAL(now.log.file, "");
  const auto left = compare(now, changed());
  CAF_CHECK(left.reloads.empty());
  CAF_CHECK_EQUAL(left.needs_restart.size(), 3u);
}

CAF_TEST(all limits and all of cors reload) {
  for (const auto& option : schema()) {
    CAF_MESSAGE(std::string{option.key});
    const auto section = section_of(option.key);
    const bool all = section == "limits" || section == "cors";
    if (all)
      CAF_CHECK(option.reloads);
    if (section == "engine" || section == "cluster" || section == "")
      CAF_CHECK(!option.reloads);
  }
}

CAF_TEST(keys are joined for people) {
  CAF_CHECK_EQUAL(join({}), "");
  CAF_CHECK_EQUAL(join({"a"}), "a");
  CAF_CHECK_EQUAL(join({"a", "b", "c"}), "a, b, c");
}
