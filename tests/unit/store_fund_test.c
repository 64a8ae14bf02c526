/* Rows of the trust fund and replies in the facts: in SQL and for the rules; what is taken back
 * is gone from both but for its row; folding in any step size gives one digest (PROTOCOL M5.27,
 * M7.2, M7.19). */
#include "check_main.h"
#include "unit/store_facts_fixture.h"

static struct world world;
static struct factsdb *facts;

static void
setup(void)
{
	world_make(&world);
	facts = open_facts(&world.folder, STORE_WRITE);
}

static void
teardown(void)
{
	factsdb_close(&facts);
	world_clear(&world);
}

static int64_t
rows(const char *query)
{
	return count_rows(&world.folder, "facts.db", query);
}

static struct facts *
load(enum facts_level level)
{
	struct errmsg m = { { 0 } };
	struct facts *out = NULL;
	struct position p;

	ck_assert_int_eq(factsdb_position(facts, &p), ERR_NONE);
	ck_assert_int_eq(
	    factsdb_load(facts, &out, world.acts.registry, &p, level, &m), ERR_NONE);
	position_clear(&p);
	return out;
}

/* A transfer and a disbursement; in the place of `corrects` when that is given. */
static struct place
publish_fund(uint32_t audience, int64_t cents, Cmsa__Ref *corrects)
{
	Cmsa__FundRow a, b, *list[2] = { &a, &b };
	Cmsa__FundBody body;
	struct buf out = { 0 };
	struct place p;

	cmsa__fund_row__init(&a);
	cmsa__fund_row__init(&b);
	cmsa__fund_body__init(&body);
	a.id = pb_text("t1");
	a.kind = CMSA__FUND_KIND__FUND_TRANSFER;
	a.days = b.days = 20500;
	a.cents = cents;
	a.fiscal_year = 2026;
	b.id = pb_text("d1");
	b.kind = CMSA__FUND_KIND__FUND_DISBURSEMENT;
	b.recipient = CMSA__FUND_RECIPIENT__RECIPIENT_DOE_LOAN_PROGRAMS;
	b.purpose = CMSA__FUND_PURPOSE__PURPOSE_SELECT_PRODUCT_MANUFACTURING;
	b.country = pb_text("USA");
	body.country = pb_text("USA");
	body.rows = list;
	body.n_rows = 2;
	body.corrects = &corrects;
	body.n_corrects = corrects != NULL;
	pb_write(&out, &body.base);
	p = world_append(&world, "USA", KIND_FUND, audience, &out, WITH_BODY);
	buf_clear(&out);
	return p;
}

static struct place
publish_reply(const char *author)
{
	Cmsa__ReplyBody body;
	struct buf out = { 0 };
	struct place p;

	cmsa__reply_body__init(&body);
	body.country = pb_text(author);
	body.criterion = CMSA__CRITERION__CRITERION_B5A;
	body.product = pb_text("gallium");
	body.as_of_days = 20500;
	body.text = pb_text("It is not so.");
	pb_write(&out, &body.base);
	p = world_append(&world, author, KIND_REPLY, AUDIENCE_PUBLIC, &out, WITH_BODY);
	buf_clear(&out);
	return p;
}

static void
ref_of(Cmsa__Ref *r, const struct place *p, struct hash *id)
{
	ck_assert_int_eq(store_id_get(world.log, id, p), ERR_NONE);
	cmsa__ref__init(r);
	r->author = pb_text(p->author);
	r->incarnation = p->incarnation;
	r->seq = p->seq;
	r->id = pb_hash_data(id->b);
}

START_TEST(an_auditor_can_ask_for_the_fund_and_for_replies)
{
	world_keys(&world, "USA");
	world_keys(&world, "AUS");
	publish_fund(AUDIENCE_PUBLIC, 123, NULL);
	publish_reply("AUS");
	fold_all(facts, &world, 0);
	ck_assert_int_eq(rows("SELECT cents FROM fund WHERE id='t1' AND kind='transfer'"
			      " AND date='2026-02-16' AND fiscal_year=2026 AND seq=2"),
	    123);
	ck_assert_int_eq(
	    rows("SELECT count(*) FROM fund WHERE recipient='doe-loan-programs'"
		 " AND purpose='select-product-manufacturing' AND country='USA'"),
	    1);
	ck_assert_int_eq(
	    rows("SELECT count(*) FROM reply WHERE country='AUS'"
		 " AND criterion='b5a' AND product='gallium' AND to_author=''"
		 " AND as_of='2026-02-16' AND text='It is not so.'"),
	    1);
}
END_TEST

START_TEST(they_reach_the_rules_as_far_as_the_level_reads)
{
	struct facts *f;
	size_t n = 0;

	world_keys(&world, "USA");
	world_keys(&world, "AUS");
	publish_fund(AUDIENCE_ALLIANCE, 123, NULL);
	publish_reply("AUS");
	fold_all(facts, &world, 0);
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_funds, 2);
	ck_assert_ptr_nonnull(facts_replies_of(f, "AUS", &n));
	ck_assert_uint_eq(n, 1);
	ck_assert_ptr_null(facts_replies_of(f, "USA", &n));
	facts_free(f);
	f = load(LEVEL_PUBLIC_FACTS);
	ck_assert_uint_eq(f->n_funds, 0);
	ck_assert_uint_eq(f->n_missing, 1);
	ck_assert_uint_eq(f->missing[0].kind, KIND_FUND);
	ck_assert_ptr_nonnull(facts_replies_of(f, "AUS", &n));
	facts_free(f);
}
END_TEST

START_TEST(a_correction_stands_in_the_place_of_what_it_names)
{
	struct place first;
	struct facts *f;
	struct hash id;
	Cmsa__Ref ref;

	world_keys(&world, "USA");
	first = publish_fund(AUDIENCE_PUBLIC, 123, NULL);
	ref_of(&ref, &first, &id);
	publish_fund(AUDIENCE_PUBLIC, 5, &ref);
	fold_all(facts, &world, 0);
	ck_assert_int_eq(
	    rows("SELECT count(*) FROM removal WHERE of_seq=2 AND seq=3"), 1);
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_funds, 2);
	ck_assert_int_eq(f->funds[0].fund->cents, 5);
	facts_free(f);
	ck_assert_mem_eq(digest_of(facts).b, fresh_digest(&world, 1).b, 32);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("fund");
	Suite *s = suite_create("store_fund");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, an_auditor_can_ask_for_the_fund_and_for_replies);
	tcase_add_test(t, they_reach_the_rules_as_far_as_the_level_reads);
	tcase_add_test(t, a_correction_stands_in_the_place_of_what_it_names);
	suite_add_tcase(s, t);
	return check_main(s);
}
