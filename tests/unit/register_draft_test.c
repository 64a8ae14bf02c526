/* register_draft_test.c - acts from an operator's words and files; what is wrong is said
 * with what was expected, found and where. */
#include <check.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "attr.h"
#include "check_main.h"
#include "draft.h"
#include "file.h"
#include "law.h"
#include "lifecycle.h"
#include "pb.h"

static struct maker m;
static struct buf out, file;
static struct errmsg msg;

static void
setup(void)
{
	maker_init(&m, 3, 2);
}

static void
teardown(void)
{
	maker_clear(&m);
	buf_clear(&out);
	buf_clear(&file);
}

/* Drafts over `m`'s register from words in one string, cut at '|'. */
static enum err
draft_over(const struct registry *r, const char *kind, const char *line)
{
	struct draft_input in = { .file_name = "given.csv", .nonce = { { 3 } } };
	const char *words[16] = { NULL };
	char text[2048], *rest = text, *word;
	enum err e;

	memset(msg.text, 0, sizeof(msg.text));
	strncpy(text, line, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	while (*line && (word = strsep(&rest, "|")))
		words[in.n_words++] = word;
	in.words = words;
	if (file.n)
		in.file = buf_view(&file);
	buf_reset(&out);
	e = draft_act(&out, r, kind, &in, &msg);
	ck_assert(e || out.n);
	return e;
}

static enum err
draft(const char *kind, const char *line)
{
	return draft_over(m.registry, kind, line);
}

/* Signs what was drafted by two registrars and applies it. */
static uint64_t
take(void)
{
	struct hash alliance = registry_alliance(m.registry);
	struct act_signature sigs[2];
	struct buf s = { 0 };

	for (uint32_t i = 0; i < 2; i++)
		sigs[i] =
		    maker_sign(&alliance, buf_view(&out), &m.registrars[i], i, false);
	signed_act_write(&s, buf_view(&out), sigs, 2);
	ck_assert_int_eq(registry_apply(m.registry, buf_view(&s)), V_OK);
	buf_clear(&s);
	return registry_number(m.registry);
}

static void
given(const char *text)
{
	buf_reset(&file);
	buf_add_str(&file, text);
}

/* A file of the reference folder. */
static void
given_table(const char *table)
{
	char path[4096], name[128];

	snprintf(name, sizeof(name), "reference/%s.csv", table);
	path_join(path, DEPLOY_DIR, name);
	buf_clear(&file);
	ck_assert_int_eq(file_read(&file, path, 1 << 20, &msg), ERR_NONE);
}

START_TEST(an_agreement_from_words_to_force)
{
	uint64_t c;

	ck_assert_int_eq(
	    draft("certification", "date=2026-03-02|country=AUS|finance=2026-03-01|"
				   "ways_and_means=2026-02-27"),
	    ERR_NONE);
	c = take();
	ck_assert_int_eq(
	    registry_act(m.registry, c)->act->date.days, maker_date("2026-03-02").days);
	ck_assert_int_eq(
	    draft("resolution", "date=2026-04-01|act=2|kind=approval|enacted=2026-04-01|"
				"notice=2026-03-01|citation=Public Law 119-100"),
	    ERR_NONE);
	ck_assert_int_eq(act_void_reason(m.registry, take()), VOID_NOT);
	ck_assert_int_eq(
	    draft("entry-into-force",
		"date=2026-04-02|country=AUS|certification=2|in_force=2026-04-02"),
	    ERR_NONE);
	ck_assert_int_eq(act_void_reason(m.registry, take()), VOID_NOT);
	ck_assert(is_member(m.registry, "AUS", maker_date("2026-04-02")));
}
END_TEST

START_TEST(a_territory_from_words)
{
	ck_assert_int_eq(
	    draft("territory",
		"date=2026-01-02|code=XEU|name=European Union|countries=DEU,AUT"),
	    ERR_NONE);
	take();
	ck_assert_uint_eq(registry_territory(m.registry, "XEU")->n_countries, 2);
	ck_assert_str_eq(registry_territory(m.registry, "XEU")->countries[0], "AUT");
	ck_assert_int_eq(
	    draft("territory", "date=2026-01-02|code=XGC|name=x|countries=DEU,AUT,DEU"),
	    ERR_INPUT);
}
END_TEST

#define KEY_OF(x) x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x

START_TEST(a_genesis_begins_an_empty_register)
{
	struct registry *empty = registry_new();
	char words[512], key[3][65];

	for (size_t i = 0; i < 3; i++)
		hex_write(key[i], m.registrars[i].public_key.b, 32);
	snprintf(words, sizeof(words),
	    "date=2026-01-01|name=Alliance|threshold=2|registrar=a:%s|registrar=b:%s|"
	    "registrar=c:%s",
	    key[0], key[1], key[2]);
	ck_assert_int_eq(draft_over(empty, "genesis", words), ERR_NONE);
	ck_assert_int_eq(draft("genesis", words), ERR_REFUSED);
	ck_assert_int_eq(
	    draft("registrars", words), ERR_INPUT); /* name= belongs to genesis */
	ck_assert_ptr_nonnull(strstr(msg.text, "name=Alliance"));
	ck_assert_int_eq(draft_over(empty, "territory", "date=2026-01-01"), ERR_REFUSED);
	snprintf(words, sizeof(words),
	    "date=2026-01-01|name=Alliance|threshold=1|registrar=a:%s|registrar=b:%s",
	    key[0], key[1]);
	ck_assert_int_eq(draft_over(empty, "genesis", words), ERR_INPUT); /* 2k > n */
	ck_assert_ptr_nonnull(strstr(msg.text, "threshold"));
	ck_assert_int_eq(
	    draft_over(empty, "genesis",
		"date=2026-01-01|name=Alliance|threshold=1|registrar=a:" KEY_OF("ff")),
	    ERR_REFUSED); /* no curve point */
	ck_assert_int_eq(draft_over(empty, "genesis",
			     "date=2026-01-01|name=A|threshold=1|registrar=a:12"),
	    ERR_INPUT);
	registry_free(empty);
}
END_TEST

/* --- enrol -------------------------------------------------------------------------- */

static void
given_application(const char *author, enum role role)
{
	struct maker_enrol space;
	const Cmsa__Enrol *e = maker_enrol(&space, author, role);
	struct maker_pair identity = maker_identity(author),
			  signing = maker_signing(author);
	struct buf app = { 0 }, string = { 0 };
	uint8_t by_identity[64], by_signing[64];
	Cmsa__SignedApplication s;
	Cmsa__Application a;

	cmsa__application__init(&a);
	a.author = e->author;
	a.role = e->role;
	a.algorithm = e->algorithm;
	a.identity_key = e->identity_key;
	a.signing_key = e->signing_key;
	a.reading_key = e->reading_key;
	a.nodes = e->nodes;
	a.n_nodes = e->n_nodes;
	pb_write(&app, &a.base);
	application_signing_string(&string, buf_view(&app));
	crypto_sign_detached(by_identity, NULL, string.p, string.n, identity.secret);
	crypto_sign_detached(by_signing, NULL, string.p, string.n, signing.secret);
	cmsa__signed_application__init(&s);
	s.application = pb_data(buf_view(&app));
	s.identity_signature = pb_data(bytes_of(by_identity, 64));
	s.signing_signature = pb_data(bytes_of(by_signing, 64));
	buf_reset(&file);
	pb_write(&file, &s.base);
	buf_clear(&app);
	buf_clear(&string);
}

START_TEST(enrol_takes_what_the_applicant_signed)
{
	given_application("AUS", ROLE_CANDIDATE);
	ck_assert_int_eq(draft("enrol", "date=2026-01-02"), ERR_NONE);
	take();
	ck_assert_int_eq(registry_author(m.registry, "AUS", 2)->role, ROLE_CANDIDATE);
	ck_assert_int_eq(draft("enrol", "date=2026-01-02|role=member"), ERR_NONE);
	take();
	ck_assert_int_eq(registry_author(m.registry, "AUS", 3)->role, ROLE_MEMBER);
	ck_assert_uint_eq(registry_author(m.registry, "AUS", 3)->since, 2);
}
END_TEST

START_TEST(an_application_with_any_flipped_bit_is_refused)
{
	given_application("AUS", ROLE_CANDIDATE);
	for (size_t bit = 0; bit < 8 * file.n; bit++) {
		file.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
		ck_assert_msg(
		    draft("enrol", "date=2026-01-02") == ERR_INPUT, "bit %zu", bit);
		file.p[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	ck_assert_ptr_nonnull(strstr(msg.text, "application"));
}
END_TEST

START_TEST(a_role_changes_without_a_new_application)
{
	make_enrol(&m, "AUS", ROLE_CANDIDATE);
	ck_assert_int_eq(
	    draft("enrol", "date=2026-01-02|author=AUS|role=removed"), ERR_NONE);
	ck_assert_int_eq(act_void_reason(m.registry, take()), VOID_NOT);
	ck_assert_int_eq(registry_author(m.registry, "AUS", 3)->role, ROLE_REMOVED);
	ck_assert_int_eq(
	    draft("enrol", "date=2026-01-02|author=JPN|role=member"), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(msg.text, "JPN"));
}
END_TEST

/* --- policy ------------------------------------------------------------------------- */

START_TEST(a_policy_changes_what_is_named_and_keeps_the_rest)
{
	struct law l;

	ck_assert_int_eq(
	    draft("policy", "date=2026-02-01|review_max_age_days=200|sdp_wider=yes"),
	    ERR_NONE);
	take();
	ck_assert_int_eq(draft("policy", "date=2026-03-01|mixed_floor=lowest"), ERR_NONE);
	take();
	law_at(&l, m.registry, maker_date("2026-03-01"));
	ck_assert_uint_eq(l.policy->review_max_age_days, 200);
	ck_assert(l.policy->sdp_wider);
	ck_assert_int_eq(l.policy->mixed_floor, CMSA__MIXED_FLOOR__MIXED_FLOOR_LOWEST);
	ck_assert_int_eq(l.policy->floor_counts, CMSA__FLOOR_COUNTS__FLOOR_COUNTS_TOTAL);
	ck_assert_uint_eq(l.policy->n_kinds, policy_default()->n_kinds);
	law_clear(&l);
	ck_assert_int_eq(
	    draft("policy", "date=2026-04-01|kinds=keys,witness,capacity"), ERR_NONE);
	ck_assert_int_eq(
	    draft("policy", "date=2026-04-01|kinds=witness,keys"), ERR_INPUT);
	ck_assert_int_eq(
	    draft("policy", "date=2026-04-01|mixed_floor=middle"), ERR_INPUT);
}
END_TEST

static const char *const bad_quantities[] = {
	"date=2026-04-01|commercial_t=lithium",
	"date=2026-04-01|commercial_t=lithium:0",
	"date=2026-04-01|commercial_t=lithium:9223372036855",
	"date=2026-04-01|commercial_t=Lithium:1",
	"date=2026-04-01|commercial_t=lithium:1|commercial_t=lithium:2",
};

/* PROTOCOL M3.37 */
START_TEST(a_policy_says_what_production_is_commercially_significant)
{
	const Cmsa__Policy *p;

	ck_assert_int_eq(
	    draft("policy",
		"date=2026-02-01|commercial_t=lithium:5000|commercial_t=copper:1"),
	    ERR_NONE);
	take();
	ck_assert_int_eq(draft("policy", "date=2026-03-01|sdp_wider=yes"), ERR_NONE);
	take();
	p = law_policy_at(m.registry, maker_date("2026-03-01"));
	ck_assert_uint_eq(p->n_commercial_quantities, 2);
	ck_assert_str_eq(p->commercial_quantities[0]->mineral, "copper");
	ck_assert_str_eq(p->commercial_quantities[1]->mineral, "lithium");
	ck_assert_int_eq(p->commercial_quantities[1]->grams_a_year, 5000000000);
	for (size_t i = 0; i < ARRAY_LEN(bad_quantities); i++)
		ck_assert_msg(draft("policy", bad_quantities[i]) != ERR_NONE, "%s",
		    bad_quantities[i]);
}
END_TEST

/* --- tables ------------------------------------------------------------------------- */

static const char *const tables[] = { "critical_minerals", "countries_of_concern",
	"mineral_hs6", "section301_floors", "select_derivative_products",
	"hs2017_to_hs2022", "iso3166" };

START_TEST(every_reference_table_of_deploy_becomes_an_act)
{
	char words[128];

	given_table(tables[_i]);
	snprintf(
	    words, sizeof(words), "date=2026-01-01|edition=2026|table=%s", tables[_i]);
	ck_assert_msg(draft("reference", words) == ERR_NONE, "%s", msg.text);
	ck_assert_uint_lt(out.n, LIMIT_ACT_BYTES);
	ck_assert_int_eq(act_void_reason(m.registry, take()), VOID_NOT);
}
END_TEST

#define INCOME "date=2026-01-01|edition=FY26|table=country_income"

/* PROTOCOL M3.15 */
START_TEST(incomes_of_countries_become_a_table)
{
	struct law l;

	given("alpha3,name,year,income_group\nAUS,Australia,2026,high\n"
	      "BRA,Brazil,2026,upper-middle\nBRA,Brazil,2025,lower-middle\n"
	      "BRA,Brazil,2025,low\n");
	ck_assert_msg(draft("reference", INCOME) == ERR_NONE, "%s", msg.text);
	take();
	law_at(&l, m.registry, maker_date("2026-06-01"));
	ck_assert_int_eq(law_income_of(&l, "AUS", 2026), CMSA__INCOME_GROUP__INCOME_HIGH);
	ck_assert_int_eq(
	    law_income_of(&l, "BRA", 2026), CMSA__INCOME_GROUP__INCOME_UPPER_MIDDLE);
	ck_assert_int_eq(law_income_of(&l, "BRA", 2025), CMSA__INCOME_GROUP__INCOME_LOW);
	ck_assert_int_eq(
	    law_income_of(&l, "AUS", 2025), CMSA__INCOME_GROUP__INCOME_UNSET);
	ck_assert_int_eq(
	    law_income_of(&l, "JPN", 2026), CMSA__INCOME_GROUP__INCOME_UNSET);
	law_clear(&l);
	given("alpha3,year,income_group\nAUS,26,high\n");
	ck_assert_int_eq(draft("reference", INCOME), ERR_INPUT);
	given("alpha3,year,income_group\nAUS,2026,rich\n");
	ck_assert_int_eq(draft("reference", INCOME), ERR_INPUT);
}
END_TEST

START_TEST(the_tables_say_what_the_act_and_its_lists_say)
{
	struct law l;
	size_t critical = 0, floors_0 = 0, without_code = 0;

	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		char words[128];

		given_table(tables[i]);
		snprintf(words, sizeof(words), "date=2026-01-01|edition=2026|table=%s",
		    tables[i]);
		ck_assert_int_eq(draft("reference", words), ERR_NONE);
		take();
	}
	law_at(&l, m.registry, maker_date("2026-06-01"));
	for (size_t i = 0; i < l.n_minerals; i++)
		critical += law_is_critical(&l, l.minerals[i]->mineral);
	ck_assert_uint_eq(critical, 60);
	ck_assert(!law_is_critical(&l, "helium"));
	ck_assert(law_is_of_concern(&l, "CHN") && law_is_of_concern(&l, "VEN"));
	ck_assert(!law_is_of_concern(&l, "HKG") && !law_is_of_concern(&l, "TWN"));
	ck_assert_uint_eq(l.n_floors, 298);
	for (size_t i = 0; i < l.n_floors; i++) {
		const Cmsa__FloorRow *f = l.floors[i];

		floors_0 +=
		    f->n_minerals && f->stage != CMSA__STAGE__STAGE_UNSET && !f->rate_bp;
		if (!strcmp(f->hts8, "85051100")) {
			ck_assert_uint_eq(f->rate_bp, 2500);
			ck_assert_int_eq(f->stage, CMSA__STAGE__STAGE_MANUFACTURED);
		}
	}
	ck_assert_uint_eq(floors_0, 39); /* statute.md 1: 39 of 222 mineral lines */
	for (size_t i = 0; i < l.n_minerals; i++)
		for (int s = CMSA__STAGE__STAGE_MINED; s <= CMSA__STAGE__STAGE_PROCESSED;
		     s++) {
			bool found = !law_is_critical(&l, l.minerals[i]->mineral);

			for (size_t k = 0; k < l.n_mineral_hs; k++)
				found |= (int)l.mineral_hs[k]->stage == s &&
					 !strcmp(l.mineral_hs[k]->mineral,
					     l.minerals[i]->mineral);
			without_code += !found;
		}
	ck_assert_uint_eq(without_code, 12); /* absent pairs, not rows without a code */
	ck_assert_uint_eq(l.n_select, 12);
	ck_assert_uint_eq(l.n_hs_map, 9);
	ck_assert_uint_eq(l.n_iso, 249);
	law_clear(&l);
}
END_TEST

START_TEST(a_table_in_parts_is_the_table)
{
	char words[128];
	struct law l;

	given_table("iso3166");
	for (uint32_t part = 1; part <= 3; part++) {
		snprintf(words, sizeof(words),
		    "date=2026-01-01|edition=2026|table=iso3166|part=%u|parts=3", part);
		ck_assert_int_eq(draft("reference", words), ERR_NONE);
		ck_assert_int_eq(act_void_reason(m.registry, take()), VOID_NOT);
	}
	law_at(&l, m.registry, maker_date("2026-01-01"));
	ck_assert_uint_eq(l.n_iso, 249);
	ck_assert_str_eq(l.iso[0]->alpha3, "AND");
	law_clear(&l);
}
END_TEST

START_TEST(percent_becomes_basis_points_exactly)
{
	static const struct {
		const char *pct;
		uint32_t bp;
		bool good;
	} rates[] = { { "25", 2500, true }, { "7.5", 750, true }, { "0", 0, true },
		{ "2.25", 225, true }, { "2.255", 0, false }, { "Free", 0, false },
		{ "", 0, false }, { "-1", 0, false }, { "2,5", 0, false } };
	char csv[256];

	snprintf(csv, sizeof(csv),
	    "product_id,bill_words,reading,hs6,us_hts8,us_stat_suffix,"
	    "floor_pct_on_2026_01_01,in_effect_from\nmagnet,m,core,850511,85051100,10,\"%"
	    "s\",\n",
	    rates[_i].pct);
	given(csv);
	ck_assert_int_eq(
	    draft("reference",
		"date=2026-01-01|edition=e|table=select_derivative_products"),
	    rates[_i].good ? ERR_NONE : ERR_INPUT);
	if (rates[_i].good) {
		const struct act_record *r = registry_act(m.registry, take());

		ck_assert_uint_eq(
		    r->act->body->reference->select_derivative_products[0]->floor_bp,
		    rates[_i].bp);
	} else {
		ck_assert_ptr_nonnull(
		    strstr(msg.text, "given.csv: row 2, column \"floor_pct"));
	}
}
END_TEST

/* --- what is wrong is said ---------------------------------------------------------- */

static const struct {
	const char *kind, *words, *file, *says;
} wrong[] = {
	{ "certification", "country=AUS|finance=2026-03-01|ways_and_means=2026-03-01",
	    NULL, "date=" },
	{ "certification",
	    "date=2026-02-30|country=AUS|finance=2026-03-01|ways_and_means=2026-03-01",
	    NULL, "found \"2026-02-30\"" },
	{ "certification", "date=2026-01-01|country=AUS|finance=2026-03-01", NULL,
	    "ways_and_means" },
	{ "certification",
	    "date=2026-01-01|country=AUS|country=JPN|finance=2026-03-01|ways_and_means="
	    "2026-03-01",
	    NULL, "once" },
	{ "certification",
	    "date=2026-01-01|country=AUS|finance=2026-03-01|ways_and_means=2026-03-01|"
	    "colour=red",
	    NULL, "colour=red" },
	{ "certification", "date=2026-01-01|country", NULL, "key=value" },
	{ "certification",
	    "date=2026-01-01|country=AUS|finance=2026-03-01|ways_and_means=2026-03-01",
	    "a,b\n", "no file" },
	{ "resolution",
	    "date=2026-01-01|act=0|kind=approval|enacted=2026-01-01|notice=2026-01-01",
	    NULL, "\"act\"" },
	{ "resolution",
	    "date=2026-01-01|act=2|kind=maybe|enacted=2026-01-01|notice=2026-01-01", NULL,
	    "approval, disapproval" },
	{ "annexation", "date=2026-01-01", NULL, "annexation" },
	{ "reference", "date=2026-01-01|table=weather|edition=e", "a\n",
	    "critical_minerals" },
	{ "reference", "date=2026-01-01|table=iso3166|edition=e", NULL, "CSV" },
	{ "reference", "date=2026-01-01|table=iso3166|edition=e",
	    "alpha2,alpha3,name\nAU,AUS,x\n", "column \"numeric\"" },
	{ "reference", "date=2026-01-01|table=iso3166|edition=e",
	    "alpha2,alpha3,numeric,name\nAU,AUS,036,x\nJP,JPN,39,y\n",
	    "row 3, column \"numeric\"" },
	{ "reference", "date=2026-01-01|table=iso3166|edition=e",
	    "alpha2,alpha3,numeric,name\n", "1 to" },
	{ "reference", "date=2026-01-01|table=iso3166|edition=e|part=3|parts=2",
	    "alpha2,alpha3,numeric,name\nAU,AUS,036,x\n", "\"part\"" },
	{ "reference", "date=2026-01-01|table=mineral_hs6|edition=e",
	    "mineral_id,stage,hs6,hs_edition,whole_hs6,us_hts8\nlithium,melted,282520,"
	    "HS2022,yes,\n",
	    "found \"melted\"" },
};

START_TEST(what_is_wrong_is_said)
{
	if (wrong[_i].file)
		given(wrong[_i].file);
	ck_assert_int_eq(draft(wrong[_i].kind, wrong[_i].words), ERR_INPUT);
	ck_assert_msg(strstr(msg.text, wrong[_i].says) && strstr(msg.text, "expected"),
	    "expected a message with '%s', found '%s'", wrong[_i].says, msg.text);
	ck_assert_uint_eq(out.n, 0);
}
END_TEST

START_TEST(every_kind_is_in_the_table_with_its_words)
{
	size_t n = 0;
	const struct draft_kind *kinds = draft_kinds(&n);

	ck_assert_uint_eq(n, 23);
	for (uint32_t number = 0; number < 64; number++) {
		const char *name = act_kind_name(number);
		size_t found = 0;

		for (size_t k = 0; k < n; k++)
			found += name && !strcmp(name, kinds[k].name);
		ck_assert_uint_eq(found, name ? 1 : 0);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("register_draft");
	TCase *t = tcase_create("draft");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, an_agreement_from_words_to_force);
	tcase_add_test(t, a_territory_from_words);
	tcase_add_test(t, a_genesis_begins_an_empty_register);
	tcase_add_test(t, enrol_takes_what_the_applicant_signed);
	tcase_add_test(t, an_application_with_any_flipped_bit_is_refused);
	tcase_add_test(t, a_role_changes_without_a_new_application);
	tcase_add_test(t, a_policy_changes_what_is_named_and_keeps_the_rest);
	tcase_add_test(t, a_policy_says_what_production_is_commercially_significant);
	tcase_add_test(t, incomes_of_countries_become_a_table);
	tcase_add_loop_test(
	    t, every_reference_table_of_deploy_becomes_an_act, 0, ARRAY_LEN(tables));
	tcase_add_test(t, the_tables_say_what_the_act_and_its_lists_say);
	tcase_add_test(t, a_table_in_parts_is_the_table);
	tcase_add_loop_test(t, percent_becomes_basis_points_exactly, 0, 9);
	tcase_add_loop_test(t, what_is_wrong_is_said, 0, ARRAY_LEN(wrong));
	tcase_add_test(t, every_kind_is_in_the_table_with_its_words);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return check_main(suite());
}
