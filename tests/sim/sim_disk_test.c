/* The k-th write or sync of a node's disk, or the k-th step of an SQL statement, fails, for every k of a
 * run in which it publishes, takes live entries, catches up, takes an act and starts again: for
 * an instant, for a while, or for good until the power is gone with what was not synced.  Then the disk is
 * well again: no acknowledged entry is lost, no place has two entries, and the log verifies
 * from its bytes (PROTOCOL.md 4.3, 6.9).
 *
 * Every STRIDE-th k from a start that the seed moves, of steps every fifth of these;
 * CMSA_DISK_STRIDE=1 takes them all. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "body.h"
#include "check_main.h"
#include "counts_add.h"
#include "faulty.h"
#include "kind.h"
#include "mem.h"
#include "pb.h"
#include "verify.h"
#include "world.h"

enum {
	AUS, /* whose disk fails */
	GBR,
	JPN,
	STRIDE = 23,
	MOST_SIGNED = 200,
	WHILE_OPERATIONS = 40,
	DISK_WAYS = 6, /* once, for a while, until the power is gone; full or broken */
	STEP_WAYS = 2  /* once: a core that can neither store nor read its register ends itself */
};

enum failing {
	ONCE,
	FOR_A_WHILE,
	UNTIL_THE_POWER_IS_GONE
};

static struct faulty disk;

/* --- steps of SQL ------------------------------------------------------------------- */

/* Steps of statements on the databases of AUS, as faulty.h counts writes.  A step that fails did
 * nothing; what sqlite3_reset then says of it is what the step said. */
static struct {
	bool on;
	int rc;
	const sqlite3_stmt *failed;
} steps_fail;

int __real_sqlite3_step(sqlite3_stmt *st);
int __wrap_sqlite3_step(sqlite3_stmt *st);
int __real_sqlite3_reset(sqlite3_stmt *st);
int __wrap_sqlite3_reset(sqlite3_stmt *st);

static bool
is_watched(sqlite3_stmt *st)
{
	const char *name = sqlite3_db_filename(sqlite3_db_handle(st), "main");

	return steps_fail.on && name && disk.below && !strncmp(name, disk.below, strlen(disk.below));
}

int
__wrap_sqlite3_step(sqlite3_stmt *st)
{
	if (!is_watched(st))
		return __real_sqlite3_step(st);
	disk.count++;
	if (!disk.first || disk.count < disk.first || disk.count > disk.last)
		return __real_sqlite3_step(st);
	disk.failures++;
	steps_fail.failed = st;
	return steps_fail.rc;
}

int
__wrap_sqlite3_reset(sqlite3_stmt *st)
{
	int rc = __real_sqlite3_reset(st);

	if (steps_fail.failed != st)
		return rc;
	steps_fail.failed = NULL;
	return steps_fail.rc;
}

/* --- what really happened, over all runs -------------------------------------------- */

static struct {
	uint64_t runs, faults, acknowledged, lost, own_forks;
} tally;

/* What AUS signed, by place: the sign process is the last to let a second entry by. */
struct signed_places {
	struct hash id[MOST_SIGNED];
	bool is[MOST_SIGNED];
	enum err (*sign)(void *ctx, struct sign_reply *out, struct bytes header);
};
static struct signed_places places;

static enum err
sign_once(void *ctx, struct sign_reply *out, struct bytes header)
{
	struct entry e;
	enum err err = places.sign(ctx, out, header);

	if (err || out->verdict != SIGN_DONE)
		return err;
	ck_assert_int_eq(entry_parse(&e, header), V_OK);
	ck_assert_uint_lt(e.place.seq, MOST_SIGNED);
	if (places.is[e.place.seq] && !hash_eq(&places.id[e.place.seq], &e.id))
		tally.own_forks++;
	places.is[e.place.seq] = true;
	places.id[e.place.seq] = e.id;
	return err;
}

