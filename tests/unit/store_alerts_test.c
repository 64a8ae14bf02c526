/* store_alerts_test.c - alerts, responses and what is taken back, from the log to rows and
 * to facts of a level. */
#include "alert.pb-c.h"
#include "alert_response.pb-c.h"
#include "alerts.h"
#include "check_main.h"
#include "retraction.pb-c.h"
#include "store_facts_fixture.h"

static struct world world;
static struct factsdb *facts_db;

static Cmsa__Ref
ref_of(const struct place *p, struct hash *id)
{
	Cmsa__Ref r;

	ck_assert_int_eq(store_id_get(world.log, id, p), ERR_NONE);
	cmsa__ref__init(&r);
	r.author = pb_text(p->author);
	r.incarnation = p->incarnation;
	r.seq = p->seq;
	r.id = pb_hash_data(id->b);
	return r;
}

static struct place
add_alert(const char *author, uint32_t audience, int what)
{
	Cmsa__AlertScheme scheme = CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION;
	char *subject = pb_text("gallium"), *action = pb_text("AUS");
	struct buf body = { 0 };
	Cmsa__AlertBody b;
	struct place p;

	cmsa__alert_body__init(&b);
	b.country = pb_text(author);
	b.id = pb_text("1");
	b.severity = CMSA__ALERT_SEVERITY__SEVERITY_HIGH;
	b.schemes = &scheme;
	b.n_schemes = 1;
	b.subjects = &subject;
	b.n_subjects = 1;
	b.action = &action;
	b.n_action = 1;
	b.basis = pb_text("a tip");
	b.handling = CMSA__HANDLING__HANDLING_CLEAR;
	pb_write(&body, &b.base);
	p = world_append(&world, author, KIND_ALERT, audience, &body, what);
	buf_clear(&body);
	return p;
}

static struct place
add_response(const char *author, const struct place *alert)
{
	struct hash id;
	Cmsa__Ref ref = ref_of(alert, &id);
	struct buf body = { 0 };
	Cmsa__AlertResponseBody b;
	struct place p;

	cmsa__alert_response_body__init(&b);
	b.country = pb_text(author);
	b.alert = &ref;
	b.state = CMSA__RESPONSE_STATE__RESPONSE_REFUTED;
	pb_write(&body, &b.base);
	p = world_append(
	    &world, author, KIND_ALERT_RESPONSE, AUDIENCE_PUBLIC, &body, WITH_BODY);
	buf_clear(&body);
	return p;
}

static void
retract(const char *author, const struct place *what)
{
	struct hash id;
	Cmsa__Ref ref = ref_of(what, &id), *refs = &ref;
	struct buf body = { 0 };
	Cmsa__RetractionBody b;

	cmsa__retraction_body__init(&b);
	b.entries = &refs;
	b.n_entries = 1;
	b.reason = pb_text("by mistake");
	pb_write(&body, &b.base);
	world_append(&world, author, KIND_RETRACTION, AUDIENCE_PUBLIC, &body, WITH_BODY);
	buf_clear(&body);
}

static void
set_up(void)
{
	world_make(&world);
	facts_db = open_facts(&world.folder, STORE_WRITE);
	world_keys(&world, "AUS");
	world_keys(&world, "JPN");
}

static void
tear_down(void)
{
	factsdb_close(&facts_db);
	world_clear(&world);
}

static struct facts *
load(enum facts_level level)
{
	struct errmsg m = { { 0 } };
	struct position p;
	struct facts *f = NULL;

	fold_all(facts_db, &world, 0);
	ck_assert_int_eq(factsdb_position(facts_db, &p), ERR_NONE);
	ck_assert_int_eq(
	    factsdb_load(facts_db, &f, world.acts.registry, &p, level, &m), ERR_NONE);
	position_clear(&p);
	return f;
}

