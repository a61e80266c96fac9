#include "actors/cluster/membership.hpp"

#include <algorithm>

namespace troupe::actors {

namespace {

constexpr auto first_pause = std::chrono::milliseconds{100};
constexpr auto longest_pause = std::chrono::milliseconds{2000};
constexpr auto calling_time = std::chrono::seconds{1};
/// An address that somebody told us of and nobody answers at is forgotten.
constexpr auto forget_after = std::chrono::minutes{1};

} // namespace

void membership::add(
  const std::string& address, origin from, clock::time_point now) {
  const auto [found, is_new] = addresses_.try_emplace(address);
  auto& of = found->second;
  if (is_new) {
    of.next = now;
    of.since = now;
    of.is = address == self_.address ? state::self : state::waiting;
  }
  if (from == origin::seed)
    of.from = from;
}

void membership::call(const std::string& address, clock::time_point now) {
  add(address, origin::told, now);
  addresses_.at(address).next = now;
}

void membership::set_resolved(
  const std::vector<std::string>& addresses, clock::time_point now) {
  for (auto& [address, of] : addresses_)
    of.resolved = false;
  for (const auto& address : addresses) {
    add(address, origin::told, now);
    addresses_.at(address).resolved = true;
  }
}

bool membership::held(const entry& of) const {
  // By number too: who answered here may have moved on to another address.
  const auto linked = links_.find(of.name);
  const auto greeting = greeting_.find(of.name);
  return (linked != links_.end() && linked->second.who.number == of.number) ||
         (greeting != greeting_.end() && greeting->second.number == of.number);
}

std::vector<std::string> membership::take_due(clock::time_point now) {
  std::erase_if(addresses_, [&](const auto& each) {
    const auto& of = each.second;
    return of.from == origin::told && !of.resolved && of.is == state::waiting &&
           !held(of) && now - of.since > forget_after;
  });
  std::vector<std::string> due;
  for (auto& [address, of] : addresses_) {
    if (of.is != state::waiting || of.next > now || held(of))
      continue;
    of.is = state::dialing;
    due.push_back(address);
  }
  return due;
}

membership::clock::time_point membership::next_due() const noexcept {
  auto next = clock::time_point::max();
  for (const auto& [address, of] : addresses_)
    if (of.is == state::waiting && !held(of))
      next = std::min(next, of.next);
  return next;
}

bool membership::greeted(const std::string& address, const identity& who) {
  auto& of = addresses_[address];
  of.name = who.name;
  of.number = who.number;
  if (who.number == self_.number) {
    of.is = state::self;
    return false;
  }
  if (held(of))
    return false;
  greeting_[who.name] = {address, who.number};
  return true;
}

void membership::failed(
  const std::string& address, double chance, clock::time_point now) {
  const auto found = addresses_.find(address);
  if (found == addresses_.end() || found->second.is == state::self)
    return;
  auto& of = found->second;
  std::erase_if(greeting_, [&](const auto& each) {
    return each.second.address == address;
  });
  if (of.is == state::dialing)
    of.is = state::waiting;
  of.tried = true;
  const auto pause =
    std::min(longest_pause, first_pause * (1 << std::min(of.failures, 10U)));
  ++of.failures;
  of.next = now + std::chrono::duration_cast<clock::duration>(
                    pause * (0.75 + 0.5 * chance));
}

void membership::will_call(const std::string& address, clock::time_point now) {
  failed(address, 0.5, now);
  auto& of = addresses_[address];
  of.call_by = now + calling_time;
  of.next = of.call_by;
}

void membership::is_self(const std::string& address) {
  addresses_[address].is = state::self;
}

void membership::linked(const identity& who, std::uint64_t link) {
  links_[who.name] = {who, link};
  greeting_.erase(who.name);
  for (auto& [address, of] : addresses_)
    if (of.number == who.number || address == who.address) {
      of.name = who.name;
      of.number = who.number;
      of.tried = true;
      of.failures = 0;
      if (of.is == state::dialing)
        of.is = state::waiting;
    }
}

std::optional<membership::identity>
membership::ended(std::uint64_t link, clock::time_point now) {
  const auto found =
    std::find_if(links_.begin(), links_.end(), [link](const auto& each) {
      return each.second.id == link;
    });
  if (found == links_.end())
    return {};
  const auto who = found->second.who;
  links_.erase(found);
  add(who.address, origin::told, now);
  for (auto& [address, of] : addresses_)
    if (of.number == who.number || address == who.address) {
      of.next = now;
      of.since = now;
    }
  return who;
}

const membership::link* membership::find(const std::string& name) const {
  const auto found = links_.find(name);
  return found == links_.end() ? nullptr : &found->second;
}

bool membership::settled(clock::time_point now) const {
  return std::all_of(
    addresses_.begin(), addresses_.end(), [&](const auto& each) {
      const auto& of = each.second;
      return of.is == state::self || links_.contains(of.name) ||
             (of.tried && of.call_by <= now);
    });
}

std::size_t membership::unreached() const {
  return static_cast<std::size_t>(std::count_if(
    addresses_.begin(), addresses_.end(), [this](const auto& each) {
      return each.second.is != state::self && !held(each.second);
    }));
}

std::vector<membership::identity> membership::known() const {
  std::vector<identity> all{self_};
  for (const auto& [name, link] : links_)
    all.push_back(link.who);
  return all;
}

} // namespace troupe::actors
