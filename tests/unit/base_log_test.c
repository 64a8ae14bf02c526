/* base_log_test.c - the log: what outsiders may make it say is bounded, errors are not. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check_main.h"
#include "log.h"

enum {
	FLOOD = 20000
};

/* The log goes into a file of its own from here on; Check forks for each test. */
static int
divert(void)
{
	int fd = memfd_create("log", 0);

	ck_assert_int_ge(fd, 0);
	fflush(stderr);
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	log_start("test", LOG_INFO);
	return fd;
}

/* Lines with that in it. */
static size_t
lines_with(int fd, const char *text)
{
	static char all[8 << 20];
	ssize_t n = pread(fd, all, sizeof(all) - 1, 0);
	size_t found = 0;

	ck_assert_int_ge(n, 0);
	all[n] = '\0';
	for (const char *at = all; (at = strstr(at, text)) != NULL; at++)
		found++;
	return found;
}

START_TEST(lines_that_anybody_may_cause_are_bounded_and_counted)
{
	int fd = divert();
	size_t shown;

	for (int i = 0; i < FLOOD; i++)
		log_warn("peer says %d", i);
	shown = lines_with(fd, "peer says");
	ck_assert_uint_ge(shown, LOG_LINES_MOST);
	ck_assert_uint_lt(shown, FLOOD / 2);
	log_error("the disk is full");
	ck_assert_uint_eq(lines_with(fd, "the disk is full"), 1);
	ck_assert_uint_ge(lines_with(fd, "lines were left out"), 1);
}
END_TEST

START_TEST(every_error_is_shown)
{
	int fd = divert();

	for (int i = 0; i < 3 * LOG_LINES_MOST; i++)
		log_error("wrong");
	ck_assert_uint_eq(lines_with(fd, "wrong"), 3 * LOG_LINES_MOST);
	ck_assert_uint_eq(lines_with(fd, "left out"), 0);
}
END_TEST

START_TEST(what_came_from_outside_makes_no_line_of_its_own)
{
	int fd = divert();

	log_info("from %s", "a\nb\x1b[2J");
	ck_assert_uint_eq(lines_with(fd, "from a?b?[2J"), 1);
	ck_assert_uint_eq(lines_with(fd, "\n"), 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("log");
	TCase *t = tcase_create("log");

	tcase_add_test(t, lines_that_anybody_may_cause_are_bounded_and_counted);
	tcase_add_test(t, every_error_is_shown);
	tcase_add_test(t, what_came_from_outside_makes_no_line_of_its_own);
	suite_add_tcase(s, t);
	return check_main(s);
}
