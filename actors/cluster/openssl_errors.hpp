#pragma once

namespace troupe::actors {

/// Has this process forget old errors before each of CAF's calls to OpenSSL.
///
/// CAF 0.17.6 asks `SSL_get_error` what a call came to, but never empties the
/// thread's error queue first (SSL_get_error(3) demands it). So one connection
/// that fails, be it anybody who connects and hangs up, leaves an error that
/// the next "nothing to read yet" of another is taken for: that healthy link is
/// closed. The calls that CAF makes are defined here instead, empty the queue,
/// and go on to OpenSSL. To be called once before CAF's TLS is used.
void keep_openssl_errors_apart();

} // namespace troupe::actors
