// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/root_name.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "oci2boot/error.h"
#include "oci2boot/hasher.h"
#include "src/boot/hostname.h"
#include "src/boot/identity/password_hash.h"
#include "src/init/embedded_init.h"
#include "src/pipeline/run/content_id.h"
#include "src/version.h"

namespace oci2boot {

namespace {

/// To be raised when a change of this program makes other roots of the same input.
constexpr std::uint64_t kForm = 2;

/// Above it, unpacking takes a guest longer than loading the drivers of a disk
/// (tests/bench/run.py).
constexpr std::uint64_t kSmallLayers = std::uint64_t{2} << 20;

/// Hashes a list of facts so that no two lists give the same bytes.
class Facts {
 public:
  void add(std::string_view name, std::string_view value) {
    put(name);
    put(value);
  }
  void add_number(std::string_view name, std::uint64_t value) { add(name, std::to_string(value)); }
  /// What is not there is not what is empty.
  void add_perhaps(std::string_view name, const std::optional<std::string>& value) {
    add(name, value ? "=" + *value : std::string());
  }
  void add_all(std::string_view name, const std::vector<std::string>& values) {
    add_number(name, values.size());
    for (const std::string& value : values) put(value);
  }
  std::string digits() { return std::string(hasher_.finish().hex()); }

 private:
  void put(std::string_view text) {
    const std::string size = std::to_string(text.size()) + ":";
    hasher_.update(std::as_bytes(std::span(size)));
    hasher_.update(std::as_bytes(std::span(text)));
  }
  Hasher hasher_;
};

void add_identity(const Identity& identity, Facts& facts) {
  if (identity.root_password) {
    // The name stands in process lists: guesses at it must not be cheap.
    facts.add("password", hash_password(*identity.root_password, salt_for("root's name", "root"),
                                        HashMethod::yescrypt));
  }
  for (const NewUser& user : identity.users) {
    facts.add("user", user.name + ":" + (user.uid ? std::to_string(*user.uid) : ""));
  }
  facts.add_all("keys", identity.ssh_keys);
  facts.add_number("autologin", identity.autologin ? 1 : 0);
  facts.add_perhaps("timezone", identity.timezone);
}

bool is_off(const RunRequest& request, std::string_view patch) {
  const std::vector<std::string>& off = request.conversion.disabled_patches;
  return std::find(off.begin(), off.end(), patch) != off.end();
}

/// What has nothing of ours in its memory has no PID 1 of ours there.
bool has_no_init(const RunRequest& request) {
  return is_off(request, "init") || is_off(request, "all");
}

bool is_small(const Image& image) {
  std::uint64_t sum = 0;
  for (const Layer& layer : image.layers()) {
    if (!layer.size || *layer.size > kSmallLayers) return false;
    sum += *layer.size;
  }
  return sum <= kSmallLayers;
}

[[noreturn]] void refuse_initramfs(const std::string& option) {
  throw Error(ErrorCode::usage,
              option + " takes a disk: leave out --format initramfs, or say --format disk");
}

}  // namespace

RunFormat choose_run_format(const RunRequest& request, const Image& image) {
  if (request.format == RunFormat::initramfs) {
    if (!request.keep.empty()) refuse_initramfs("--keep");
    if (request.wants_disk_size) refuse_initramfs("--size");
    if (has_no_init(request)) refuse_initramfs("--no-patch init (or all)");
  }
  if (request.format) return *request.format;
  const bool wants_disk = !request.keep.empty() || request.wants_disk_size || has_no_init(request);
  return !wants_disk && is_small(image) ? RunFormat::initramfs : RunFormat::disk;
}

std::string root_family(const RunRequest& request, RunFormat format, const Image& image,
                        const std::string& kernel, std::optional<Timestamp> source_date) {
  const ConvertRequest& conversion = request.conversion;
  const BootOptions& boot = conversion.boot;
  const std::span<const std::byte> pid1 = embedded_init(image.config().platform.architecture);
  Facts facts;
  facts.add("oci2boot", std::string_view(kVersion));
  facts.add_number("form", kForm);
  facts.add("pid1", sha256_of({reinterpret_cast<const char*>(pid1.data()), pid1.size()}).text());
  facts.add("platform", image.config().platform.text());
  facts.add("image", content_id(image));
  facts.add("kernel", kernel);
  facts.add_number("modules", static_cast<std::uint64_t>(conversion.modules));
  facts.add_number("format", static_cast<std::uint64_t>(format));
  if (format == RunFormat::disk) {
    facts.add_number("size", static_cast<std::uint64_t>(conversion.disk_size.kind));
    facts.add_number("size", conversion.disk_size.bytes);
  }
  if (source_date) {
    facts.add("time", std::to_string(source_date->seconds) + "." +
                          std::to_string(source_date->nanoseconds));
  }
  facts.add_all("no-patch", conversion.disabled_patches);
  facts.add("hostname", boot.hostname.value_or(hostname_for(image.name())));
  facts.add_perhaps("network", boot.network);
  facts.add_all("dns", boot.dns);
  facts.add_all("dns-search", boot.dns_search);
  facts.add_all("add-host", boot.add_host);
  add_identity(boot.identity, facts);
  return facts.digits();
}

std::string program_root(const std::string& family) {
  Facts facts;
  facts.add("family", family);
  facts.add("boots", std::string_view("a program"));
  return facts.digits();
}

std::string system_root(const std::string& family, const BootOptions& options) {
  Facts facts;
  facts.add("family", family);
  facts.add("boots", std::string_view("its own init"));
  facts.add("init", options.init);
  facts.add_perhaps("entrypoint", options.entrypoint);
  facts.add_all("command", options.command);
  facts.add_all("env", options.env);
  facts.add_perhaps("user", options.user);
  facts.add_perhaps("workdir", options.workdir);
  return facts.digits();
}

}  // namespace oci2boot
