// Takes files in pieces, and acknowledges each once it is stored. A client
// whose connection broke asks how much is there, and goes on from that.
//
//   upload FOLDER [PORT=3000]
//   "size", id                    → ack(bytes that are there)
//   "piece", id, offset, bytes    → ack(bytes that are there); null if it is
//                                   refused, as one that does not go on from
//                                   where the file ends

#include "troupe/server.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <string>

constexpr std::size_t most_bytes = 64 << 20; ///< of one file

/// Any thread. Waits for the system's cache of files only: to what is slower, a
/// thread of its own should write.
class store {
public:
  explicit store(std::filesystem::path folder)
    : folder_{std::move(folder)} {}

  std::uintmax_t size(const std::string& id) const {
    std::error_code none;
    const auto bytes = is_name(id) ? file_size(folder_ / id, none) : 0;
    return none ? 0 : bytes;
  }

  troupe::json
  add(const std::string& id, std::uint64_t offset, const std::string& bytes) {
    const std::lock_guard one_writer{guard_};
    if (
      !is_name(id) || offset != size(id) || offset + bytes.size() > most_bytes)
      return nullptr;
    std::ofstream{folder_ / id, std::ios::app | std::ios::binary} << bytes;
    return size(id);
  }

private:
  /// What a client calls its file must not lead out of the folder.
  static bool is_name(const std::string& id) {
    constexpr auto good = "abcdefghijklmnopqrstuvwxyz0123456789-";
    return !id.empty() && id.size() <= 64 &&
           id.find_first_not_of(good) == id.npos;
  }

  const std::filesystem::path folder_;
  std::mutex guard_;
};

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: upload FOLDER [PORT=3000]\n";
    return 2;
  }
  troupe::config::options options;
  options.port = argc > 2 ? std::stoi(argv[2]) : 3000;
  options.cors.origins = {"*"};
  troupe::server io{options};
  store files{argv[1]};
  io.on_connection([&](troupe::socket& socket) {
    socket.on("size", [&](const std::string& id, troupe::ack ack) {
      ack(files.size(id));
    });
    socket.on(
      "piece",
      [&](
        const std::string& id, std::uint64_t offset, const troupe::bytes& piece,
        troupe::ack ack) { ack(files.add(id, offset, piece.data)); });
  });
  return io.run([&] {
    std::cout << "listening on http://localhost:" << io.port() << std::endl;
  });
}
