// The one file that brings CAF's test runner and its main().
#include "caf/test/unit_test_impl.hpp"
