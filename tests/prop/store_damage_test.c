/* A log whose bytes were changed on disk: reading it ends in errors or in right entries,
 * never in a crash.  The seed is printed; CMSA_SEED repeats a run. */
#include "check_main.h"
#include "unit/store_fixture.h"

#include <time.h>

#include "file.h"

enum {
	ROUNDS = 60,
	FLIPS = 12
};

static struct writer dice;

static void
path_of(char path[static 128], const struct folder *f)
{
	(void)snprintf(path, 128, "%s/log.db", f->path);
}

/* Two sealed segments, one of them lacking bodies, and a tail. */
static void
build(struct folder *f)
{
	struct writer m = writer_of("AUS");
	struct store *s;
	sqlite3 *db = NULL;
	char path[128];

	folder_make(f);
	s = open_log(f, STORE_WRITE);
	ck_assert_int_eq(store_begin(s, true), ERR_NONE);
	for (int i = 0; i < 600; i++) {
		struct made d;
		const bool held = i < 256 || i >= 512 || i % 2;

		make(&d, &m, i % 2 ? AUDIENCE_PUBLIC : AUDIENCE_ALLIANCE, 30);
		ck_assert_int_eq(
		    append(s, &d, held ? SIGNED | WITH_BODY : SIGNED), ERR_NONE);
		made_clear(&d);
	}
	ck_assert_int_eq(store_act_put(s, 1, &m.prev, bytes_of("act", 3)), ERR_NONE);
	ck_assert_int_eq(store_commit(s), ERR_NONE);
	store_close(&s);
	/* All of it in the one file that is damaged. */
	path_of(path, f);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(db);
}

/* A log of its own with a few bits of `whole` flipped. */
static void
damage(struct folder *f, const struct buf *whole)
{
	struct buf copy = { 0 };
	struct errmsg m = { { 0 } };
	char path[128];

	folder_make(f);
	path_of(path, f);
	buf_add(&copy, whole->p, whole->n);
	for (int i = 0; i < FLIPS; i++)
		copy.p[writer_random(&dice, copy.n)] ^=
		    (uint8_t)(1u << writer_random(&dice, 8));
	ck_assert_int_eq(file_write(path, buf_view(&copy), 0600, &m), ERR_NONE);
	buf_clear(&copy);
}

static enum err
see_entry(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool held)
{
	(void)signature;
	++*(size_t *)ctx;
	ck_assert(!held || body.n == e->body_size);
	return ERR_NONE;
}

static enum err
see_hole(void *ctx, const struct place *first, uint64_t last, uint32_t audience)
{
	struct buf bodies = { 0 };

	/* Bodies of nothing: refused, or an error, whatever the file says. */
	buf_add_u64(&bodies, last + audience);
	if (!store_begin(ctx, false)) {
		ck_assert_int_ne(
		    store_fill(ctx, first, last, audience, buf_view(&bodies)), ERR_NONE);
		store_rollback(ctx);
	}
	buf_clear(&bodies);
	return ERR_NONE;
}

static enum err
see_tip(void *ctx, const struct store_tip *tip)
{
	(void)ctx;
	(void)tip;
	return ERR_NONE;
}

static enum err
see_act(void *ctx, uint64_t number, struct bytes act)
{
	(void)ctx;
	(void)number;
	(void)act;
	return ERR_NONE;
}

/* Everything that reads. */
static void
use(struct store *s)
{
	struct place p = { .author = "AUS", .incarnation = 1, .seq = 1 };
	struct store_run run = { 0 };
	struct stored_entry got;
	struct errmsg m;
	struct hash id;
	size_t n = 0;

	(void)store_tips_each(s, see_tip, NULL);
	(void)store_acts_each(s, 1, see_act, NULL);
	(void)store_entries_each(s, &p, 0, see_entry, &n);
	for (int i = 0; i < 20; i++) {
		p.seq = 1 + writer_random(&dice, 600);
		if (!store_entry_get(s, &got, &p)) {
			ck_assert_int_eq(place_cmp(&got.e.place, &p), 0);
			stored_entry_clear(&got);
		}
		(void)store_id_get(s, &id, &p);
		(void)store_run_get(s, &run, &p, UINT32_MAX);
	}
	store_run_clear(&run);
	(void)store_holes_each(s, UINT32_MAX, see_hole, s);
	(void)store_check(s, &m);
}

START_TEST(a_damaged_log_gives_errors_not_crashes)
{
	struct buf whole = { 0 };
	struct errmsg m = { { 0 } };
	struct folder f;
	char path[128];

	/* Errors are logged, hundreds of them: not here. */
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	build(&f);
	path_of(path, &f);
	ck_assert_int_eq(file_read(&whole, path, 64 << 20, &m), ERR_NONE);
	folder_remove(&f);
	for (int i = 0; i < ROUNDS; i++) {
		struct store *s = NULL;

		damage(&f, &whole);
		if (!store_open(&s, f.path, STORE_WRITE, &m))
			use(s);
		store_close(&s);
		folder_remove(&f);
	}
	buf_clear(&whole);
}
END_TEST

int
main(void)
{
	const char *given = getenv("CMSA_SEED");
	Suite *suite = suite_create("store_damage");
	TCase *tc = tcase_create("damage");
	struct timespec now;

	(void)timespec_get(&now, TIME_UTC);
	dice.random =
	    given ? strtoull(given, NULL, 10) : (uint64_t)now.tv_nsec * 2654435761u + 1;
	(void)printf("seed %llu\n", (unsigned long long)dice.random);
	tcase_set_timeout(tc, 240);
	tcase_add_test(tc, a_damaged_log_gives_errors_not_crashes);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
