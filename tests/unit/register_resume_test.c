/* register_resume_test.c - the act that ends a split: who must sign it, which branch stands,
 * and that every order of arrival ends the same (PROTOCOL.md 3.8). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "draft.h"
#include "pb.h"
#include "resume_make.h"

static struct maker m; /* 2 of 3; AUS, GBR, JPN, USA are members */
static struct buf first, other, after; /* acts 6; act 7 on `first` */
static struct registry *r;             /* acts 1 to 5 */

enum {
	AT = 6
};

static void
certification(struct buf *out, uint64_t number, const struct hash *prev, const char *who)
{
	Cmsa__Act act = maker_act(&m);
	Cmsa__Certification c;

	cmsa__certification__init(&c);
	c.country = pb_text(who);
	c.submitted_finance_days = c.submitted_ways_and_means_days = 20500;
	act.number = number;
	act.prev = pb_hash_data(prev->b);
	act.body_case = CMSA__ACT__BODY_CERTIFICATION;
	act.certification = &c;
	maker_signed(out, &m, &act);
}

static void
setup(void)
{
	static const char *const members[] = { "AUS", "GBR", "JPN", "USA" };
	struct hash prev, id;

	maker_init(&m, 3, 2);
	for (size_t i = 0; i < 4; i++)
		make_enrol(&m, members[i], ROLE_MEMBER);
	prev = registry_id(m.registry);
	r = registry_at(m.registry, 5);
	make_enrol(&m, "FRA", ROLE_MEMBER);
	buf_add(&first, m.last.p, m.last.n);
	certification(&other, AT, &prev, "AUS");
	id = registry_id(m.registry);
	certification(&after, AT + 1, &id, "JPN");
}

static void
teardown(void)
{
	buf_clear(&first);
	buf_clear(&other);
	buf_clear(&after);
	registry_free(r);
	maker_clear(&m);
}

static enum verdict
take(const struct buf *act)
{
	return registry_apply(r, buf_view(act));
}

static struct resume_words
words(const struct buf *stands, const struct buf *aside, const char *members)
{
	return (struct resume_words){ .number = AT,
		.stands = resume_id_of(buf_view(stands)),
		.aside = resume_id_of(buf_view(aside)),
		.members = members };
}

static enum verdict
resume(const struct resume_words *w)
{
	struct buf act = { 0 };
	enum verdict v;

	resume_make(&act, &m, w);
	v = take(&act);
	buf_clear(&act);
	return v;
}

/* PROTOCOL M3.43 */
START_TEST(more_than_half_of_the_members_must_sign)
{
	static const struct {
		const char *members, *signs_as;
		enum verdict v;
	} cases[] = {
		{ "AUS,GBR", NULL, V_RESUME_MEMBERS },
		{ "AUS,GBR,JPN", "USA", V_RESUME_MEMBERS }, /* a key of another */
		{ "AUS,FRA,GBR", NULL, V_RESUME_MEMBERS },  /* enrolled by the split */
		{ "AUS,GBR,JPN", NULL, V_OK },
	};

	take(&first);
	ck_assert_int_eq(take(&other), V_ACT_SPLIT);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct resume_words w = words(&first, &other, cases[i].members);

		ck_assert(registry_is_split(r));
		w.signs_as = cases[i].signs_as;
		ck_assert_int_eq(resume(&w), cases[i].v);
	}
	ck_assert(!registry_is_split(r));
	ck_assert_uint_eq(registry_number(r), AT + 1);
}
END_TEST

START_TEST(too_few_registrars_end_no_split)
{
	struct resume_words w = words(&first, &other, "AUS,GBR,JPN,USA");
	struct buf act = { 0 };

	take(&first);
	take(&other);
	m.threshold = 1;
	resume_make(&act, &m, &w);
	ck_assert_int_eq(take(&act), V_ACT_SIGNATURES);
	ck_assert(registry_is_split(r));
	buf_clear(&act);
}
END_TEST

/* PROTOCOL M3.42 */
START_TEST(a_resume_out_of_its_form_is_refused)
{
	struct resume_words w = words(&first, &first, "AUS,GBR,JPN");

	take(&first);
	take(&other);
	ck_assert_int_eq(resume(&w), V_FIELD); /* what stands is not set aside */
	w = words(&first, &other, "GBR,AUS,JPN");
	ck_assert_int_eq(resume(&w), V_NOT_CANONICAL);
	w = words(&first, &other, "");
	ck_assert_int_eq(resume(&w), V_FIELD);
	w = words(&after, &other, "AUS,GBR,JPN");
	ck_assert_int_eq(resume(&w), V_ACT_PREV); /* no act of that number */
	ck_assert(registry_is_split(r));
}
END_TEST

