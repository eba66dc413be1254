// SPDX-License-Identifier: Apache-2.0
#include "src/init/user.h"

#include <stdint.h>
#include <string.h>

#include "src/init/decimal.h"

enum { kMaxId = INT32_MAX, kPasswdFields = 7, kGroupFields = 4 };

static struct Bytes bytes_of(const char* text, size_t size) {
  return (struct Bytes){.data = text, .size = size};
}

static bool equal(struct Bytes a, struct Bytes b) {
  return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

// Takes what comes before the next `separator` off the front of `rest`.
static struct Bytes take_until(struct Bytes* rest, char separator) {
  const char* found = rest->size == 0 ? NULL : memchr(rest->data, separator, rest->size);
  size_t size = found == NULL ? rest->size : (size_t)(found - rest->data);
  struct Bytes part = bytes_of(rest->data, size);
  size_t taken = found == NULL ? size : size + 1;
  rest->data += taken;
  rest->size -= taken;
  return part;
}

// Splits the next line at its colons; fields that it does not have are empty.
static bool next_line(struct Bytes* file, struct Bytes* fields, size_t count) {
  if (file->size == 0) return false;
  struct Bytes line = take_until(file, '\n');
  for (size_t i = 0; i < count; ++i) fields[i] = take_until(&line, ':');
  return true;
}

static bool parse_id(struct Bytes text, uint32_t* id) {
  unsigned long value;
  if (!parse_decimal(text.data, text.size, kMaxId, &value)) return false;
  *id = (uint32_t)value;
  return true;
}

static bool is_number(struct Bytes text) {
  for (size_t i = 0; i < text.size; ++i) {
    if (text.data[i] < '0' || text.data[i] > '9') return false;
  }
  return text.size > 0;
}

// A name or an id, as USER and GROUP are. The number counts where it is one.
struct Wanted {
  struct Bytes name;
  bool by_id;
  uint32_t id;
};

static bool parse_wanted(struct Bytes text, struct Wanted* wanted) {
  *wanted = (struct Wanted){.name = text, .by_id = is_number(text)};
  return !wanted->by_id || parse_id(text, &wanted->id);
}

static bool matches(const struct Wanted* wanted, struct Bytes name, uint32_t id) {
  return wanted->by_id ? wanted->id == id : equal(wanted->name, name);
}

// The first entry that matches. Leaves `user` alone when there is none.
static bool find_passwd_entry(struct Bytes file, const struct Wanted* wanted, struct User* user,
                              struct Bytes* name) {
  struct Bytes fields[kPasswdFields];
  uint32_t uid, gid;
  while (next_line(&file, fields, kPasswdFields)) {
    if (!parse_id(fields[2], &uid) || !parse_id(fields[3], &gid)) continue;
    if (!matches(wanted, fields[0], uid)) continue;
    *name = fields[0];
    user->uid = uid;
    user->gid = gid;
    struct Bytes home = fields[5];
    if (home.size > 0 && home.size < sizeof user->home && !memchr(home.data, 0, home.size)) {
      memcpy(user->home, home.data, home.size);
      user->home[home.size] = '\0';
    }
    return true;
  }
  return false;
}

static bool find_group_entry(struct Bytes file, const struct Wanted* wanted, uint32_t* gid) {
  struct Bytes fields[kGroupFields];
  uint32_t id;
  while (next_line(&file, fields, kGroupFields)) {
    if (!parse_id(fields[2], &id) || !matches(wanted, fields[0], id)) continue;
    *gid = id;
    return true;
  }
  return false;
}

static bool is_member(struct Bytes members, struct Bytes name) {
  while (members.size > 0) {
    if (equal(take_until(&members, ','), name)) return true;
  }
  return false;
}

static void add_supplementary_groups(struct Bytes file, struct Bytes name, struct User* user) {
  struct Bytes fields[kGroupFields];
  uint32_t id;
  while (user->group_count < kMaxGroups && next_line(&file, fields, kGroupFields)) {
    if (!parse_id(fields[2], &id) || !is_member(fields[3], name)) continue;
    user->groups[user->group_count++] = id;
  }
}

enum UserLookup find_user(const char* spec, struct Bytes passwd, struct Bytes group,
                          struct User* user) {
  struct Wanted wanted;
  struct Bytes rest = spec == NULL ? bytes_of("", 0) : bytes_of(spec, strlen(spec));
  struct Bytes user_part = take_until(&rest, ':');
  struct Bytes group_part = take_until(&rest, ':');
  struct Bytes name = bytes_of("", 0);

  *user = (struct User){.home = "/"};
  if (user_part.size == 0) user_part = bytes_of("0", 1);
  if (!parse_wanted(user_part, &wanted)) return kIdOutOfRange;
  if (!find_passwd_entry(passwd, &wanted, user, &name)) {
    if (!wanted.by_id) return kUserUnknown;
    user->uid = wanted.id;
  }
  if (group_part.size > 0) {
    if (!parse_wanted(group_part, &wanted)) return kIdOutOfRange;
    if (!find_group_entry(group, &wanted, &user->gid)) {
      if (!wanted.by_id) return kGroupUnknown;
      user->gid = wanted.id;
    }
  }
  user->groups[user->group_count++] = user->gid;
  if (group_part.size == 0 && name.size > 0) add_supplementary_groups(group, name, user);
  return kUserFound;
}
