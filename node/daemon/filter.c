/* filter.c - one table of calls a role.  What is not in it is not allowed.  Which calls
 * there are was seen with strace over the process tests. */
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attr.h"
#include "bytes.h"
#include "log.h"

enum {
	GO = 0, /* in place of an errno: the call goes through */
	MOST_ARGS = 2,
	BY_FILTER = 1, /* si_code: SYS_SECCOMP, which glibc does not name */
};

/* Holds when (argument & mask) == value; mask 0: no condition. */
struct arg {
	unsigned number;
	uint64_t mask, value;
};

struct call {
	int number;
	int why; /* GO, or the errno with which it fails */
	struct arg arg[MOST_ARGS];
	bool self; /* the first argument is this process */
};

#define LOW  0xffffffffull /* of arguments that are int: the kernel sees no more */
#define OPEN (LOW & ~(uint64_t)O_LARGEFILE)
#define TYPE (LOW & ~(uint64_t)(SOCK_CLOEXEC | SOCK_NONBLOCK))
/* clang-format off */
#define CALL(name)          { .number = SCMP_SYS(name) }
#define NO(name, e)         { .number = SCMP_SYS(name), .why = (e) }
#define WITH(name, n, m, v) { .number = SCMP_SYS(name), .arg = { { (n), (m), (v) } } }

/* What every role does: read, write and wait on what it holds, memory, time, its end. */
static const struct call every[] = {
	CALL(read), CALL(write), CALL(writev), CALL(close), CALL(lseek), CALL(fcntl),
	CALL(fstat), CALL(newfstatat), CALL(statx), CALL(poll), CALL(ppoll),
	CALL(recvmsg), CALL(recvfrom), CALL(sendto),
	/* memory: never to be executed */
	WITH(mmap, 2, PROT_EXEC, 0), WITH(mprotect, 2, PROT_EXEC, 0), CALL(munmap),
	CALL(mremap), CALL(brk), CALL(madvise), CALL(mlock), CALL(munlock), CALL(futex),
	CALL(clock_gettime), CALL(gettimeofday), CALL(nanosleep), CALL(clock_nanosleep),
	CALL(getrandom), CALL(sysinfo), CALL(getpid), CALL(gettid),
	CALL(restart_syscall), CALL(rt_sigreturn), CALL(rt_sigprocmask), CALL(exit),
	CALL(exit_group),
	/* abort: nobody else's handler can be set, that of SIGSYS stays as it is */
	WITH(rt_sigaction, 0, LOW, SIGABRT),
	{ .number = SCMP_SYS(tgkill), .self = true },
};

/* SQLite: files are open; it syncs the folder of a new log, and takes a seed. */
static const struct call core[] = {
	CALL(accept4), CALL(pread64), CALL(pwrite64), CALL(fdatasync), CALL(fsync),
	CALL(ftruncate), WITH(openat, 2, OPEN, O_RDONLY | O_CLOEXEC),
};

