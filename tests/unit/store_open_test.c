/* The log as a file: one writer, readers beside it, kills in mid-commit, a full disk. */
#include "check_main.h"
#include "unit/store_fixture.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "sql.h"

static struct folder folder;

static void
setup(void)
{
	folder_make(&folder);
}

static void
teardown(void)
{
	folder_remove(&folder);
}

static enum err
take_seq(void *ctx, const struct store_tip *tip)
{
	*(uint64_t *)ctx = tip->place.seq;
	return ERR_NONE;
}

static uint64_t
tip_seq(struct store *s)
{
	uint64_t seq = 0;

	ck_assert_int_eq(store_tips_each(s, take_seq, &seq), ERR_NONE);
	return seq;
}

START_TEST(a_second_writer_is_told_that_the_log_is_busy)
{
	struct store *first = open_log(&folder, STORE_WRITE), *second = NULL;
	struct errmsg m = { { 0 } };

	ck_assert_int_eq(store_open(&second, folder.path, STORE_WRITE, &m), ERR_BUSY);
	ck_assert_ptr_nonnull(strstr(m.text, "log.db"));
	ck_assert_ptr_null(second);
	store_close(&first);
	first = open_log(&folder, STORE_WRITE);
	store_close(&first);
	ck_assert_ptr_null(first);
}
END_TEST

START_TEST(a_reader_of_no_log_finds_none)
{
	struct store *s = NULL;
	struct errmsg m = { { 0 } };

	ck_assert_int_eq(store_open(&s, folder.path, STORE_READ, &m), ERR_NOT_FOUND);
	ck_assert_int_ne(m.text[0], 0);
}
END_TEST

START_TEST(a_file_that_is_no_database_is_an_error_with_words)
{
	struct store *s = NULL;
	struct errmsg m = { { 0 } };
	char path[128];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/log.db", folder.path);
	f = fopen(path, "w");
	for (int i = 0; i < 1000; i++)
		(void)fputs("no database ", f);
	(void)fclose(f);
	ck_assert_int_eq(store_open(&s, folder.path, STORE_READ, &m), ERR_STORE);
	ck_assert_ptr_nonnull(strstr(m.text, path));
}
END_TEST

