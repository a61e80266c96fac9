# Holds the instructions of the server against bench/baseline.json, in what is
# shipped: other builds have other counts. Alone, for the clients wait for it.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release" OR NOT TARGET troupe-program)
  return()
endif()

add_test(NAME bench.instructions
         COMMAND ${CMAKE_CURRENT_LIST_DIR}/instructions)
set_tests_properties(
  bench.instructions
  PROPERTIES LABELS e2e
             RUN_SERIAL TRUE
             TIMEOUT 240
             ENVIRONMENT "TROUPE_BIN=$<TARGET_FILE:troupe-program>")
