// SPDX-License-Identifier: Apache-2.0
// Who USER[:GROUP] is, by the image's own /etc/passwd and /etc/group and by Docker's rules
// (GetExecUser of github.com/moby/sys/user):
//
//   - An empty USER is uid 0. Digits are always an id, and need no entry in either file.
//   - The first entry that matches counts, and gives the group and the home directory.
//   - Without GROUP the user's name, where it has one, is looked up in all groups' member lists:
//     those are the supplementary groups. With GROUP there are none.
//
// Unlike there, a line whose ids are no numbers is passed over, and not taken for root's.
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "src/init/bytes.h"

enum { kMaxGroups = 1024 };

struct User {
  uid_t uid;
  gid_t gid;
  gid_t groups[kMaxGroups];  // the first one is gid: setgroups() takes them as they are
  size_t group_count;
  char home[PATH_MAX];  // "/" where nothing is known
};

enum UserLookup { kUserFound, kUserUnknown, kGroupUnknown, kIdOutOfRange };

// `spec` may be NULL, which is the same as empty. A file that is not there is an empty one.
enum UserLookup find_user(const char* spec, struct Bytes passwd, struct Bytes group,
                          struct User* user);
