/* sim_split_test.c - two acts for one number: what the register of every node does then
 * (PROTOCOL M3.6, M3.41, 3.8). */
#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "pb.h"
#include "resume_make.h"
#include "world.h"

enum {
	NODES = 4
};

static struct world w;

static void
begin(uint64_t seed)
{
	static const char *const names[NODES] = { "AUS", "GBR", "JPN", "USA" };

	world_init(&w, seed);
	for (int i = 0; i < NODES; i++)
		world_add(&w, names[i], ROLE_MEMBER);
	for (int i = 0; i < NODES; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	world_run(&w, 3000);
}

static uint32_t
submit(int i, struct bytes signed_act)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlSubmitAct submit;

	cmsa__control_request__init(&request);
	cmsa__control_submit_act__init(&submit);
	submit.signed_act = pb_data(signed_act);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_SUBMIT_ACT;
	request.submit_act = &submit;
	return world_ask(&w, i, &request);
}

/* A second act of that number, by the registrars themselves. */
static void
second(struct buf *out, uint64_t number, const char *country)
{
	Cmsa__Act act = maker_act(&w.maker);
	Cmsa__Certification c;
	struct hash prev;

	ck_assert(registry_act_id(&prev, w.maker.registry, number - 1));
	cmsa__certification__init(&c);
	c.country = pb_text(country);
	c.submitted_finance_days = c.submitted_ways_and_means_days = 20500;
	act.number = number;
	act.prev = pb_hash_data(prev.b);
	act.body_case = CMSA__ACT__BODY_CERTIFICATION;
	act.certification = &c;
	maker_signed(out, &w.maker, &act);
}

static void
all_publish(void)
{
	for (int i = 0; i < NODES; i++)
		ck_assert(world_publish(&w, i, AUDIENCE_PUBLIC));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
}

/* PROTOCOL M3.41 */
START_TEST(what_registrars_of_long_ago_sign_stops_nobody)
{
	struct buf old = { 0 };

	begin(920);
	all_publish();
	second(&old, 3, "KOR");
	for (int i = 0; i < NODES; i++) {
		ck_assert_uint_ne(submit(i, buf_view(&old)), 0);
		ck_assert(!registry_is_split(core_registry(w.node[i].core)));
		ck_assert_uint_eq(core_refused(w.node[i].core, V_ACT_EVIDENCE), 1);
	}
	make_enrol(&w.maker, "NZL", ROLE_CANDIDATE);
	world_submit(&w, 0, buf_view(&w.maker.last));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	world_crash(&w, 1, 500);
	world_run(&w, 2000);
	ck_assert(!registry_is_split(core_registry(w.node[1].core)));
	ck_assert_uint_eq(registry_number(core_registry(w.node[1].core)),
	    registry_number(w.maker.registry));
	make_enrol(&w.maker, "FRA", ROLE_CANDIDATE);
	world_submit(&w, 1, buf_view(&w.maker.last));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	buf_clear(&old);
	world_clear(&w);
}
END_TEST

/* PROTOCOL M3.6 */
START_TEST(a_second_act_at_the_head_stops_the_register_and_no_feed)
{
	struct buf other = { 0 };

	begin(921);
	second(&other, registry_number(w.maker.registry), "KOR");
	for (int i = 0; i < NODES; i++)
		ck_assert_uint_ne(submit(i, buf_view(&other)), 0);
	all_publish(); /* they name the head, and nothing above it */
	make_enrol(&w.maker, "NZL", ROLE_CANDIDATE);
	for (int i = 0; i < NODES; i++) {
		ck_assert(registry_is_split(core_registry(w.node[i].core)));
		ck_assert_uint_ne(submit(i, buf_view(&w.maker.last)), 0);
	}
	all_publish();
	buf_clear(&other);
	world_clear(&w);
}
END_TEST

/* Halves of the nodes hold different acts S, and publish under them. */
static void
halves(struct buf *a, struct buf *b)
{
	make_enrol(&w.maker, "NZL", ROLE_CANDIDATE);
	buf_add(a, w.maker.last.p, w.maker.last.n);
	second(b, registry_number(w.maker.registry), "KOR");
	for (int i = 0; i < NODES; i++)
		world_submit(&w, i, buf_view(i < NODES / 2 ? a : b));
	for (int i = 0; i < NODES; i++)
		ck_assert(world_publish(&w, i, AUDIENCE_PUBLIC));
	world_run(&w, 5000);
	ck_assert(!world_is_level(&w));
	for (int i = 0; i < NODES; i++) {
		ck_assert_uint_ne(submit(i, buf_view(i < NODES / 2 ? b : a)), 0);
		ck_assert(registry_is_split(core_registry(w.node[i].core)));
	}
}

static void
expect_one_register(void)
{
	const struct hash head = registry_id(w.maker.registry);

	for (int i = 0; i < NODES; i++) {
		const struct hash id = registry_id(core_registry(w.node[i].core));

		ck_assert(hash_eq(&head, &id));
		ck_assert(!registry_is_split(core_registry(w.node[i].core)));
	}
}

/* PROTOCOL M3.44, M3.46 */
START_TEST(halves_that_hold_different_acts_end_on_one_branch) /* _i: which half's */
{
	struct buf act[2] = { { 0 }, { 0 } }, resume = { 0 };
	const struct buf *stands = &act[_i], *aside = &act[1 - _i];
	struct resume_words words;

	begin(922);
	all_publish();
	halves(&act[0], &act[1]);
	words = (struct resume_words){ .number = registry_number(w.maker.registry),
		.stands = resume_id_of(buf_view(stands)),
		.aside = resume_id_of(buf_view(aside)),
		.members = "AUS,GBR,USA" };
	resume_make(&resume, &w.maker, &words);
	(void)registry_apply(w.maker.registry, buf_view(&act[1]));
	ck_assert_int_eq(registry_apply(w.maker.registry, buf_view(&resume)), V_OK);
	world_submit(&w, 0, buf_view(&resume)); /* the others have it by the exchange */
	ck_assert_int_ge(world_settle(&w, 120000), 0);
	expect_one_register();
	ck_assert(world_holds_all(&w));
	all_publish();
	for (int i = 0; i < NODES; i += 2)
		world_crash(&w, i, 500);
	world_run(&w, 2000);
	expect_one_register();
	make_enrol(&w.maker, "FRA", ROLE_CANDIDATE);
	world_submit(&w, 2, buf_view(&w.maker.last));
	all_publish();
	expect_one_register();
	ck_assert(world_holds_all(&w));
	for (size_t i = 0; i < 2; i++)
		buf_clear(&act[i]);
	buf_clear(&resume);
	world_clear(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_split");
	TCase *t = tcase_create("split");

	setvbuf(stdout, NULL, _IOLBF, 0);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, what_registrars_of_long_ago_sign_stops_nobody);
	tcase_add_test(t, a_second_act_at_the_head_stops_the_register_and_no_feed);
	tcase_add_loop_test(t, halves_that_hold_different_acts_end_on_one_branch, 0, 2);
	suite_add_tcase(s, t);
	return check_main(s);
}