/* PROTOCOL M3.44: whatever came first, the named one stands. */
START_TEST(every_order_ends_on_the_branch_that_is_named) /* _i: the order */
{
	static const struct {
		const char *order; /* f first, o other, a after first, R the resume */
		bool first_stands;
	} cases[] = {
		{ "foR", true }, { "ofR", true }, { "fR", true }, { "faoR", true },
		{ "fRo", true }, { "faR", true }, { "foR", false }, { "ofR", false },
		{ "oR", false }, { "faoR", false }, { "oRf", false },
	};
	const bool stands = cases[_i].first_stands;
	struct resume_words w = words(stands ? &first : &other,
	    stands ? &other : &first, "GBR,JPN,USA");
	struct buf act = { 0 }, next = { 0 };
	struct hash id;

	resume_make(&act, &m, &w);
	for (const char *p = cases[_i].order; *p; p++) {
		enum verdict v = take(*p == 'f'	  ? &first
				      : *p == 'o' ? &other
				      : *p == 'a' ? &after
						  : &act);

		if (*p == 'R')
			ck_assert_int_eq(v, V_OK);
	}
	id = resume_id_of(buf_view(&act));
	ck_assert_uint_eq(registry_number(r), AT + 1);
	ck_assert(!memcmp(registry_id(r).b, id.b, sizeof(id.b)));
	ck_assert(!registry_is_split(r));
	ck_assert_int_eq(registry_author(r, "FRA", AT + 1) != NULL, stands);
	ck_assert_int_eq(take(&act), V_KNOWN);
	/* PROTOCOL M3.45: what comes late stops nothing, and acts are taken */
	(void)take(stands ? &other : &first);
	ck_assert(!registry_is_split(r));
	certification(&next, AT + 2, &id, "USA");
	ck_assert_int_eq(take(&next), V_OK);
	/* PROTOCOL M3.46 */
	ck_assert(registry_names_act(r, AT, &w.aside));
	ck_assert(registry_names_act(r, AT, &w.stands));
	ck_assert(!registry_names_act(r, AT - 1, &w.aside));
	ck_assert(!registry_names_act(r, AT + 3, &w.aside));
	buf_clear(&act);
	buf_clear(&next);
}
END_TEST

START_TEST(what_is_put_aside_is_kept)
{
	struct resume_words w = words(&other, &first, "AUS,GBR,JPN");
	struct hash id = resume_id_of(buf_view(&first)),
		    later = resume_id_of(buf_view(&after));

	take(&first);
	take(&after);
	take(&other);
	ck_assert_int_eq(resume(&w), V_OK);
	ck_assert(registry_is_alternative(r, AT, &id));
	ck_assert(registry_is_alternative(r, AT + 1, &later));
	ck_assert(!registry_is_split(r));
}
END_TEST

/* PROTOCOL M3.44 */
START_TEST(what_most_have_passed_is_not_taken_back)
{
	struct resume_words w = words(&other, &first, "AUS,GBR,JPN");

	take(&first);
	take(&after);
	registry_set_named(r, AT + 1);
	ck_assert_int_eq(take(&other), V_ACT_EVIDENCE);
	ck_assert_int_eq(resume(&w), V_RESUME_NO_SPLIT);
	ck_assert(registry_author(r, "FRA", AT) != NULL);
	registry_set_named(r, AT);
	ck_assert_int_eq(resume(&w), V_OK);
}
END_TEST

/* PROTOCOL M3.45 */
START_TEST(two_resumes_are_a_split_again)
{
	struct resume_words w = words(&first, &other, "AUS,GBR,JPN"),
			    back = words(&other, &first, "AUS,GBR,JPN");

	take(&first);
	take(&other);
	ck_assert_int_eq(resume(&w), V_OK);
	ck_assert_int_eq(resume(&back), V_ACT_SPLIT);
	ck_assert(registry_is_split(r));
	ck_assert(registry_author(r, "FRA", AT) != NULL);
}
END_TEST

/* The words of cmsa register draft make the act that the members signed. */
START_TEST(a_draft_from_the_words_of_the_members)
{
	struct resume_words w = words(&other, &first, "AUS,GBR,JPN");
	const Cmsa__Resume *said;
	struct buf made = { 0 }, drafted = { 0 };
	char word[8][200], hex[129];
	const char *list[8];
	struct errmsg msg = { "" };
	struct draft_input in = { .words = list, .n_words = 7 };
	struct act a;

	resume_make(&made, &m, &w);
	ck_assert_int_eq(act_parse(&a, buf_view(&made)), V_OK);
	said = a.body->resume;
	snprintf(word[0], sizeof(word[0]), "date=2026-01-01");
	snprintf(word[1], sizeof(word[1]), "number=%d", AT);
	hash_hex(hex, &w.stands);
	snprintf(word[2], sizeof(word[2]), "stands=%s", hex);
	hash_hex(hex, &w.aside);
	snprintf(word[3], sizeof(word[3]), "aside=%s", hex);
	for (size_t i = 0; i < 3; i++) {
		hex_write(hex, said->members[i]->signature.data, 64);
		snprintf(word[6 - i], sizeof(word[0]), "member=%s:%s",
		    said->members[i]->country, hex);
	}
	for (size_t i = 0; i < 7; i++)
		list[i] = word[i];
	ck_assert_msg(!draft_act(&drafted, m.registry, "resume", &in, &msg), "%s", msg.text);
	ck_assert(bytes_eq(a.bytes, buf_view(&drafted)));
	in.n_words = 4;
	ck_assert_int_eq(draft_act(&drafted, m.registry, "resume", &in, &msg), ERR_INPUT);
	act_clear(&a);
	buf_clear(&made);
	buf_clear(&drafted);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("register_resume");
	TCase *t = tcase_create("resume");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, more_than_half_of_the_members_must_sign);
	tcase_add_test(t, too_few_registrars_end_no_split);
	tcase_add_test(t, a_resume_out_of_its_form_is_refused);
	tcase_add_loop_test(t, every_order_ends_on_the_branch_that_is_named, 0, 11);
	tcase_add_test(t, what_is_put_aside_is_kept);
	tcase_add_test(t, what_most_have_passed_is_not_taken_back);
	tcase_add_test(t, two_resumes_are_a_split_again);
	tcase_add_test(t, a_draft_from_the_words_of_the_members);
	suite_add_tcase(s, t);
	return check_main(s);
}
