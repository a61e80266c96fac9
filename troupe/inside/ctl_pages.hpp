#pragma once

#include "troupe/inside/watch_pages.hpp"

// Not for users: the socket of `troupe ctl`.

namespace troupe::detail {

/// `POST /ctl/<command>` with a JSON object, and the pages of `watch_pages`.
/// Only on a socket that nobody else can open: there is no other guard.
class ctl_pages final : public net::page_hooks {
public:
  explicit ctl_pages(core& of) noexcept
    : core_{of}
    , watched_{of} {}

  void on_request(
    const net::request& req, std::string_view body,
    net::page_to_give answer) const noexcept override;

private:
  core& core_;
  watch_pages watched_;
};

} // namespace troupe::detail
