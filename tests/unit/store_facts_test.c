/* The facts: they follow the log, can be asked in SQL, and give the rules what a position
 * and a level may know. */
#include "check_main.h"
#include "resume_make.h"
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

static void
fold(void)
{
	fold_all(facts, &world, 0);
}

/* Facts at everything folded, or at `p`; the caller frees them. */
static struct facts *
load_at(const struct position *p, enum facts_level level)
{
	struct errmsg m = { { 0 } };
	struct facts *out = NULL;
	enum err err = factsdb_load(facts, &out, world.acts.registry, p, level, &m);

	ck_assert_msg(!err, "%s", m.text);
	return out;
}

static struct facts *
load(enum facts_level level)
{
	struct position p;
	struct facts *out;

	ck_assert_int_eq(factsdb_position(facts, &p), ERR_NONE);
	out = load_at(&p, level);
	position_clear(&p);
	return out;
}

static void
publish_measure(void)
{
	Cmsa__Measure m, *measures = &m;
	Cmsa__MeasureBody body;
	struct buf b = { 0 };

	cmsa__measure__init(&m);
	cmsa__measure_body__init(&body);
	m.id = pb_text("screen-1");
	m.kind = CMSA__MEASURE_KIND__MEASURE_INVESTMENT_SCREENING;
	m.critical_minerals = m.all_countries_of_concern = true;
	m.start_days = 20454;
	body.country = pb_text("GBR");
	body.measures = &measures;
	body.n_measures = 1;
	pb_write(&b, &body.base);
	world_append(&world, "GBR", KIND_MEASURE, AUDIENCE_PUBLIC, &b, WITH_BODY);
	buf_clear(&b);
}

static void
publish_attendance(void)
{
	Cmsa__Attendance a, *meetings = &a;
	Cmsa__AttendanceBody body;
	struct buf b = { 0 };

	cmsa__attendance__init(&a);
	cmsa__attendance_body__init(&body);
	a.meeting = 12;
	a.attended = true;
	a.note = pb_text("by video");
	body.country = pb_text("JPN");
	body.meetings = &meetings;
	body.n_meetings = 1;
	pb_write(&b, &body.base);
	world_append(&world, "JPN", KIND_ATTENDANCE, AUDIENCE_ALLIANCE, &b, WITH_BODY);
	buf_clear(&b);
}

/* Feeds of every kind that is projected, with a body that is no fact. */
static void
publish_much(void)
{
	struct place aus;
	struct buf rubbish = { 0 };

	world_keys(&world, "AUS");
	world_keys(&world, "GBR");
	world_keys(&world, "JPN");
	world_duty(&world, "AUS", "AUS", "280530", 500, AUDIENCE_ALLIANCE, WITH_BODY);
	world_duty(&world, "AUS", "GBR", "280530", 700, AUDIENCE_PUBLIC, WITH_BODY);
	aus = world_capacity(&world, "AUS", 0, 0);
	world_witness(&world, "GBR", &aus);
	world_witness(&world, "JPN", &aus);
	buf_add_str(&rubbish, "rubbish");
	world_append(&world, "GBR", KIND_DUTY, AUDIENCE_PUBLIC, &rubbish, WITH_BODY);
	world_append(&world, "GBR", 500, AUDIENCE_CUSTOMS, &rubbish, WITH_BODY);
	world_append(&world, "GBR", KIND_DUTY, AUDIENCE_ALLIANCE, &rubbish, 0);
	publish_measure();
	publish_attendance();
	buf_clear(&rubbish);
}

