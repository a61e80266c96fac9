#include "net/page_request.hpp"

#include <utility>

namespace troupe::net {

namespace {

reply server_error() {
  reply answer;
  answer.status = 500;
  return answer;
}

} // namespace

reply find_page(const site& of, const request& req) {
  if (auto file = of.files.find(req))
    return std::move(*file);
  reply missing;
  missing.status = 404;
  missing.close = req.asks_websocket();
  return missing;
}

page_request::page_request(
  const site& of, io_thread& thread, std::shared_ptr<exchange> asked)
  : site_{of}
  , thread_{thread}
  , asked_{std::move(asked)} {
}

page_request::~page_request() {
  asked_->listen(nullptr);
  if (question_)
    question_->forget();
}

void page_request::begin() {
  asked_->listen(this);
  if (asked_->body_complete())
    on_body(*asked_);
}

void page_request::on_body(exchange& of) {
  question_ = std::make_shared<question<page_answer>>(
    thread_, [weak = weak_from_this()](page_answer given) {
      // Its session may take up the next request from inside the answer.
      if (const auto self = weak.lock())
        self->give(std::move(given));
    });
  const auto self = shared_from_this();
  site_.pages->on_request(
    of.head(), of.body(),
    std::make_shared<answerer<page_answer>>(question_, server_error()));
  if (auto given = question_->wait())
    give(std::move(*given));
}

void page_request::on_abort(exchange&) {
  if (question_)
    question_->forget();
}

void page_request::give(page_answer answer) {
  const auto& head = asked_->head();
  auto with = answer ? std::move(*answer) : find_page(site_, head);
  with.head_only = head.method == "HEAD";
  if (with.status == 204 || with.status == 304)
    with.body.clear();
  asked_->answer(std::move(with));
}

} // namespace troupe::net
