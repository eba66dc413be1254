// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/kernel_fingerprint.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include "oci2boot/error.h"
#include "oci2boot/hasher.h"
#include "src/boot/kernel/kernel_finder.h"
#include "src/boot/kernel/kernel_store.h"
#include "src/pipeline/flat_image.h"
#include "src/pipeline/kernel_carrier.h"
#include "src/pipeline/run/content_id.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

/// Where a distribution, the store and a package have the modules of a kernel, seen from the folder
/// above the one that it lies in.
constexpr const char* kModuleFolders[] = {"lib/modules", "usr/lib/modules"};

class Fingerprint {
 public:
  /// What is not there adds nothing. The device's number is left out: many file systems have
  /// another one after each start of the machine.
  void add_file(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return;
    text_ += path.string() + '\0' + std::to_string(status.st_ino) + ' ' +
             std::to_string(status.st_size) + ' ' + std::to_string(status.st_mtim.tv_sec) + '.' +
             std::to_string(status.st_mtim.tv_nsec) + '\0';
  }

  /// A kernel, and what the modules are that lie as kernels have them.
  void add_kernel(const fs::path& path) {
    add_file(path);
    const fs::path folder = fs::absolute(path).parent_path();
    for (const fs::path& base : {folder, folder.parent_path()}) {
      for (const char* modules : kModuleFolders) add_modules(base / modules);
    }
    // lib/modules/VERSION/vmlinuz
    add_file(folder / "modules.dep");
    add_file(folder / "modules.order");
  }

  std::string digits() const { return sha256_of(text_).text(); }

 private:
  void add_modules(const fs::path& folder) {
    if (!seen_.insert(folder.string()).second) return;
    const HostFiles files(folder);
    for (const std::string& version : files.names("")) {
      add_file(folder / version);
      add_file(folder / version / "modules.dep");
      add_file(folder / version / "modules.order");
    }
  }

  std::string text_;
  std::set<std::string> seen_;
};

std::string of_what_is_found(const Surroundings& surroundings) {
  Fingerprint fingerprint;
  if (!surroundings.kernel_store.empty()) {
    for (const std::string& path : stored_kernels(surroundings.kernel_store)) {
      fingerprint.add_kernel(surroundings.kernel_store / path);
    }
  }
  const fs::path host = KernelRequest().host_root;
  for (const std::string& path : installed_kernels(HostFiles(host))) {
    fingerprint.add_kernel(host / path);
  }
  return fingerprint.digits();
}

std::string of_path(const fs::path& path) {
  Fingerprint fingerprint;
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) {
    for (const std::string& name : kernels_in_folder(HostFiles(path))) {
      // Modules lie beside the file that a link leads to (open_kernel_place()).
      const fs::path real = fs::canonical(path / name, unknown);
      if (!unknown) fingerprint.add_kernel(real);
    }
  } else {
    const fs::path real = fs::canonical(path, unknown);
    if (unknown) {
      throw Error(ErrorCode::missing_tool,
                  "cannot open the kernel " + path.string() + ": " + errno_text(unknown.value()));
    }
    fingerprint.add_kernel(real);
  }
  return fingerprint.digits();
}

std::string of_image(const ImageName& name, const ConvertRequest& request,
                     const Surroundings& surroundings, Progress& progress) {
  SourceOptions source = source_options(request.source, surroundings, &progress);
  source = source_for_carrier(std::move(source), name, request.image);
  return content_id(*open_image(name, source));
}

}  // namespace

std::string kernel_fingerprint(const ConvertRequest& request, const Surroundings& surroundings,
                               Progress& progress) {
  if (const std::optional<ImageName> carrier = kernel_carrier(request.kernel)) {
    return of_image(*carrier, request, surroundings, progress);
  }
  return request.kernel == "auto" ? of_what_is_found(surroundings) : of_path(request.kernel);
}

}  // namespace oci2boot
