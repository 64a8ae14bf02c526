/* Files are whole or absent, and configuration names what it does not know. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_main.h"
#include "config.h"
#include "file.h"

static char dir[64];

static void
make_dir(void)
{
	snprintf(dir, sizeof(dir), "/tmp/cmsa-file-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void
remove_dir(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static const char *
in_dir(const char *name)
{
	static char path[4096];

	path_join(path, dir, name);
	return path;
}

static size_t
files_in_dir(void)
{
	char command[128];
	FILE *p;
	size_t n = 0;

	snprintf(command, sizeof(command), "ls -A %s", dir);
	p = popen(command, "r");
	ck_assert_ptr_nonnull(p);
	for (int c; (c = getc(p)) != EOF;)
		n += c == '\n';
	pclose(p);
	return n;
}

static void
expect_content(const char *path, const char *text)
{
	struct buf b = { 0 };

	ck_assert_int_eq(file_read(&b, path, 1 << 20, NULL), ERR_NONE);
	ck_assert(bytes_eq(buf_view(&b), bytes_of(text, strlen(text))));
	buf_clear(&b);
}

START_TEST(what_is_written_is_read_with_its_mode)
{
	struct stat st;

	ck_assert_int_eq(
	    file_write(in_dir("a"), bytes_of("one", 3), 0600, NULL), ERR_NONE);
	expect_content(in_dir("a"), "one");
	ck_assert_int_eq(stat(in_dir("a"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(file_write(in_dir("a"), bytes_of("", 0), 0640, NULL), ERR_NONE);
	expect_content(in_dir("a"), "");
	ck_assert_uint_eq(files_in_dir(), 1); /* no temporary file stays */
}
END_TEST

/* A full disk is played by a limit on file sizes. */
START_TEST(a_write_that_fails_leaves_the_old_file)
{
	static const char large[100000] = "x";
	struct rlimit limit;
	struct errmsg m = { "" };

	ck_assert_int_eq(
	    file_write(in_dir("a"), bytes_of("old", 3), 0600, NULL), ERR_NONE);
	ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = 50000;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_ne(
	    file_write(in_dir("a"), bytes_of(large, sizeof(large)), 0600, &m), ERR_NONE);
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_ptr_nonnull(strstr(m.text, dir));
	expect_content(in_dir("a"), "old");
	ck_assert_uint_eq(files_in_dir(), 1);
}
END_TEST

START_TEST(a_new_file_does_not_replace_an_old_one)
{
	struct errmsg m = { "" };

	ck_assert(!file_exists(in_dir("a")));
	ck_assert_int_eq(
	    file_write_new(in_dir("a"), bytes_of("one", 3), 0600, &m), ERR_NONE);
	ck_assert(file_exists(in_dir("a")));
	ck_assert_int_eq(
	    file_write_new(in_dir("a"), bytes_of("two", 3), 0600, &m), ERR_BUSY);
	expect_content(in_dir("a"), "one");
	ck_assert_uint_eq(files_in_dir(), 1);
}
END_TEST

START_TEST(a_file_over_its_limit_is_not_read)
{
	struct buf b = { 0 };
	struct errmsg m = { "" };

	ck_assert_int_eq(
	    file_write(in_dir("a"), bytes_of("12345", 5), 0600, NULL), ERR_NONE);
	ck_assert_int_eq(file_read(&b, in_dir("a"), 5, NULL), ERR_NONE);
	ck_assert_int_eq(file_read(&b, in_dir("a"), 4, &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, dir));
	ck_assert_int_eq(file_read(&b, in_dir("missing"), 4, &m), ERR_NOT_FOUND);
	ck_assert_int_eq(
	    file_write(in_dir("no/such/folder"), bytes_of("1", 1), 0600, &m), ERR_IO);
	buf_clear(&b);
}
END_TEST

static enum err
read_config(struct config_key *keys, size_t n, const char *text, struct errmsg *m)
{
	ck_assert_int_eq(
	    file_write(in_dir("node.conf"), bytes_of(text, strlen(text)), 0600, NULL),
	    ERR_NONE);
	return config_read(keys, n, in_dir("node.conf"), m);
}

