/* keys_secret_test.c - memory for secrets: locked, left out of core files, in a process that
 * leaves none. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attr.h"
#include "check_main.h"
#include "secret.h"

/* Does the kernel say `flag` (proc(5), VmFlags) of the mapping that holds `p`? */
static bool
is_mapped_so(const void *p, const char *flag)
{
	const uintptr_t at = (uintptr_t)p;
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[512], word[8];
	uintptr_t from, to;
	bool here = false, found = false;

	ck_assert_ptr_nonnull(f);
	snprintf(word, sizeof(word), " %s ", flag);
	while (!found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2)
			here = from <= at && at < to;
		else if (here && !strncmp(line, "VmFlags:", 8))
			found = strstr(line, word) != NULL;
	}
	ck_assert_int_eq(fclose(f), 0);
	return found;
}

START_TEST(whoever_holds_a_secret_leaves_no_core_file)
{
	struct secret s = { 0 };

	ck_assert_int_eq(prctl(PR_GET_DUMPABLE), 1);
	ck_assert_int_eq(secret_new(&s, 32), ERR_NONE);
	ck_assert_int_eq(prctl(PR_GET_DUMPABLE), 0);
	secret_clear(&s);
}
END_TEST

START_TEST(a_secret_is_locked_and_not_dumped)
{
	static const uint8_t common[32];
	struct secret s = { 0 };

	ck_assert_int_eq(secret_new(&s, 32), ERR_NONE);
	/* AddressSanitizer makes mlock do nothing */
	ck_assert(ATTR_HAS_ASAN || is_mapped_so(s.p, "lo"));
	ck_assert(is_mapped_so(s.p, "dd"));
	ck_assert(!is_mapped_so(common, "dd")); /* it is not so everywhere */
	secret_clear(&s);
	ck_assert_ptr_null(s.p);
}
END_TEST

/* "sodium_malloc ignores mlock failure": it is asked for again, and said in the log. */
START_TEST(a_lock_that_fails_is_said)
{
	struct rlimit none = { 0, 0 };
	char said[4096];
	size_t n = 0;
	int fd[2], status;
	ssize_t got;
	pid_t pid;

	ck_assert_int_eq(pipe(fd), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		struct secret s = { 0 };

		dup2(fd[1], STDERR_FILENO);
		if (setrlimit(RLIMIT_MEMLOCK, &none) || (!geteuid() && setuid(65534)))
			_exit(2); /* root may lock what it likes */
		_exit(secret_new(&s, 32) != ERR_NONE);
	}
	close(fd[1]);
	while (n < sizeof(said) - 1 && (got = read(fd[0], said + n, sizeof(said) - 1 - n)) > 0)
		n += (size_t)got;
	said[n] = '\0';
	close(fd[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	/* AddressSanitizer makes mlock do nothing */
	ck_assert(ATTR_HAS_ASAN || strstr(said, "may be swapped to disk"));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("secret");
	TCase *t = tcase_create("memory");

	tcase_add_test(t, whoever_holds_a_secret_leaves_no_core_file);
	tcase_add_test(t, a_secret_is_locked_and_not_dumped);
	tcase_add_test(t, a_lock_that_fails_is_said);
	suite_add_tcase(s, t);
	return check_main(s);
}
