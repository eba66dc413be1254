// SPDX-License-Identifier: Apache-2.0
#include "src/boot/identity/login_programs.h"

#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

class LoginProgramsTest : public testing::Test {
 protected:
  HashMethod method() const { return best_hash_method(tree.root); }

  TreeBuilder tree;
};

TEST_F(LoginProgramsTest, ANewUserGetsRootsShellWhereThatIsOne) {
  EXPECT_EQ(login_shell(tree.root, "/bin/zsh"), "/bin/sh");
  tree.program("/usr/bin/bash").symlink("/bin", "usr/bin");
  EXPECT_EQ(login_shell(tree.root, "/bin/zsh"), "/bin/bash");
  tree.program("/usr/bin/zsh").program("/sbin/nologin").program("/bin/false");
  EXPECT_EQ(login_shell(tree.root, "/bin/zsh"), "/bin/zsh");
  EXPECT_EQ(login_shell(tree.root, "/sbin/nologin"), "/bin/bash");
  EXPECT_EQ(login_shell(tree.root, "/bin/false"), "/bin/bash");
  EXPECT_EQ(login_shell(tree.root, ""), "/bin/bash");
}

TEST_F(LoginProgramsTest, AShellIsAProgramThatIsThere) {
  EXPECT_FALSE(is_usable_shell(tree.root, "/bin/sh"));
  tree.file("/bin/sh");
  EXPECT_FALSE(is_usable_shell(tree.root, "/bin/sh"));
  tree.program("/bin/sh");
  EXPECT_TRUE(is_usable_shell(tree.root, "/bin/sh"));
  EXPECT_TRUE(is_usable_shell(tree.root, ""));
  EXPECT_FALSE(is_usable_shell(tree.root, "sh"));
}

TEST_F(LoginProgramsTest, KnowsSshServers) {
  EXPECT_FALSE(has_ssh_server(tree.root));
  tree.program("/usr/bin/ssh");
  EXPECT_FALSE(has_ssh_server(tree.root));
  tree.program("/usr/sbin/dropbear");
  EXPECT_TRUE(has_ssh_server(tree.root));
}

TEST_F(LoginProgramsTest, YescryptIsForImagesWhoseLibcryptHasIt) {
  EXPECT_EQ(method(), HashMethod::sha512_crypt);
  tree.file("/usr/lib/aarch64-linux-gnu/libcrypt.so.1.0",
            "\x7f"
            "ELF $2y$ $6$");
  tree.symlink("/usr/lib/aarch64-linux-gnu/libcrypt.so.1", "libcrypt.so.1.0");
  tree.symlink("/lib", "usr/lib");
  EXPECT_EQ(method(), HashMethod::sha512_crypt);
  tree.file("/usr/lib/aarch64-linux-gnu/libcrypt.so.1.0",
            "\x7f"
            "ELF $y$ $6$");
  EXPECT_EQ(method(), HashMethod::yescrypt);
}

TEST_F(LoginProgramsTest, BusyboxsLoginChecksWithItsOwnCrypt) {
  tree.file("/lib64/libcrypt.so.2", "$y$").program("/bin/busybox").program("/bin/login");
  EXPECT_EQ(method(), HashMethod::yescrypt);
  tree.symlink("/bin/login", "busybox");
  EXPECT_EQ(method(), HashMethod::sha512_crypt);
  tree.hard_link("/bin/login", "/bin/busybox");
  EXPECT_EQ(method(), HashMethod::sha512_crypt);
}

TEST_F(LoginProgramsTest, FoldersAndLoopsInTheWayAreNoPrograms) {
  tree.directory("/bin/login").symlink("/bin/busybox", "busybox").directory("/lib/libcrypt.so.1");
  tree.symlink("/lib64", "/lib64").file("/usr/lib", "");
  EXPECT_EQ(method(), HashMethod::sha512_crypt);
  EXPECT_FALSE(has_ssh_server(tree.root));
}

}  // namespace
}  // namespace oci2boot
