#define CAF_SUITE config.load

#include "config/load.hpp"

#include "config/schema.hpp"
#include "tests/support/test.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace troupe::config;

namespace {

using strings = std::vector<std::string>;

/// A file that is gone with its test.
struct temporary_file {
  explicit temporary_file(const std::string& content) {
    std::ofstream{path} << content;
  }
  ~temporary_file() { std::filesystem::remove(path); }

  const std::string path = std::filesystem::temp_directory_path() /
                           ("troupe-" + std::to_string(::getpid()) + ".toml");
};

const program about{"troupe", "1.2.3", "A server", {}};

loaded load_flags(const strings& argv, const environment& variables = {}) {
  return load(about, argv, variables);
}

/// Gives a field a value that is allowed and not its default.
void change(bool& value, const boolean&) {
  value = !value;
}
template <class T>
void change(T& value, const count<T>& type) {
  value = static_cast<T>(value == T(type.lowest) ? type.highest : type.lowest);
}
void change(std::size_t& value, const byte_size& type) {
  const auto lowest = static_cast<std::size_t>(type.lowest);
  value = value == lowest ? static_cast<std::size_t>(type.highest) : lowest;
}
template <class Unit>
void change(Unit& value, const duration<Unit>& type) {
  value = std::chrono::duration_cast<Unit>(type.highest);
}
void change(std::string& value, const text& type) {
  if (type.fits)
    for (const auto* one : {"room:x=y z", "/run/x=y z", "127.0.0.1:9464"})
      value = type.fits(one) ? one : value;
  else
    value = type.allowed.empty() ? "x=y z" : std::string{type.allowed.back()};
}
void change(std::string& value, const url_path&) {
  value = "/other/path/";
}
void change(strings& value, const list& type) {
  if (type.fits)
    value = type.fits("unix") ? strings{"unix", "10.0.0.0/8"}
                              : strings{"http://a:1", "unix:/b"};
  else
    value = type.allowed.empty() ? strings{"http://a:1", "b"}
                                 : strings{std::string{type.allowed.back()}};
}

/// A value as it is written in the environment and in flags.
std::string bare(const std::string& value) {
  return value;
}
std::string bare(const strings& value) {
  std::string out;
  for (const auto& part : value)
    out += (out.empty() ? "" : ",") + part;
  return out;
}
std::string bare(bool value) {
  return value ? "true" : "false";
}
std::string bare(std::chrono::milliseconds value) {
  return std::to_string(value.count()) + "ms";
}
std::string bare(std::unsigned_integral auto value) {
  return std::to_string(value);
}

struct sample {
  options values; ///< defaults but for one option
  std::string written;
};

sample sample_for(const option& option) {
  sample out;
  std::visit(
    [&](const auto& type) {
      change(type.at.write(out.values), type);
      out.written = bare(type.at.read(out.values));
    },
    option.type);
  return out;
}

void check_loaded(const loaded& result, const options& wanted) {
  CAF_CHECK_EQUAL(result.errors, strings{});
  CAF_CHECK(result.what == action::run);
  CAF_CHECK_EQUAL(to_toml(result.values), to_toml(wanted));
}

} // namespace

CAF_TEST(every option passes through every source) {
  for (const auto& option : schema()) {
    const std::string key{option.key};
    const auto sample = sample_for(option);
    CAF_MESSAGE(key << " = " << sample.written);
    CAF_CHECK_NOT_EQUAL(to_toml(sample.values), to_toml(options{}));
    temporary_file file{key + " = " + print(option.type, sample.values)};
    check_loaded(load_flags({"--config", file.path}), sample.values);
    check_loaded(
      load_flags({}, {{environment_name(key), sample.written}}), sample.values);
    check_loaded(
      load_flags({"--" + key + '=' + sample.written}), sample.values);
    check_loaded(load_flags({"--" + key, sample.written}), sample.values);
  }
}

CAF_TEST(without sources the defaults of the program hold) {
  program other = about;
  other.defaults.port = 4;
  other.defaults.cors.origins = {"*"};
  check_loaded(load(other, strings{}, {}), other.defaults);
}

CAF_TEST(flags win over environment and environment over file) {
  temporary_file file{"port = 1\nthreads = 1\nhost = 'file'\n"};
  const environment variables{
    {"TROUPE_CONFIG", file.path},
    {"TROUPE_PORT", "2"},
    {"TROUPE_THREADS", "2"},
    {"PATH", "/bin"},
    {"TROUPEX", "1"}};
  options wanted;
  wanted.host = "file";
  wanted.threads = 2;
  wanted.port = 3;
  check_loaded(load_flags({"--port", "3"}, variables), wanted);
}

CAF_TEST(the flag for the file wins over the variable) {
  temporary_file file{"port = 1"};
  options wanted;
  wanted.port = 1;
  check_loaded(
    load_flags({"--config=" + file.path}, {{"TROUPE_CONFIG", "/nowhere"}}),
    wanted);
  check_loaded(load_flags({}, {{"TROUPE_CONFIG", ""}}), options{});
}

CAF_TEST(booleans need no value and may be given one) {
  const std::pair<strings, bool> tests[] = {
    {{"--chat.test_events"}, true},
    {{"--chat.test_events=true"}, true},
    {{"--chat.test_events", "true"}, true},
    {{"--chat.test_events=false"}, false},
    {{"--chat.test_events", "false"}, false},
    {{"--chat.test_events", "--port=3001"}, true},
    {{"--chat.test_events", "--chat.test_events=false"}, false},
  };
  for (const auto& [argv, on] : tests) {
    options wanted;
    wanted.chat.test_events = on;
    check_loaded(load_flags(argv), wanted);
  }
}

