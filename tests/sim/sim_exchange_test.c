/* Twenty cores, and eight, under loss, reordering, partitions and crashes: whatever happens, they end
 * with equal heads, every acknowledged entry at its place, equal findings, and no alliance
 * body with a candidate. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "attr.h"
#include "check_main.h"
#include "comply.h"
#include "world.h"

enum {
	SEEDS = 4
};

/* Every second seed has a small alliance: there a cut leaves fewer ways round. */
struct size {
	int members, candidates;
};
static const struct size sizes[] = { { 16, 3 }, { 5, 2 } };

static uint64_t
first_seed(void)
{
	const char *s = getenv("CMSA_SEED");

	return s ? strtoull(s, NULL, 10) : 1;
}

static void
build(struct world *w, struct size n, uint64_t seed)
{
	char name[AUTHOR_LEN];

	world_init(w, seed);
	for (int i = 0; i < n.members + n.candidates; i++) {
		snprintf(name, sizeof(name), "%c%cA", 'A' + i, 'A' + i);
		world_add(w, name, i < n.members ? ROLE_MEMBER : ROLE_CANDIDATE);
	}
	world_add(w, "auditor", ROLE_AUDITOR);
	for (int i = 0; i < w->n_nodes; i++)
		world_start(w, i, registry_number(w->maker.registry));
}

static uint32_t
any_audience(struct world *w)
{
	return world_random(w, 2) ? AUDIENCE_PUBLIC : AUDIENCE_ALLIANCE;
}

/* Half a second of weather: sends, cuts, mends, crashes. */
static void
storm(struct world *w, struct size n)
{
	for (int k = 0; k < 3; k++)
		world_publish(w,
		    (int)world_random(w, (uint64_t)(n.members + n.candidates)),
		    any_audience(w));
	if (!world_random(w, 8))
		for (int i = 0; i < w->n_nodes; i++)
			w->node[i].group = (int)world_random(w, 2);
	if (!world_random(w, 6))
		for (int i = 0; i < w->n_nodes; i++)
			w->node[i].group = 0;
	if (!world_random(w, 4))
		world_crash(w, (int)world_random(w, (uint64_t)w->n_nodes),
		    1000 + (int64_t)world_random(w, 5000));
	world_run(w, 500);
}

static void
calm(struct world *w)
{
	w->loss_permille = 0;
	w->delay_most_ms = 20;
	for (int i = 0; i < w->n_nodes; i++)
		w->node[i].group = 0;
}

static struct hash
findings_digest(struct world_node *n)
{
	struct facts *f = NULL;
	struct findings *fs;
	struct hash digest;
	struct errmsg m = { "" };

	ck_assert_int_eq(factsdb_load(n->facts, &f, core_registry(n->core),
			     core_position(n->core), LEVEL_MEMBER_FACTS, &m),
	    ERR_NONE);
	fs = comply_judge(f, maker_date("2026-06-02"));
	ck_assert(!fs->incomplete);
	digest = fs->digest;
	findings_free(fs);
	facts_free(f);
	return digest;
}

static bool
is_candidate(struct size n, int i)
{
	return i >= n.members && i < n.members + n.candidates;
}

static void
check_findings(struct world *w, struct size n)
{
	struct hash first = findings_digest(&w->node[0]);

	ck_assert(!hash_is_zero(&first));
	for (int i = 1; i < w->n_nodes; i++) {
		struct hash other;

		if (is_candidate(n, i))
			continue;
		other = findings_digest(&w->node[i]);
		ck_assert_msg(
		    hash_eq(&first, &other), "%s finds otherwise", w->node[i].author);
	}
}