START_TEST(an_auditor_can_ask_in_sql)
{
	publish_much();
	fold();
	ck_assert_int_eq(rows("SELECT ad_valorem_bp FROM duty WHERE country='AUS'"
			      " AND code='280530' AND scope='countries-of-concern'"
			      " AND start_date='2026-02-16' AND end_date IS NULL"
			      " AND combination='ad-valorem' AND author='AUS' AND seq=2"),
	    500);
	ck_assert_int_eq(
	    rows("SELECT count(*) FROM capacity WHERE subjects='cobalt gallium'"
		 " AND stage='mined' AND capacity_presence='not-available'"
		 " AND production_presence IS NULL AND review_date='2026-02-01'"),
	    1);
	ck_assert_int_eq(
	    rows("SELECT count(*) FROM capacity_subject WHERE subject='gallium'"), 1);
	ck_assert_int_eq(
	    rows("SELECT count(*) FROM witness WHERE of_author='AUS' AND of_seq=4"), 2);
	ck_assert_int_eq(rows("SELECT count(*) FROM keys WHERE generation=1"), 3);
	ck_assert_int_eq(
	    rows("SELECT count(*) FROM act WHERE kind='entry-into-force'"), 3);
	ck_assert_int_eq(
	    rows("SELECT count(*) FROM measure WHERE country='GBR' AND id='screen-1'"
		 " AND kind='investment-screening' AND countries='all'"
		 " AND start_date='2026-01-01' AND end_date IS NULL AND sha256 IS NULL"),
	    1);
	ck_assert_int_eq(rows("SELECT meeting FROM attendance WHERE country='JPN'"
			      " AND attended=1 AND note='by video'"),
	    12);
}
END_TEST

START_TEST(measures_and_attendance_reach_the_rules)
{
	struct facts *f;
	size_t n = 0;

	publish_much();
	fold();
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_ptr_nonnull(facts_measures_of(f, "GBR", &n));
	ck_assert_uint_eq(n, 1);
	ck_assert_ptr_nonnull(facts_attendance_of(f, "JPN", 12));
	ck_assert_ptr_null(facts_attendance_of(f, "JPN", 13));
	ck_assert_ptr_null(facts_attendance_of(f, "GBR", 12));
	facts_free(f);
	f = load(LEVEL_PUBLIC_FACTS);
	ck_assert_ptr_nonnull(facts_measures_of(f, "GBR", &n));
	ck_assert_ptr_null(facts_attendance_of(f, "JPN", 12));
	facts_free(f);
}
END_TEST

START_TEST(an_unusable_body_gives_no_rows_and_says_why)
{
	struct facts *f;

	publish_much();
	fold();
	ck_assert_int_eq(rows("SELECT count(*) FROM duty WHERE country='GBR'"), 0);
	ck_assert_int_eq(rows("SELECT usable FROM body JOIN entry USING(entry)"
			      " WHERE author='AUS' AND seq=3"),
	    V_COUNTRY);
	ck_assert_int_eq(rows("SELECT usable <> 0 FROM body JOIN entry USING(entry)"
			      " WHERE author='GBR' AND seq=3"),
	    1);
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_duties, 1);
	ck_assert_uint_eq(f->n_reviews, 2);
	facts_free(f);
}
END_TEST

START_TEST(the_digest_does_not_depend_on_how_the_folding_was_cut)
{
	struct hash whole;

	publish_much();
	fold();
	whole = digest_of(facts);
	for (size_t most = 1; most < 15; most++) {
		struct hash d = fresh_digest(&world, most);

		ck_assert(hash_eq(&whole, &d));
	}
}
END_TEST

START_TEST(folding_resumes_where_it_stood)
{
	struct hash resumed, fresh;
	bool more = false;

	publish_much();
	ck_assert_int_eq(
	    factsdb_fold(facts, world.log, world.acts.registry, 2, &more), ERR_NONE);
	ck_assert(more);
	ck_assert_int_eq(rows("SELECT count(*) FROM entry"), 2);
	factsdb_close(&facts);
	facts = open_facts(&world.folder, STORE_WRITE);
	fold();
	world_duty(&world, "JPN", "JPN", "250490", 100, AUDIENCE_PUBLIC, WITH_BODY);
	make_enrol(&world.acts, "CHL", ROLE_CANDIDATE);
	world_put_acts(&world);
	fold();
	ck_assert_int_eq(rows("SELECT count(*) FROM duty WHERE author='JPN'"), 1);
	ck_assert_int_eq(rows("SELECT count(*) FROM act"),
	    (int64_t)registry_number(world.acts.registry));
	resumed = digest_of(facts);
	fresh = fresh_digest(&world, 0);
	ck_assert(hash_eq(&resumed, &fresh));
}
END_TEST

START_TEST(the_digest_changes_with_any_row)
{
	struct hash before, after;

	publish_much();
	fold();
	before = digest_of(facts);
	world_duty(&world, "AUS", "AUS", "280530", 501, AUDIENCE_PUBLIC, WITH_BODY);
	fold();
	after = digest_of(facts);
	ck_assert(!hash_eq(&before, &after));
}
END_TEST