START_TEST(known_keys_are_read_and_others_keep_their_default)
{
	struct config_key keys[] = { { "node", "author", "", 0 },
		{ "node", "data", "/var", 0 }, { "net", "peer", "", 1 } };
	struct errmsg m = { "" };

	ck_assert_int_eq(
	    read_config(keys, 3,
		"# comment\n[node]\nauthor = AUS\n[net]\npeer = a\npeer = b\n", &m),
	    ERR_NONE);
	ck_assert_str_eq(keys[0].value, "AUS");
	ck_assert_str_eq(keys[1].value, "/var");
	ck_assert_str_eq(keys[2].value, "a\nb");
}
END_TEST

static void
expect_config_refused(const char *text, const char *part)
{
	struct config_key keys[] = { { "node", "author", "", 0 },
		{ "node", "data", "", 0 } };
	struct errmsg m = { "" };

	ck_assert_int_eq(read_config(keys, 2, text, &m), ERR_INPUT);
	ck_assert_msg(strstr(m.text, part) != NULL, "\"%s\" in \"%s\"", part, m.text);
}

START_TEST(an_unknown_key_is_named_with_its_line)
{
	expect_config_refused("[node]\nautor = AUS\n", "\"autor\"");
	expect_config_refused("[node]\nautor = AUS\n", "line 2");
	/* also when right lines follow */
	expect_config_refused("[node]\nautor = AUS\nauthor = AUS\n", "\"autor\"");
	expect_config_refused("[node]\nautor = AUS\nauthor = AUS\n", "line 2");
	expect_config_refused("[knot]\nauthor = AUS\n", "[knot]");
	expect_config_refused("author = AUS\n", "\"author\"");
	expect_config_refused("[node]\nauthor\n", "line 2");
}
END_TEST

/* Six values of 100 bytes each. */
static void
six_peers(char *text, size_t size)
{
	int n = snprintf(text, size, "[net]\n");

	for (int i = 0; i < 6; i++)
		n += snprintf(text + n, size - (size_t)n, "peer = %0100d\n", i);
}

START_TEST(a_value_too_long_is_refused_and_not_cut)
{
	char text[2048];
	int n = snprintf(text, sizeof(text), "[node]\nauthor = ");

	memset(text + n, 'A', 600);
	snprintf(text + n + 600, sizeof(text) - (size_t)n - 600, "\n");
	expect_config_refused(text, "line 2");
	/* joined values have their limit too */
	{
		struct config_key key = { "net", "peer", "", 1 };
		struct errmsg m = { "" };

		six_peers(text, sizeof(text));
		ck_assert_int_eq(read_config(&key, 1, text, &m), ERR_INPUT);
		ck_assert_ptr_nonnull(strstr(m.text, "511"));
	}
}
END_TEST

START_TEST(a_key_that_stands_twice_is_refused)
{
	expect_config_refused("[node]\nauthor = AUS\nauthor = USA\n", "twice");
	expect_config_refused("[node]\nauthor = AUS\n  and more\n", "line 3");
}
END_TEST

START_TEST(a_nul_byte_ends_nothing)
{
	struct config_key keys[] = { { "node", "author", "", 0 } };
	struct errmsg m = { "" };

	ck_assert_int_eq(
	    file_write(in_dir("node.conf"),
		bytes_of("[node]\nauthor = AUS\n\0[x]\ny = 1\n", 31), 0600, NULL),
	    ERR_NONE);
	ck_assert_int_eq(config_read(keys, 1, in_dir("node.conf"), &m), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(m.text, "NUL"));
}
END_TEST

/* --- piece by piece ----------------------------------------------------------------- */

