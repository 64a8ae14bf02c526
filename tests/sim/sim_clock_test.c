/* A clock that jumps ten years, either way, while a node runs or between two starts, and jumps
 * back again: the node takes what others publish and dates nothing by it, what it was to
 * publish waits, own times never fall, and every place has one entry (PROTOCOL.md 4.3, 5.2,
 * 6.4). */
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "kind.h"
#include "verify.h"
#include "world.h"

enum {
	AUS, /* whose clock jumps */
	GBR,
	JPN
};
#define HOUR_MS (3600 * INT64_C(1000))
#define DAY_MS (24 * HOUR_MS)
#define TEN_YEARS_MS (3653 * DAY_MS)

static struct world w;

static void
setup(void)
{
	static const char *const names[] = { "AUS", "GBR", "JPN" };

	world_init(&w, 3);
	for (int i = 0; i < 3; i++)
		world_add(&w, names[i], ROLE_MEMBER);
	for (int i = 0; i < 3; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	ck_assert_int_ge(world_settle(&w, 20000), 0);
	for (int i = 0; i < 3; i++)
		ck_assert(world_publish(&w, i, AUDIENCE_PUBLIC));
	ck_assert_int_ge(world_settle(&w, 20000), 0);
}

static void
teardown(void)
{
	world_clear(&w);
}

static void
set_clock(int64_t off_ms, bool restart)
{
	w.node[AUS].clock_off_ms = off_ms;
	if (!restart)
		return;
	world_crash(&w, AUS, 0);
	world_start(&w, AUS, 0);
	for (int i = 0; i < 40 && !core_own_head_known(w.node[AUS].core); i++)
		world_run(&w, 500);
}

struct feed {
	uint64_t entries, witnesses;
	int64_t last_ms;
};

static enum err
look_at(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	struct feed *f = ctx;

	(void)signature;
	(void)body;
	(void)body_held;
	ck_assert_int_ge(e->time_ms, f->last_ms);
	f->last_ms = e->time_ms;
	f->entries++;
	f->witnesses += e->kind == KIND_WITNESS;
	return ERR_NONE;
}

/* The feed of AUS as another holds it. */
static struct feed
feed_of_aus(void)
{
	struct place first = { .author = "AUS", .incarnation = 1, .seq = 1 };
	struct feed f = { 0 };

	ck_assert_int_eq(
	    store_entries_each(w.node[JPN].store, &first, 0, look_at, &f), ERR_NONE);
	return f;
}

/* Everybody publishes, and AUS witnesses it within the interval of this world, 20 s. */
static void
all_go_on(void)
{
	struct feed before = feed_of_aus(), after;

	for (int i = 0; i < 3; i++)
		ck_assert(world_publish(&w, i, AUDIENCE_PUBLIC));
	world_run(&w, 25000);
	ck_assert_int_ge(world_settle(&w, 20000), 0);
	after = feed_of_aus();
	ck_assert_uint_gt(after.entries, before.entries);
	ck_assert_uint_gt(after.witnesses, before.witnesses);
}

/* AUS takes what others publish; what it is to publish itself waits. */
static void
aus_waits(void)
{
	const uint64_t before = feed_of_aus().entries;

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(world_publish(&w, i, AUDIENCE_PUBLIC), i != AUS);
	world_run(&w, 90000); /* a full witness entry would be due */
	ck_assert_int_ge(world_settle(&w, 20000), 0);
	ck_assert_uint_eq(feed_of_aus().entries, before);
}

/* What waited is there, and no time that a wrong clock showed. */
static void
check_all(uint64_t published)
{
	struct verify_log v = { 0 };
	struct registry *r = registry_new();
	struct feed f = feed_of_aus();

	ck_assert_uint_eq(f.entries - f.witnesses, published + 1); /* and its keys */
	ck_assert_int_le(f.last_ms, world_time(&w).wall_ms);
	ck_assert(world_holds_all(&w));
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(core_refused(w.node[i].core, V_FORK), 0);
	ck_assert_int_eq(verify_log_run(&v, r, w.node[AUS].store), ERR_NONE);
	ck_assert_msg(!v.faults, "%s", v.first_fault);
	registry_free(r);
}

static const int64_t days[] = { 3653, -3653, 2, -2 };

START_TEST(a_clock_that_most_members_contradict_dates_no_entry) /* _i: days, restart */
{
	const bool restart = _i / 4;

	set_clock(days[_i % 4] * DAY_MS, restart);
	aus_waits();
	set_clock(0, restart);
	world_run(&w, 10000);
	all_go_on();
	check_all(3);
}
END_TEST

/* One member of two cannot stop another by its clock; nor can hours of difference. */
START_TEST(one_clock_or_hours_stop_nobody)
{
	w.node[GBR].clock_off_ms = TEN_YEARS_MS;
	world_run(&w, 10000);
	ck_assert(world_publish(&w, AUS, AUDIENCE_PUBLIC));
	w.node[GBR].clock_off_ms = 0;
	set_clock(23 * HOUR_MS, false);
	world_run(&w, 10000);
	ck_assert(world_publish(&w, AUS, AUDIENCE_PUBLIC));
	set_clock(-23 * HOUR_MS, false);
	world_run(&w, 10000);
	all_go_on();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_clock");
	TCase *t = tcase_create("clock");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, a_clock_that_most_members_contradict_dates_no_entry, 0, 6);
	tcase_add_test(t, one_clock_or_hours_stop_nobody);
	suite_add_tcase(s, t);
	return check_main(s);
}
