// SPDX-License-Identifier: Apache-2.0
#include "src/boot/plan_file.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "oci2boot/error.h"
#include "src/init/plan_format.h"

namespace oci2boot {

namespace {

/// What a record holds, for people.
std::string_view words_for(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kWords = {{
      {"arg", "an argument of the command"},
      {"env", "an environment variable"},
      {"user", "the user"},
      {"workdir", "the working directory"},
      {"hostname", "the hostname"},
      {"module", "the name of a kernel module"},
      {"volume", "the path of a volume"},
      {"share", "the path of a shared folder"},
  }};
  for (const auto& [known, words] : kWords) {
    if (known == key) return words;
  }
  return key;
}

void append_record(std::string& plan, std::string_view key, std::string_view value) {
  // A NUL in a value would let an image smuggle in records of its own.
  if (value.find('\0') != std::string_view::npos) {
    throw Error(ErrorCode::invalid_image,
                std::string(words_for(key)) + " holds a NUL byte, which no program can be given");
  }
  plan.append(key).append("=").append(value).push_back('\0');
}

void check_count(const std::string& what, std::size_t count) {
  if (count <= PLAN_MAX_ARGS) return;
  throw Error(ErrorCode::invalid_image, "the " + what + " has " + std::to_string(count) +
                                            " parts; " + std::to_string(PLAN_MAX_ARGS) +
                                            " is the most");
}

void append_u32(std::string& records, std::size_t value) {
  if (value > UINT32_MAX) {
    throw Error(ErrorCode::invalid_image, "an extended attribute is larger than 4 GiB");
  }
  for (unsigned shift = 0; shift < 32; shift += 8) {
    records.push_back(static_cast<char>((value >> shift) & 0xFFU));
  }
}

void append_records(std::string& plan, std::string_view key,
                    const std::vector<std::string>& values) {
  for (const std::string& value : values) append_record(plan, key, value);
}

void append_network(std::string& bytes, const BootPlan& plan) {
  const StaticNetwork& fixed = plan.network.address;
  switch (plan.network.kind) {
    case NetworkKind::none:
      break;
    case NetworkKind::dhcp:
      append_record(bytes, "network", "dhcp");
      break;
    case NetworkKind::fixed:
      append_record(bytes, "network",
                    fixed.address + "/" + std::to_string(fixed.prefix) + "," + fixed.gateway);
  }
  // In each case: the kernel's command line may choose DHCP when the machine starts.
  if (plan.nameservers_typed) append_records(bytes, "nameserver", plan.nameservers);
  append_records(bytes, "dns-search", plan.dns_search);
}

void append_session(std::string& bytes, const BootPlan& plan) {
  if (plan.session) append_record(bytes, "session", "yes");
  if (plan.session && plan.terminal) append_record(bytes, "terminal", "yes");
}

void append_shares(std::string& bytes, const std::vector<GuestShare>& shares) {
  for (const GuestShare& share : shares) {
    append_record(
        bytes, "share",
        share.type + ":" + share.tag + ":" + (share.read_only ? "ro" : "rw") + ":" + share.path);
  }
}

void append_root(std::string& plan, const RootDisk& root) {
  append_record(plan, "root", "UUID=" + root.uuid);
  append_record(plan, "root-type", root.type);
  if (root.grow) append_record(plan, "grow", "yes");
}

void check_size(const std::string& bytes) {
  if (bytes.size() <= PLAN_MAX_BYTES) return;
  throw Error(ErrorCode::invalid_image, "the command and environment have " +
                                            std::to_string(bytes.size()) + " bytes; " +
                                            std::to_string(PLAN_MAX_BYTES) + " is the most");
}

}  // namespace

std::string encode_plan(const BootPlan& plan) {
  check_count("command", plan.argv.size());
  check_count("environment", plan.env.size());
  check_count("list of volumes", plan.volumes.size());
  check_count("list of shared folders", plan.shares.size());
  std::string bytes;
  append_record(bytes, "mode", plan.mode == BootMode::handover ? "handover" : "container");
  append_records(bytes, "arg", plan.argv);
  append_records(bytes, "env", plan.env);
  if (!plan.user.empty()) append_record(bytes, "user", plan.user);
  if (!plan.workdir.empty()) append_record(bytes, "workdir", plan.workdir);
  append_record(bytes, "hostname", plan.hostname);
  append_network(bytes, plan);
  append_records(bytes, "module", plan.modules);
  if (plan.root) append_root(bytes, *plan.root);
  append_shares(bytes, plan.shares);
  if (plan.mode == BootMode::container) {
    if (plan.pid_namespace) append_record(bytes, "pid-namespace", "yes");
    append_records(bytes, "volume", plan.volumes);
    append_session(bytes, plan);
  } else {
    append_records(bytes, "power-off", plan.power_off);
  }
  append_record(bytes, "stop-signal", std::to_string(plan.stop_signal));
  check_size(bytes);
  return bytes;
}

std::string extend_plan(std::string encoded, const std::vector<std::string>& modules,
                        const std::vector<GuestShare>& shares) {
  append_records(encoded, "module", modules);
  append_shares(encoded, shares);
  check_size(encoded);
  return encoded;
}

std::string xattr_records(const FileTree& tree) {
  std::string records;
  std::unordered_set<InodeId> seen;  // inodes with several names
  tree.walk([&](const std::string& path, InodeId inode) {
    if (tree.xattrs(inode).empty()) return;
    if (tree.links(inode) > 1 && !seen.insert(inode).second) return;
    for (const Xattr& xattr : tree.xattrs(inode)) {
      append_u32(records, path.size());
      append_u32(records, xattr.name.size());
      append_u32(records, xattr.value.size());
      records.append(path).append(xattr.name).append(xattr.value);
    }
  });
  return records;
}

}  // namespace oci2boot
