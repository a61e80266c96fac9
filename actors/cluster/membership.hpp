#pragma once

#include "messages/peer.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace troupe::actors {

/// Which addresses there are, who answers at each, and which to dial when.
/// Pure; time and chance are arguments.
///
/// There is one link between two nodes, made by the one whose name comes first
/// in the alphabet: when both dial, nothing has to be undone. The other one
/// dials too, to be found.
class membership {
public:
  using clock = std::chrono::steady_clock;
  using identity = messages::peer::identity;

  /// What is dialed for ever, or as long as somebody is there.
  enum class origin : std::uint8_t { seed, told };

  explicit membership(identity self)
    : self_{std::move(self)} {}

  void add(const std::string& address, origin from, clock::time_point now);
  /// Somebody who is there asks to be dialed at `address`: due at once.
  void call(const std::string& address, clock::time_point now);
  /// What a name stands for now; what it stood for before is a seed no more.
  void set_resolved(
    const std::vector<std::string>& addresses, clock::time_point now);

  /// The addresses to dial now; each counts as being dialed until it fails or
  /// is linked.
  std::vector<std::string> take_due(clock::time_point now);
  /// When to ask again, at the latest.
  clock::time_point next_due() const noexcept;

  /// `who` answers at `address`. True if the greeting may go on: it is neither
  /// us nor linked or greeted already.
  bool greeted(const std::string& address, const identity& who);
  /// Dialing came to nothing; tried again after a pause that doubles from
  /// 100 ms to 2 s, `chance` (0 to 1) off by a quarter at most.
  void failed(const std::string& address, double chance, clock::time_point now);
  /// Whoever lives at `address` will call us; within a second.
  void will_call(const std::string& address, clock::time_point now);
  void is_self(const std::string& address);

  /// A link stands or has ended. Null if there was none.
  void linked(const identity& who, std::uint64_t link);
  std::optional<identity> ended(std::uint64_t link, clock::time_point now);
  /// The link to the node called `name`, and who that is.
  struct link {
    identity who;
    std::uint64_t id = 0;
  };
  const link* find(const std::string& name) const;

  /// True once every address has been tried, and those that call us have had
  /// their time.
  bool settled(clock::time_point now) const;
  std::vector<identity> known() const;
  /// Addresses of others that no link and no greeting goes to.
  std::size_t unreached() const;
  const identity& self() const noexcept { return self_; }

private:
  enum class state : std::uint8_t { waiting, dialing, self };
  struct entry {
    origin from = origin::told;
    state is = state::waiting;
    bool resolved = false;
    bool tried = false;
    std::string name; ///< of who answered last
    std::uint32_t number = 0;
    unsigned failures = 0;
    clock::time_point next;
    clock::time_point call_by; ///< they have until then to call us
    clock::time_point since;   ///< nobody has answered
  };

  bool held(const entry& of) const;

  identity self_;
  std::map<std::string, entry> addresses_;
  std::map<std::string, link> links_; ///< by name
  struct pending {
    std::string address;
    std::uint32_t number = 0;
  };
  std::map<std::string, pending> greeting_; ///< by name
};

} // namespace troupe::actors
