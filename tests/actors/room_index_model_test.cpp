#define CAF_SUITE actors.room_index_model

#include "actors/rooms/room_index.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>

using namespace troupe::actors;
using namespace troupe::messages;

using std::string;

namespace {

constexpr std::size_t most_sockets = 40;
const std::array<string, 2> nsps{"/", "/b"};
const std::array<string, 5> rooms{"r0", "r1", "r2", "r3", "r4"};

/// A socket, and where the model says it is.
struct member final : delivery_target {
  void deliver(const encoded_packet&, bool) override { ++got; }
  const string& id() const noexcept override { return name; }
  room_set rooms() const override { return in; }

  string name = "s";
  string nsp;
  room_set in;
  slot_id slot;
  unsigned got = 0;
};

/// An index and a model of it that random events happen to alike.
class books {
public:
  /// Each returns false if the index disagrees with the model.
  bool happen() {
    const auto kind = below(8);
    if (open_.empty() || (kind == 0 && open_.size() < most_sockets))
      return open();
    if (kind == 1)
      return close();
    if (kind == 2)
      return use_stale_slot();
    auto& who = *open_[below(open_.size())];
    const auto& room = any(rooms);
    if (kind < 6)
      return index_.add({who.nsp, room}, who.slot) ==
             who.in.insert(room).second;
    return index_.remove({who.nsp, room}, who.slot) == (who.in.erase(room) > 0);
  }

  bool agree() {
    const room_key key{any(nsps), any(rooms)};
    const auto meant = [&key](const auto& who) {
      return who->nsp == key.nsp && who->in.contains(key.room);
    };
    for (auto& who : open_)
      who->got = 0;
    const auto members = static_cast<std::size_t>(
      std::count_if(open_.begin(), open_.end(), meant));
    return index_.count(key) == members && index_.sockets() == open_.size() &&
           index_.deliver_to_room(key, what_, {}) == members &&
           std::all_of(open_.begin(), open_.end(), [&meant](const auto& who) {
             return who->got == (meant(who) ? 1U : 0U);
           });
  }

  bool departures_agree() {
    for (const auto& [nsp, room] : index_.take_departures())
      --left_[nsp + room];
    return std::all_of(left_.begin(), left_.end(), [](const auto& count) {
      return count.second == 0;
    });
  }

private:
  std::size_t below(std::size_t n) { return random_() % n; }
  template <class Names>
  const string& any(const Names& names) {
    return names[below(names.size())];
  }

  bool open() {
    open_.push_back(std::make_unique<member>());
    auto& who = *open_.back();
    who.nsp = any(nsps);
    who.slot = index_.open(who.nsp, who);
    return true;
  }

  bool close() {
    std::swap(open_[below(open_.size())], open_.back());
    for (const auto& room : open_.back()->in)
      ++left_[open_.back()->nsp + room];
    index_.close(open_.back()->slot);
    stale_.push_back(open_.back()->slot);
    open_.pop_back();
    return true;
  }

  bool use_stale_slot() {
    const auto slot = stale_[below(stale_.size())];
    const room_key key{any(nsps), any(rooms)};
    const bool used = index_.add(key, slot) || index_.remove(key, slot) ||
                      index_.deliver_to_slot(slot, what_, {}) > 0;
    index_.close(slot);
    return !used;
  }

  std::mt19937 random_{20240229};
  room_index index_{3};
  const broadcast what_{
    {make_frame(opcode::text, {"hi"}), nullptr}, {}, {}, {}, false};
  std::vector<std::unique_ptr<member>> open_;
  std::vector<slot_id> stale_{slot_id{}};
  std::map<string, int> left_;
};

} // namespace

CAF_TEST(the books are right whatever the order of events) {
  books of;
  for (int step = 0; step < 50'000; ++step) {
    CAF_REQUIRE(of.happen());
    CAF_REQUIRE(of.agree());
    if (step % 1000 == 0)
      CAF_REQUIRE(of.departures_agree());
  }
  CAF_CHECK(of.departures_agree());
}
