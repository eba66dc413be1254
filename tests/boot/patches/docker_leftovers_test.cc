// SPDX-License-Identifier: Apache-2.0
#include "tests/boot/patches/patch_runner.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using DockerLeftoversPatch = PatchTest;

TEST_F(DockerLeftoversPatch, RemovesTheMarks) {
  tree.file("/.dockerenv").file("/run/.containerenv", "engine=\"podman\"\n");
  tree.file("/run/systemd/container", "docker\n");
  EXPECT_THAT(apply(patch_docker_leftovers),
              ElementsAre("removed /.dockerenv", "removed /run/.containerenv",
                          "removed /run/systemd/container"));
  EXPECT_EQ(tree.at("/.dockerenv"), "(none)");
}

TEST_F(DockerLeftoversPatch, LetsServicesStartAgain) {
  tree.file("/usr/sbin/policy-rc.d", "#!/bin/sh\n\n# For most Docker users, …\n\nexit 101\n", 0755);
  EXPECT_THAT(apply(patch_docker_leftovers), ElementsAre("removed /usr/sbin/policy-rc.d"));
}

TEST_F(DockerLeftoversPatch, LeavesAPolicyOfTheImagesOwn) {
  for (const char* script : {"#!/bin/sh\ncase $1 in ssh) exit 0;; esac\nexit 101\n", "",
                             "#!/bin/sh\nexit 0\n", "#!/bin/sh\nexit 101\nexit 101\n"}) {
    tree.file("/usr/sbin/policy-rc.d", script, 0755);
    EXPECT_THAT(apply(patch_docker_leftovers), IsEmpty()) << script;
  }
}

TEST_F(DockerLeftoversPatch, RemovesSettingsForBuildsOnly) {
  tree.file("/etc/apt/apt.conf.d/docker-gzip-indexes", "Acquire::GzipIndexes \"true\";\n");
  tree.file("/etc/apt/apt.conf.d/docker-clean", "# mine\nAPT::Keep \"true\";\n");
  tree.file("/etc/dpkg/dpkg.cfg.d/docker-apt-speedup", "force-unsafe-io\n");
  EXPECT_THAT(apply(patch_docker_leftovers),
              ElementsAre("removed /etc/apt/apt.conf.d/docker-gzip-indexes",
                          "removed /etc/dpkg/dpkg.cfg.d/docker-apt-speedup"));
  EXPECT_EQ(tree.at("/etc/apt/apt.conf.d/docker-clean"), "# mine\nAPT::Keep \"true\";\n");
}

TEST_F(DockerLeftoversPatch, PutsADivertedInitctlBack) {
  tree.file("/sbin/initctl", "#!/bin/sh\nexit 0\n", 0755).file("/sbin/initctl.distrib", "ELF");
  tree.file("/var/lib/dpkg/diversions",
            "/bin/sh\n/bin/sh.distrib\ndash\n/sbin/initctl\n/sbin/initctl.distrib\n:\n/a\n/b\nc\n");
  EXPECT_THAT(apply(patch_docker_leftovers), ElementsAre("restored /sbin/initctl"));
  EXPECT_EQ(tree.at("/sbin/initctl"), "ELF");
  EXPECT_EQ(tree.at("/sbin/initctl.distrib"), "(none)");
  EXPECT_EQ(tree.at("/var/lib/dpkg/diversions"), "/bin/sh\n/bin/sh.distrib\ndash\n/a\n/b\nc\n");
}

TEST_F(DockerLeftoversPatch, RemovesTheInitctlOfAnImageWithoutUpstart) {
  tree.symlink("/sbin/initctl", "/bin/true");
  EXPECT_THAT(apply(patch_docker_leftovers), ElementsAre("restored /sbin/initctl"));
  EXPECT_EQ(tree.at("/sbin/initctl"), "(none)");
}

TEST_F(DockerLeftoversPatch, LeavesARealInitctl) {
  tree.file("/sbin/initctl",
            "\x7f"
            "ELF…",
            0755);
  EXPECT_THAT(apply(patch_docker_leftovers), IsEmpty());
}

}  // namespace
}  // namespace oci2boot
