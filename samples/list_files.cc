// SPDX-License-Identifier: Apache-2.0
// Lists the files of a container image as they are once all layers have been applied.
//
//     list_files oci:FOLDER | docker-archive:FILE | rootfs:FILE | PATH
#include <cstdio>
#include <exception>

#include "oci2boot/error.h"
#include "oci2boot/flatten.h"
#include "oci2boot/image_source.h"

int main(int argc, char** argv) {
  using namespace oci2boot;
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s IMAGE\n", argv[0]);
    return 2;
  }
  try {
    SourceOptions options;
    options.platform = Platform::host();
    options.scratch_folder = "/tmp";
    const std::unique_ptr<Image> image = open_image(ImageName::parse(argv[1]), options);
    RootFilesystem root("/tmp");
    flatten(*image, root, Limits{},
            [](const std::string& warning) { std::fprintf(stderr, "%s\n", warning.c_str()); });
    root.tree.walk([&](const std::string& path, InodeId inode) {
      std::printf("%04o %6u %6u %12llu /%s\n", static_cast<unsigned>(root.tree.permissions(inode)),
                  root.tree.uid(inode), root.tree.gid(inode),
                  static_cast<unsigned long long>(root.tree.size(inode)), path.c_str());
    });
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
