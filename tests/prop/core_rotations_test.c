/* core_rotations_test.c - one core at whose door feeds change their keys at random: what a key
 * signed that is not current in its place is refused, and what is right is taken, however it is
 * cut (PROTOCOL.md 4.3). */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "pb.h"

enum {
	ENTRIES = 40,
	SEEDS = 12
};

static struct hand h;

/* JPN's feed and where its keys stand. */
struct feed {
	struct hand_feed f;
	uint32_t generation; /* in force for the next entry */
};

static void
begin(void)
{
	hand_init(&h, ROLE_MEMBER);
	hand_greet(&h, "GBR");
	hand_forget(&h);
}

/* The next entry of the feed, of generation `key` by its header, signed by that of `by`.  The
 * feed stays where it is. */
static void
keyed(struct hand_entry *out, const struct feed *f, uint32_t kind, uint32_t key,
    uint32_t by)
{
	struct maker_pair pair = maker_signing_of(f->f.author, by);
	struct hash alliance = registry_alliance(h.w.maker.registry);
	struct buf string = { 0 };
	struct key k;

	*out = (struct hand_entry){ .e = { .key = key,
					.kind = kind,
					.schema = 1,
					.audience = AUDIENCE_PUBLIC,
					.time_ms = world_time(&h.w).wall_ms } };
	out->e.place = (struct place){ .incarnation = 1, .seq = f->f.seq + 1 };
	memcpy(out->e.place.author, f->f.author, sizeof(f->f.author));
	out->e.prev = f->f.seq ? f->f.tip : alliance;
	if (kind == KIND_KEYS && f->f.seq)
		maker_rotation(
		    &out->body, &h.w.maker, f->f.author, f->generation + 1, NULL);
	else if (kind == KIND_KEYS)
		maker_keys_body(&out->body, &h.w.maker, f->f.author);
	else
		buf_add_str(&out->body, "data of a kind that nobody knows");
	maker_entry(&out->header, &out->e, &h.w.maker, buf_view(&out->body));
	entry_signing_string(&string, &alliance, &out->e.id);
	ck_assert_int_eq(
	    key_of_seed(&k, KEY_SIGNING, f->f.author, pair.secret), ERR_NONE);
	key_sign(&out->sig, &k, KEY_SIGNING, buf_view(&string));
	key_clear(&k);
	buf_clear(&string);
}

static void
go_on(struct feed *f, const struct hand_entry *e)
{
	f->f.seq = e->e.place.seq;
	f->f.tip = e->e.id;
	if (e->e.kind == KIND_KEYS)
		f->generation++;
}

/* A right one: data, or the next keys, signed by the key in force or by the new one. */
static void
right(struct hand_entry *out, struct feed *f)
{
	bool names = !f->f.seq || !world_random(&h.w, 5);
	uint32_t by = f->generation + (names && (!f->f.seq || !world_random(&h.w, 3)));

	keyed(out, f, names ? KIND_KEYS : 500, by, by);
	go_on(f, out);
}

/* Signed by a key that is not current there, whatever its header says. */
static void
wrong(struct hand_entry *out, const struct feed *f)
{
	bool names = !world_random(&h.w, 3);
	uint32_t key, by;

	do {
		key = 1 + (uint32_t)world_random(&h.w, f->generation + 2);
		by = 1 + (uint32_t)world_random(&h.w, f->generation + 2);
	} while (
	    key == by && (by == f->generation || (names && by == f->generation + 1)));
	keyed(out, f, names ? KIND_KEYS : 500, key, by);
}

static void
live(const struct hand_entry *e, size_t n)
{
	hand_live(&h, "GBR", e, n, true);
	core_flush(h.core, world_time(&h.w));
}

static uint64_t
first_seed(void)
{
	const char *s = getenv("CMSA_SEED");

	return s ? strtoull(s, NULL, 10) : 1;
}

