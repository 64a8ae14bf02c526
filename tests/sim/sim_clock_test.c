/* A clock that jumps ten years, either way, while a node runs or between two starts, and jumps
 * back again: what is published is taken by everybody, nothing waits until the clock has
 * caught up, own times never fall, and every place has one entry (PROTOCOL.md 4.3, 5.2). */
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
static const int64_t TEN_YEARS_MS = INT64_C(315576000000);

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

START_TEST(ten_years_of_a_clock_stop_nothing) /* _i: which way, and whether it starts anew */
{
	const int64_t off = _i % 2 ? -TEN_YEARS_MS : TEN_YEARS_MS;
	const bool restart = _i / 2;
	struct verify_log v = { 0 };
	struct registry *r = registry_new();

	set_clock(off, restart);
	all_go_on();
	set_clock(0, restart);
	all_go_on();
	ck_assert(world_holds_all(&w));
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(core_refused(w.node[i].core, V_FORK), 0);
	ck_assert_int_eq(verify_log_run(&v, r, w.node[AUS].store), ERR_NONE);
	ck_assert_msg(!v.faults, "%s", v.first_fault);
	registry_free(r);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_clock");
	TCase *t = tcase_create("clock");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, ten_years_of_a_clock_stop_nothing, 0, 4);
	suite_add_tcase(s, t);
	return check_main(s);
}
