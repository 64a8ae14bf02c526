/* sim_rotate_test.c - keys that change while the alliance lives: nothing published is lost, all
 * nodes follow, a retired key signs nothing that counts, a lost one is replaced (PROTOCOL.md
 * 4.3, 5.1, 6.1). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "kind.h"
#include "pb.h"
#include "verify.h"
#include "world.h"

enum {
	SEEDS = 4,
	NODES = 5
};

static struct world w;

static void
build(uint64_t seed)
{
	char name[AUTHOR_LEN];

	world_init(&w, seed);
	for (int i = 0; i < NODES; i++) {
		snprintf(name, sizeof(name), "%c%cA", 'A' + i, 'A' + i);
		world_add(&w, name, ROLE_MEMBER);
	}
	for (int i = 0; i < NODES; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
}

static uint64_t
tip(int at, const char *author)
{
	return position_seq(core_position(w.node[at].core), author, 1);
}

/* The generation that the newest entry of an author names, as held by node `at`. */
static uint32_t
newest_key(int at, const char *author)
{
	struct place p = { .incarnation = 1, .seq = tip(at, author) };
	struct stored_entry se = { 0 };
	uint32_t key;

	memcpy(p.author, author, strlen(author) + 1);
	ck_assert_int_eq(store_entry_get(w.node[at].store, &se, &p), ERR_NONE);
	key = se.e.key;
	stored_entry_clear(&se);
	return key;
}

static void
verify(int at)
{
	struct verify_log v = { 0 };
	struct registry *r = registry_new();

	ck_assert_int_eq(verify_log_run(&v, r, w.node[at].store), ERR_NONE);
	ck_assert_msg(!v.faults, "%s: %s", w.node[at].author, v.first_fault);
	registry_free(r);
}

static void
finish(void)
{
	ck_assert_int_ge(world_settle(&w, 120000), 0);
	ck_assert(world_holds_all(&w));
	for (int i = 0; i < w.n_nodes; i++)
		verify(i);
	world_clear(&w);
}

/* PROTOCOL M4.26, M4.27 */
START_TEST(a_key_is_changed_between_two_entries_and_everybody_follows)
{
	build(1);
	ck_assert(world_publish(&w, 0, AUDIENCE_PUBLIC));
	ck_assert_uint_eq(world_rotate(&w, 0, false, false), 0);
	ck_assert(world_publish(&w, 0, AUDIENCE_PUBLIC));
	ck_assert_uint_eq(newest_key(0, "AAA"), 2);
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert_uint_eq(newest_key(3, "AAA"), 2);
	finish();
}
END_TEST

/* PROTOCOL M4.8: five generations, caught up with by a node that was not there. */
START_TEST(a_new_node_catches_up_through_five_generations)
{
	uint64_t before;
	int fresh;

	build(2);
	for (int g = 2; g <= 5; g++) {
		for (int k = 0; k < 3 * g; k++)
			ck_assert(world_publish(&w, 0, AUDIENCE_PUBLIC));
		ck_assert_uint_eq(world_rotate(&w, 0, false, false), 0);
	}
	/* more than a segment of the last */
	for (int k = 0; k < 300; k++)
		ck_assert(world_publish(&w, 0, AUDIENCE_PUBLIC));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	before = tip(0, "AAA");
	fresh = world_add(&w, "ZZA", ROLE_MEMBER);
	world_submit(&w, 0,
	    registry_act(w.maker.registry, registry_number(w.maker.registry))
		->signed_act);
	world_start(&w, fresh, registry_number(w.maker.registry));
	ck_assert_int_ge(world_settle(&w, 120000), 0);
	ck_assert_uint_ge(tip(fresh, "AAA"), before);
	ck_assert_uint_eq(newest_key(fresh, "AAA"), 5);
	finish();
}
END_TEST

/* Crashes, loss and changes of keys at once. */
START_TEST(keys_change_in_a_storm) /* _i + 1: the seed */
{
	int rotated = 0;

	build((uint64_t)_i + 10);
	w.loss_permille = 200;
	for (int k = 0; k < 60; k++) {
		int at = (int)world_random(&w, NODES);
		int of = (int)world_random(&w, NODES);

		for (int n = 0; n < 3; n++)
			if (w.node[of].core)
				world_publish(&w, of, AUDIENCE_PUBLIC);
		if (w.node[at].core && core_own_head_known(w.node[at].core) &&
		    k % 5 == 0) {
			uint32_t code = world_rotate(&w, at, k % 10 == 0, false);

			ck_assert_uint_eq(code, 0);
			rotated++;
			if (k % 2)
				world_crash(&w, at, w.now_ms + 700);
		}
		at = (int)world_random(&w, NODES);
		if (w.node[at].core && k % 7 == 0)
			world_crash(&w, at, w.now_ms + 1500);
		world_run(&w, 400);
	}
	w.loss_permille = 0;
	ck_assert_int_gt(rotated, 3);
	world_run(&w, 5000);
	finish();
}
END_TEST

/* PROTOCOL M4.27, M6.17: key, record and store are lost; the identity key names another. */
START_TEST(a_lost_key_is_replaced_by_the_identity_key)
{
	uint64_t before;
	char path[96];

	build(3);
	for (int k = 0; k < 5; k++)
		ck_assert(world_publish(&w, 0, AUDIENCE_PUBLIC));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	before = tip(1, "AAA");
	world_rotate(&w, 0, false, true);
	for (size_t i = 0; i < 4; i++) { /* the folder too */
		static const char *const names[] = { "log.db", "log.db-wal", "facts.db",
			"facts.db-wal" };

		snprintf(path, sizeof(path), "%s/%s", w.node[0].dir, names[i]);
		remove(path);
	}
	world_start(&w, 0, registry_number(w.maker.registry));
	world_run(&w, 30000);
	ck_assert_uint_gt(tip(0, "AAA"), before);
	ck_assert_uint_eq(newest_key(0, "AAA"), 2);
	ck_assert(world_publish(&w, 0, AUDIENCE_PUBLIC));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert_uint_eq(newest_key(2, "AAA"), 2);
	finish();
}
END_TEST

/* PROTOCOL M4.29, M6.21: both transport keys, until the next keys entry. */
START_TEST(both_transport_keys_are_admitted_until_the_next_keys_entry)
{
	build(4);
	ck_assert_uint_eq(w.node[1].keys_admitted[0], 1);
	ck_assert_uint_eq(world_rotate(&w, 0, true, false), 0);
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	world_run(&w, 200);
	for (int i = 1; i < NODES; i++) {
		ck_assert_uint_eq(w.node[i].keys_admitted[0], 2);
		ck_assert_uint_eq(w.node[i].keys_admitted[i == 1 ? 2 : 1], 1);
	}
	ck_assert_uint_eq(world_rotate(&w, 0, false, false), 0);
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	world_run(&w, 200);
	for (int i = 1; i < NODES; i++)
		ck_assert_uint_eq(w.node[i].keys_admitted[0], 1);
	finish();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_rotate");
	TCase *t = tcase_create("rotate");

	tcase_add_test(t, a_key_is_changed_between_two_entries_and_everybody_follows);
	tcase_add_test(t, a_new_node_catches_up_through_five_generations);
	tcase_add_loop_test(t, keys_change_in_a_storm, 0, SEEDS);
	tcase_add_test(t, a_lost_key_is_replaced_by_the_identity_key);
	tcase_add_test(t, both_transport_keys_are_admitted_until_the_next_keys_entry);
	tcase_set_timeout(t, 240);
	suite_add_tcase(s, t);
	return check_main(s);
}
