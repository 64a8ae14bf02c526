/* Five cores get the same entries in different orders and over different ways: late, twice,
 * live or by catching up, through one neighbour only.  They find the same. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "check_main.h"
#include "compliance.h"
#include "comply.h"
#include "world.h"

enum {
	NODES = 5,
	ENTRIES = 40,
	SEEDS = 6
};

/* Who hears whom is a line: frames between others are dropped on the way. */
static bool
only_neighbours(struct world *w, int from, int to, struct buf *frame)
{
	(void)w;
	(void)frame;
	return from - to == 1 || to - from == 1;
}

/* Each frame gets through by chance alone, so that much is caught up and not heard live. */
static bool
by_chance(struct world *w, int from, int to, struct buf *frame)
{
	(void)frame;
	return (from + to) % 2 ? world_random(w, 3) == 0 : world_random(w, 3) != 0;
}

/* The whole answer as the command line prints it: position, digest, counts, findings. */
static void
answer_of(struct buf *out, struct world_node *n)
{
	static const struct compliance_view all = { .findings = true };
	struct facts *f = NULL;
	struct findings *fs;
	struct errmsg m = { "" };

	ck_assert_msg(!factsdb_load(n->facts, &f, core_registry(n->core),
			  core_position(n->core), LEVEL_MEMBER_FACTS, &m),
	    "%s", m.text);
	fs = comply_judge(f, maker_date("2026-06-02"));
	ck_assert(!fs->incomplete);
	compliance_json(out, fs, &all);
	findings_free(fs);
	facts_free(f);
}

/* Equal bytes everywhere. */
static void
check_equal(struct world *w, uint64_t seed)
{
	struct buf first = { 0 }, other = { 0 };

	answer_of(&first, &w->node[0]);
	for (int i = 1; i < NODES; i++) {
		buf_reset(&other);
		answer_of(&other, &w->node[i]);
		ck_assert_msg(bytes_eq(buf_view(&first), buf_view(&other)),
		    "seed %" PRIu64 ": %s finds otherwise", seed, w->node[i].author);
	}
	buf_clear(&first);
	buf_clear(&other);
}

START_TEST(order_and_way_change_no_finding)
{
	static const char *const names[NODES] = { "AUS", "CAN", "GBR", "JPN", "USA" };
	const char *given = getenv("CMSA_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 100 + (uint64_t)_i;
	struct world w;

	printf("seed %" PRIu64 "\n", seed);
	world_init(&w, seed);
	for (int i = 0; i < NODES; i++)
		world_add(&w, names[i], ROLE_MEMBER);
	for (int i = 0; i < NODES; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	world_run(&w, 2000); /* first entries: each has a key that never signed */
	w.tamper = seed % 2 ? only_neighbours : by_chance;
	w.delay_most_ms = 3000;
	for (int k = 0; k < ENTRIES; k++) {
		world_publish(&w, (int)world_random(&w, NODES),
		    world_random(&w, 2) ? AUDIENCE_PUBLIC : AUDIENCE_ALLIANCE);
		world_run(&w, (int64_t)world_random(&w, 400));
	}
	w.delay_most_ms = 20;
	if (w.tamper == by_chance)
		w.tamper = NULL;
	ck_assert_msg(world_settle(&w, 600000) >= 0, "seed %" PRIu64 ": not level", seed);
	ck_assert(world_holds_all(&w));
	ck_assert_uint_eq(w.n_published, ENTRIES);
	check_equal(&w, seed);
	world_clear(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("order of arrival");
	TCase *t = tcase_create("order");

	setvbuf(stdout, NULL, _IOLBF, 0);
	tcase_set_timeout(t, 280);
	tcase_add_loop_test(t, order_and_way_change_no_finding, 0, SEEDS);
	suite_add_tcase(s, t);
	return check_main(s);
}
