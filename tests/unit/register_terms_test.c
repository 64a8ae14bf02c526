/* register_terms_test.c - acts on the terms of agreements: drafted from words, what they
 * name, which hold at a date (PROTOCOL M3.21, M3.22, M3.24). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "allowance.h"
#include "attr.h"
#include "check_main.h"
#include "draft.h"
#include "modification.h"
#include "pb.h"

#define HEX "ab00000000000000000000000000000000000000000000000000000000000001"
#define REVIEW "date=2026-05-01|kind=five-year|reviewed=2026-05-01|sha256=" HEX

static struct maker m;
static struct buf out;
static struct errmsg msg;

static void
setup(void)
{
	maker_init(&m, 3, 2);
	make_member(&m, "AUS", "2026-01-01"); /* in force on 2026-04-02 */
}

static void
teardown(void)
{
	maker_clear(&m);
	buf_clear(&out);
}

/* Drafts from words in one string, cut at '|'. */
static enum err
draft(const char *kind, const char *line)
{
	struct draft_input in = { 0 };
	const char *words[24] = { NULL };
	char text[2048] = "", *rest = text, *word;

	strncpy(text, line, sizeof(text) - 1);
	while ((word = strsep(&rest, "|")))
		words[in.n_words++] = word;
	in.words = words;
	memset(msg.text, 0, sizeof(msg.text));
	buf_reset(&out);
	return draft_act(&out, m.registry, kind, &in, &msg);
}

/* Drafts, signs and applies; the act as the register holds it. */
static const struct act_record *
take(const char *kind, const char *line)
{
	struct hash alliance = registry_alliance(m.registry);
	struct act_signature sigs[2];
	struct buf s = { 0 };

	ck_assert_msg(draft(kind, line) == ERR_NONE, "%s", msg.text);
	for (uint32_t i = 0; i < 2; i++)
		sigs[i] =
		    maker_sign(&alliance, buf_view(&out), &m.registrars[i], i, false);
	signed_act_write(&s, buf_view(&out), sigs, 2);
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&s)), V_OK);
	buf_clear(&s);
	return registry_act(m.registry, registry_number(m.registry));
}

#define NOTICE \
	"date=2026-05-01|countries=JPN,AUS|finance=2026-05-01|ways_and_means=2026-05-02"
#define ALLOW \
	"date=2026-05-01|country=AUS|products=lithium:mined,graphite:processed,graphite:mined"

START_TEST(a_notice_from_words_is_in_order)
{
	const struct act_record *rec = take("modification-notice",
	    NOTICE "|out=lithium:mined,graphite:processed:380190,graphite:mined"
		   "|in=wind-turbine:manufactured:850231:250|citation=letter");
	const Cmsa__ModificationNotice *n = rec->act->body->modification_notice;

	ck_assert_int_eq(rec->voided, VOID_NOT);
	ck_assert_str_eq(n->countries[0], "AUS");
	ck_assert_str_eq(n->countries[1], "JPN");
	ck_assert_uint_eq(n->n_out, 3);
	ck_assert_str_eq(n->out[0]->subject, "graphite");
	ck_assert_int_eq(n->out[0]->stage, CMSA__STAGE__STAGE_MINED);
	ck_assert_str_eq(n->out[0]->hs6, "");
	ck_assert_str_eq(n->out[1]->hs6, "380190");
	ck_assert_str_eq(n->out[2]->subject, "lithium");
	ck_assert_str_eq(n->in[0]->hs6, "850231");
	ck_assert_uint_eq(n->in[0]->floor_bp, 250);
	ck_assert_int_eq(n->in[0]->stage, CMSA__STAGE__STAGE_MANUFACTURED);
	ck_assert_str_eq(n->citation, "letter");
}
END_TEST

START_TEST(a_phase_in_from_words_is_in_order)
{
	const struct act_record *rec = take("allowance",
	    ALLOW "|kind=phase-in|hs6=380190,250410|origins=RUS,entities,CHN"
		  "|step=2028-01-01:10000|step=2026-04-02:4000");
	const Cmsa__Allowance *a = rec->act->body->allowance;

	ck_assert_int_eq(rec->voided, VOID_NOT);
	ck_assert_uint_eq(a->n_products, 3);
	ck_assert_str_eq(a->products[0]->subject, "graphite");
	ck_assert_int_eq(a->products[1]->stage, CMSA__STAGE__STAGE_PROCESSED);
	ck_assert_str_eq(a->hs6[0], "250410");
	ck_assert_uint_eq(a->n_countries, 2);
	ck_assert_str_eq(a->countries[0], "CHN");
	ck_assert(a->entities_of_concern && !a->all_countries_of_concern);
	ck_assert_uint_eq(a->steps[0]->share_bp, 4000);
	ck_assert_uint_eq(allowance_share_bp(a, maker_date("2027-12-31")), 4000);
	ck_assert_uint_eq(allowance_share_bp(a, maker_date("2028-01-01")), 10000);
}
END_TEST

