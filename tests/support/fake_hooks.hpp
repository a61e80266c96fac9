#pragma once

#include "net/hooks.hpp"

#include <deque>
#include <functional>
#include <string>
#include <utility>

namespace troupe::net {

/// An application with hooks that keeps every question until the test answers.
struct fake_hooks final : engine_hooks, page_hooks {
  std::size_t middlewares() const noexcept override { return passes; }
  void run_middleware(
    std::size_t which, const request& req, string_pairs& headers,
    verdict_to_give verdict) const noexcept override {
    trace += "use" + std::to_string(which) + " " + req.method + ";";
    headers.emplace_back("X-Use", std::to_string(which));
    asked.push_back(std::move(verdict));
    if (during)
      during();
  }
  bool guards_handshakes() const noexcept override { return guards; }
  void ask_handshake(
    const request&, verdict_to_give verdict) const noexcept override {
    trace += "allow;";
    asked.push_back(std::move(verdict));
  }
  bool add_headers(const request&, bool initial, string_pairs& headers)
    const noexcept override {
    trace += initial ? "initial;" : "headers;";
    headers.emplace_back("Set-Cookie", "a=1");
    headers.emplace_back("Set-Cookie", "b=2");
    return !fails;
  }
  void on_refusal(const request&, const refusal& why) const noexcept override {
    trace += "refused " + std::to_string(static_cast<int>(why.code));
    for (const auto& [name, value] : why.context)
      trace += " " + name + "=" + value;
    trace += ";";
  }
  void on_request(const request& req, std::string_view body, page_to_give page)
    const noexcept override {
    trace += "page " + req.path + " " + std::string{body} + ";";
    pages.push_back(std::move(page));
  }

  /// Gives the oldest open question its answer.
  void say(verdict::kind what, std::string message = {}) {
    auto next = std::move(asked.front());
    asked.pop_front();
    next->answer({what, std::move(message)});
  }

  std::size_t passes = 0;
  bool guards = false;
  bool fails = false;
  std::function<void()> during; ///< runs inside a middleware
  mutable std::string trace;
  mutable std::deque<verdict_to_give> asked;
  mutable std::deque<page_to_give> pages;
};

} // namespace troupe::net
