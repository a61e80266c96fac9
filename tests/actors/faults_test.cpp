#define CAF_SUITE actors.faults

#include "actors/hosting/faults.hpp"

#include "tests/support/test.hpp"

using namespace troupe::actors;

CAF_TEST(a fault comes once and to the kind that was named) {
  CAF_CHECK(!fault_due("room"));
  arm_fault("room");
  CAF_CHECK(!fault_due("adapter"));
  CAF_CHECK(fault_due("room"));
  CAF_CHECK(!fault_due("room"));
}

CAF_TEST(a fault can wait for one room) {
  arm_room_fault("lobby");
  CAF_CHECK(!room_fault_due("garden"));
  CAF_CHECK(room_fault_due("lobby"));
  CAF_CHECK(!room_fault_due("lobby"));
}