/* Its record: a new file beside it, renamed over it, the folder synced. */
static const struct call sign[] = {
	WITH(openat, 2, OPEN, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC),
	WITH(openat, 2, OPEN, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
	CALL(fchmod), CALL(fsync), CALL(rename), CALL(renameat), CALL(renameat2),
	CALL(unlink), CALL(unlinkat),
};

enum {
	THREAD = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD,
	GLIBC_SIGCANCEL = 32, /* set when the first thread is made */
	GLIBC_SIGSETXID = 33,
};

/* libzmq: its threads, its sockets of TCP.  malloc and getifaddrs look for files and
 * addresses of the machine and live without. */
static const struct call net[] = {
	{ .number = SCMP_SYS(socket), .arg = { { 0, LOW, AF_INET }, { 1, TYPE, SOCK_STREAM } } },
	{ .number = SCMP_SYS(socket), .arg = { { 0, LOW, AF_INET6 }, { 1, TYPE, SOCK_STREAM } } },
	{ .number = SCMP_SYS(socket), .why = EOPNOTSUPP, .arg = { { 0, LOW, AF_NETLINK } } },
	CALL(bind), CALL(listen), CALL(accept), CALL(accept4), CALL(connect),
	CALL(getsockname), CALL(getpeername), CALL(getsockopt), CALL(setsockopt),
	CALL(shutdown), CALL(sendmsg), CALL(eventfd2), CALL(epoll_create1),
	CALL(epoll_ctl), CALL(epoll_wait), CALL(epoll_pwait),
	WITH(clone, 0, THREAD, THREAD), WITH(rt_sigaction, 0, LOW, GLIBC_SIGCANCEL),
	WITH(rt_sigaction, 0, LOW, GLIBC_SIGSETXID),
	NO(clone3, ENOSYS), /* its flags cannot be looked at: glibc then takes clone */
	CALL(set_robust_list), CALL(rseq), CALL(sched_getparam),
	CALL(sched_getscheduler), CALL(sched_setscheduler), CALL(sched_getaffinity),
	CALL(sched_yield), WITH(prctl, 0, LOW, PR_SET_NAME),
	{ .number = SCMP_SYS(prlimit64), .arg = { { 0, LOW, 0 } } },
	NO(openat, EACCES),
};
/* clang-format on */

static const struct row {
	const struct call *calls;
	size_t n;
} rows[SANDBOX_ROLES] = {
	[SANDBOX_CORE] = { core, ARRAY_LEN(core) },
	[SANDBOX_SIGN] = { sign, ARRAY_LEN(sign) },
	[SANDBOX_NET] = { net, ARRAY_LEN(net) },
};

/* --- building ----------------------------------------------------------------------- */

static int
add(scmp_filter_ctx f, const struct call *c)
{
	struct scmp_arg_cmp args[MOST_ARGS];
	unsigned n = 0;

	for (size_t i = 0; i < MOST_ARGS; i++) {
		const struct arg *a = &c->arg[i];

		if (!a->mask)
			continue;
		args[n++] = (struct scmp_arg_cmp){ a->number, SCMP_CMP_MASKED_EQ, a->mask,
			a->value };
	}
	if (c->self)
		args[n++] =
		    (struct scmp_arg_cmp){ 0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0 };
	return seccomp_rule_add_array(f,
	    c->why ? SCMP_ACT_ERRNO((uint16_t)c->why) : SCMP_ACT_ALLOW, c->number, n,
	    args);
}

static int
add_all(scmp_filter_ctx f, const struct call *calls, size_t n)
{
	int bad = 0;

	for (size_t i = 0; i < n && !bad; i++)
		bad = add(f, &calls[i]);
	return bad;
}

static int
load(scmp_filter_ctx f, enum sandbox_role role)
{
	int bad = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

	if (!bad)
		bad = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
	if (!bad)
		bad = seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (!bad)
		bad = add_all(f, every, ARRAY_LEN(every));
	if (!bad)
		bad = add_all(f, rows[role].calls, rows[role].n);
	return bad ? bad : seccomp_load(f);
}

/* --- the end of one that broke the rules -------------------------------------------- */

static volatile sig_atomic_t report_to = -1;

/* The call was not made.  This handler is gone by now (SA_RESETHAND): a second forbidden
 * call ends the process as SIGSYS does by default. */
static void
on_forbidden(int signal, siginfo_t *info, void *context)
{
	uint8_t text[4];

	(void)signal;
	(void)context;
	put_u32(text, (uint32_t)info->si_syscall);
	if (info->si_code == BY_FILTER &&
	    write(report_to, text, sizeof(text)) != sizeof(text))
		report_to = -1; /* nobody hears; it ends all the same */
	syscall(SYS_reboot, 0, 0, 0, NULL);
	for (;;)
		_exit(4);
}

static bool
handle(int report)
{
	struct sigaction a = { .sa_sigaction = on_forbidden,
		.sa_flags = (int)(SA_SIGINFO | SA_RESETHAND | SA_NODEFER) };
	sigset_t set;

	report_to = report;
	sigemptyset(&a.sa_mask);
	sigemptyset(&set);
	sigaddset(&set, SIGSYS);
	return !sigaction(SIGSYS, &a, NULL) && !sigprocmask(SIG_UNBLOCK, &set, NULL);
}

bool
filter_is_there(void)
{
	uint32_t action = SECCOMP_RET_TRAP;

	return !syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
}

enum err
filter_enter(enum sandbox_role role, int report)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_TRAP);
	int bad = f ? 0 : -ENOMEM;

	if (!bad && !handle(report))
		bad = -errno;
	if (!bad)
		bad = load(f, role);
	seccomp_release(f);
	if (!bad)
		return ERR_NONE;
	log_error("cannot load the filter of calls: %s", strerror(-bad));
	return ERR_IO;
}
