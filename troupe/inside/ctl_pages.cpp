#include "troupe/inside/ctl_pages.hpp"

#include "config/log.hpp"
#include "troupe/inside/ctl_commands.hpp"

#include <string>
#include <utility>

namespace troupe::detail {

namespace {

constexpr std::string_view prefix = "/ctl/";

net::page_answer make_page(const ctl_answer& said) {
  net::reply made;
  made.status = said.refusal.empty() ? 200 : 422;
  made.content_type = "application/json";
  made.body = to_json(said);
  return made;
}

} // namespace

void ctl_pages::on_request(
  const net::request& req, std::string_view body,
  net::page_to_give answer) const noexcept {
  if (req.method != "POST" || !req.path.starts_with(prefix))
    return watched_.on_request(req, body, std::move(answer));
  try {
    const auto name = std::string_view{req.path}.substr(prefix.size());
    const auto given =
      body.empty() ? nlohmann::json::object() : nlohmann::json::parse(body);
    log::info("ctl", "ctl-command", {{"command", name}});
    run_ctl_command(core_, name, given, [answer](const ctl_answer& said) {
      answer->answer(make_page(said));
    });
  } catch (const std::exception& e) {
    answer->answer(make_page({{}, {}, e.what()}));
  }
}

} // namespace troupe::detail
