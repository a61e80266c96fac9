#define CAF_SUITE config.process_usage

#include "config/process_usage.hpp"

#include "tests/support/test.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace troupe::config;

CAF_TEST(the name of a program may have anything in it) {
  // proc(5): pid (comm) state ppid … utime is 14, starttime 22, vsize 23.
  constexpr std::string_view line =
    "4711 (a b) R 1) S 1 2 3 4 -1 6 7 8 9 10 150 50 0 0 20 0 8 0 "
    "12345 1000000 25 18446744073709551615 1 1\n";
  const auto usage = read_proc_stat(line, 1000, {100, 4096});
  CAF_CHECK_EQUAL(usage.cpu_seconds, 2.0);
  CAF_CHECK_EQUAL(usage.start_time, 1123.45);
  CAF_CHECK_EQUAL(usage.virtual_bytes, 1'000'000u);
  CAF_CHECK_EQUAL(usage.resident_bytes, 25u * 4096);
}

CAF_TEST(a line that is cut short tells nothing) {
  for (const std::string_view line : {"", "4711 (troupe", "4711 (troupe) S 1"})
    CAF_CHECK_EQUAL(read_proc_stat(line, 1000, {}).resident_bytes, 0u);
}

CAF_TEST(the boot time has a line of its own) {
  CAF_CHECK_EQUAL(
    read_boot_time("cpu 1 2\nbtime 1764100000\nprocs 1\n"), 1764100000.0);
  CAF_CHECK_EQUAL(read_boot_time("cpu 1 2\n"), 0.0);
}

CAF_TEST(an open file is one descriptor more) {
  const auto before = current_usage();
  const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const auto during = current_usage();
  ::close(fd);
  CAF_CHECK_EQUAL(during.open_fds, before.open_fds + 1);
  CAF_CHECK_EQUAL(current_usage().open_fds, before.open_fds);
  CAF_CHECK(during.resident_bytes > 0);
  CAF_CHECK(during.virtual_bytes > during.resident_bytes);
  CAF_CHECK(during.start_time > 1.7e9);
}
