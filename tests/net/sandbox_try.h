/* sandbox_try.h - a process that enters a role, tries one thing and tells what came of it. */
#ifndef SANDBOX_TRY_H
#define SANDBOX_TRY_H

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attr.h"
#include "sandbox.h"

struct outcome {
	bool not_entered;
	bool killed; /* by SIGSYS */
	bool aborted;
	char blamed[SANDBOX_CALL];
	int error; /* errno of what was tried; 0: it went through */
};

enum {
	NOT_ENTERED = 255
};

/* Two folders beside each other, a file in each. */
static inline void
sandbox_folders(char dir[static 64])
{
	char path[4096];

	snprintf(dir, 64, "/tmp/cmsa-sandbox-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	for (int i = 0; i < 2; i++) {
		int fd;

		snprintf(path, sizeof(path), "%s/%s", dir, i ? "other" : "role");
		ck_assert_int_eq(mkdir(path, 0700), 0);
		snprintf(path, sizeof(path), "%s/%s", dir, i ? "other/file" : "role/own");
		fd = open(path, O_WRONLY | O_CREAT, 0600);
		ck_assert_int_ge(fd, 0);
		close(fd);
	}
}

static inline void
sandbox_folders_remove(const char *dir)
{
	static const char *const names[] = { "role/own", "role/own2", "role/new",
		"other/file", "other/new", "role", "other", "" };
	char path[4096];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		(void)remove(path);
	}
}

struct attempt {
	int role; /* -1: none is entered */
	long (*try)(const char *dir);
	long number; /* with `try` NULL */
};

/* Does not return. */
static inline void
sandbox_child(const struct attempt *a, const char *dir, int report)
{
	enum err e = sandbox_begin();
	long got;

	if (!e && a->role >= 0)
		e = sandbox_enter((enum sandbox_role)a->role,
		    a->role == SANDBOX_NET ? NULL : dir, report);
	if (e)
		_exit(NOT_ENTERED);
	errno = 0;
	/* arguments that no call can do harm with */
	got = a->try ? a->try(dir) : syscall(a->number, -1, -1, -1, -1, -1, -1);
	_exit(got == -1 ? errno : 0);
}

static inline struct outcome
sandbox_attempt(const struct attempt *a)
{
	struct outcome o = { .error = 0 };
	char dir[64], role[80];
	int sv[2], status;
	pid_t pid;

	sandbox_folders(dir);
	snprintf(role, sizeof(role), "%s/role", dir);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid)
		sandbox_child(a, role, sv[1]);
	close(sv[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	sandbox_folders_remove(dir);
	o.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
	if (o.killed)
		sandbox_blame(o.blamed, sv[0]);
	o.aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
	if (!o.killed && !o.aborted) {
		ck_assert_msg(WIFEXITED(status), "ended by signal %d", WTERMSIG(status));
		o.error = WEXITSTATUS(status);
	}
	o.not_entered = o.error == NOT_ENTERED;
	close(sv[0]);
	return o;
}

static inline struct outcome
sandbox_try(enum sandbox_role role, long (*try)(const char *dir))
{
	const struct attempt a = { (int)role, try, 0 };

	return sandbox_attempt(&a);
}

static inline struct outcome
sandbox_try_number(enum sandbox_role role, long number)
{
	const struct attempt a = { (int)role, NULL, number };

	return sandbox_attempt(&a);
}

/* After sandbox_begin alone. */
static inline struct outcome
sandbox_try_begun(long (*try)(const char *dir))
{
	const struct attempt a = { -1, try, 0 };

	return sandbox_attempt(&a);
}

/* From here on this call fails so, as on a kernel or in a container that lacks it. */
static inline void
sandbox_lack(const char *call, int error)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(seccomp_rule_add(f, SCMP_ACT_ERRNO((uint16_t)error),
			     seccomp_syscall_resolve_name(call), 0),
	    0);
	ck_assert_int_eq(seccomp_load(f), 0);
	seccomp_release(f);
}

#endif
