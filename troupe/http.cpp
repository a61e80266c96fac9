#include "troupe/http.hpp"

#include "net/hooks.hpp"
#include "net/request.hpp"
#include "net/response_header.hpp"

#include <stdexcept>

namespace troupe {

namespace {

void check_header(std::string_view name, std::string_view value) {
  const auto objection = net::objection_to(name, value);
  if (!objection.empty())
    throw std::invalid_argument{objection};
}

} // namespace

const std::string& http_request::method() const noexcept {
  return head_->method;
}

const std::string& http_request::url() const noexcept {
  return head_->target;
}

const std::string& http_request::path() const noexcept {
  return head_->path;
}

const http_request::pairs& http_request::query() const noexcept {
  return head_->query;
}

const http_request::pairs& http_request::headers() const noexcept {
  return head_->headers;
}

const std::string& http_request::address() const noexcept {
  return head_->remote_address;
}

std::optional<std::string_view>
http_request::parameter(std::string_view name) const {
  return head_->parameter(name);
}

std::optional<std::string_view>
http_request::header(std::string_view name) const {
  return head_->header(net::in_lower_case(name));
}

void response_headers::set(std::string_view name, std::string value) {
  check_header(name, value);
  net::remove_header(all_, name);
  all_.emplace_back(name, std::move(value));
}

void response_headers::add(std::string_view name, std::string value) {
  check_header(name, value);
  all_.emplace_back(name, std::move(value));
}

void response_headers::remove(std::string_view name) {
  net::remove_header(all_, name);
}

void decision::operator()() const {
  to_->answer({});
}

void decision::operator()(std::string message) const {
  to_->answer({net::verdict::kind::refused, std::move(message)});
}

void http_response::send(http_answer answer) const {
  if (answer.status < 200 || answer.status > 599)
    throw std::invalid_argument{
      "status " + std::to_string(answer.status) + " is not 200 to 599"};
  net::reply with;
  with.status = answer.status;
  with.body = std::move(answer.body);
  for (auto& [name, value] : answer.headers) {
    check_header(name, value);
    if (net::in_lower_case(name) == "content-type")
      with.content_type = std::move(value);
    else
      with.headers.emplace_back(std::move(name), std::move(value));
  }
  to_->answer(std::move(with));
}

void http_response::send(std::string text) const {
  send(http_answer{
    200, {{"Content-Type", "text/plain; charset=UTF-8"}}, std::move(text)});
}

void http_response::pass() const {
  to_->answer(std::nullopt);
}

} // namespace troupe
