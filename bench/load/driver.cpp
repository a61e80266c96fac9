#include "bench/load/driver.hpp"

#include "bench/load/clock.hpp"
#include "bench/load/random.hpp"
#include "bench/load/requests.hpp"

#include <cerrno>
#include <cstdio>

#include <sys/socket.h>

namespace troupe::bench {

namespace {

constexpr std::size_t read_size = 256 * 1024;
constexpr std::uint64_t leave_patience = 2 * ns_per_second;
constexpr std::string_view normal_closure = "\x03\xe8";

bool would_block() noexcept {
  return errno == EAGAIN || errno == EINTR;
}

} // namespace

driver::driver(run_state& run, figures& measured, dial_queue& dials, int waker)
  : run_{run}
  , measured_{measured}
  , dials_{dials}
  , events_{waker}
  , buffer_(read_size) {
}

void driver::dial(client& dialed) {
  const auto& chosen = run_.chosen;
  const bool redials = chosen.mode == mode::churn || chosen.mode == mode::mixed;
  const auto nth =
    redials ? static_cast<std::uint32_t>(dials_.dialed()) : dialed.id;
  dialed.since = now_ns();
  dialed.mask = random_bits() | 0x01010101; // no byte of it is 0
  dialed.at = stage::connecting;
  if (!connect(dialed.main, run_.where, nth, events_))
    fail(dialed, count::fail_connect);
  else if (!dialed.main.connecting)
    on_connected(dialed.main);
}

void driver::send(client& from, std::string_view packet) {
  if (!from.poll) [[likely]] {
    send_frame(from, opcode::text, packet);
    return;
  }
  auto& queue = from.poll->queue;
  if (!queue.empty())
    queue += packet_separator;
  queue += packet;
  send_post(from);
}

void driver::leave(client& left) {
  if (run_.chosen.leave_packet)
    send(left, "41");
  send_frame(left, opcode::close, normal_closure);
  left.at = stage::leaving;
  left.since = measured_.now;
}

void driver::on_ready(link& ready, std::uint32_t events) {
  if (!ready.open())
    return; // closed by what came before it
  if (events & EPOLLOUT)
    on_writable(ready);
  if (!ready.open() || !(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
    return;
  if (!ready.connecting)
    on_readable(ready);
  else if (events & (EPOLLHUP | EPOLLERR))
    on_end(*ready.owner, true);
}

void driver::sweep(std::uint32_t first, std::uint32_t end, std::uint64_t now) {
  const auto patience = to_ns(run_.chosen.timeout);
  for (auto i = first; i < end; ++i) {
    auto& swept = run_.clients[i];
    if (swept.on_its_way() && now - swept.since > patience)
      fail(swept, count::fail_timeout);
    else if (swept.at == stage::leaving && now - swept.since > leave_patience) {
      measured_.counted.add(count::stalls);
      close(swept);
    }
  }
}

void driver::on_connected(link& opened) {
  auto& owner = *opened.owner;
  if (&opened != &owner.main) {
    send_post(owner);
    return;
  }
  owner.at = stage::upgrading;
  if (owner.poll)
    write_handshake(request_, run_.chosen, owner);
  else
    write_upgrade(request_, run_.chosen, owner);
  bench::send(opened, request_, events_);
}

void driver::on_writable(link& ready) {
  if (!ready.connecting)
    flush(ready, events_);
  else if (connected(ready, events_))
    on_connected(ready);
  else
    on_end(*ready.owner, true);
}

void driver::on_readable(link& ready) {
  auto& owner = *ready.owner;
  const auto kept = owner.poll ? 0 : owner.frames.restore(buffer_.data());
  const auto read = ::recv(
    ready.fd, buffer_.data() + kept, buffer_.size() - kept, MSG_DONTWAIT);
  if (&ready == &owner.main)
    measured_.counted.add(count::reads);
  if (read <= 0) {
    if (read == 0 || !would_block())
      on_end(owner, false);
    else if (kept > 0)
      owner.frames.keep({buffer_.data(), kept});
    return;
  }
  // One reading of the clock for all that came with this read.
  measured_.now = now_ns();
  const auto size = static_cast<std::size_t>(read);
  measured_.counted.add(count::bytes, size);
  if (owner.poll)
    read_http(ready, {buffer_.data(), size});
  else
    read_websocket(owner, {buffer_.data(), kept + size});
}

void driver::on_end(client& ended, bool was_connecting) {
  if (ended.at < stage::up)
    fail(ended, was_connecting ? count::fail_connect : count::fail_early);
  else
    close(ended);
}

void driver::bad_answer(client& to, std::string_view answer) {
  if (!run_.chosen.quiet && measured_.counted[count::fail_http] == 0)
    std::fprintf(
      stderr, "first bad HTTP answer: %.*s\n",
      static_cast<int>(std::min<std::size_t>(answer.size(), 300)),
      answer.data());
  if (to.at < stage::up) {
    fail(to, count::fail_http);
    return;
  }
  measured_.counted.add(count::fail_http);
  close(to);
}

void driver::fail(client& failed, count why) {
  measured_.counted.add(why);
  measured_.counted.add(count::failed);
  dials_.done();
  drop(failed, stage::closed);
  if (run_.chosen.mode == mode::churn)
    dials_.add(failed.id);
}

void driver::close(client& closed) {
  if (closed.at < stage::up) {
    fail(closed, count::fail_early);
    return;
  }
  if (closed.at == stage::closed)
    return;
  const bool left = closed.at == stage::leaving;
  run_.members[closed.room].fetch_sub(1, std::memory_order_relaxed);
  if (!left)
    measured_.counted.add(count::closed);
  drop(closed, left ? stage::away : stage::closed);
  scenario_->on_gone(closed, left);
}

void driver::drop(client& dropped, stage then) noexcept {
  bench::close(dropped.main);
  if (dropped.poll)
    bench::close(dropped.poll->post);
  dropped.frames = {};
  dropped.marker_hint = 0;
  dropped.at = then;
}

} // namespace troupe::bench
