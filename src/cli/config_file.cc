// SPDX-License-Identifier: Apache-2.0
#include "src/cli/config_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <sstream>

// Before its pull request 301, toml++ asserts what a text like "[[[" breaks, and has Clang rely on
// it in release builds. The errors of the parser behind those assertions are what is wanted here.
#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::size_t kLargestFile = std::size_t{256} << 10;
constexpr unsigned kDeepestTable = 2;  // [kernel.add]

Error refusal(const std::string& name, unsigned line, const std::string& what) {
  return {ErrorCode::usage, name + ":" + std::to_string(line) + ": " + what};
}

unsigned line_of(const toml::node& node) {
  return node.source().begin.line;
}

/// Nothing for what no option could be: a fraction, a date, a list in a list.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  return std::nullopt;
}

/// Collects the entries of one file.
class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name) {}

  void read(const toml::table& table, const std::string& command, unsigned depth) {
    for (const auto& [key, node] : table) {
      const std::string word(key.str());
      if (const toml::table* inner = node.as_table()) {
        if (depth == kDeepestTable) {
          throw refusal(name_, line_of(node), "[" + word + "] is too deep");
        }
        const std::string before = command.empty() ? "" : command + " ";
        read(*inner, before + word, depth + 1);
      } else {
        entries_.push_back(entry(word, node));
        entries_.back().command = command;
      }
    }
  }

  std::vector<ConfigEntry> take() { return std::move(entries_); }

 private:
  ConfigEntry entry(const std::string& key, const toml::node& node) const {
    ConfigEntry found{.command = "", .key = key, .values = {}, .line = line_of(node)};
    if (const auto* flag = node.as_boolean()) {
      found.kind = ConfigEntry::Kind::flag;
      found.values = {flag->get() ? "true" : "false"};
    } else if (const toml::array* list = node.as_array()) {
      found.kind = ConfigEntry::Kind::list;
      for (const toml::node& one : *list) found.values.push_back(value(key, one));
    } else {
      found.values = {value(key, node)};
    }
    return found;
  }

  std::string value(const std::string& key, const toml::node& node) const {
    if (const auto text = text_of(node)) {
      // No command line can have it, and nothing behind this reckons with it.
      if (text->find('\0') == std::string::npos) return *text;
      throw refusal(name_, line_of(node), key + " has a NUL character in it");
    }
    throw refusal(name_, line_of(node),
                  key +
                      " is to be text in quotation marks, a whole number, true or false, or a "
                      "list of texts and numbers");
  }

  const std::string& name_;
  std::vector<ConfigEntry> entries_;
};

/// Closes it again.
struct OpenFile {
  explicit OpenFile(const std::filesystem::path& path)
      // What waits for a writer (a FIFO) is opened all the same, and refused.
      : fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  ~OpenFile() {
    if (fd >= 0) close(fd);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd;
};

}  // namespace

std::vector<ConfigEntry> parse_config(std::string_view text, const std::string& name) {
  Reader reader(name);
  try {
    reader.read(toml::parse(text), "", 0);
  } catch (const toml::parse_error& error) {
    throw refusal(name, error.source().begin.line, std::string(error.description()));
  }
  return reader.take();
}

std::optional<std::string> read_config(const std::filesystem::path& path) {
  const OpenFile file(path);
  const auto refuse = [&](const std::string& cause) {
    throw Error(ErrorCode::usage,
                path.string() + ": " + cause + "; --no-config does without such files");
  };
  struct stat status {};
  if (file.fd < 0) {
    const int cause = errno;
    if (stat(path.c_str(), &status) != 0 &&
        (errno == ENOENT || errno == ENOTDIR || errno == EACCES)) {
      return std::nullopt;
    }
    refuse(errno_text(cause));
  }
  if (fstat(file.fd, &status) != 0) refuse(errno_text(errno));
  if (!S_ISREG(status.st_mode)) refuse("it is no regular file");
  std::string text(kLargestFile + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = read(file.fd, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(errno_text(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kLargestFile) refuse("it is larger than 256 KiB: not the file that is meant");
  text.resize(size);
  return text;
}

}  // namespace oci2boot