START_TEST(comparable_measures_from_words)
{
	const Cmsa__Allowance *a =
	    take("allowance", ALLOW "|kind=comparable|origins=concern|judgement=greater"
				    "|judged=2026-05-01|end=2027-05-01|ceiling_t=1500"
				    "|measures=other,trade-remedies")
		->act->body->allowance;

	ck_assert_int_eq(a->judgement, CMSA__JUDGEMENT__JUDGEMENT_GREATER);
	ck_assert_int_eq(a->end_days, maker_date("2027-05-01").days);
	ck_assert_int_eq(a->ceiling_grams_a_year, INT64_C(1500000000));
	ck_assert_uint_eq(a->n_measure_kinds, 2);
	ck_assert_uint_eq(a->measure_kinds[0], 3);
	ck_assert_uint_eq(a->measure_kinds[1], 6);
	ck_assert(a->all_countries_of_concern && !a->entities_of_concern);
}
END_TEST

static const struct {
	const char *kind;
	const char *words;
	enum err err;
	const char *says;
} drafts[] = {
	{ "modification-notice", NOTICE, ERR_REFUSED, "outside its range" },
	{ "modification-notice", NOTICE "|out=graphite", ERR_INPUT, "SUBJECT:STAGE" },
	{ "modification-notice", NOTICE "|out=graphite:smelted", ERR_INPUT, "smelted" },
	{ "modification-notice", NOTICE "|in=graphite:mined:250410", ERR_INPUT,
	    "FLOOR_BP" },
	{ "modification-notice", NOTICE "|in=graphite:mined:250410:x", ERR_INPUT,
	    "basis points" },
	{ "modification-notice", NOTICE "|in=graphite:mined:2504:1", ERR_REFUSED, "" },
	{ "modification-notice", NOTICE "|in=graphite:mined", ERR_NONE, "" },
	{ "modification-notice",
	    "date=2026-05-01|finance=2026-05-01|ways_and_means=2026-05-02|out=a1:mined",
	    ERR_INPUT, "countries" },
	{ "modification-effect", "date=2026-05-01|notice=4|effect=2026-08-01", ERR_NONE,
	    "" },
	{ "modification-effect", "date=2026-05-01|notice=0|effect=2026-08-01", ERR_INPUT,
	    "notice" },
	{ "allowance", ALLOW "|kind=phase-in|origins=concern", ERR_INPUT, "step" },
	{ "allowance", ALLOW "|kind=phase-in|step=2026-04-02:10000", ERR_INPUT,
	    "origins" },
	{ "allowance", ALLOW "|kind=phase-in|origins=concern|step=2026-04-02", ERR_INPUT,
	    "SHARE" },
	{ "allowance", ALLOW "|kind=phase-in|origins=concern|step=2026-04-02:10001",
	    ERR_INPUT, "10001" },
	{ "allowance", ALLOW "|kind=phase-in|origins=concern,CHN|step=2026-04-02:1",
	    ERR_REFUSED, "" },
	{ "allowance",
	    ALLOW "|kind=phase-in|origins=concern|step=2026-04-02:1|judgement=greater",
	    ERR_INPUT, "judgement" },
	{ "allowance", ALLOW "|kind=comparable|origins=concern|judged=2026-05-01",
	    ERR_INPUT, "judgement" },
	{ "allowance",
	    ALLOW "|kind=comparable|origins=entities|judged=2026-05-01"
		  "|judgement=comparable|measures=tax",
	    ERR_INPUT, "tax" },
	{ "allowance",
	    ALLOW "|kind=comparable|origins=entities|judged=2026-05-01"
		  "|judgement=comparable|ceiling_t=0",
	    ERR_INPUT, "ceiling_t" },
	{ "report", "date=2026-05-01|kind=annual|reported=2026-05-01|sha256=" HEX,
	    ERR_NONE, "" },
	{ "report", "date=2026-05-01|kind=monthly|reported=2026-05-01|sha256=" HEX,
	    ERR_INPUT, "annual" },
	{ "review",
	    "date=2026-05-01|kind=five-year|reviewed=2026-05-01|outcome=modify|sha256=" HEX,
	    ERR_NONE, "" },
	{ "review", REVIEW "|agencies=State,Commerce", ERR_NONE, "" },
	{ "review", REVIEW "|agencies=State,State", ERR_INPUT, "twice" },
	{ "review", "date=2026-05-01|kind=five-year|reviewed=2026-05-01|sha256=00",
	    ERR_INPUT, "hexadecimal" },
};