static void
build(struct world *w)
{
	static const char *const names[] = { "AUS", "GBR", "JPN" };

	faulty_install(&disk);
	world_init(w, 1);
	for (int i = 0; i < 3; i++)
		world_add(w, names[i], ROLE_MEMBER);
	disk.below = w->node[AUS].dir;
	places = (struct signed_places){ .sign = w->node[AUS].signer.sign };
	w->node[AUS].signer.sign = sign_once;
	for (int i = 0; i < 3; i++)
		world_start(w, i, registry_number(w->maker.registry));
	ck_assert_int_ge(world_settle(w, 20000), 0);
	for (int i = 0; i < 3; i++)
		ck_assert(world_publish(w, i, AUDIENCE_PUBLIC));
	ck_assert_int_ge(world_settle(w, 20000), 0);
}

/* An act made here reaches AUS over the network. */
static void
submit_new_act(struct world *w)
{
	make_enrol(&w->maker, "KOR", ROLE_CANDIDATE);
	world_submit(w, JPN,
	    registry_act(w->maker.registry, registry_number(w->maker.registry))
		->signed_act);
}

/* After each step the power may be gone. */
static void
power(struct world *w, enum failing how)
{
	if (how != UNTIL_THE_POWER_IS_GONE || !disk.failures || !disk.keep_unsynced)
		return;
	if (w->node[AUS].core)
		world_crash(w, AUS, 300);
	faulty_lose_power(&disk);
	faulty_heal(&disk);
	disk.keep_unsynced = false;
}

static void
steps(struct world *w, enum failing how)
{
	world_publish(w, AUS, AUDIENCE_ALLIANCE);
	power(w, how);
	world_publish(w, JPN, AUDIENCE_PUBLIC);
	world_run(w, 300);
	power(w, how);
	submit_new_act(w);
	world_run(w, 300);
	power(w, how);
	w->node[AUS].group = 1;
	for (int i = 0; i < 3; i++) {
		world_publish(w, JPN, AUDIENCE_PUBLIC);
		world_publish(w, GBR, AUDIENCE_ALLIANCE);
		world_publish(w, AUS, AUDIENCE_PUBLIC);
	}
	world_run(w, 300);
	power(w, how);
	w->node[AUS].group = 0;
	for (int i = 0; i < 12; i++) {
		world_run(w, 500);
		power(w, how);
	}
	world_crash(w, AUS, 200);
	for (int i = 0; i < 3; i++) {
		world_run(w, 500);
		world_publish(w, AUS, AUDIENCE_PUBLIC);
		power(w, how);
	}
}

/* --- afterwards --------------------------------------------------------------------- */

static void
check_log(struct world_node *n)
{
	struct verify_log v = { 0 };
	struct registry *r = registry_new();
	struct errmsg m = { "" };

	ck_assert_msg(store_check(n->store, &m) == ERR_NONE, "%s", m.text);
	ck_assert_int_eq(verify_log_run(&v, r, n->store), ERR_NONE);
	ck_assert_msg(!v.faults, "%s", v.first_fault);
	registry_free(r);
}

