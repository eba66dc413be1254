// SPDX-License-Identifier: Apache-2.0
#include "src/launch/shares/share_arguments.h"

#include <algorithm>

#include "src/launch/qemu.h"

namespace oci2boot {

namespace {

void add(std::vector<std::string>& arguments, std::string_view option, std::string value) {
  arguments.emplace_back(option);
  arguments.push_back(std::move(value));
}

void add_virtiofs(const SharedFolder& share, int socket, std::vector<std::string>& arguments) {
  add(arguments, "-chardev", "socket,id=" + share.tag + ",fd=" + std::to_string(socket));
  add(arguments, "-device",
      "vhost-user-fs-pci,queue-size=1024,chardev=" + share.tag + ",tag=" + share.tag);
}

void add_9p(const SharedFolder& share, std::vector<std::string>& arguments) {
  // none: as the guest has it, and the caller's where the caller may not give files away.
  // multidevs: other file systems mounted below would have inode numbers twice.
  add(arguments, "-fsdev",
      "local,id=" + share.tag + ",security_model=none,multidevs=remap" +
          (share.read_only ? ",readonly=on" : "") + ",path=" + doubled_commas(share.host.string()));
  add(arguments, "-device", "virtio-9p-pci,fsdev=" + share.tag + ",mount_tag=" + share.tag);
}

}  // namespace

std::vector<std::string> share_arguments(std::span<const SharedFolder> shares,
                                         std::span<const int> sockets, std::uint64_t memory_mib) {
  std::vector<std::string> arguments;
  if (!sockets.empty()) {
    add(arguments, "-object",
        "memory-backend-memfd,id=memory,share=on,size=" + std::to_string(memory_mib) + "M");
    add(arguments, "-machine", "memory-backend=memory");
  }
  auto socket = sockets.begin();
  for (const SharedFolder& share : shares) {
    if (share.kind == ShareKind::virtiofs) {
      add_virtiofs(share, *socket++, arguments);
    } else {
      add_9p(share, arguments);
    }
  }
  return arguments;
}

std::string share_advice(std::string_view said) {
  const bool names_9p = said.find("virtio-9p") != std::string_view::npos ||
                        said.find("fsdev") != std::string_view::npos;
  if (names_9p && (said.find("not a valid device model") != std::string_view::npos ||
                   said.find("no option group") != std::string_view::npos ||
                   said.find("not supported") != std::string_view::npos)) {
    return "this QEMU cannot share folders by 9p; virtiofsd, where it is installed, does without "
           "that";
  }
  if (said.find("vhost-user-fs-pci") != std::string_view::npos &&
      said.find("not a valid device model") != std::string_view::npos) {
    return "this QEMU cannot share folders by virtiofs; QEMU 4.2 and later can";
  }
  return "";
}

}  // namespace oci2boot
