/* landlock.c - landlock by its raw calls, for kernels newer than the headers, too. */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attr.h"
#include "log.h"

/* Rights of ABI 1 are the lowest 13; each of these came with the ABI beside it. */
static const struct {
	int abi;
	uint64_t right;
} later[] = {
	{ 2, 1ull << 13 }, /* to another folder */
	{ 3, 1ull << 14 }, /* truncate */
	{ 5, 1ull << 15 }, /* device controls */
};

enum {
	ABI_TCP = 4,
	ABI_SCOPE = 6,
	FIRST_RIGHTS = 13,
	TCP_BIND_CONNECT = 3,
	SCOPE_SOCKET_SIGNAL = 3,
};

/* As struct landlock_ruleset_attr of kernel 6.12; an older kernel is told of the first
 * fields only. */
struct ruleset {
	uint64_t files, tcp, scope;
};

/* What a rule on a file, not a folder, may hold. */
static const uint64_t OF_FILES = LANDLOCK_ACCESS_FS_EXECUTE |
				 LANDLOCK_ACCESS_FS_WRITE_FILE |
				 LANDLOCK_ACCESS_FS_READ_FILE | 1ull << 14 | 1ull << 15;

static uint64_t
known_rights(int abi)
{
	uint64_t all = (1ull << FIRST_RIGHTS) - 1;

	for (size_t i = 0; i < ARRAY_LEN(later); i++)
		if (abi >= later[i].abi)
			all |= later[i].right;
	return all;
}

int
landlock_abi(void)
{
	long n = syscall(
	    SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return n > 0 ? (int)n : 0;
}

static enum err
failed(const char *what, const char *path)
{
	log_error("landlock: cannot %s %s: %s", what, path, strerror(errno));
	return ERR_IO;
}

enum err
landlock_init(struct landlock_rules *r, int abi, bool tcp)
{
	struct ruleset s = { .files = known_rights(abi),
		.tcp = tcp ? 0 : TCP_BIND_CONNECT,
		.scope = SCOPE_SOCKET_SIGNAL };
	size_t size = sizeof(s);

	if (abi < ABI_SCOPE) {
		s.scope = 0;
		size = sizeof(s.files) + sizeof(s.tcp);
	}
	if (abi < ABI_TCP)
		size = sizeof(s.files);
	*r = (struct landlock_rules){ .abi = abi };
	r->fd = (int)syscall(SYS_landlock_create_ruleset, &s, size, 0);
	return r->fd < 0 ? failed("make", "rules") : ERR_NONE;
}

enum err
landlock_allow(const struct landlock_rules *r, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr a = { .allowed_access =
						    rights & known_rights(r->abi) };
	struct stat st;
	enum err e = ERR_NONE;

	a.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (a.parent_fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : failed("open", path);
	if (!fstat(a.parent_fd, &st) && !S_ISDIR(st.st_mode))
		a.allowed_access &= OF_FILES;
	if (syscall(SYS_landlock_add_rule, r->fd, LANDLOCK_RULE_PATH_BENEATH, &a, 0))
		e = failed("allow", path);
	close(a.parent_fd);
	return e;
}

enum err
landlock_enter(const struct landlock_rules *r)
{
	return syscall(SYS_landlock_restrict_self, r->fd, 0) ? failed("enter", "it")
							     : ERR_NONE;
}

void
landlock_clear(struct landlock_rules *r)
{
	close(r->fd);
	r->fd = -1;
}
