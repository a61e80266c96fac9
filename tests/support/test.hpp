#pragma once

// CAF's unit test macros: CAF_TEST, CAF_CHECK, CAF_CHECK_EQUAL, CAF_REQUIRE.
// A suite defines CAF_SUITE before it includes anything.

#include "caf/test/unit_test.hpp"

#include <string>
#include <string_view>
#include <vector>
