/* traps_store_test.c - measured traps of SQLite (tests/lint/traps lists all): a reader that may only
 * read can hold up the writer, and an idle one lets the WAL grow.  The log is not hurt. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "check_main.h"
#include "factsdb.h"
#include "store_fixture.h"

enum {
	COMMITS = 250,
	SHM_WRITE_LOCK = 120, /* byte of the -shm file that the writer of a WAL locks */
	WAL_MOST_BYTES = 8 << 20,
};

static struct folder folder;

static void
begin(void)
{
	folder_make(&folder);
}

static void
end(void)
{
	folder_remove(&folder);
}

static off_t
size_of(const char *file)
{
	char path[128];
	struct stat st = { 0 };

	(void)snprintf(path, sizeof(path), "%s/%s", folder.path, file);
	return stat(path, &st) ? 0 : st.st_size;
}

/* Another program takes a lock that needs no more than the right to read, says so, and keeps it
 * until its end is closed. */
static pid_t
lock_shm(int *end_fd)
{
	int told[2], ends[2];
	char path[128], c;
	pid_t pid;

	ck_assert_int_eq(pipe(told), 0);
	ck_assert_int_eq(pipe(ends), 0);
	(void)snprintf(path, sizeof(path), "%s/log.db-shm", folder.path);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET,
			.l_start = SHM_WRITE_LOCK, .l_len = 1 };
		int fd = open(path, O_RDONLY);

		close(ends[1]);
		_exit(fd < 0 || fcntl(fd, F_SETLK, &lock) || write(told[1], "+", 1) != 1 ||
		      read(ends[0], &c, 1) != 0);
	}
	close(ends[0]);
	close(told[1]);
	ck_assert_int_eq(read(told[0], &c, 1), 1);
	close(told[0]);
	*end_fd = ends[1];
	return pid;
}

START_TEST(a_lock_by_a_reader_is_an_error_and_over_when_it_ends)
{
	struct store *s = open_log(&folder, STORE_WRITE);
	struct writer m = writer_of("AUS"), before;
	struct made d;
	int end_fd, status;
	enum err e;
	pid_t pid;

	append_one(s, &m, AUDIENCE_PUBLIC, 10);
	pid = lock_shm(&end_fd);
	before = m;
	make(&d, &m, AUDIENCE_PUBLIC, 10);
	e = store_begin(s, true);
	if (!e)
		e = append(s, &d, SIGNED | WITH_BODY);
	if (!e)
		e = store_commit(s);
	ck_assert_int_ne(e, ERR_NONE); /* said, in a bounded time: not acknowledged */
	store_rollback(s);
	made_clear(&d);
	close(end_fd);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	m = before;
	append_one(s, &m, AUDIENCE_PUBLIC, 10);
	store_close(&s);
}
END_TEST

/* A program that reads the facts and forgets its transaction. */
START_TEST(an_idle_reader_of_the_facts_does_not_make_the_log_grow)
{
	struct store *s = open_log(&folder, STORE_WRITE);
	struct factsdb *f = NULL;
	struct writer m = writer_of("AUS");
	char path[128];
	sqlite3 *db = NULL;

	ck_assert_int_eq(factsdb_open(&f, folder.path, STORE_WRITE, NULL), ERR_NONE);
	(void)snprintf(path, sizeof(path), "%s/facts.db", folder.path);
	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL,
			     NULL),
	    SQLITE_OK);
	for (int i = 0; i < COMMITS; i++)
		append_one(s, &m, AUDIENCE_PUBLIC, 60000);
	ck_assert_int_gt(size_of("log.db-wal"), 0);
	ck_assert_int_le(size_of("log.db-wal"), WAL_MOST_BYTES);
	sqlite3_close(db);
	factsdb_close(&f);
	store_close(&s);
}
END_TEST

/* In the middle of a long reading of the log, everything that was written can be checkpointed. */
static enum err
write_and_checkpoint(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	sqlite3 *db = ctx;
	int log = -1, done = -1;

	(void)e;
	(void)signature;
	(void)body;
	(void)body_held;
	ck_assert_int_eq(sqlite3_wal_checkpoint_v2(
			     db, NULL, SQLITE_CHECKPOINT_PASSIVE, &log, &done),
	    SQLITE_OK);
	ck_assert_int_eq(log, done); /* no reader is in the way */
	return ERR_NONE;
}

START_TEST(our_own_readers_hold_no_transaction_while_they_work)
{
	struct store *s = open_log(&folder, STORE_WRITE), *reader;
	struct writer m = writer_of("AUS");
	struct place first = m.next;
	char path[128];
	sqlite3 *db = NULL;

	for (int i = 0; i < 300; i++)
		append_one(s, &m, AUDIENCE_PUBLIC, 100);
	reader = open_log(&folder, STORE_READ);
	(void)snprintf(path, sizeof(path), "%s/log.db", folder.path);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(
	    store_entries_each(reader, &first, 0, write_and_checkpoint, db), ERR_NONE);
	sqlite3_close(db);
	store_close(&reader);
	store_close(&s);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("traps of SQLite");
	TCase *t = tcase_create("traps");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, a_lock_by_a_reader_is_an_error_and_over_when_it_ends);
	tcase_add_test(t, an_idle_reader_of_the_facts_does_not_make_the_log_grow);
	tcase_add_test(t, our_own_readers_hold_no_transaction_while_they_work);
	suite_add_tcase(s, t);
	return check_main(s);
}
