/* A network that changes, repeats and cuts what it carries: every core takes what is right and
 * nothing else, and all end with equal heads. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "world.h"

enum {
	NODES = 6,
	SEEDS = 4
};

/* One frame in five has a flipped bit, one in twenty lost its end. */
static bool
spoil(struct world *w, int from, int to, struct buf *frame)
{
	(void)from;
	(void)to;
	if (!frame->n)
		return true;
	if (!world_random(w, 5))
		frame->p[world_random(w, frame->n)] ^=
		    (uint8_t)(1u << world_random(w, 8));
	if (!world_random(w, 20))
		frame->n = world_random(w, frame->n) + 1;
	return true;
}

/* Each entry held is signed by its author, or chained to by one that is. */
static void
check_authentic(struct world *w, int i)
{
	const struct position *p = core_position(w->node[i].core);
	struct hash alliance = registry_alliance(w->maker.registry);

	for (size_t k = 0; k < p->n_heads; k++) {
		struct maker_pair key = maker_signing(p->heads[k].place.author);
		struct stored_entry se = { 0 };
		struct signature sig;

		ck_assert_int_eq(
		    store_entry_get(w->node[i].store, &se, &p->heads[k].place), ERR_NONE);
		ck_assert_uint_eq(se.signature.n, sizeof(sig.b));
		memcpy(sig.b, se.signature.p, sizeof(sig.b));
		ck_assert_int_eq(
		    entry_check_signature(&alliance, &se.e.id, &sig, &key.public_key),
		    V_OK);
		stored_entry_clear(&se);
	}
}

START_TEST(what_a_spoiled_frame_says_is_not_taken_and_nothing_is_lost)
{
	static const char *const names[NODES] = { "AUS", "CAN", "GBR", "JPN", "USA",
		"NZL" };
	const char *given = getenv("CMSA_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 500 + (uint64_t)_i,
		 refused = 0;
	struct world w;

	world_init(&w, seed);
	for (int i = 0; i < NODES; i++)
		world_add(&w, names[i], ROLE_MEMBER);
	for (int i = 0; i < NODES; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	w.tamper = spoil;
	for (int k = 0; k < 60; k++) {
		world_publish(&w, (int)world_random(&w, NODES),
		    k % 2 ? AUDIENCE_PUBLIC : AUDIENCE_ALLIANCE);
		if (!world_random(&w, 15))
			world_crash(&w, (int)world_random(&w, NODES), 1500);
		world_run(&w, 500);
	}
	w.tamper = NULL;
	ck_assert_msg(world_settle(&w, 300000) >= 0, "seed %" PRIu64 ": not level", seed);
	ck_assert(world_holds_all(&w));
	ck_assert_uint_gt(w.n_published, 20);
	for (int i = 0; i < NODES; i++) {
		check_authentic(&w, i);
		for (int v = 1; v < 128; v++)
			refused += core_refused(w.node[i].core, (enum verdict)v);
	}
	printf("seed %" PRIu64 ": %zu entries, %" PRIu64 " frames, %" PRIu64
	       " refused since the last crashes\n",
	    seed, w.n_published, w.delivered, refused);
	ck_assert_uint_gt(refused, 50);
	world_clear(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("a network that spoils");
	TCase *t = tcase_create("spoiled");

	setvbuf(stdout, NULL, _IOLBF, 0);
	tcase_set_timeout(t, 280);
	tcase_add_loop_test(
	    t, what_a_spoiled_frame_says_is_not_taken_and_nothing_is_lost, 0, SEEDS);
	suite_add_tcase(s, t);
	return check_main(s);
}