/* Who holds which body: all that its role reads, and nothing else. */
static void
check_bodies(struct world *w, struct size n)
{
	for (int i = 0; i < w->n_nodes; i++)
		for (size_t k = 0; k < w->n_published; k++) {
			const struct world_entry *p = &w->published[k];
			bool own = !strcmp(p->place.author, w->node[i].author);
			bool candidate = is_candidate(n, i);
			struct stored_entry se = { 0 };

			ck_assert_int_eq(
			    store_entry_get(w->node[i].store, &se, &p->place), ERR_NONE);
			if (candidate && p->audience == AUDIENCE_ALLIANCE)
				ck_assert_msg(own || !se.body_held,
				    "a candidate holds an alliance body");
			else
				ck_assert_msg(se.body_held, "%s lacks a body it may read",
				    w->node[i].author);
			stored_entry_clear(&se);
		}
}

START_TEST(whatever_the_weather_all_nodes_end_equal)
{
	const struct size n = sizes[(size_t)_i % ARRAY_LEN(sizes)];
	uint64_t seed = first_seed() + (uint64_t)_i;
	struct world w;
	int64_t took;

	printf("seed %" PRIu64 ": ", seed);
	build(&w, n, seed);
	w.loss_permille = 100;
	w.delay_most_ms = 400;
	for (int s = 0; s < 40; s++)
		storm(&w, n);
	calm(&w);
	took = world_settle(&w, 300000);
	printf("%zu entries published, %" PRIu64 " frames delivered, %" PRIu64
	       " lost, %" PRIu64 " crashes, level after %" PRId64 " ms\n",
	    w.n_published, w.delivered, w.lost, w.crashes, took);
	if (took < 0)
		world_say(&w);
	ck_assert_msg(took >= 0, "seed %" PRIu64 ": not level after 300 s", seed);
	ck_assert(w.n_published > 20);
	ck_assert(world_holds_all(&w));
	check_bodies(&w, n);
	check_findings(&w, n);
	world_clear(&w);
}
END_TEST

START_TEST(a_late_node_gets_the_past_and_a_new_member_the_bodies_it_lacked)
{
	struct world w;
	uint64_t before;
	int late;

	world_init(&w, 7);
	world_add(&w, "AUS", ROLE_MEMBER);
	world_add(&w, "JPN", ROLE_MEMBER);
	world_add(&w, "KOR", ROLE_CANDIDATE);
	before = registry_number(w.maker.registry);
	for (int i = 0; i < w.n_nodes; i++)
		world_start(&w, i, before);
	world_run(&w, 5000);
	for (int k = 0; k < 540; k++) { /* several segments */
		ck_assert(world_publish(&w, k % 2, any_audience(&w)));
		world_run(&w, 20);
	}
	late = world_add(&w, "GBR", ROLE_MEMBER);
	world_submit(&w, 0, buf_view(&w.maker.last));
	world_start(&w, late, registry_number(w.maker.registry));
	ck_assert(world_settle(&w, 120000) >= 0);
	ck_assert(world_holds_all(&w));
	/* the candidate becomes a member */
	make_enrol(&w.maker, "KOR", ROLE_MEMBER);
	world_submit(&w, 1, buf_view(&w.maker.last));
	world_run(&w, 60000);
	ck_assert(world_settle(&w, 120000) >= 0);
	for (size_t k = 0; k < w.n_published; k++) {
		struct stored_entry se = { 0 };

		ck_assert_int_eq(
		    store_entry_get(w.node[2].store, &se, &w.published[k].place),
		    ERR_NONE);
		ck_assert_msg(se.body_held, "the new member lacks %s:%" PRIu64,
		    w.published[k].place.author, w.published[k].place.seq);
		stored_entry_clear(&se);
	}
	world_clear(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("simulated exchange");
	TCase *t = tcase_create("exchange");

	setvbuf(stdout, NULL, _IOLBF, 0);
	tcase_set_timeout(t, 280);
	tcase_add_loop_test(t, whatever_the_weather_all_nodes_end_equal, 0, SEEDS);
	tcase_add_test(
	    t, a_late_node_gets_the_past_and_a_new_member_the_bodies_it_lacked);
	suite_add_tcase(s, t);
	return check_main(s);
}
