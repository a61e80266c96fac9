#pragma once

namespace troupe {

class ack;
class arguments_writer;
class broadcast_operator;
class engine;
class engine_socket;
class next;
class nsp;
class remote_socket;
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

namespace troupe::detail {

class chain;
class core;
class socket_events;

} // namespace troupe::detail
