// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

extern "C" {
#include "src/init/resolv_conf.h"
}

namespace oci2boot {
namespace {

std::string text(const ResolvConf& conf) {
  return {conf.text, conf.size};
}

TEST(ResolvConf, HasALineForEachThing) {
  ResolvConf conf = {};
  const std::vector<const char*> domains = {"example.com", "lan"};
  add_search(&conf, domains.data(), domains.size());
  add_nameserver(&conf, "10.0.2.3");
  add_nameserver(&conf, "fec0::3");
  EXPECT_EQ(text(conf), "search example.com lan\nnameserver 10.0.2.3\nnameserver fec0::3\n");
}

TEST(ResolvConf, NoDomainsAreNoLine) {
  ResolvConf conf = {};
  add_search(&conf, nullptr, 0);
  EXPECT_EQ(text(conf), "");
}

TEST(ResolvConf, ALineThatDoesNotFitIsLeftOut) {
  ResolvConf conf = {};
  const std::string domain(1000, 'x');
  const std::vector<const char*> domains = {domain.c_str(), domain.c_str(), domain.c_str()};
  add_search(&conf, domains.data(), domains.size());
  EXPECT_EQ(text(conf), "");
  add_search(&conf, domains.data(), 2);
  EXPECT_EQ(conf.size, 2009U);
  add_nameserver(&conf, "10.100.200.255");
  add_nameserver(&conf, "10.100.200.255");
  EXPECT_EQ(text(conf).substr(2009), "nameserver 10.100.200.255\n");
}

}  // namespace
}  // namespace oci2boot
