// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/kernel_carrier.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

SourceOptions with_password() {
  SourceOptions source;
  source.registry.credentials.emplace().username = "me";
  return source;
}

bool keeps_password(const std::string& carrier, const std::string& image) {
  return source_for_carrier(with_password(), ImageName::parse(carrier), ImageName::parse(image))
      .registry.credentials.has_value();
}

TEST(KernelCarrierTest, IsNamedAsImagesAreEverywhere) {
  EXPECT_FALSE(kernel_carrier("auto"));
  EXPECT_FALSE(kernel_carrier("/boot/vmlinuz"));
  EXPECT_EQ(kernel_carrier("image:linuxkit/kernel:6.6").value().transport, Transport::registry);
  EXPECT_EQ(kernel_carrier("image:oci:folder:tag").value().location, "folder");
  expect_error(ErrorCode::usage, "", [] { kernel_carrier("image:"); });
  expect_error(ErrorCode::usage, "", [] { kernel_carrier("image:Not A Name"); });
}

TEST(KernelCarrierTest, GetsThePasswordOfItsOwnRegistryAlone) {
  EXPECT_TRUE(keeps_password("docker://a.example/kernel", "docker://a.example/app"));
  EXPECT_FALSE(keeps_password("docker://b.example/kernel", "docker://a.example/app"));
  EXPECT_FALSE(keeps_password("docker://kernel", "docker://a.example/app"));
  EXPECT_TRUE(keeps_password("docker://a.example/kernel", "oci:app"));
}

}  // namespace
}  // namespace oci2boot
