// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/share_servers.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "oci2boot/error.h"
#include "src/launch/process.h"
#include "src/launch/shares/share_sandbox.h"
#include "src/launch/shares/virtiofsd.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMostWords = 4096;  ///< of a server's complaints

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCode::failed, "cannot share a folder: " + what + ": " + errno_text(errno));
}

/// A folder that nobody else can look into, gone with this object.
class PrivateFolder {
 public:
  PrivateFolder() {
    if (::mkdtemp(path_.data()) == nullptr) fail("cannot make a folder in /tmp");
  }
  ~PrivateFolder() {
    ::unlink(socket().c_str());
    ::rmdir(path_.c_str());
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  std::string socket() const { return path_ + "/s"; }

 private:
  std::string path_ = "/tmp/oci2boot-XXXXXX";
};

struct Connection {
  OpenDescriptor listening;  ///< with the connection in its queue
  OpenDescriptor connected;
};

/// A virtiofsd takes its one client from a socket that listens. It has a name for so long alone as
/// it takes to connect.
Connection make_connection() {
  Connection ends{OpenDescriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
                  OpenDescriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))};
  const PrivateFolder folder;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, folder.socket().c_str(), sizeof address.sun_path - 1);
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(ends.listening.number(), generic, sizeof address) != 0 ||
      ::listen(ends.listening.number(), 1) != 0 ||
      ::connect(ends.connected.number(), generic, sizeof address) != 0) {
    fail("cannot make a socket in /tmp");
  }
  return ends;
}

bool has_hung_up(int fd) {
  pollfd end{fd, 0, 0};
  return ::poll(&end, 1, 0) == 1;
}

/// What there is to read, to the end of the pipe where `whole`.
std::string read_words(int fd, bool whole) {
  std::string words;
  std::array<char, 1024> part{};
  while (words.size() < kMostWords) {
    pollfd ready{fd, POLLIN, 0};
    if (!whole && ::poll(&ready, 1, 0) <= 0) break;
    const ssize_t size = ::read(fd, part.data(), part.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    words.append(part.data(), static_cast<std::size_t>(size));
  }
  return words;
}

/// In the sandbox: the older one gives up its groups before it reads its arguments.
VirtiofsdKind kind_of(const std::filesystem::path& program, ShareSandbox sandbox) {
  DescriptorPair said = pipe_from_child();
  ChildCommand command;
  command.arguments = {program.string(), "--version"};
  command.said = said.theirs.number();
  command.prepare = [entry = SandboxEntry(sandbox, "/", false)] { return entry.enter(); };
  ChildProcess process(command);
  said.theirs.close();
  return virtiofsd_kind(read_words(said.ours.number(), true));
}

/// Namespaces wherever it can be: they keep a read-only share read-only, too.
ShareSandbox usable_sandbox() {
  if (::geteuid() != 0) return ShareSandbox::user_name_space;
  return can_enter(ShareSandbox::name_spaces) ? ShareSandbox::name_spaces : ShareSandbox::chroot;
}

/// The last line of several that tells a cause; empty if none does.
std::string cause_in(std::string_view words) {
  std::string cause;
  while (!words.empty()) {
    const std::string_view line = words.substr(0, words.find('\n'));
    words.remove_prefix(std::min(line.size() + 1, words.size()));
    // What the older one says of QEMU's end, however that was.
    const bool is_end = line.find("Unexpected poll revents") != std::string_view::npos;
    if (!line.empty() && !is_end) cause = line;
  }
  return cause;
}

}  // namespace

struct ShareServers::Server {
  OpenDescriptor connected;
  OpenDescriptor said;
  ChildProcess process;
  std::filesystem::path folder;
  std::string words;

  std::string name() const { return "virtiofsd for " + folder.string(); }

  /// Empty when it has not complained.
  std::string complaint() {
    words += read_words(said.number(), false);
    const std::string cause = cause_in(words);
    return cause.empty() ? "" : name() + ": " + cause;
  }
};

ShareServers::ShareServers(std::span<const SharedFolder> shares) {
  const auto first = std::find_if(shares.begin(), shares.end(), [](const SharedFolder& share) {
    return share.kind == ShareKind::virtiofs;
  });
  if (first == shares.end()) return;
  const ShareSandbox sandbox = usable_sandbox();
  const VirtiofsdKind kind = kind_of(first->server, sandbox);
  for (const SharedFolder& share : shares) {
    if (share.kind != ShareKind::virtiofs) continue;
    if (share.read_only && sandbox == ShareSandbox::chroot) {
      throw Error(ErrorCode::failed,
                  "cannot share " + share.host.string() +
                      " read-only: root may make no mount namespace here; give this container "
                      "the capability SYS_ADMIN, or leave :ro away");
    }
    Connection connection = make_connection();
    DescriptorPair said = pipe_from_child();
    // Nobody reads before the end: what is too much is lost, and the server goes on.
    ::fcntl(said.theirs.number(), F_SETFL, O_NONBLOCK);
    ChildCommand command;
    command.arguments = virtiofsd_command(share.server, kind, share.host.string(),
                                          connection.listening.number(), sandbox);
    command.inherited = {connection.listening.number()};
    command.said = said.theirs.number();
    command.prepare = [entry = SandboxEntry(sandbox, share.host, share.read_only)] {
      return entry.enter();
    };
    servers_.push_back(
        std::make_unique<Server>(Server{std::move(connection.connected), std::move(said.ours),
                                        ChildProcess(command), share.host, ""}));
  }
}

ShareServers::~ShareServers() = default;
ShareServers::ShareServers(ShareServers&&) noexcept = default;
ShareServers& ShareServers::operator=(ShareServers&&) noexcept = default;

std::vector<int> ShareServers::sockets() const {
  std::vector<int> numbers;
  for (const auto& server : servers_) numbers.push_back(server->connected.number());
  return numbers;
}

void ShareServers::close_sockets() {
  for (const auto& server : servers_) server->connected.close();
}

std::vector<int> ShareServers::ends() const {
  std::vector<int> numbers;
  for (const auto& server : servers_) numbers.push_back(server->said.number());
  return numbers;
}

std::string ShareServers::loss() {
  for (const auto& server : servers_) {
    if (!has_hung_up(server->said.number())) continue;
    const std::string complaint = server->complaint();
    return complaint.empty() ? server->name() + " has ended" : complaint;
  }
  return "";
}

std::string ShareServers::failure() {
  for (const auto& server : servers_) {
    if (std::string complaint = server->complaint(); !complaint.empty()) return complaint;
  }
  return "";
}

}  // namespace oci2boot