START_TEST(what_is_written_in_pieces_is_there_when_it_is_whole)
{
	const char *path = in_dir("pieces");
	struct file_out *f = NULL;
	struct errmsg m = { "" };

	ck_assert_int_eq(file_write(path, bytes_of("old", 3), 0600, &m), ERR_NONE);
	ck_assert_int_eq(file_out_open(&f, path, 0644, &m), ERR_NONE);
	ck_assert_int_eq(file_out_add(f, bytes_of("ne", 2)), ERR_NONE);
	expect_content(path, "old");
	ck_assert_int_eq(file_out_add(f, bytes_of("w", 1)), ERR_NONE);
	ck_assert_int_eq(file_out_finish(&f, &m), ERR_NONE);
	ck_assert_ptr_null(f);
	expect_content(path, "new");
	ck_assert_uint_eq(files_in_dir(), 1);
}
END_TEST

START_TEST(what_is_dropped_leaves_the_old_file_and_nothing_else)
{
	const char *path = in_dir("pieces");
	struct file_out *f = NULL;
	struct errmsg m = { "" };

	ck_assert_int_eq(file_write(path, bytes_of("old", 3), 0600, &m), ERR_NONE);
	ck_assert_int_eq(file_out_open(&f, path, 0644, &m), ERR_NONE);
	ck_assert_int_eq(file_out_add(f, bytes_of("new", 3)), ERR_NONE);
	file_out_drop(&f);
	file_out_drop(&f);
	expect_content(path, "old");
	ck_assert_uint_eq(files_in_dir(), 1);
	ck_assert_int_ne(file_out_open(&f, in_dir("no/where"), 0644, &m), ERR_NONE);
	ck_assert_ptr_nonnull(strstr(m.text, "no/where"));
	ck_assert_int_eq(file_out_open(&f, "", 0644, &m), ERR_INPUT);
	ck_assert_ptr_null(f);
}
END_TEST

/* A disk that is full, as a limit on the size of files. */
START_TEST(pieces_that_do_not_fit_leave_the_old_file)
{
	const struct rlimit small = { 100, RLIM_INFINITY };
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	const char *path = in_dir("pieces");
	static const uint8_t piece[64] = { 'x' };
	struct file_out *f = NULL;
	struct errmsg m = { "" };

	ck_assert_int_eq(file_write(path, bytes_of("old", 3), 0600, &m), ERR_NONE);
	ck_assert_int_eq(file_out_open(&f, path, 0644, &m), ERR_NONE);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	ck_assert_int_eq(file_out_add(f, bytes_of(piece, sizeof(piece))), ERR_NONE);
	ck_assert_int_ne(file_out_add(f, bytes_of(piece, sizeof(piece))), ERR_NONE);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &all), 0);
	ck_assert_int_ne(file_out_add(f, bytes_of(piece, 1)), ERR_NONE);
	ck_assert_int_ne(file_out_finish(&f, &m), ERR_NONE);
	ck_assert_ptr_nonnull(strstr(m.text, "pieces"));
	expect_content(path, "old");
	ck_assert_uint_eq(files_in_dir(), 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("file");
	Suite *s = suite_create("base_file");

	tcase_add_checked_fixture(t, make_dir, remove_dir);
	tcase_add_test(t, what_is_written_is_read_with_its_mode);
	tcase_add_test(t, a_write_that_fails_leaves_the_old_file);
	tcase_add_test(t, a_new_file_does_not_replace_an_old_one);
	tcase_add_test(t, a_file_over_its_limit_is_not_read);
	tcase_add_test(t, what_is_written_in_pieces_is_there_when_it_is_whole);
	tcase_add_test(t, what_is_dropped_leaves_the_old_file_and_nothing_else);
	tcase_add_test(t, pieces_that_do_not_fit_leave_the_old_file);
	tcase_add_test(t, known_keys_are_read_and_others_keep_their_default);
	tcase_add_test(t, an_unknown_key_is_named_with_its_line);
	tcase_add_test(t, a_value_too_long_is_refused_and_not_cut);
	tcase_add_test(t, a_key_that_stands_twice_is_refused);
	tcase_add_test(t, a_nul_byte_ends_nothing);
	suite_add_tcase(s, t);
	return check_main(s);
}