/* PROTOCOL M4.26, M4.8 */
START_TEST(only_the_key_current_in_its_place_signs) /* _i: the seed */
{
	struct feed f = { .f = { .author = "JPN" } };
	struct hand_entry e[ENTRIES], forged;
	uint64_t seed = first_seed() + (uint64_t)_i;
	size_t taken = 0;

	begin();
	h.w.rng ^= seed * 0x9e3779b97f4a7c15u;
	while (taken < ENTRIES) {
		size_t n = 1 + (size_t)world_random(&h.w, 6);

		for (int k = 0; k < 3 && taken; k++) {
			wrong(&forged, &f);
			live(&forged, 1);
			ck_assert_msg(hand_held(&h, "JPN") == taken,
			    "seed %" PRIu64
			    ": entry %zu: key %u of generation %u was taken",
			    seed, taken + 1, forged.e.key, f.generation);
			hand_entry_clear(&forged);
		}
		if (n > ENTRIES - taken)
			n = ENTRIES - taken;
		for (size_t i = 0; i < n; i++)
			right(&e[taken + i], &f);
		live(&e[taken], n);
		taken += n;
		ck_assert_msg(hand_held(&h, "JPN") == taken,
		    "seed %" PRIu64 ": %" PRIu64
		    " of %zu entries are held, generation %u",
		    seed, hand_held(&h, "JPN"), taken, f.generation);
		if (!world_random(&h.w, 6)) {
			hand_restart(&h);
			hand_greet(&h, "GBR");
		}
	}
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 0);
	for (size_t i = 0; i < ENTRIES; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

/* PROTOCOL M4.8, M6.13: the new key proves nothing of what the old one should have signed. */
START_TEST(a_generation_whose_last_signature_is_wrong_is_not_taken)
{
	struct feed f = { .f = { .author = "JPN" } };
	struct hand_entry e[4];
	struct signature good;

	begin();
	keyed(&e[0], &f, KIND_KEYS, 1, 1);
	go_on(&f, &e[0]);
	keyed(&e[1], &f, 500, 1, 1);
	go_on(&f, &e[1]);
	live(e, 2);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 2);
	keyed(&e[2], &f, KIND_KEYS, 1, 1);
	go_on(&f, &e[2]);
	keyed(&e[3], &f, 500, 2, 2);
	go_on(&f, &e[3]);
	good = e[2].sig;
	e[2].sig.b[5] ^= 1;
	live(e + 2, 2);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 2);
	e[2].sig = good;
	live(e + 2, 2);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 4);
	for (size_t i = 0; i < 4; i++)
		hand_entry_clear(&e[i]);
	hand_clear(&h);
}
END_TEST

/* PROTOCOL M4.9, M4.26: at the place of the change itself both keys are the author's. */
START_TEST(
    a_thief_in_the_place_of_the_change_forks_and_later_does_nothing) /* _i: who is first */
{
	struct feed f = { .f = { .author = "JPN" } }, before;
	struct hand_entry first, owner, thief, later;

	begin();
	keyed(&first, &f, KIND_KEYS, 1, 1);
	go_on(&f, &first);
	live(&first, 1);
	before = f;
	keyed(&owner, &before, KIND_KEYS, 2, 2);
	keyed(&thief, &before, 500, 1, 1);
	go_on(&f, _i ? &thief : &owner);
	live(_i ? &thief : &owner, 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 2);
	keyed(&later, &f, 500, _i ? 2 : 1, _i ? 2 : 1); /* of the other's history */
	live(&later, 1);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 2);
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 0);
	live(_i ? &owner : &thief, 1);
	ck_assert_uint_eq(core_refused(h.core, V_FORK), 1);
	hand_entry_clear(&first);
	hand_entry_clear(&owner);
	hand_entry_clear(&thief);
	hand_entry_clear(&later);
	hand_clear(&h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("core_rotations");
	TCase *t = tcase_create("rotations");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, only_the_key_current_in_its_place_signs, 0, SEEDS);
	tcase_add_test(t, a_generation_whose_last_signature_is_wrong_is_not_taken);
	tcase_add_loop_test(
	    t, a_thief_in_the_place_of_the_change_forks_and_later_does_nothing, 0, 2);
	suite_add_tcase(s, t);
	return check_main(s);
}
