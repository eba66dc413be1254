// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/virtiofsd.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace oci2boot {

namespace {

constexpr std::string_view kProgram = "virtiofsd";
constexpr std::array<std::string_view, 4> kPlaces = {"/usr/libexec", "/usr/lib/qemu", "/usr/lib",
                                                     "/usr/local/libexec"};

bool is_program(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

/// A value among the options of -o, as libfuse's fuse_opt(3) has it.
std::string quoted(const std::string& value) {
  std::string text;
  for (const char c : value) {
    if (c == ',' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

std::filesystem::path find_virtiofsd(std::string_view search_path) {
  while (!search_path.empty()) {
    const std::string_view folder = search_path.substr(0, search_path.find(':'));
    search_path.remove_prefix(std::min(folder.size() + 1, search_path.size()));
    std::filesystem::path path = std::filesystem::path(folder) / kProgram;
    if (folder.starts_with('/') && is_program(path)) return path;
  }
  for (const std::string_view place : kPlaces) {
    std::filesystem::path path = std::filesystem::path(place) / kProgram;
    if (is_program(path)) return path;
  }
  return {};
}

VirtiofsdKind virtiofsd_kind(std::string_view version) {
  return version.starts_with("virtiofsd version") ? VirtiofsdKind::c : VirtiofsdKind::rust;
}

std::vector<std::string> virtiofsd_command(const std::filesystem::path& program, VirtiofsdKind kind,
                                           const std::string& folder, int socket,
                                           ShareSandbox sandbox) {
  const std::string own_sandbox = sandbox == ShareSandbox::chroot ? "chroot" : "namespace";
  // auto: what the host changes is seen at the next open. The limit of open files is set already,
  // as far as it may be; both would end where they may not raise it.
  if (kind == VirtiofsdKind::rust) {
    return {program.string(),
            "--fd=" + std::to_string(socket),
            "--shared-dir",
            folder,
            "--sandbox=" + own_sandbox,
            "--cache=auto",
            "--log-level=warn",
            "--rlimit-nofile=0"};
  }
  return {program.string(),
          "-f",
          "--fd=" + std::to_string(socket),
          "--rlimit-nofile=0",
          "-o",
          "source=" + quoted(folder),
          "-o",
          "sandbox=" + own_sandbox + ",cache=auto,log_level=warn"};
}

}  // namespace oci2boot
