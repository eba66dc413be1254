// SPDX-License-Identifier: Apache-2.0
#include "src/cli/kernel_report.h"

#include <gtest/gtest.h>

#include "src/cli/json_documents.h"

namespace oci2boot {
namespace {

std::vector<StoredKernel> kernels() {
  const KernelImage new_one{KernelFormat::bzimage, "amd64", "6.10.1-cloud-amd64"};
  const KernelImage odd{KernelFormat::arm64_image, "arm64", ""};
  return {{"new", "new/boot/vmlinuz-6.10.1-cloud-amd64", new_one, 12 << 20, 1100, true, true},
          {"odd", "odd/boot/vmlinuz", odd, 30 << 20, 0, false, true}};
}

TEST(KernelReportTest, ListsKernels) {
  EXPECT_EQ(describe(kernels(), "/store"),
            "ARCH   VERSION                 SIZE  MODULES  AUTO  NAME\n"
            "amd64  6.10.1-cloud-amd64  12.0 MiB     1100  yes   new\n"
            "arm64  unknown             30.0 MiB        0  yes   odd\n"
            "2 kernels in /store\n");
}

TEST(KernelReportTest, SaysHowToFillAnEmptyStore) {
  EXPECT_EQ(describe(std::vector<StoredKernel>(), "/store"),
            "no kernel in /store\n"
            "oci2boot-fetch-kernel or oci2boot kernel add puts one there\n");
}

TEST(KernelReportTest, TellsWhatWasAdded) {
  AddedKernel added{"/store/x", "linux.apk:/boot/vmlinuz", kernels()[0].image, true, true};
  EXPECT_EQ(describe(added),
            "Linux 6.10.1-cloud-amd64 (amd64) from linux.apk:/boot/vmlinuz\n/store/x\n");
  added.has_modules = added.has_config = false;
  added.image.version.clear();
  EXPECT_EQ(describe(added),
            "Linux (amd64) from linux.apk:/boot/vmlinuz, without modules, without its "
            "configuration\n/store/x\n");
}

TEST(KernelReportTest, HasTheSameFactsForPrograms) {
  EXPECT_EQ(json_document({kernels()[1]}, "/store"),
            "{\n"
            "  \"store\": \"/store\",\n"
            "  \"kernels\": [\n"
            "    {\n"
            "      \"name\": \"odd\",\n"
            "      \"path\": \"/store/odd/boot/vmlinuz\",\n"
            "      \"architecture\": \"arm64\",\n"
            "      \"version\": null,\n"
            "      \"size\": 31457280,\n"
            "      \"modules\": 0,\n"
            "      \"hasConfig\": false,\n"
            "      \"automatic\": true\n"
            "    }\n"
            "  ]\n"
            "}\n");
}

}  // namespace
}  // namespace oci2boot
