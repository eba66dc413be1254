// SPDX-License-Identifier: Apache-2.0
// What tests of outputs need of the host: its files, and the real tools as judges.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "src/image/byte_sink.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {

inline std::string read_host_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void write_host_file(const std::filesystem::path& path, std::string_view text,
                            bool executable = false) {
  std::ofstream(path, std::ios::binary) << text;
  if (executable) std::filesystem::permissions(path, std::filesystem::perms(0755));
}

/// `text` as one word of a shell command.
inline std::string sh_word(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

struct Outcome {
  int status = -1;     ///< exit status, or 128 and the signal
  std::string output;  ///< of standard output
};

/// Runs a command with `sh -c`; standard input is empty unless the command redirects it.
inline Outcome run_shell(const std::string& command) {
  Outcome outcome;
  FILE* const pipe = popen(("exec </dev/null\n" + command).c_str(), "r");  // NOLINT(cert-env33-c)
  if (pipe == nullptr) return outcome;
  char buffer[4096];
  while (const std::size_t size = fread(buffer, 1, sizeof buffer, pipe)) {
    outcome.output.append(buffer, size);
  }
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

/// Keeps what it receives.
class MemorySink final : public ByteSink {
 public:
  void write(std::span<const std::byte> piece) override {
    bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  }
  void finish() override { finished = true; }

  std::string bytes;
  bool finished = false;
};

inline std::span<const std::byte> as_span(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace oci2boot
