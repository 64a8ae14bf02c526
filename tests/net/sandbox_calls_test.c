/* sandbox_calls_test.c - what each process of the node may not do is tried, in a process that has
 * entered its role: the call ends the process, or fails; and what it needs goes through.  Builds
 * with AddressSanitizer have no filter, and say so. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attr.h"
#include "check_main.h"
#include "sandbox.h"
#include "sandbox_try.h"

/* --- attempts: each returns -1 with errno, or something else ---------------------------------- */

static long
read_zero(const char *dir)
{
	char c;

	(void)dir;
	return read(-1, &c, 1) < 0 && errno == EBADF ? 0 : -1;
}

static long
run_program(const char *dir)
{
	char sh[] = "/bin/true", *argv[] = { sh, NULL };

	(void)dir;
	return execv(sh, argv);
}

static long
make_process(const char *dir)
{
	(void)dir;
	return syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static void *
nothing(void *ctx)
{
	return ctx;
}

static long
make_thread(const char *dir)
{
	pthread_t t;

	(void)dir;
	errno = pthread_create(&t, NULL, nothing, NULL);
	return errno ? -1 : pthread_join(t, NULL);
}

static long
trace(const char *dir)
{
	(void)dir;
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long
signal_other(const char *dir)
{
	(void)dir;
	return syscall(SYS_tgkill, 1, 1, 0);
}

static long
signal_itself(const char *dir)
{
	(void)dir;
	return syscall(SYS_tgkill, getpid(), gettid(), 0);
}

static long
take_sigsys(const char *dir)
{
	struct sigaction a = { .sa_handler = SIG_IGN };

	(void)dir;
	return sigaction(SIGSYS, &a, NULL);
}

static long
run_memory(const char *dir)
{
	(void)dir;
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		   0) == MAP_FAILED
		   ? -1
		   : 0;
}

static long
make_memory_run(const char *dir)
{
	void *p =
	    mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)dir;
	return mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static long
become_dumpable(const char *dir)
{
	(void)dir;
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long
raise_core_limit(const char *dir)
{
	const struct rlimit r = { 1, 1 };

	(void)dir;
	return setrlimit(RLIMIT_CORE, &r);
}

static long
socket_tcp(const char *dir)
{
	(void)dir;
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
socket_tcp6(const char *dir)
{
	(void)dir;
	long fd = socket(AF_INET6, SOCK_STREAM, 0);

	return fd < 0 && errno == EAFNOSUPPORT ? 0 : fd; /* a machine without IPv6 */
}

static long
socket_udp(const char *dir)
{
	(void)dir;
	return socket(AF_INET, SOCK_DGRAM, 0);
}

static long
socket_raw(const char *dir)
{
	(void)dir;
	return socket(AF_INET, SOCK_RAW, 1);
}

static long
socket_unix(const char *dir)
{
	(void)dir;
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long
socket_netlink(const char *dir)
{
	(void)dir;
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
}

static long
open_in(const char *dir, const char *name, int flags)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return open(path, flags, 0600);
}

static long
read_own_file(const char *dir)
{
	return open_in(dir, "own", O_RDONLY | O_CLOEXEC);
}

static long
write_own_file(const char *dir)
{
	return open_in(dir, "own", O_RDWR | O_CLOEXEC);
}

static long
make_own_file(const char *dir)
{
	return open_in(dir, "new", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC);
}

static long
make_other_file(const char *dir)
{
	return open_in(dir, "../other/new", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC);
}

static long
open_own_folder(const char *dir)
{
	return open_in(dir, ".", O_RDONLY | O_CLOEXEC);
}

static long
open_own_folder_as_such(const char *dir)
{
	return open_in(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long
open_other_folder(const char *dir)
{
	return open_in(dir, "../other", O_RDONLY | O_CLOEXEC);
}

static long
open_other_folder_as_such(const char *dir)
{
	return open_in(dir, "../other", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long
read_passwd(const char *dir)
{
	(void)dir;
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static long
take_seed(const char *dir)
{
	(void)dir;
	return open("/dev/urandom", O_RDONLY | O_CLOEXEC);
}

static long
replace_own_file(const char *dir)
{
	char from[4096], to[4096];

	snprintf(from, sizeof(from), "%s/own", dir);
	snprintf(to, sizeof(to), "%s/own2", dir);
	return rename(from, to);
}

static long
replace_other_file(const char *dir)
{
	char from[4096], to[4096];

	snprintf(from, sizeof(from), "%s/own", dir);
	snprintf(to, sizeof(to), "%s/../other/file", dir);
	return rename(from, to);
}

static long
remove_other_file(const char *dir)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/../other/file", dir);
	return unlink(path);
}

static long
name_thread(const char *dir)
{
	(void)dir;
	return prctl(PR_SET_NAME, "name", 0, 0, 0);
}

/* What comes of each in core, sign, net: GO; D ends by SIGSYS, that call blamed; F fails with
 * EACCES, by the filter or by landlock, or with EOPNOTSUPP. */
enum {
	GO,
	D,
	F
};

static const struct {
	const char *what;
	long (*try)(const char *dir);
	const char *call; /* blamed */
	int comes[SANDBOX_ROLES];
} attempts[] = {
	{ "read", read_zero, "read", { GO, GO, GO } },
	{ "run a program", run_program, "execve", { D, D, D } },
	{ "make a process", make_process, "clone", { D, D, D } },
	{ "make a thread", make_thread, "rt_sigaction", { D, D, GO } },
	{ "trace", trace, "ptrace", { D, D, D } },
	{ "signal another", signal_other, "tgkill", { D, D, D } },
	{ "signal itself", signal_itself, "tgkill", { GO, GO, GO } },
	{ "handle SIGSYS", take_sigsys, "rt_sigaction", { D, D, D } },
	{ "run memory", run_memory, "mmap", { D, D, D } },
	{ "make memory run", make_memory_run, "mprotect", { D, D, D } },
	{ "be dumpable", become_dumpable, "prctl", { D, D, D } },
	{ "raise a limit", raise_core_limit, "prlimit64", { D, D, F } },
	{ "TCP", socket_tcp, "socket", { D, D, GO } },
	{ "TCP over IPv6", socket_tcp6, "socket", { D, D, GO } },
	{ "UDP", socket_udp, "socket", { D, D, D } },
	{ "raw socket", socket_raw, "socket", { D, D, D } },
	{ "Unix socket", socket_unix, "socket", { D, D, D } },
	{ "netlink", socket_netlink, "socket", { D, D, F } },
	{ "read a file of its folder", read_own_file, "openat", { F, D, F } },
	{ "write a file of its folder", write_own_file, "openat", { D, D, F } },
	{ "make a file in its folder", make_own_file, "openat", { D, GO, F } },
	{ "make a file elsewhere", make_other_file, "openat", { D, F, F } },
	{ "open its folder", open_own_folder, "openat", { GO, D, F } },
	{ "open its folder as a folder", open_own_folder_as_such, "openat",
	    { D, GO, F } },
	{ "open another folder", open_other_folder, "openat", { F, D, F } },
	{ "open another folder as a folder", open_other_folder_as_such, "openat",
	    { D, F, F } },
	{ "read /etc/passwd", read_passwd, "openat", { F, D, F } },
	{ "take a seed", take_seed, "openat", { GO, D, F } },
	{ "replace a file of its folder", replace_own_file, "rename", { D, GO, D } },
	{ "replace a file elsewhere", replace_other_file, "rename", { D, F, D } },
	{ "remove a file elsewhere", remove_other_file, "unlink", { D, F, D } },
	{ "name a thread", name_thread, "prctl", { D, D, GO } },
};

START_TEST(each_role_does_what_it_needs_and_no_more) /* _i: role, attempt */
{
	const enum sandbox_role role = (enum sandbox_role)(_i % SANDBOX_ROLES);
	const size_t a = (size_t)_i / SANDBOX_ROLES;
	const struct sandbox_means means = sandbox_means();
	const int comes = attempts[a].comes[role];
	struct outcome o;

	if (!means.seccomp || !means.landlock)
		return; /* the test of what is said tells */
	o = sandbox_try(role, attempts[a].try);
	ck_assert_msg(!o.not_entered, "role %d was not entered", role);
	ck_assert_msg(o.killed == (comes == D), "role %d, %s: killed %d (%s), errno %d",
	    role, attempts[a].what, o.killed, o.blamed, o.error);
	if (comes == D)
		ck_assert_str_eq(o.blamed, attempts[a].call);
	else if (comes == GO)
		ck_assert_msg(!o.error, "role %d, %s: %s", role, attempts[a].what,
		    strerror(o.error));
	else
		ck_assert_msg(
		    o.error == EACCES || o.error == EPERM || o.error == EOPNOTSUPP,
		    "role %d, %s: errno %d", role, attempts[a].what, o.error);
}
END_TEST

static long
fail_assertion(const char *dir)
{
	close(STDERR_FILENO); /* its words are not for the reader of tests */
	assert(!dir);
	return 0;
}

START_TEST(a_failed_assertion_is_told_from_a_forbidden_call) /* _i: role */
{
	struct outcome o = sandbox_try((enum sandbox_role)_i, fail_assertion);

	ck_assert(o.aborted);
}
END_TEST

static void *
open_unix(void *ctx)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? ctx : NULL;
}

/* As the threads of libzmq do. */
static long
call_with_signals_blocked(const char *dir)
{
	sigset_t all;
	pthread_t t;

	(void)dir;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	errno = pthread_create(&t, NULL, open_unix, NULL);
	return errno ? -1 : pthread_join(t, NULL);
}

START_TEST(a_thread_that_takes_no_signals_is_stopped_too)
{
	struct outcome o;

	if (!sandbox_means().seccomp)
		return;
	o = sandbox_try(SANDBOX_NET, call_with_signals_blocked);
	ck_assert(o.killed);
	ck_assert_str_eq(o.blamed, "something"); /* its number cannot be told */
}
END_TEST

/* --- every call there is -------------------------------------------------------------------- */

static const char *const in_every[] = { "read", "write", "writev", "close", "lseek",
	"fcntl", "fstat", "newfstatat", "statx", "poll", "ppoll", "recvmsg", "recvfrom",
	"sendto", "mmap", "mprotect", "munmap", "mremap", "brk", "madvise", "mlock",
	"munlock", "futex", "clock_gettime", "gettimeofday", "nanosleep",
	"clock_nanosleep", "getrandom", "sysinfo", "getpid", "gettid", "restart_syscall",
	"rt_sigreturn", "rt_sigprocmask", "exit", "exit_group", "rt_sigaction", "tgkill",
	NULL };
static const char *const in_role[SANDBOX_ROLES][40] = {
	[SANDBOX_CORE] = { "accept4", "pread64", "pwrite64", "fdatasync", "fsync",
	    "ftruncate", "openat" },
	[SANDBOX_SIGN] = { "openat", "fchmod", "fsync", "rename", "renameat", "renameat2",
	    "unlink", "unlinkat" },
	[SANDBOX_NET] = { "socket", "bind", "listen", "accept", "accept4", "connect",
	    "getsockname", "getpeername", "getsockopt", "setsockopt", "shutdown",
	    "sendmsg", "eventfd2", "epoll_create1", "epoll_ctl", "epoll_wait",
	    "epoll_pwait", "clone", "clone3", "set_robust_list", "rseq", "sched_getparam",
	    "sched_getscheduler", "sched_setscheduler", "sched_getaffinity",
	    "sched_yield", "prctl", "prlimit64", "openat" },
};

static bool
is_in(const char *const *list, const char *name)
{
	for (; *list; list++)
		if (!strcmp(*list, name))
			return true;
	return false;
}

enum {
	CALLS_MOST = 470,
	PARTS = 10 /* of the numbers, so that a test of Check stays short */
};

START_TEST(no_other_call_of_the_kernel_goes_through)
{
	const enum sandbox_role role = (enum sandbox_role)(_i % SANDBOX_ROLES);
	int tried = 0;

	if (!sandbox_means().seccomp)
		return;
	for (int n = _i / SANDBOX_ROLES; n < CALLS_MOST; n += PARTS) {
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, n);

		if (name && !is_in(in_every, name) && !is_in(in_role[role], name)) {
			struct outcome o = sandbox_try_number(role, n);

			ck_assert_msg(o.killed, "role %d may call %s", role, name);
			ck_assert_str_eq(o.blamed, name);
			tried++;
		}
		free(name);
	}
	ck_assert_int_gt(tried, 20);
}
END_TEST

/* --- limits, and what a kernel lacks ---------------------------------------------------------- */

static long
see_limits(const char *dir)
{
	struct rlimit r;

	(void)dir;
	errno = ERANGE;
	if (getrlimit(RLIMIT_CORE, &r) || r.rlim_max)
		return -1;
	if (prctl(PR_GET_DUMPABLE) || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return -1;
	return 0;
}

START_TEST(no_core_file_no_new_rights)
{
	struct outcome o = sandbox_try_begun(see_limits);

	ck_assert_int_eq(o.error, 0);
}
END_TEST

START_TEST(what_is_lacking_is_said) /* 0: nothing, 1: landlock, 2: seccomp */
{
	char text[SANDBOX_TEXT];
	struct sandbox_means means;

	if (_i == 1)
		sandbox_lack("landlock_create_ruleset", ENOSYS);
	if (_i == 2)
		sandbox_lack("seccomp", EINVAL);
	means = sandbox_means();
	sandbox_text(text, &means);
	if (ATTR_HAS_ASAN) {
		ck_assert_str_eq(
		    text, "no seccomp, no landlock (a build with sanitizers)");
		return;
	}
	if (_i == 1)
		ck_assert_ptr_nonnull(
		    strstr(text, "seccomp, no landlock (not on this kernel"));
	if (_i == 2)
		ck_assert_ptr_nonnull(strstr(text, "no seccomp, "));
	if (_i)
		ck_assert_ptr_nonnull(
		    strstr(text, "not on this kernel, or not in this container"));
}
END_TEST

START_TEST(without_landlock_calls_are_held_all_the_same)
{
	struct outcome o;

	if (!sandbox_means().seccomp)
		return;
	sandbox_lack("landlock_create_ruleset", EPERM); /* as a container may */
	o = sandbox_try(SANDBOX_SIGN, read_own_file);
	ck_assert(o.killed);
	o = sandbox_try(SANDBOX_SIGN, make_own_file);
	ck_assert_msg(!o.killed && !o.error, "killed %d (%s), errno %d", o.killed,
	    o.blamed, o.error);
	o = sandbox_try(SANDBOX_NET, read_passwd);
	ck_assert_int_eq(o.error, EACCES);
	o = sandbox_try(SANDBOX_CORE, write_own_file);
	ck_assert(o.killed);
}
END_TEST

START_TEST(what_is_there_and_fails_stops_the_process) /* never silently */
{
	struct outcome o;

	if (!sandbox_means().landlock)
		return;
	sandbox_lack("landlock_restrict_self", E2BIG);
	o = sandbox_try(SANDBOX_SIGN, make_own_file);
	ck_assert(o.not_entered);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sandbox");
	TCase *t = tcase_create("calls");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, each_role_does_what_it_needs_and_no_more, 0,
	    (int)ARRAY_LEN(attempts) * SANDBOX_ROLES);
	tcase_add_loop_test(
	    t, no_other_call_of_the_kernel_goes_through, 0, PARTS * SANDBOX_ROLES);
	tcase_add_loop_test(
	    t, a_failed_assertion_is_told_from_a_forbidden_call, 0, SANDBOX_ROLES);
	tcase_add_test(t, a_thread_that_takes_no_signals_is_stopped_too);
	tcase_add_test(t, no_core_file_no_new_rights);
	tcase_add_loop_test(t, what_is_lacking_is_said, 0, 3);
	tcase_add_test(t, without_landlock_calls_are_held_all_the_same);
	tcase_add_test(t, what_is_there_and_fails_stops_the_process);
	suite_add_tcase(s, t);
	return check_main(s);
}
