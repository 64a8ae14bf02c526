/* sandbox.c - one row a role: files, limits, capabilities; the calls are in filter.c. */
#include "sandbox.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "attr.h"
#include "bytes.h"
#include "filter.h"
#include "landlock.h"
#include "log.h"

enum {
	MOST_PATHS = 2
};

static const struct row {
	const char *name;
	struct {
		const char *path; /* "": the folder of the role */
		uint64_t rights;
	} path[MOST_PATHS];
	bool tcp;
	uint64_t keeps;      /* capabilities, of those it has, as bits */
	rlim_t files;        /* open at once; 0: as many as it was started with */
	rlim_t memory_bytes; /* of address space; 0: no limit here */
} rows[SANDBOX_ROLES] = {
	/* its databases and its socket are open */
	[SANDBOX_CORE] = { "core",
	    { { "", LANDLOCK_ACCESS_FS_READ_DIR },
		{ "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE } },
	    false, 0, 256, 0 },
	/* a new record is renamed over the old one; root that serves another's folder may */
	[SANDBOX_SIGN] = { "sign",
	    { { "", LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_READ_FILE |
			LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
			LANDLOCK_ACCESS_FS_REMOVE_FILE } },
	    false, 1ull << CAP_DAC_OVERRIDE, 32, 256 << 20 },
	/* libzmq stops turning at its limit of sockets: not lowered; memory: net.h */
	[SANDBOX_NET] = { "net", { { NULL, 0 } }, true, 1ull << CAP_NET_BIND_SERVICE, 0,
	    0 },
};

struct sandbox_means
sandbox_means(void)
{
	struct sandbox_means m = {
		.seccomp = filter_is_there(), .landlock = landlock_abi(), .reason = ""
	};

	if (ATTR_HAS_ASAN)
		return (
		    struct sandbox_means){ false, 0, " (a build with sanitizers)" };
	if (!m.seccomp || !m.landlock)
		m.reason = " (not on this kernel, or not in this container)";
	return m;
}

void
sandbox_text(char out[static SANDBOX_TEXT], const struct sandbox_means *means)
{
	char landlock[40] = "no landlock";

	if (means->landlock)
		snprintf(landlock, sizeof(landlock), "landlock %d%s", means->landlock,
		    means->landlock < 4 ? " (files alone)" : "");
	snprintf(out, SANDBOX_TEXT, "%s, %s%s", means->seccomp ? "seccomp" : "no seccomp",
	    landlock, means->reason);
}

static enum err
failed(const char *what)
{
	log_error("cannot %s: %s", what, strerror(errno));
	return ERR_IO;
}

/* Lowers a limit; one that is lower already stays. */
static enum err
limit(enum __rlimit_resource what, rlim_t most)
{
	struct rlimit r;

	if (getrlimit(what, &r))
		return failed("read a limit");
	if (r.rlim_max > most)
		r.rlim_max = most;
	r.rlim_cur = r.rlim_max < r.rlim_cur ? r.rlim_max : r.rlim_cur;
	return setrlimit(what, &r) ? failed("set a limit") : ERR_NONE;
}

enum err
sandbox_begin(void)
{
	/* or lines of the log look for a file, sooner or later; all times are UTC */
	setenv("TZ", "UTC0", 1);
	tzset();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return failed("refuse new privileges");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return failed("keep memory out of core files");
	return limit(RLIMIT_CORE, 0);
}

/* What it has, cut down to `keeps`; and nothing to inherit. */
static enum err
drop_capabilities(uint64_t keeps)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct has[2];

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) && errno != EINVAL)
		return failed("drop ambient capabilities");
	if (syscall(SYS_capget, &head, has))
		return failed("read capabilities");
	for (size_t i = 0; i < 2; i++) {
		has[i].permitted &= (uint32_t)(keeps >> (32 * i));
		has[i].effective &= has[i].permitted;
		has[i].inheritable = 0;
	}
	return syscall(SYS_capset, &head, has) ? failed("drop capabilities") : ERR_NONE;
}

static enum err
shut_files(const struct row *row, int abi, const char *folder)
{
	struct landlock_rules r;
	enum err e = landlock_init(&r, abi, row->tcp);

	if (e)
		return e;
	for (size_t i = 0; i < MOST_PATHS && row->path[i].path && !e; i++) {
		const char *path = *row->path[i].path ? row->path[i].path : folder;

		e = landlock_allow(&r, path, row->path[i].rights);
		if (e == ERR_NOT_FOUND && path != folder)
			e = ERR_NONE; /* what is not there is not opened */
	}
	if (!e)
		e = landlock_enter(&r);
	landlock_clear(&r);
	return e;
}

enum err
sandbox_enter(enum sandbox_role role, const char *folder, int report)
{
	const struct row *row = &rows[role];
	const struct sandbox_means means = sandbox_means();
	char text[SANDBOX_TEXT];
	enum err e = ERR_NONE;

	sandbox_text(text, &means);
	if (means.landlock)
		e = shut_files(row, means.landlock, folder);
	if (!e && row->files)
		e = limit(RLIMIT_NOFILE, row->files);
	if (!e && row->memory_bytes && !ATTR_HAS_ASAN)
		e = limit(RLIMIT_AS, row->memory_bytes);
	if (!e)
		e = drop_capabilities(row->keeps);
	if (!e && means.seccomp)
		e = filter_enter(role, report);
	if (!e && means.seccomp && means.landlock)
		log_info("%s may do what it needs and no more: %s", row->name, text);
	else if (!e)
		log_warn("%s is held by less than it could be: %s", row->name, text);
	return e;
}

void
sandbox_blame(char out[static SANDBOX_CALL], int link)
{
	uint8_t number[4];
	char *name = NULL;

	snprintf(out, SANDBOX_CALL, "something");
	if (recv(link, number, sizeof(number), MSG_DONTWAIT) != sizeof(number))
		return;
	name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, (int)get_u32(number));
	snprintf(out, SANDBOX_CALL, "%.30s", name ? name : "an unknown number");
	free(name);
}