START_TEST(a_log_of_a_newer_version_is_refused)
{
	struct store *s = open_log(&folder, STORE_WRITE);
	struct errmsg m = { { 0 } };
	char path[128];
	sqlite3 *db = NULL;

	store_close(&s);
	(void)snprintf(path, sizeof(path), "%s/log.db", folder.path);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_exec(db, "PRAGMA user_version=1000", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	for (int mode = STORE_WRITE; mode <= STORE_READ; mode++)
		ck_assert_int_eq(
		    store_open(&s, folder.path, (enum store_mode)mode, &m), ERR_STORE);
	ck_assert_ptr_nonnull(strstr(m.text, "newer"));
}
END_TEST

START_TEST(a_reader_sees_commits_while_the_writer_writes_and_after_it_closed)
{
	struct store *writer = open_log(&folder, STORE_WRITE), *reader;
	struct writer m = writer_of("AUS");
	struct stored_entry got;
	struct place p = m.next;

	append_one(writer, &m, AUDIENCE_PUBLIC, 10);
	reader = open_log(&folder, STORE_READ);
	for (int i = 0; i < 300; i++) {
		struct made d;

		make(&d, &m, AUDIENCE_PUBLIC, 10);
		ck_assert_int_eq(store_begin(writer, false), ERR_NONE);
		ck_assert_int_eq(append(writer, &d, SIGNED | WITH_BODY), ERR_NONE);
		ck_assert_uint_eq(tip_seq(reader), d.e.place.seq - 1);
		ck_assert_int_eq(store_commit(writer), ERR_NONE);
		ck_assert_uint_eq(tip_seq(reader), d.e.place.seq);
		ck_assert_int_eq(store_entry_get(reader, &got, &d.e.place), ERR_NONE);
		stored_entry_clear(&got);
		made_clear(&d);
	}
	ck_assert_int_eq(store_entry_get(reader, &got, &p), ERR_NONE);
	stored_entry_clear(&got);
	store_close(&writer);
	ck_assert_uint_eq(tip_seq(reader), 301);
	store_close(&reader);
	reader = open_log(&folder, STORE_READ);
	ck_assert_uint_eq(tip_seq(reader), 301);
	store_close(&reader);
}
END_TEST

/* Appends for ever; after each commit says so through the pipe. */
static void
child_appends(int out, bool durable)
{
	struct store *s = open_log(&folder, STORE_WRITE);
	struct writer m = writer_of("AUS");
	uint64_t done = tip_seq(s);

	for (uint64_t i = 0;; i++) {
		struct made d;

		make(&d, &m, AUDIENCE_PUBLIC, 700);
		if (i >= done) {
			if (store_begin(s, durable) ||
			    append(s, &d, SIGNED | WITH_BODY) || store_commit(s) ||
			    write(out, "+", 1) != 1)
				_exit(1);
		}
		made_clear(&d);
	}
}

static enum err
check_chain(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool held)
{
	struct writer *m = ctx;
	struct made want;

	make(&want, m, AUDIENCE_PUBLIC, 700);
	(void)signature;
	ck_assert(held && bytes_eq(e->header, buf_view(&want.header)));
	ck_assert(bytes_eq(body, buf_view(&want.body)));
	made_clear(&want);
	return ERR_NONE;
}

/* The pipe holds what was committed for certain: all of it must be there. */
START_TEST(a_kill_loses_nothing_that_was_committed)
{
	uint64_t committed = 0;
	unsigned seed = (unsigned)getpid();

	(void)printf("seed %u\n", seed);
	for (int round = 0; round < 20; round++) {
		const int keep = 20 + (int)(seed = seed * 1103515245u + 12345u) % 16;
		struct errmsg text = { { 0 } };
		struct writer m = writer_of("AUS");
		struct place first = m.next;
		struct store *s;
		int pipes[2];
		pid_t child;
		char c;

		ck_assert_int_eq(pipe(pipes), 0);
		child = fork();
		if (!child)
			child_appends(pipes[1], round % 2);
		(void)close(pipes[1]);
		for (int i = 0; i < keep && read(pipes[0], &c, 1) == 1; i++)
			committed++;
		ck_assert_int_eq(kill(child, SIGKILL), 0);
		while (read(pipes[0], &c, 1) == 1)
			committed++;
		(void)close(pipes[0]);
		ck_assert_int_eq(waitpid(child, NULL, 0), child);

		s = open_log(&folder, STORE_WRITE);
		ck_assert_uint_ge(tip_seq(s), committed);
		ck_assert_uint_le(tip_seq(s), committed + 1);
		committed = tip_seq(s);
		ck_assert_int_eq(store_check(s, &text), ERR_NONE);
		ck_assert_int_eq(
		    store_entries_each(s, &first, 0, check_chain, &m), ERR_NONE);
		ck_assert_uint_eq(m.next.seq, committed + 1);
		store_close(&s);
	}
}
END_TEST

/* Errors are logged, a page at a time: not here. */
static void
be_quiet(void)
{
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
}

static void
limit_pages(struct store *s, int pages)
{
	/* The connection is the first member of the store: white box. */
	sqlite3 *db = ((struct sql *)(void *)s)->db;
	char text[64];

	(void)snprintf(text, sizeof(text), "PRAGMA max_page_count=%d", pages);
	ck_assert_int_eq(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
}

/* The limit is raised page by page, so that every step of the transaction fails once. */
START_TEST(a_full_disk_is_an_error_and_the_transaction_is_undone)
{
	struct store *s = open_log(&folder, STORE_WRITE);
	struct writer m = writer_of("AUS"), again;
	bool failed = true;
	int failures = 0, pages = 1;

	be_quiet();
	for (int i = 0; i < 200; i++)
		append_one(s, &m, AUDIENCE_PUBLIC, 3000);
	again = m;
	for (; failed; pages++) {
		enum err err;

		m = again;
		limit_pages(s, pages);
		ck_assert_int_eq(store_begin(s, false), ERR_NONE);
		for (int i = 0; i < 100; i++) {
			struct made d;

			make(&d, &m, AUDIENCE_PUBLIC, 3000);
			err = append(s, &d, SIGNED | WITH_BODY);
			ck_assert(err == ERR_NONE || err == ERR_FULL);
			made_clear(&d);
			if (err)
				break;
		}
		err = store_commit(s);
		ck_assert(err == ERR_NONE || err == ERR_FULL);
		failed = err == ERR_FULL;
		failures += failed;
		ck_assert_uint_eq(tip_seq(s), failed ? 200 : 300);
	}
	ck_assert_int_gt(failures, 20);
	store_close(&s);
	s = open_log(&folder, STORE_WRITE);
	ck_assert_uint_eq(tip_seq(s), 300);
	store_close(&s);
}
END_TEST

/* A caller that ignores an error must not get half of its changes. */
START_TEST(after_a_failed_change_nothing_of_the_transaction_is_kept)
{
	struct store *s = open_log(&folder, STORE_WRITE);
	struct buf big = { 0 }, value = { 0 };

	be_quiet();
	for (int i = 0; i < 1000000; i++)
		buf_add_u32(&big, 7);
	limit_pages(s, 1);
	ck_assert_int_eq(store_begin(s, true), ERR_NONE);
	ck_assert_int_eq(store_meta_set(s, "a", bytes_of("x", 1)), ERR_NONE);
	ck_assert_int_eq(store_meta_set(s, "b", buf_view(&big)), ERR_FULL);
	ck_assert_int_ne(store_meta_set(s, "c", bytes_of("x", 1)), ERR_NONE);
	ck_assert_int_eq(store_commit(s), ERR_FULL);
	ck_assert_int_eq(store_meta_get(s, "a", &value), ERR_NOT_FOUND);
	ck_assert_int_eq(store_meta_get(s, "c", &value), ERR_NOT_FOUND);
	buf_clear(&big);
	store_close(&s);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_open");
	TCase *tc = tcase_create("open");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 240);
	tcase_add_test(tc, a_second_writer_is_told_that_the_log_is_busy);
	tcase_add_test(tc, a_reader_of_no_log_finds_none);
	tcase_add_test(tc, a_file_that_is_no_database_is_an_error_with_words);
	tcase_add_test(tc, a_log_of_a_newer_version_is_refused);
	tcase_add_test(
	    tc, a_reader_sees_commits_while_the_writer_writes_and_after_it_closed);
	tcase_add_test(tc, a_kill_loses_nothing_that_was_committed);
	tcase_add_test(tc, a_full_disk_is_an_error_and_the_transaction_is_undone);
	tcase_add_test(tc, after_a_failed_change_nothing_of_the_transaction_is_kept);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