CAF_TEST(values of flags are taken as they are) {
  struct value {
    strings argv;
    std::string name;
  };
  const value tests[] = {
    {{"--name="}, ""},
    {{"--name", ""}, ""},
    {{"--name=", "--port=3001"}, ""},
    {{"--name=-x"}, "-x"},
    {{"--name=--port"}, "--port"},
    {{"--name=a=b="}, "a=b="},
    {{"--name==", "--port=3001"}, "="},
    {{"--name=[a,b]"}, "[a,b]"},
    {{"--name={}"}, "{}"},
    {{"--name=\"a\""}, "\"a\""},
    {{"--name", "a b"}, "a b"},
    {{"--name", "/x"}, "/x"},
    {{"--name=a", "--name=b"}, "b"},
  };
  for (const auto& test : tests) {
    CAF_MESSAGE(test.argv.front());
    options wanted;
    wanted.name = test.name;
    check_loaded(load_flags(test.argv), wanted);
  }
}

CAF_TEST(wrong flags are errors) {
  const std::pair<strings, strings> tests[] = {
    {{"--prot", "80"},
     {"command line: unknown flag --prot (did you mean --port?)"}},
    {{"--prot=80"},
     {"command line: unknown flag --prot (did you mean --port?)"}},
    {{"--engine.ping-interval", "1s", "--port", "1"},
     {"command line: unknown flag --engine.ping-interval (did you mean "
      "--engine.ping_interval?)"}},
    {{"--print-confg"},
     {"command line: unknown flag --print-confg (did you mean "
      "--print-config?)"}},
    {{"-x"}, {"command line: unknown flag -x"}},
    {{"-port=1"}, {"command line: unknown flag -port (did you mean --port?)"}},
    {{"start"}, {"command line: unexpected argument \"start\""}},
    {{"--port=1", "\x1B"}, {"command line: unexpected argument \"\\u001b\""}},
    {{"--port"}, {"command line: --port needs a value"}},
    {{"--port", "--name=x"}, {"command line: --port needs a value"}},
    {{"--config"}, {"command line: --config needs a value"}},
    {{"--port=x"},
     {"command line: --port must be an integer from 0 to 65535, not \"x\""}},
    {{"--port", "-1"},
     {"command line: --port must be an integer from 0 to 65535, not \"-1\""}},
    {{"--port="},
     {"command line: --port must be an integer from 0 to 65535, not \"\""}},
    {{"--chat.test_events", "1"},
     {"command line: --chat.test_events must be true or false, not \"1\""}},
    {{"--listeners=http://127.0.0.1:0,nowhere"},
     {"command line: --listeners must be a list of http://host:port, "
      "https://host:port or unix:/path, not \"http://127.0.0.1:0,nowhere\""}},
    {{"--listeners=https://a:1", "--tls.key=k"},
     {"listeners: https://a:1 needs tls.certificate and tls.key"}},
    {{"--chat.test_events="},
     {"command line: --chat.test_events must be true or false, not \"\""}},
  };
  for (const auto& [argv, errors] : tests)
    CAF_CHECK_EQUAL(load_flags(argv).errors, errors);
}

CAF_TEST(wrong variables are errors) {
  const environment variables{
    {"TROUPE_", "1"},
    {"TROUPE_ENGINE_PTH", "/x"},
    {"TROUPE_PORT", "tcp://10.0.0.1:80"},
    {"TROUPE_PROT", "1"},
    {"TROUPE_port", "1"}};
  const strings wanted{
    "environment: unknown variable TROUPE_",
    "environment: unknown variable TROUPE_ENGINE_PTH (did you mean "
    "TROUPE_ENGINE_PATH?)",
    "environment: TROUPE_PORT must be an integer from 0 to 65535, not "
    "\"tcp://10.0.0.1:80\"",
    "environment: unknown variable TROUPE_PROT (did you mean TROUPE_PORT?)",
    "environment: unknown variable TROUPE_port"};
  CAF_CHECK_EQUAL(load_flags({}, variables).errors, wanted);
}

CAF_TEST(errors of all sources are collected) {
  temporary_file file{"prot = 1\nthreads = 'x'"};
  const auto result = load_flags(
    {"--config", file.path, "--prot", "--port=x"}, {{"TROUPE_HOST", "a\nb"}});
  const strings wanted{
    file.path + ":1:1: unknown key 'prot' (did you mean 'port'?)",
    file.path + ":2:11: 'threads' must be an integer from 0 to 256",
    "environment: TROUPE_HOST must be a string of printable characters, not "
    "\"a\\nb\"",
    "command line: unknown flag --prot (did you mean --port?)",
    "command line: --port must be an integer from 0 to 65535, not \"x\""};
  CAF_CHECK_EQUAL(result.errors, wanted);
}

CAF_TEST(a file that cannot be read is an error) {
  const std::pair<std::string, std::string> tests[] = {
    {"/nowhere/troupe.toml", "No such file or directory"},
    {"/", "Is a directory"},
    {"", "No such file or directory"},
  };
  for (const auto& [path, why] : tests) {
    const strings wanted{"cannot read \"" + path + "\": " + why};
    CAF_CHECK_EQUAL(load_flags({"--config", path}).errors, wanted);
  }
}

CAF_TEST(a large file is read whole) {
  temporary_file file{std::string(100'000, '\n') + "port = 1"};
  options wanted;
  wanted.port = 1;
  check_loaded(load_flags({"--config", file.path}), wanted);
}
