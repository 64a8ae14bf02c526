/* One flipped bit in any byte of what a peer sends - header, body, signature, the last of a
 * run, an act - is refused with a verdict, counted, and never stored. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "mem.h"
#include "pb.h"
#include "segment.h"

enum {
	RUN = 3
};

static uint64_t
refused(const struct hand *h)
{
	uint64_t n = 0;

	for (int v = 1; v < 128; v++)
		n += core_refused(h->core, (enum verdict)v);
	return n;
}

/* JPN is heard as a peer, and `n` entries of GBR are written. */
static void
begin(struct hand *h, struct hand_entry *e, size_t n)
{
	struct hand_feed gbr = { .author = "GBR" };

	hand_init(h, ROLE_MEMBER);
	hand_hello(h, "JPN");
	for (size_t i = 0; i < n; i++)
		hand_review(h, &e[i], &gbr, AUDIENCE_PUBLIC, (unsigned)i);
}

static void
end(struct hand *h, struct hand_entry *e, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hand_entry_clear(&e[i]);
	hand_clear(h);
}

static void
flip(uint8_t *p, size_t bit)
{
	p[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

static void
say_live(struct hand *h, const struct hand_entry *e)
{
	hand_live(h, "JPN", e, 1, true);
	core_flush(h->core, world_time(&h->w));
	hand_forget(h);
}

/* Flips each bit of `n` bytes that belong to `e`, which is said live each time. */
static void
flip_all(struct hand *h, const struct hand_entry *e, uint8_t *p, size_t n)
{
	for (size_t bit = 0; bit < 8 * n; bit++) {
		uint64_t before = refused(h);

		flip(p, bit);
		say_live(h, e);
		flip(p, bit);
		ck_assert_msg(refused(h) > before, "bit %zu passed unnoticed", bit);
		ck_assert_msg(!hand_held(h, "GBR"), "bit %zu was stored", bit);
		hand_pass(h, 200); /* slower than its rate, and that of its forgeries */
	}
}

START_TEST(a_flipped_bit_of_a_live_entry_is_refused) /* _i: header, body, signature */
{
	struct hand h;
	struct hand_entry e;

	begin(&h, &e, 1);
	if (_i == 0)
		flip_all(&h, &e, e.header.p, e.header.n);
	else if (_i == 1)
		flip_all(&h, &e, e.body.p, e.body.n);
	else
		flip_all(&h, &e, e.sig.b, sizeof(e.sig.b));
	say_live(&h, &e);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 1);
	end(&h, &e, 1);
}
END_TEST

/* The core asks JPN for GBR's run; after a bad answer it takes a while until it asks again. */
static void
have_it_asked(struct hand *h, const struct hand_entry *e)
{
	struct hand_feed claim = { .author = "GBR", .seq = RUN, .tip = e[RUN - 1].e.id };

	if (hand_took(h, "JPN", CMSA__WIRE__MESSAGE_GET_HEADS))
		hand_heads(h, "JPN", &claim, 1);
	h->w.now_ms += 2000;
	hand_pass(h, 100);
	ck_assert_uint_gt(hand_waiting(h, "JPN", CMSA__WIRE__MESSAGE_GET_SEGMENT), 0);
	hand_forget(h);
}

START_TEST(a_flipped_bit_of_a_run_is_refused) /* _i: headers, bodies, last signature */
{
	struct hand h;
	struct hand_entry e[RUN];

	begin(&h, e, RUN);
	for (size_t i = _i == 2 ? RUN - 1 : 0; i < RUN; i++) {
		struct bytes of[] = { buf_view(&e[i].header), buf_view(&e[i].body),
			bytes_of(e[i].sig.b, sizeof(e[i].sig.b)) };
		uint8_t *p[] = { e[i].header.p, e[i].body.p, e[i].sig.b };

		for (size_t at = 0; at < of[_i].n; at++) {
			uint64_t before = refused(&h);

			have_it_asked(&h, e);
			flip(p[_i], at * 8 + at % 8);
			hand_segment(
			    &h, "JPN", e, RUN, 1 << (RUN - 1), 1 << AUDIENCE_PUBLIC);
			flip(p[_i], at * 8 + at % 8);
			ck_assert_msg(refused(&h) > before, "entry %zu, byte %zu", i, at);
			ck_assert_uint_eq(hand_held(&h, "GBR"), 0);
			hand_forget(&h);
		}
	}
	have_it_asked(&h, e);
	hand_segment(&h, "JPN", e, RUN, 1 << (RUN - 1), 1 << AUDIENCE_PUBLIC);
	ck_assert_uint_eq(hand_held(&h, "GBR"), RUN);
	end(&h, e, RUN);
}
END_TEST

static void
say_acts(struct hand *h, struct bytes act)
{
	ProtobufCBinaryData list[1] = { pb_data(act) };
	Cmsa__Acts a;
	Cmsa__Wire w;

	hand_hello(h, "JPN"); /* says that there is another act */
	h->w.now_ms += 3000;
	hand_pass(h, 100);
	ck_assert_uint_gt(hand_waiting(h, "JPN", CMSA__WIRE__MESSAGE_GET_ACTS), 0);
	cmsa__acts__init(&a);
	a.acts = list;
	a.n_acts = 1;
	cmsa__wire__init(&w);
	w.message_case = CMSA__WIRE__MESSAGE_ACTS;
	w.acts = &a;
	hand_say(h, "JPN", &w);
	hand_forget(h);
}

START_TEST(a_flipped_bit_of_an_act_is_refused)
{
	struct hand h;
	struct buf act = { 0 };
	uint64_t number;

	begin(&h, NULL, 0);
	number = registry_number(core_registry(h.core));
	make_enrol(&h.w.maker, "FRA", ROLE_MEMBER);
	buf_add(&act, h.w.maker.last.p, h.w.maker.last.n);
	for (size_t at = 0; at < act.n; at++) {
		uint64_t before = refused(&h);

		flip(act.p, at * 8 + at % 8);
		say_acts(&h, buf_view(&act));
		flip(act.p, at * 8 + at % 8);
		ck_assert_msg(refused(&h) > before, "byte %zu", at);
		ck_assert_uint_eq(registry_number(core_registry(h.core)), number);
	}
	hand_restart(&h);
	ck_assert_uint_eq(registry_number(core_registry(h.core)), number);
	hand_hello(&h, "JPN");
	say_acts(&h, buf_view(&act));
	ck_assert_uint_eq(registry_number(core_registry(h.core)), number + 1);
	buf_clear(&act);
	end(&h, NULL, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("flipped bits at the door");
	TCase *t = tcase_create("flips");

	tcase_set_timeout(t, 280);
	tcase_add_loop_test(t, a_flipped_bit_of_a_live_entry_is_refused, 0, 3);
	tcase_add_loop_test(t, a_flipped_bit_of_a_run_is_refused, 0, 3);
	tcase_add_test(t, a_flipped_bit_of_an_act_is_refused);
	suite_add_tcase(s, t);
	return check_main(s);
}