START_TEST(what_is_wrong_is_said)
{
	enum err e = draft(drafts[_i].kind, drafts[_i].words);

	ck_assert_msg(e == drafts[_i].err && strstr(msg.text, drafts[_i].says),
	    "%s: found %d, \"%s\"", drafts[_i].words, (int)e, msg.text);
}
END_TEST

/* Two allowances meet exactly when there is something that both name: every pair over a
 * small world. */
START_TEST(allowances_meet_where_both_name_something)
{
	static char a0[] = "250410", a1[] = "250490", b0[] = "CHN", b1[] = "RUS";
	char *codes[] = { a0, a1 }, *countries[] = { b0, b1 };
	Cmsa__AllowedProduct p[2], *products[2] = { &p[0], &p[1] };
	Cmsa__Allowance x[3 * 3 * 8];
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		cmsa__allowed_product__init(&p[i]);
		p[i].subject = pb_text("graphite");
		p[i].stage = (Cmsa__Stage)(i + 1);
	}
	for (size_t which = 0; which < 72; which++) {
		const size_t product = which % 3, code = which / 3 % 3,
			     origin = which / 9;
		Cmsa__Allowance *a = &x[n++];

		cmsa__allowance__init(a);
		a->products = products + (product == 1);
		a->n_products = product == 2 ? 2 : 1;
		a->hs6 = codes + (code == 1);
		a->n_hs6 = code == 2 ? 0 : 1;
		a->entities_of_concern = origin & 4;
		a->all_countries_of_concern = (origin & 3) == 3;
		a->countries = countries + ((origin & 3) == 2);
		a->n_countries = (origin & 3) == 1 || (origin & 3) == 2 ? 1 : 0;
	}
	for (size_t i = 0; i < n * n; i++) {
		const Cmsa__Allowance *a = &x[i / n], *b = &x[i % n];
		bool any = false;

		for (size_t k = 0; k < 12; k++) {
			const struct allowance_about about = { "graphite", p[k % 2].stage,
				codes[k / 2 % 2], k / 4 < 2 ? countries[k / 4] : NULL };

			any |= allowance_names(a, &about) && allowance_names(b, &about);
		}
		ck_assert_msg(allowance_meets(a, b) == any, "%zu and %zu", i / n, i % n);
	}
}
END_TEST

/* A modification is one of the agreement in force on N, for as long as that lasts. */
START_TEST(modifications_are_those_of_the_agreement_that_stands)
{
	struct modification *list;
	size_t n = 0;

	take("modification-notice", NOTICE "|out=lithium:mined");
	take("modification-notice", NOTICE "|out=graphite:mined");
	take("resolution", "date=2026-06-01|act=6|kind=approval|enacted=2026-06-01|"
			   "notice=2026-05-02|citation=law");
	list = modification_list(m.registry, &n, "AUS", maker_date("2026-07-31"));
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(list[0].act, 6);
	free(list);
	list = modification_list(m.registry, &n, "AUS", maker_date("2026-08-01"));
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(list[0].act, 6); /* in effect before */
	ck_assert_int_eq(list[1].effect.days, maker_date("2026-08-01").days);
	free(list);
	list = modification_list(m.registry, &n, "JPN", maker_date("2026-08-01"));
	ck_assert_uint_eq(n, 0); /* named, and without an agreement */
	free(list);
	take("withdrawal", "date=2026-09-01|country=AUS|withdrawn=2026-09-01");
	list = modification_list(m.registry, &n, "AUS", maker_date("2026-08-31"));
	ck_assert_uint_eq(n, 2);
	free(list);
	list = modification_list(m.registry, &n, "AUS", maker_date("2026-09-01"));
	ck_assert_uint_eq(n, 0);
	free(list);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_terms");
	TCase *t = tcase_create("terms");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_notice_from_words_is_in_order);
	tcase_add_test(t, a_phase_in_from_words_is_in_order);
	tcase_add_test(t, comparable_measures_from_words);
	tcase_add_loop_test(t, what_is_wrong_is_said, 0, ARRAY_LEN(drafts));
	tcase_add_test(t, allowances_meet_where_both_name_something);
	tcase_add_test(t, modifications_are_those_of_the_agreement_that_stands);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
