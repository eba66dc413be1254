// SPDX-License-Identifier: Apache-2.0
#include "src/init/program.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "src/init/environment.h"
#include "src/init/exec.h"
#include "src/init/log.h"
#include "src/init/user.h"

enum { kAccountsMax = 64 << 20, kOpenFiles = 1048576 };

static struct Bytes read_accounts(const char* path) {
  struct Bytes bytes = {"", 0};
  int error = map_file(path, kAccountsMax, &bytes);
  if (error == EFBIG || error == EINVAL) {
    log_line("%s is not read: it is %s", path,
             error == EFBIG ? "larger than 64 MiB" : "no regular file");
  }
  return bytes;
}

static bool find_plan_user(const char* spec, struct User* user) {
  struct Bytes passwd = read_accounts("/etc/passwd");
  struct Bytes group = read_accounts("/etc/group");
  enum UserLookup found = find_user(spec, passwd, group, user);
  unmap_file(passwd);  // the program may replace them
  unmap_file(group);
  switch (found) {
    case kUserFound:
      return true;
    case kUserUnknown:
      log_line("cannot run as '" LOG_NAME "': no such user in the image's /etc/passwd", spec);
      break;
    case kGroupUnknown:
      log_line("cannot run as '" LOG_NAME "': no such group in the image's /etc/group", spec);
      break;
    case kIdOutOfRange:
      log_line("cannot run as '" LOG_NAME "': ids are from 0 to 2147483647", spec);
      break;
  }
  return false;
}

// Goes there. What is missing of the path is made, and is root's, as with docker.
static bool enter_workdir(const char* workdir) {
  char path[PATH_MAX];
  size_t size = strlen(workdir);
  if (size >= sizeof path) {
    log_line("cannot work in '" LOG_NAME "': the name is too long", workdir);
    return false;
  }
  memcpy(path, workdir, size + 1);
  if (chdir("/") != 0) return false;
  for (char* slash = path + 1; size > 0 && (slash = strchr(slash, '/')) != NULL; ++slash) {
    *slash = '\0';
    mkdir(path, 0755);
    *slash = '/';
  }
  // Whether that worked shows here: a part may be there already, or be a link to a directory.
  if (size > 0) mkdir(path, 0755);
  if (size > 0 && chdir(path) != 0) {
    log_line("cannot work in '" LOG_NAME "': %s", workdir, strerror(errno));
    return false;
  }
  return true;
}

struct Start {
  bool pid_namespace;
  const char* const* args;
  const char* const* environment;
  const struct User* user;
  const struct Contact* contact;
  int report;  // where an ExecFailure goes
};

static bool become_user(const struct User* user) {
  return setgroups(user->group_count, user->groups) == 0 && setgid(user->gid) == 0 &&
         setuid(user->uid) == 0;
}

// As fork(2). In a namespace of its own the child is process 1 and sees no process but its own.
static pid_t fork_program(bool* pid_namespace) {
  if (*pid_namespace) {
    pid_t child = (pid_t)syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0);
    if (child >= 0) return child;
    log_line("the program is not process 1: the kernel has no PID namespaces: %s", strerror(errno));
    *pid_namespace = false;
  }
  return fork();
}

// What /proc shows is the namespace's in which it was mounted.
static void mount_own_proc(void) {
  mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
  if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0) {
    log_line("cannot mount proc for the program: %s", strerror(errno));
  }
}

// Docker's numbers: programs that ask for more files than the usual 1024 are common in images, and
// the kernel counts a user's processes by the memory of the machine, which is small here. No cores:
// where docker has them they are the host's matter, and here they would fill the memory.
static void set_limits(void) {
  const struct rlimit files = {.rlim_cur = kOpenFiles, .rlim_max = kOpenFiles};
  const struct rlimit processes = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  setrlimit(RLIMIT_NOFILE, &files);
  setrlimit(RLIMIT_NPROC, &processes);
}

// In the child. Signals are still blocked, so that the terminal lets it become the foreground.
static void make_contact(const struct Contact* contact) {
  if (contact->leads_session) {
    setsid();
    if (contact->terminal >= 0) ioctl(contact->terminal, TIOCSCTTY, 0);
  } else {
    setpgid(0, 0);
    if (contact->terminal >= 0) tcsetpgrp(contact->terminal, getpid());
  }
  for (int i = 0; i <= 2; ++i) {
    if (contact->standard[i] >= 0) dup2(contact->standard[i], i);
  }
}

// In the child.
static _Noreturn void run(const struct Start* start) {
  struct ExecFailure failure = {.error = 0};
  sigset_t none;
  if (start->pid_namespace) mount_own_proc();
  make_contact(start->contact);
  set_limits();
  if (become_user(start->user)) {
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    exec_program(start->args, start->environment, &failure);
  } else {
    failure.error = -errno;
  }
  ssize_t ignored = write(start->report, &failure, sizeof failure);
  (void)ignored;
  _exit(kStatusNotRunnable);
}

// Waits until the child has become the program (the pipe closes), or has failed to.
static bool read_failure(int report, struct ExecFailure* failure) {
  size_t size = 0;
  while (size < sizeof *failure) {
    ssize_t count = read(report, (char*)failure + size, sizeof *failure - size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    size += (size_t)count;
  }
  return size == sizeof *failure;
}

static pid_t start_child(struct Start* start, int* failure_status) {
  static struct ExecFailure failure;
  int report[2];
  *failure_status = kStatusNotRunnable;
  if (pipe2(report, O_CLOEXEC) != 0) {
    log_line("cannot run '" LOG_NAME "': %s", start->args[0], strerror(errno));
    return 0;
  }
  start->report = report[1];
  pid_t child = fork_program(&start->pid_namespace);
  if (child == 0) run(start);
  int fork_error = errno;
  close(report[1]);
  bool failed = child > 0 && read_failure(report[0], &failure);
  close(report[0]);
  if (child < 0) {
    log_line("cannot run '" LOG_NAME "': %s", start->args[0], strerror(fork_error));
    return 0;
  }
  if (!failed) return child;
  if (failure.error < 0) {
    log_line("cannot run as user %u: %s", start->user->uid, strerror(-failure.error));
  } else {
    *failure_status = explain_exec_failure(start->args[0], &failure);
  }
  return 0;
}

// As login does: the user can open /dev/stdout, which is one of these, again.
static void give_to_user(const struct Contact* contact, const struct User* user) {
  for (int i = 0; i <= 2; ++i) {
    fchown(contact->standard[i] >= 0 ? contact->standard[i] : i, user->uid, (gid_t)-1);
  }
}

pid_t start_program(const struct Plan* plan, const struct Contact* contact, int* failure_status) {
  static struct User user;
  umask(022);
  *failure_status = kStatusNotRunnable;
  if (!find_plan_user(plan->user, &user)) return 0;
  if (!enter_workdir(plan->workdir == NULL ? "/" : plan->workdir)) return 0;
  give_to_user(contact, &user);

  const struct EnvironmentDefaults defaults = {
      .hostname = plan->hostname, .term = contact->term_type, .home = user.home};
  const char** environment = build_environment(&plan->env, &defaults);
  if (environment == NULL) {
    log_line("cannot run '" LOG_NAME "': not enough memory", plan->args.items[0]);
    return 0;
  }
  struct Start start = {.pid_namespace = plan->pid_namespace,
                        .args = plan->args.items,
                        .environment = environment,
                        .user = &user,
                        .contact = contact};
  return start_child(&start, failure_status);
}
