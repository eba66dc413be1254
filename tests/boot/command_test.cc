// SPDX-License-Identifier: Apache-2.0
#include "src/boot/command.h"

#include <gmock/gmock.h>

#include "src/boot/plan.h"
#include "tests/boot/tree_builder.h"

namespace oci2boot {
namespace {

using Words = std::vector<std::string>;

struct CommandCase {
  const char* name;
  Words image_entrypoint;
  Words image_cmd;
  std::optional<std::string> entrypoint;
  Words command;
  Words expected;
};

class CommandTest : public testing::TestWithParam<CommandCase> {};

TEST_P(CommandTest, IsWhatDockerRunWouldRun) {
  ImageConfig config;
  config.entrypoint = GetParam().image_entrypoint;
  config.cmd = GetParam().image_cmd;
  BootOptions options;
  options.entrypoint = GetParam().entrypoint;
  options.command = GetParam().command;
  EXPECT_EQ(compose_command(config, options), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, CommandTest,
    testing::Values(CommandCase{"EntrypointAndCmd", {"e", "1"}, {"c"}, {}, {}, {"e", "1", "c"}},
                    CommandCase{"OnlyCmd", {}, {"c", "2"}, {}, {}, {"c", "2"}},
                    CommandCase{"WordsReplaceCmd", {"e"}, {"c"}, {}, {"w", "x"}, {"e", "w", "x"}},
                    CommandCase{"EntrypointDropsCmd", {"e"}, {"c"}, "n", {}, {"n"}},
                    CommandCase{"EntrypointAndWords", {"e"}, {"c"}, "n", {"w"}, {"n", "w"}},
                    CommandCase{"EntrypointIsOneWord", {}, {"c"}, "n -x", {}, {"n -x"}},
                    CommandCase{"EmptyEntrypointClears", {"e"}, {"c"}, "", {}, {}},
                    CommandCase{"EmptyEntrypointAndWords", {"e"}, {"c"}, "", {"w"}, {"w"}},
                    CommandCase{"Nothing", {}, {}, {}, {}, {}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(FindProgramTest, SearchesAsExecvpDoes) {
  TreeBuilder tree;
  tree.program("/usr/bin/tool").program("/srv/run").file("/bin/tool").directory("/sbin/tool");
  const ProgramSearch search{tree.root.tree, "/sbin:/bin:/usr/bin", "/srv"};
  EXPECT_EQ(find_program(search, "tool"), "/usr/bin/tool");
  EXPECT_EQ(find_program(search, "./run"), "/srv/./run");
  EXPECT_EQ(find_program(search, "/usr/bin/tool"), "/usr/bin/tool");
  EXPECT_EQ(find_program(search, "run"), std::nullopt);
  EXPECT_EQ(find_program(search, ""), std::nullopt);
  EXPECT_EQ(find_program({tree.root.tree, "/bin::", "srv"}, "run"), "/srv/run");
}

}  // namespace
}  // namespace oci2boot