/* PROTOCOL M7.2: each level reads its audiences; the rest is missing, not nothing. */
START_TEST(a_level_holds_the_alerts_of_its_audiences_and_misses_the_others)
{
	const enum facts_level levels[] = { LEVEL_MEMBER_FACTS, LEVEL_PUBLIC_FACTS,
		LEVEL_DESK_FACTS };
	const size_t held[] = { 3, 1, 2 };
	struct facts *f;

	add_alert("JPN", AUDIENCE_PUBLIC, WITH_BODY);
	add_alert("JPN", AUDIENCE_CUSTOMS, WITH_BODY);
	add_alert("JPN", AUDIENCE_ALLIANCE, WITH_BODY);
	f = load(levels[_i]);
	ck_assert_uint_eq(f->n_alerts, held[_i]);
	ck_assert_uint_eq(f->n_missing, 3 - held[_i]);
	facts_free(f);
}
END_TEST

/* PROTOCOL M7.19 */
START_TEST(a_retraction_removes_what_its_author_wrote_and_nothing_else)
{
	struct place alert = add_alert("JPN", AUDIENCE_PUBLIC, WITH_BODY);
	struct place answer = add_response("AUS", &alert);
	struct facts *f;

	retract("JPN", &answer);
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_int_eq(f->sources[f->responses[0].source].standing, FACT_STANDS);
	facts_free(f);
	retract("AUS", &answer);
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_responses, 1);
	ck_assert_int_eq(f->sources[f->responses[0].source].standing, FACT_REMOVED);
	ck_assert_uint_eq(
	    f->sources[f->sources[f->responses[0].source].remover].place.seq, 3);
	ck_assert_int_eq(f->sources[f->alerts[0].source].standing, FACT_STANDS);
	facts_free(f);
}
END_TEST

START_TEST(facts_folded_anew_or_one_by_one_have_the_same_rows)
{
	struct place alert = add_alert("JPN", AUDIENCE_PUBLIC, WITH_BODY);
	struct place answer = add_response("AUS", &alert);
	struct hash once, again;

	retract("AUS", &answer);
	fold_all(facts_db, &world, 1);
	once = digest_of(facts_db);
	again = fresh_digest(&world, 0);
	ck_assert(hash_eq(&once, &again));
}
END_TEST

START_TEST(an_alert_shows_at_a_desk_with_its_answers)
{
	struct place alert = add_alert("JPN", AUDIENCE_CUSTOMS, WITH_BODY);
	struct facts *f;
	struct alerts *a;
	struct law law;

	add_response("AUS", &alert);
	f = load(LEVEL_DESK_FACTS);
	law_at(&law, world.acts.registry, (struct date){ 21000 });
	facts_witness(f, law.policy->alert_witnesses);
	a = alerts_new(f, &law, (struct date){ 21000 });
	ck_assert_uint_eq(a->n, 1);
	ck_assert_uint_eq(a->list[0].n_clocks, 1);
	ck_assert_str_eq(a->list[0].clocks[0].country, "AUS");
	ck_assert_uint_eq(a->list[0].clocks[0].n_answers, 1);
	ck_assert(a->list[0].clocks[0].answers[0].outcome);
	/* nobody has listed it */
	ck_assert_int_eq(a->list[0].standing, ALERT_NO_CLOCK);
	ck_assert(!date_given(a->list[0].day));
	alerts_free(a);
	law_clear(&law);
	facts_free(f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("alerts in the facts");
	TCase *t = tcase_create("alerts");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(
	    t, a_level_holds_the_alerts_of_its_audiences_and_misses_the_others, 0, 3);
	tcase_add_test(t, a_retraction_removes_what_its_author_wrote_and_nothing_else);
	tcase_add_test(t, facts_folded_anew_or_one_by_one_have_the_same_rows);
	tcase_add_test(t, an_alert_shows_at_a_desk_with_its_answers);
	suite_add_tcase(s, t);
	return check_main(s);
}
