/* counts_add_test.c - what a test counted is one line of JSON in the file that CMSA_COUNTS names. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check_main.h"
#include "counts_add.h"

static const struct count counts[] = { { "faults", 3 }, { "lost", 0 },
	{ "converge_ms_max", UINT64_MAX >> 1 } };

START_TEST(each_call_adds_a_line)
{
	char path[] = "/tmp/cmsa-counts-XXXXXX", line[256];
	int fd = mkstemp(path);
	FILE *f;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(setenv("CMSA_COUNTS", path, 1), 0);
	counts_add("disk fails", "run it", counts, 3);
	counts_add("disk fails", "run it", counts, 1);
	f = fdopen(fd, "r");
	ck_assert_ptr_nonnull(f);
	for (int i = 0; i < 2; i++) {
		json_t *o;

		ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
		o = json_loads(line, 0, NULL);
		ck_assert_ptr_nonnull(o);
		ck_assert_str_eq(json_string_value(json_object_get(o, "what")), "disk fails");
		ck_assert_str_eq(json_string_value(json_object_get(o, "command")), "run it");
		ck_assert_int_eq(json_integer_value(json_object_get(o, "faults")), 3);
		ck_assert_uint_eq(json_object_size(o), i ? 4 : 6);
		json_decref(o);
	}
	ck_assert_ptr_null(fgets(line, sizeof(line), f));
	fclose(f);
	unlink(path);
}
END_TEST

START_TEST(without_a_file_nothing_is_written)
{
	ck_assert_int_eq(unsetenv("CMSA_COUNTS"), 0);
	counts_add("disk fails", "run it", counts, 3);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("counts_add");
	TCase *t = tcase_create("counts_add");

	tcase_add_test(t, each_call_adds_a_line);
	tcase_add_test(t, without_a_file_nothing_is_written);
	suite_add_tcase(s, t);
	return check_main(s);
}