/* The facts in use are those of a fresh fold. */
static void
check_facts(struct world_node *n)
{
	char dir[] = "/tmp/cmsa-disk-XXXXXX", command[64];
	struct factsdb *fresh = NULL;
	struct hash used, made;
	struct errmsg m = { "" };
	bool more;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(factsdb_open(&fresh, dir, STORE_WRITE, &m), ERR_NONE);
	ck_assert_int_eq(
	    factsdb_fold(fresh, n->store, core_registry(n->core), 0, &more), ERR_NONE);
	ck_assert_int_eq(factsdb_digest(fresh, &made), ERR_NONE);
	ck_assert_int_eq(factsdb_digest(n->facts, &used), ERR_NONE);
	ck_assert(hash_eq(&made, &used));
	factsdb_close(&fresh);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static void
check(struct world *w)
{
	if (world_settle(w, 120000) < 0) {
		world_say(w);
		ck_abort_msg("they do not come level");
	}
	tally.acknowledged += w->n_published;
	tally.lost += world_holds_all(w) ? 0 : 1;
	for (int i = 0; i < 3; i++) {
		tally.own_forks += core_refused(w->node[i].core, V_FORK);
		ck_assert_uint_eq(core_refused(w->node[i].core, V_FEED_STOPPED), 0);
	}
	world_crash(w, AUS, 0);
	world_start(w, AUS, 0);
	ck_assert_int_ge(world_settle(w, 20000), 0);
	check_log(&w->node[AUS]);
	check_facts(&w->node[AUS]);
	for (int i = 0; i < 40 && !core_own_head_known(w->node[AUS].core); i++)
		world_run(w, 500);
	ck_assert(world_publish(w, AUS, AUDIENCE_PUBLIC));
}

/* Returns how many operations there were, and whether the k-th came. */
static uint64_t
run(uint64_t k, enum failing how, enum faulty_kind kind, bool of_steps)
{
	struct world w;
	uint64_t count;

	build(&w);
	disk.count = disk.failures = 0;
	disk.kind = kind;
	disk.first = k;
	disk.last = how == ONCE	       ? k
		    : how == FOR_A_WHILE ? k + WHILE_OPERATIONS
					 : UINT64_MAX;
	disk.keep_unsynced = how == UNTIL_THE_POWER_IS_GONE;
	if (of_steps) { /* the disk itself is well */
		steps_fail.on = true;
		steps_fail.rc = kind == FAULTY_FULL ? SQLITE_FULL : SQLITE_IOERR;
		disk.is_well = true;
	}
	steps(&w, how);
	count = disk.count;
	ck_assert(!k || disk.failures);
	tally.runs++;
	tally.faults += disk.failures;
	steps_fail.on = false;
	disk.is_well = false;
	faulty_heal(&disk);
	disk.keep_unsynced = false;
	check(&w);
	world_clear(&w);
	faulty_remove(&disk);
	return count;
}

static uint64_t
stride(bool of_steps)
{
	const char *s = getenv("CMSA_DISK_STRIDE");

	return s	  ? strtoull(s, NULL, 10)
	       : of_steps ? 5 * STRIDE
			  : STRIDE;
}

static void
report(bool of_steps)
{
	const struct count counts[] = { { "runs_with_a_fault", tally.runs - 1 },
		{ "faults", tally.faults }, { "acknowledged", tally.acknowledged },
		{ "lost", tally.lost }, { "own_forks", tally.own_forks } };

	counts_add(of_steps ? "the k-th SQLite step fails" : "the k-th write or sync fails",
	    "CMSA_DISK_STRIDE=1 build/gcc/tests/sim_disk_test", counts, ARRAY_LEN(counts));
	ck_assert_uint_eq(tally.lost, 0);
	ck_assert_uint_eq(tally.own_forks, 0);
}

START_TEST(whatever_write_fails_nothing_acknowledged_is_lost) /* _i: how it fails */
{
	const bool of_steps = _i >= DISK_WAYS;
	const enum failing how = of_steps ? ONCE : (enum failing)(_i / 2);
	const enum faulty_kind kind = (enum faulty_kind)(_i % 2);
	uint64_t most, runs = 0;

	if (freopen("/dev/null", "w", stderr) == NULL)
		ck_abort_msg("no quiet");
	most = run(0, how, kind, of_steps);
	ck_assert_uint_gt(most, 100);
	for (uint64_t k = 1 + (uint64_t)_i * 4; k <= most; k += stride(of_steps), runs++) {
		printf("%s, fails %d, kind %d, from %" PRIu64 "\n", of_steps ? "steps" : "writes",
		    (int)how, (int)kind, k);
		fflush(stdout);
		run(k, how, kind, of_steps);
	}
	printf("%" PRIu64 " operations, %" PRIu64 " runs\n", most, runs);
	report(of_steps);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_disk");
	TCase *t = tcase_create("disk");

	tcase_set_timeout(t, 3000);
	tcase_add_loop_test(
	    t, whatever_write_fails_nothing_acknowledged_is_lost, 0, DISK_WAYS + STEP_WAYS);
	suite_add_tcase(s, t);
	return check_main(s);
}
