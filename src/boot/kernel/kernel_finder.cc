// SPDX-License-Identifier: Apache-2.0
#include "src/boot/kernel/kernel_finder.h"

#include <algorithm>
#include <array>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_kernel_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> kPrefixes = {"vmlinuz", "vmlinux", "Image", "bzImage",
                                                         "kernel"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

void add_kernels_in(const FileView& view, const std::string& folder,
                    std::vector<std::string>& paths) {
  for (const std::string& name : view.names(folder)) {
    if (paths.size() == kMaxKernels) return;
    if (is_kernel_name(name)) paths.push_back(join_path(folder, name));
  }
}

/// The version in "vmlinuz-6.1.0" and the like, or nothing.
std::string version_in_name(std::string_view name) {
  const std::size_t dash = name.find('-');
  if (dash == std::string_view::npos || dash + 1 == name.size()) return {};
  const char first = name[dash + 1];
  return first >= '0' && first <= '9' ? std::string(name.substr(dash + 1)) : std::string();
}

std::optional<KernelImage> look_at_head(const FileView& view, const std::string& path) {
  const std::unique_ptr<ByteSource> source = view.open(path);
  if (!source) return std::nullopt;
  std::string head(kKernelHead, '\0');
  try {
    head.resize(read_fully(*source, std::as_writable_bytes(std::span(head))));
  } catch (const Error&) {
    return std::nullopt;
  }
  return kernel_of_head(head);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the number at the front, without its leading zeros.
std::string_view take_number(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  std::string_view number = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(number.size());
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

}  // namespace

std::vector<std::string> installed_kernels(const FileView& view) {
  std::vector<std::string> paths;
  add_kernels_in(view, "boot", paths);
  // /lib is a link to usr/lib in most systems; both are asked for packages, which have no links.
  for (const std::string folder : {"usr/lib/modules", "lib/modules"}) {
    for (const std::string& version : view.names(folder)) {
      add_kernels_in(view, join_path(folder, version), paths);
    }
    if (!view.names(folder).empty()) break;
  }
  return paths;
}

std::vector<std::string> kernels_in_folder(const FileView& view) {
  std::vector<std::string> paths = installed_kernels(view);
  add_kernels_in(view, "", paths);
  for (const std::string tree : {"arch/x86/boot", "arch/arm64/boot"}) {
    add_kernels_in(view, tree, paths);
  }
  return paths;
}

std::optional<FoundKernel> read_kernel(const FileView& view, const std::string& path) {
  const std::optional<KernelImage> likely = look_at_head(view, path);
  if (!likely) return std::nullopt;
  const bool is_vmlinux = likely->format == KernelFormat::elf;
  std::optional<std::string> bytes =
      read_text(view, path, is_vmlinux ? kVmlinuxLimit : kKernelLimit);
  if (!bytes) return std::nullopt;
  std::optional<KernelImage> image = recognise_kernel(*bytes);
  if (!image) return std::nullopt;
  if (image->version.empty()) image->version = version_in_name(name_of(path));
  return FoundKernel{path, std::move(*image), std::move(*bytes)};
}

std::optional<FoundKernel> newest_kernel(const FileView& view,
                                         const std::vector<std::string>& paths,
                                         std::string_view architecture) {
  std::optional<FoundKernel> newest;
  for (const std::string& path : paths) {
    const std::optional<KernelImage> likely = look_at_head(view, path);
    if (!likely || (!architecture.empty() && likely->architecture != architecture)) continue;
    std::optional<FoundKernel> kernel = read_kernel(view, path);
    if (!kernel) continue;
    if (!newest || is_older(newest->image.version, kernel->image.version)) {
      newest = std::move(kernel);
    }
  }
  return newest;
}

bool is_older(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const std::string_view number_a = take_number(a);
      const std::string_view number_b = take_number(b);
      if (number_a.size() != number_b.size()) return number_a.size() < number_b.size();
      if (number_a != number_b) return number_a < number_b;
    } else {
      if (a.front() != b.front()) return a.front() < b.front();
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.empty() && !b.empty();
}

std::vector<std::string> config_paths(const std::string& path, const std::string& version) {
  const std::string folder = parent_of(path);
  std::vector<std::string> paths;
  if (!version.empty()) paths.push_back(join_path(folder, "config-" + version));
  paths.push_back(join_path(folder, "config"));
  paths.push_back(join_path(folder, ".config"));
  // ARCH/boot/bzImage below a kernel tree's arch/
  const std::string above = parent_of(parent_of(folder));
  if (name_of(folder) == "boot" && name_of(above) == "arch") {
    paths.push_back(join_path(parent_of(above), ".config"));
  }
  return paths;
}

std::optional<std::string> module_folder(const FileView& view, const std::string& path,
                                         const std::string& version) {
  if (version.empty()) return std::nullopt;
  const std::string folder = parent_of(path);
  if (name_of(folder) == version) return folder;
  for (const std::string& base : {parent_of(folder), folder}) {
    for (const std::string modules : {"usr/lib/modules", "lib/modules"}) {
      std::string candidate = join_path(join_path(base, modules), version);
      if (!view.names(candidate).empty()) return candidate;
    }
  }
  return std::nullopt;
}

}  // namespace oci2boot
