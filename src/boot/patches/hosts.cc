// SPDX-License-Identifier: Apache-2.0
// Container engines mount an /etc/hosts of their own over the image's, which is mostly empty or
// missing. Where the image has one with entries (a root file system tarball), they stay; one
// too large to be read (a list of blocked hosts) is left as it is.
#include <string_view>

#include "src/boot/patches/patches.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kLocalhost =
    "127.0.0.1\tlocalhost\n"
    "::1\tlocalhost ip6-localhost ip6-loopback\n"
    "ff02::1\tip6-allnodes\n"
    "ff02::2\tip6-allrouters\n";

/// The words of hosts(5) text, addresses and names, without the comments.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::string_view line : text_lines(text)) {
    line = line.substr(0, line.find('#'));
    while (true) {
      const std::size_t start = line.find_first_not_of(" \t\r");
      if (start == std::string_view::npos) break;
      line.remove_prefix(start);
      words.push_back(line.substr(0, line.find_first_of(" \t\r")));
      line.remove_prefix(words.back().size());
    }
  }
  return words;
}

bool has_word(std::string_view text, std::string_view word) {
  for (const std::string_view known : words_of(text)) {
    if (known == word) return true;
  }
  return false;
}

/// "web.example.org web": hosts(5) wants the whole name first, programs ask for either.
std::string with_short_name(const std::string& hostname) {
  const std::size_t dot = hostname.find('.');
  return dot == std::string::npos ? hostname : hostname + "\t" + hostname.substr(0, dot);
}

}  // namespace

PatchChanges patch_hosts(PatchContext& context) {
  if (is_too_large(context.root, "/etc/hosts")) return {};
  std::string own = file_text(context.root, "/etc/hosts").value_or("");
  if (!own.empty() && !own.ends_with('\n')) own += '\n';
  // The first match counts: what the user typed comes first.
  std::string text;
  for (const HostEntry& host : context.plan.hosts) text += host.address + "\t" + host.name + "\n";
  if (!has_word(own, "localhost")) text += kLocalhost;
  text += own;
  const std::string& hostname = context.plan.hostname;
  if (!has_word(text, hostname)) text += "127.0.1.1\t" + with_short_name(hostname) + "\n";
  if (!put_text(context.root, "/etc/hosts", text, context.time)) return {};
  return {"wrote /etc/hosts"};
}

}  // namespace oci2boot
