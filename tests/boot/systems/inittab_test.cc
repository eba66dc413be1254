// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/inittab.h"

#include <gmock/gmock.h>

#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

constexpr InittabDialect kBusybox = InittabDialect::busybox;
constexpr InittabDialect kSystemV = InittabDialect::system_v;

std::optional<std::string> terminal(std::string_view line, InittabDialect dialect) {
  return line_terminal(read_inittab_line(line).value(), dialect);
}

TEST(Inittab, HasFourFieldsOfWhichTheLastIsTheRest) {
  const InittabLine line = read_inittab_line(" S0:23:respawn:/sbin/getty a:b \r").value();
  EXPECT_EQ(line.id, "S0");
  EXPECT_EQ(line.runlevels, "23");
  EXPECT_EQ(line.action, "respawn");
  EXPECT_EQ(line.process, "/sbin/getty a:b");
}

TEST(Inittab, HasLinesThatDoNothing) {
  for (const char* line : {"", "  ", "# comment", "  #x:2:respawn:y", "word", "a:b", "a:b:c"}) {
    EXPECT_FALSE(read_inittab_line(line)) << line;
  }
}

TEST(Inittab, NamesTheTerminalOfALogin) {
  EXPECT_THAT(terminal("1:2345:respawn:/sbin/getty --noclear 38400 tty1", kSystemV),
              Optional(std::string("tty1")));
  EXPECT_THAT(terminal("C0:2345:respawn:/sbin/agetty -8 console 115200,9600", kSystemV),
              Optional(std::string("console")));
  EXPECT_THAT(terminal("x:2345:respawn:/sbin/mgetty /dev/ttyS3", kSystemV),
              Optional(std::string("ttyS3")));
  EXPECT_THAT(terminal("tty2::askfirst:-/bin/sh", kBusybox), Optional(std::string("tty2")));
  EXPECT_THAT(terminal("/dev/tty3::respawn:/bin/login", kBusybox), Optional(std::string("tty3")));
  EXPECT_THAT(terminal("::respawn:-/bin/sh", kBusybox), Optional(std::string("console")));
  EXPECT_THAT(terminal("::respawn:/sbin/getty -L 115200 ttyS0 vt100", kBusybox),
              Optional(std::string("ttyS0")));
}

TEST(Inittab, NamesNoTerminalOfOtherPrograms) {
  EXPECT_FALSE(terminal("x:5:respawn:/usr/bin/logger tty1", kSystemV));
  EXPECT_FALSE(terminal("z6:6:respawn:/sbin/sulogin --force", kSystemV));
  EXPECT_FALSE(terminal("l2:2:wait:/etc/init.d/rc 2", kSystemV));
  EXPECT_FALSE(terminal("::respawn:/sbin/syslogd -n", kBusybox));
  EXPECT_FALSE(terminal("null::respawn:/sbin/klogd -n", kBusybox));
  EXPECT_FALSE(terminal("tty1::sysinit:/bin/sh /etc/rc", kBusybox));
}

TEST(Inittab, TellsAProgramOnATerminalFromALogin) {
  const InittabLine program = read_inittab_line("tty1::respawn:/usr/bin/kiosk").value();
  EXPECT_THAT(line_terminal(program, kBusybox), Optional(std::string("tty1")));
  EXPECT_FALSE(is_login(program));
  EXPECT_TRUE(is_login(read_inittab_line("tty1::respawn:/sbin/getty 38400 tty1").value()));
}

TEST(Inittab, RunsProgramsOnTheWayUp) {
  EXPECT_THAT(bring_up_programs("id:2:initdefault:\n"
                                "si::sysinit:/etc/init.d/rcS now\n"
                                "~~:S:wait:/sbin/sulogin\n"
                                "l0:0:wait:/etc/init.d/rc 0\n"
                                "l2:23:wait:+/etc/init.d/rc 2\n"
                                "pf::powerwait:/etc/powerfail\n"
                                "::once:/bin/extra\n"
                                "1:2:respawn:/sbin/getty tty1"),
              ElementsAre("/etc/init.d/rcS", "/etc/init.d/rc"));
}

TEST(Inittab, IsDamagedWhereAProgramOfItIsMissing) {
  TreeBuilder tree;
  EXPECT_EQ(inittab_damage(tree.root), "it has no /etc/inittab");
  tree.file("/etc/inittab", "tty1::respawn:/sbin/getty\n");
  EXPECT_EQ(inittab_damage(tree.root), "/etc/inittab starts nothing");
  tree.file("/etc/inittab", "::sysinit:mkdir -p /x\n::sysinit:/sbin/openrc sysinit\n");
  EXPECT_EQ(inittab_damage(tree.root), "/etc/inittab runs /sbin/openrc, which is not in the image");
  tree.program("/sbin/openrc");
  EXPECT_THAT(inittab_damage(tree.root), IsEmpty());
}

TEST(Inittab, MayBeAnythingAtAll) {
  TreeBuilder tree;
  tree.directory("/etc/inittab");
  EXPECT_EQ(inittab_damage(tree.root), "it has no /etc/inittab");
  for (const char* line :
       {":::", "::respawn:", "::respawn:-", "::sysinit:+-@ ", "\0:", "a:b:wait:  "}) {
    tree.file("/etc/inittab", line);
    (void)inittab_damage(tree.root);
    if (const auto read = read_inittab_line(line)) {
      EXPECT_EQ(process_program(read->process), "") << line;
      (void)line_terminal(*read, kBusybox);
    }
  }
}

}  // namespace
}  // namespace oci2boot