START_TEST(a_body_that_comes_late_is_missing_first_and_a_fact_then)
{
	struct buf body = { 0 };
	struct hash late, fresh;
	struct place p;
	struct facts *f;

	world_keys(&world, "AUS");
	p = world_duty(&world, "AUS", "AUS", "280530", 500, AUDIENCE_ALLIANCE, 0);
	fold();
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_duties, 0);
	ck_assert_uint_eq(f->n_missing, 1);
	ck_assert_int_eq(place_cmp(&f->missing[0].place, &p), 0);
	facts_free(f);
	f = load(LEVEL_PUBLIC_FACTS); /* not for that level to read, held or not */
	ck_assert_uint_eq(f->n_missing, 1);
	facts_free(f);

	duty_body(&body, "AUS", "280530", 500);
	ck_assert_int_eq(store_begin(world.log, false), ERR_NONE);
	ck_assert_int_eq(
	    store_fill(world.log, &p, p.seq, AUDIENCE_ALLIANCE, buf_view(&body)),
	    ERR_NONE);
	ck_assert_int_eq(store_commit(world.log), ERR_NONE);
	fold();
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_duties, 1);
	ck_assert_uint_eq(f->n_missing, 0);
	facts_free(f);
	late = digest_of(facts);
	fresh = fresh_digest(&world, 1);
	ck_assert(hash_eq(&late, &fresh));
	buf_clear(&body);
}
END_TEST

/* PROTOCOL M7.2 */
START_TEST(the_public_level_reads_public_bodies_only)
{
	struct facts *f;

	world_keys(&world, "AUS");
	world_duty(&world, "AUS", "AUS", "280530", 500, AUDIENCE_ALLIANCE, WITH_BODY);
	world_duty(&world, "AUS", "AUS", "280540", 500, AUDIENCE_PUBLIC, WITH_BODY);
	fold();
	f = load(LEVEL_PUBLIC_FACTS);
	ck_assert_uint_eq(f->n_duties, 1);
	ck_assert_str_eq(f->duties[0].line->code, "280540");
	facts_free(f);
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_duties, 2);
	facts_free(f);
}
END_TEST

START_TEST(a_position_in_the_past_knows_only_what_was_there)
{
	struct place gbr = { .author = "GBR", .incarnation = 1, .seq = 2 };
	struct position p = { .register_number = registry_number(world.acts.registry) };
	const struct hash none = { { 0 } };
	struct facts *f;

	publish_much();
	fold();
	position_set(
	    &p, &(struct place){ .author = "AUS", .incarnation = 1, .seq = 2 }, &none);
	position_set(&p, &gbr, &none);
	f = load_at(&p, LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_duties, 1);
	ck_assert_uint_eq(f->n_reviews, 0);
	ck_assert_uint_eq(f->n_missing, 0);
	/* Ids that a position in text does not name are filled in. */
	ck_assert(!hash_is_zero(&f->position.heads[0].id));
	ck_assert(!hash_is_zero(&f->position.register_id));
	facts_free(f);
	position_clear(&p);
}
END_TEST

START_TEST(a_position_that_is_not_held_is_refused_with_words)
{
	struct position p;
	struct errmsg m = { { 0 } };
	struct facts *f = NULL;

	publish_much();
	fold();
	ck_assert_int_eq(factsdb_position(facts, &p), ERR_NONE);
	p.heads[0].place.seq = 77;
	ck_assert_int_eq(
	    factsdb_load(facts, &f, world.acts.registry, &p, LEVEL_MEMBER_FACTS, &m),
	    ERR_NOT_FOUND);
	ck_assert_ptr_nonnull(strstr(m.text, "AUS=1:77"));
	p.heads[0].place.seq = 1;
	ck_assert_int_eq(
	    factsdb_load(facts, &f, world.acts.registry, &p, LEVEL_MEMBER_FACTS, &m),
	    ERR_REFUSED);
	p.register_number++;
	ck_assert_int_eq(
	    factsdb_load(facts, &f, world.acts.registry, &p, LEVEL_MEMBER_FACTS, &m),
	    ERR_NOT_FOUND);
	ck_assert_ptr_null(f);
	position_clear(&p);
}
END_TEST

