/* What a review act may say of the agencies consulted, and a policy of quantities that are
 * commercially significant (PROTOCOL M3.37). */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "attr.h"
#include "check_main.h"
#include "law.h"
#include "mem.h"
#include "pb.h"

static const struct {
	const char *agencies[3];
	enum verdict verdict;
} reviews[] = {
	{ { NULL }, V_OK },
	{ { "Department of State" }, V_OK },
	{ { "Department of Commerce", "Department of State" }, V_OK },
	{ { "Department of State", "Department of Commerce" }, V_NOT_CANONICAL },
	{ { "Department of State", "Department of State" }, V_NOT_CANONICAL },
	{ { "" }, V_FIELD },
};

static Cmsa__Act
review_act(Cmsa__Review *r, char **agencies, size_t n)
{
	static uint8_t hash[32] = { 1 };
	Cmsa__Act act;

	cmsa__act__init(&act);
	cmsa__review__init(r);
	r->kind = CMSA__REVIEW_KIND__REVIEW_FIVE_YEAR;
	r->reviewed_days = 20000;
	r->sha256 = pb_hash_data(hash);
	r->agencies = agencies;
	r->n_agencies = n;
	act.number = 2;
	act.body_case = CMSA__ACT__BODY_REVIEW;
	act.review = r;
	return act;
}

START_TEST(agencies_are_names_in_order_each_once) /* _i: reviews */
{
	char *agencies[3];
	Cmsa__Review r;
	Cmsa__Act act;
	size_t n = 0;

	for (; n < 3 && reviews[_i].agencies[n]; n++)
		agencies[n] = pb_text(reviews[_i].agencies[n]);
	act = review_act(&r, agencies, n);
	ck_assert_int_eq(act_check(&act), reviews[_i].verdict);
}
END_TEST

START_TEST(a_review_names_64_agencies_at_most) /* _i: 64, 65 */
{
	char names[65][4], *agencies[65];
	Cmsa__Review r;
	Cmsa__Act act;

	for (size_t i = 0; i < 65; i++) {
		snprintf(names[i], sizeof(names[i]), "%03zu", i);
		agencies[i] = names[i];
	}
	act = review_act(&r, agencies, (size_t)_i);
	ck_assert_int_eq(act_check(&act), _i == 64 ? V_OK : V_FIELD);
}
END_TEST

static const struct {
	const char *minerals[2];
	int64_t grams;
	enum verdict verdict;
} policies[] = {
	{ { NULL }, 1, V_OK },
	{ { "copper" }, 1, V_OK },
	{ { "copper", "lithium" }, INT64_MAX, V_OK },
	{ { "lithium", "copper" }, 1, V_NOT_CANONICAL },
	{ { "copper", "copper" }, 1, V_NOT_CANONICAL },
	{ { "copper" }, 0, V_FIELD },
	{ { "copper" }, -1, V_FIELD },
	{ { "Copper" }, 1, V_FIELD },
};

START_TEST(quantities_are_by_mineral_and_above_zero) /* _i: policies */
{
	Cmsa__CommercialQuantity q[2], *list[2] = { &q[0], &q[1] };
	Cmsa__Policy p = *policy_default();
	Cmsa__Act act;

	cmsa__act__init(&act);
	for (; p.n_commercial_quantities < 2 &&
	       policies[_i].minerals[p.n_commercial_quantities];
	     p.n_commercial_quantities++) {
		Cmsa__CommercialQuantity *x = &q[p.n_commercial_quantities];

		cmsa__commercial_quantity__init(x);
		x->mineral = pb_text(policies[_i].minerals[p.n_commercial_quantities]);
		x->grams_a_year = policies[_i].grams;
	}
	p.commercial_quantities = list;
	act.number = 2;
	act.body_case = CMSA__ACT__BODY_POLICY;
	act.policy = &p;
	ck_assert_int_eq(act_check(&act), policies[_i].verdict);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("record_review");
	TCase *t = tcase_create("acts");

	tcase_add_loop_test(
	    t, agencies_are_names_in_order_each_once, 0, ARRAY_LEN(reviews));
	tcase_add_loop_test(t, a_review_names_64_agencies_at_most, 64, 66);
	tcase_add_loop_test(
	    t, quantities_are_by_mineral_and_above_zero, 0, ARRAY_LEN(policies));
	suite_add_tcase(s, t);
	return check_main(s);
}
