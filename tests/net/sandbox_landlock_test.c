/* sandbox_landlock_test.c - landlock as kernels older than this one know it: rules made for each
 * ABI hold what that ABI can hold, and no more is promised.  (A kernel without it: see
 * sandbox_calls_test.) */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_main.h"
#include "landlock.h"

enum {
	ABI_TCP = 4,
	ABI_SCOPE = 6,
	NEWEST = 7
};

/* errno of a try, 0 when it goes through. */
static int
try_open(const char *path, int flags)
{
	return open(path, flags) < 0 ? errno : 0;
}

static int
try_connect(uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = port,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return connect(fd, (const struct sockaddr *)&a, sizeof(a)) ? errno : 0;
}

/* A socket of this process that listens, and its port. */
static uint16_t
listen_here(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&a, n), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	return a.sin_port;
}

/* Of a child that entered the rules: the first thing that was not as expected; 0. */
static int
see(int abi, bool tcp, uint16_t port)
{
	struct landlock_rules r;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || landlock_init(&r, abi, tcp) ||
	    landlock_allow(&r, "/dev", LANDLOCK_ACCESS_FS_READ_DIR) ||
	    landlock_allow(&r, "/dev/null",
		LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR) ||
	    landlock_allow(&r, "/no/such", LANDLOCK_ACCESS_FS_READ_FILE) !=
		ERR_NOT_FOUND ||
	    landlock_enter(&r))
		return 1;
	landlock_clear(&r);
	if (try_open("/dev", O_RDONLY | O_DIRECTORY) || try_open("/dev/null", O_RDONLY))
		return 2;
	if (try_open("/dev/null", O_WRONLY) != EACCES ||
	    try_open("/etc/passwd", O_RDONLY) != EACCES ||
	    try_open("/", O_RDONLY | O_DIRECTORY) != EACCES)
		return 3;
	if (try_connect(port) != (abi >= ABI_TCP && !tcp ? EACCES : 0))
		return 4;
	if ((kill(getppid(), 0) != 0) != (abi >= ABI_SCOPE))
		return 5;
	return 0;
}

START_TEST(rules_for_an_older_kernel_hold_what_it_can) /* _i: ABI and TCP */
{
	const int abi = 1 + _i / 2;
	const bool tcp = _i % 2 != 0;
	const uint16_t port = listen_here();
	int status;
	pid_t pid;

	if (abi > landlock_abi())
		return;
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid)
		_exit(see(abi, tcp, port));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("landlock");
	TCase *t = tcase_create("abi");

	tcase_add_loop_test(t, rules_for_an_older_kernel_hold_what_it_can, 0, 2 * NEWEST);
	suite_add_tcase(s, t);
	return check_main(s);
}