START_TEST(witness_entries_date_what_they_list)
{
	struct facts *f;

	publish_much();
	fold();
	f = load(LEVEL_MEMBER_FACTS);
	for (size_t i = 0; i < f->n_sources; i++)
		if (!strcmp(f->sources[i].place.author, "AUS"))
			ck_assert_int_eq(f->sources[i].witnessed.days,
			    date_of_time_ms(INT64_C(1790000000000)).days);
	ck_assert_uint_ge(f->n_sources, 2);
	facts_free(f);
}
END_TEST

/* PROTOCOL M7.2, M5.9 */
START_TEST(a_batch_counts_when_all_its_parts_are_there)
{
	struct facts *f;

	world_keys(&world, "AUS");
	world_capacity(&world, "AUS", 1, 2);
	fold();
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_reviews, 0);
	facts_free(f);
	world_capacity(&world, "AUS", 2, 2);
	fold();
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_reviews, 4);
	facts_free(f);
	ck_assert_int_eq(rows("SELECT count(*) FROM capacity WHERE batch_parts=2"
			      " AND batch_id=CAST('0123456789abcdef' AS BLOB)"),
	    2);
}
END_TEST

/* PROTOCOL M7.2 */
START_TEST(a_body_of_a_desk_is_no_fact)
{
	struct facts *f;

	world_duty(&world, "AUS.port", "AUS", "280530", 500, AUDIENCE_PUBLIC, WITH_BODY);
	world_duty(&world, "AUS.port", "AUS", "280530", 500, AUDIENCE_ALLIANCE, 0);
	fold();
	f = load(LEVEL_MEMBER_FACTS);
	ck_assert_uint_eq(f->n_duties + f->n_sources + f->n_missing, 0);
	facts_free(f);
}
END_TEST

START_TEST(a_reader_needs_only_the_facts)
{
	struct factsdb *reader;
	struct registry *r = NULL;
	struct position p;
	struct hash a, b;

	publish_much();
	fold();
	reader = open_facts(&world.folder, STORE_READ);
	ck_assert_int_eq(factsdb_registry(reader, &r, 0), ERR_NONE);
	a = registry_id(r);
	b = registry_id(world.acts.registry);
	ck_assert(hash_eq(&a, &b));
	registry_free(r);
	ck_assert_int_eq(factsdb_registry(reader, &r, 3), ERR_NONE);
	ck_assert_uint_eq(registry_number(r), 3);
	registry_free(r);
	ck_assert_int_eq(factsdb_registry(reader, &r, 999), ERR_NOT_FOUND);
	ck_assert_int_eq(factsdb_position(reader, &p), ERR_NONE);
	ck_assert_uint_eq(p.n_heads, 3);
	ck_assert_uint_eq(p.register_number, registry_number(world.acts.registry));
	ck_assert(hash_eq(&p.register_id, &b));
	position_clear(&p);
	factsdb_close(&facts);
	a = digest_of(reader);
	factsdb_close(&reader);
	b = fresh_digest(&world, 3);
	ck_assert(hash_eq(&a, &b));
}
END_TEST

struct listing {
	char text[512];
	int64_t last;
	size_t stop; /* after so many */
};

static enum err
list_one(void *ctx, int64_t row, const struct fact_entry *e)
{
	struct listing *l = ctx;
	size_t n = strlen(l->text);

	ck_assert_int_gt(row, l->last);
	l->last = row;
	(void)snprintf(l->text + n, sizeof(l->text) - n, "%s%llu%s ", e->place.author,
	    (unsigned long long)e->place.seq, e->body_held ? e->usable ? "!" : "" : "?");
	return l->stop && !--l->stop ? ERR_BUSY : ERR_NONE;
}

