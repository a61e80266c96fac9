#pragma once

namespace troupe {

class ack;
class arguments_writer;
class broadcast_operator;
class engine;
class engine_socket;
class http_request;
class http_response;
class next;
class nsp;
class remote_socket;
class response_headers;
class server;
class socket;
class value;

} // namespace troupe

namespace troupe::messages {

struct broadcast;

} // namespace troupe::messages

namespace troupe::actors {

class raw_context;
class socket_context;
struct session_facts;

} // namespace troupe::actors

namespace troupe::net {

template <class Answer>
class answerer;
struct reply;
struct request;
struct verdict;

} // namespace troupe::net

namespace troupe::detail {

class chain;
class core;
class engine_handlers;
class page_handlers;
class socket_events;

} // namespace troupe::detail
