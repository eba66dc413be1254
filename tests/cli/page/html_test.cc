// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/html.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(HtmlTest, TextIsNeverMarkup) {
  EXPECT_EQ(html_text("<script>alert('a & \"b\"')</script>").str(),
            "&lt;script&gt;alert(&#39;a &amp; &quot;b&quot;&#39;)&lt;/script&gt;");
}

TEST(HtmlTest, AValueCannotEndItsAttribute) {
  EXPECT_EQ(attribute("title", "\" onload=x").str(), " title=\"&quot; onload=x\"");
}

TEST(HtmlTest, WhatCannotBeSeenIsShown) {
  EXPECT_EQ(html_text(std::string_view("a\0b\x1b[1m\x7f\xff\xc2\x85", 11)).str(), "a?b?[1m???");
  EXPECT_EQ(html_text("two\nlines\tand é ‰ 漢").str(), "two\nlines\tand é ‰ 漢");
}

TEST(HtmlTest, NothingTurnsTheDirectionOfALine) {
  EXPECT_EQ(html_text("a\u202egpj.exe\u2066b\u2069").str(), "a?gpj.exe?b?");
  EXPECT_EQ(html_text("\u202f\u2065").str(), "\u202f\u2065");
}

TEST(HtmlTest, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(html_text("abc", 3).str(), "abc");
  EXPECT_EQ(html_text("abcd", 3).str(), "abc …");
  EXPECT_EQ(html_text("aéb", 2).str(), "a …");
}

TEST(HtmlTest, ElementsCloseByTheirName) {
  EXPECT_EQ(element("p class=x", html_text("1<2")).str(), "<p class=x>1&lt;2</p>");
  EXPECT_EQ(element("p", attribute("id", "a"), Html("b")).str(), "<p id=\"a\">b</p>");
}

}  // namespace
}  // namespace oci2boot