START_TEST(entries_are_listed_in_the_order_they_were_folded)
{
	struct listing l = { .stop = 0 };
	struct fact_filter all = { .author = NULL };
	struct fact_filter gbr_duty = { .author = "GBR", .kind = KIND_DUTY };

	publish_much();
	fold();
	world_duty(&world, "AUS", "AUS", "280530", 501, AUDIENCE_PUBLIC, WITH_BODY);
	fold();
	ck_assert_int_eq(factsdb_entries_each(facts, &all, list_one, &l), ERR_NONE);
	ck_assert_str_eq(
	    l.text, "AUS1 AUS2 AUS3! AUS4 GBR1 GBR2 GBR3! GBR4 GBR5? GBR6 JPN1 JPN2 JPN3 AUS5 ");
	all.after_row = l.last - 1;
	l = (struct listing){ .stop = 0 };
	ck_assert_int_eq(factsdb_entries_each(facts, &all, list_one, &l), ERR_NONE);
	ck_assert_str_eq(l.text, "AUS5 ");
	l = (struct listing){ .stop = 0 };
	ck_assert_int_eq(factsdb_entries_each(facts, &gbr_duty, list_one, &l), ERR_NONE);
	ck_assert_str_eq(l.text, "GBR3! GBR5? ");
	l = (struct listing){ .stop = 1 };
	ck_assert_int_eq(factsdb_entries_each(facts, &gbr_duty, list_one, &l), ERR_BUSY);
	ck_assert_str_eq(l.text, "GBR3! ");
}
END_TEST

/* Facts of another log, as after a log that was restored from a backup. */
START_TEST(facts_that_do_not_follow_from_the_log_are_folded_anew)
{
	struct world other;
	struct hash now, fresh;

	publish_much();
	fold();
	world_make(&other);
	world_keys(&other, "AUS");
	world_duty(&other, "AUS", "AUS", "280530", _i == 0 ? 900 : 500, AUDIENCE_ALLIANCE,
	    WITH_BODY);
	factsdb_close(&facts);
	facts = open_facts(&world.folder, STORE_WRITE);
	fold_all(facts, &other, 0);
	now = digest_of(facts);
	fresh = fresh_digest(&other, 0);
	ck_assert(hash_eq(&now, &fresh));
	ck_assert_int_eq(rows("SELECT count(*) FROM entry"), 2);
	world_clear(&other);
}
END_TEST

/* PROTOCOL M3.44: entries were folded under acts that may stand no more. */
START_TEST(after_a_resume_entries_are_folded_anew)
{
	struct registry *r = world.acts.registry;
	struct resume_words words = { .number = registry_number(r),
		.stands = registry_id(r),
		.aside = { { 1 } },
		.members = "AUS,GBR,JPN" };
	struct buf act = { 0 };
	bool more = false;

	publish_much();
	fold();
	ck_assert_int_gt(rows("SELECT count(*) FROM entry"), 2);
	resume_make(&act, &world.acts, &words);
	ck_assert_int_eq(registry_apply(r, buf_view(&act)), V_OK);
	world_put_acts(&world);
	ck_assert_int_eq(factsdb_fold(facts, world.log, r, 2, &more), ERR_NONE);
	ck_assert(more);
	ck_assert_int_eq(rows("SELECT count(*) FROM entry"), 2);
	ck_assert_int_eq(rows("SELECT count(*) FROM act"), (int64_t)registry_number(r));
	fold();
	ck_assert_int_gt(rows("SELECT count(*) FROM entry"), 2);
	buf_clear(&act);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_facts");
	TCase *tc = tcase_create("facts");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, an_auditor_can_ask_in_sql);
	tcase_add_test(tc, measures_and_attendance_reach_the_rules);
	tcase_add_test(tc, an_unusable_body_gives_no_rows_and_says_why);
	tcase_add_test(tc, the_digest_does_not_depend_on_how_the_folding_was_cut);
	tcase_add_test(tc, folding_resumes_where_it_stood);
	tcase_add_test(tc, the_digest_changes_with_any_row);
	tcase_add_test(tc, a_body_that_comes_late_is_missing_first_and_a_fact_then);
	tcase_add_test(tc, the_public_level_reads_public_bodies_only);
	tcase_add_test(tc, a_position_in_the_past_knows_only_what_was_there);
	tcase_add_test(tc, a_position_that_is_not_held_is_refused_with_words);
	tcase_add_test(tc, witness_entries_date_what_they_list);
	tcase_add_test(tc, a_batch_counts_when_all_its_parts_are_there);
	tcase_add_test(tc, a_body_of_a_desk_is_no_fact);
	tcase_add_test(tc, a_reader_needs_only_the_facts);
	tcase_add_test(tc, entries_are_listed_in_the_order_they_were_folded);
	tcase_add_loop_test(
	    tc, facts_that_do_not_follow_from_the_log_are_folded_anew, 0, 2);
	tcase_add_test(tc, after_a_resume_entries_are_folded_anew);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
