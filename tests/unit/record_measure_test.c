/* Bodies of kinds measure and attendance: a helper makes a right one, each test spoils one
 * thing (PROTOCOL M5.15 to M5.17). */
#include <check.h>

#include "body.h"
#include "date.h"
#include "pb.h"

struct measure_value {
	Cmsa__MeasureBody body;
	Cmsa__Measure row[2], *rows[2];
	char *codes[2], *countries[2];
	uint8_t hash[32];
};

static void
right_measure(struct measure_value *v)
{
	*v = (struct measure_value){ 0 };
	cmsa__measure_body__init(&v->body);
	for (int i = 0; i < 2; i++) {
		Cmsa__Measure *m = &v->row[i];

		cmsa__measure__init(m);
		m->id = pb_text(i ? "b" : "a");
		m->kind = CMSA__MEASURE_KIND__MEASURE_TRADE_REMEDIES;
		m->start_days = 20454;
		m->sha256 = pb_data(bytes_of(v->hash, 32));
		v->rows[i] = m;
	}
	v->codes[0] = pb_text("253090");
	v->codes[1] = pb_text("260600");
	v->countries[0] = pb_text("CHN");
	v->countries[1] = pb_text("RUS");
	v->row[0].hs6 = v->codes;
	v->row[0].n_hs6 = 2;
	v->row[0].countries = v->countries;
	v->row[0].n_countries = 2;
	v->body.country = pb_text("AUS");
	v->body.measures = v->rows;
	v->body.n_measures = 2;
}

static enum verdict
check_measure(const struct measure_value *v)
{
	return body_check(KIND_MEASURE, &v->body.base, NULL);
}

static void
spoil_country(struct measure_value *v)
{
	v->body.country = pb_text("Aus");
}
static void
spoil_none(struct measure_value *v)
{
	v->body.n_measures = 0;
}
static void
spoil_id(struct measure_value *v)
{
	v->row[0].id = pb_text("");
}
static void
spoil_twice(struct measure_value *v)
{
	v->row[1].id = pb_text("a");
}
static void
spoil_kind(struct measure_value *v)
{
	v->row[1].kind = CMSA__MEASURE_KIND__MEASURE_UNSET;
}
static void
spoil_code(struct measure_value *v)
{
	v->codes[1] = pb_text("26060");
}
static void
spoil_code_order(struct measure_value *v)
{
	v->codes[1] = pb_text("253090");
}
static void
spoil_concern(struct measure_value *v)
{
	v->countries[1] = pb_text("Rus");
}
static void
spoil_concern_order(struct measure_value *v)
{
	v->countries[1] = pb_text("CHN");
}
static void
spoil_both_concern(struct measure_value *v)
{
	v->row[0].all_countries_of_concern = true;
}
static void
spoil_start(struct measure_value *v)
{
	v->row[0].start_days = 0;
}
static void
spoil_end(struct measure_value *v)
{
	v->row[0].end_days = 20453;
}
static void
spoil_hash(struct measure_value *v)
{
	v->row[0].sha256.len = 31;
}
static void
spoil_quota(struct measure_value *v)
{
	v->row[0].quota_grams_a_year = 1;
}
static void
spoil_quota_sign(struct measure_value *v)
{
	v->row[0].kind = CMSA__MEASURE_KIND__MEASURE_QUOTA;
	v->row[0].quota_grams_a_year = -1;
}

static const struct {
	void (*spoil)(struct measure_value *v);
	enum verdict verdict;
} spoiled[] = { { spoil_country, V_COUNTRY }, { spoil_none, V_FIELD },
	{ spoil_id, V_FIELD }, { spoil_twice, V_DUPLICATE_KEY }, { spoil_kind, V_FIELD },
	{ spoil_code, V_CODE }, { spoil_code_order, V_CODE }, { spoil_concern, V_FIELD },
	{ spoil_concern_order, V_FIELD }, { spoil_both_concern, V_FIELD },
	{ spoil_start, V_DATE }, { spoil_end, V_DATE }, { spoil_hash, V_FIELD },
	{ spoil_quota, V_QUANTITY }, { spoil_quota_sign, V_QUANTITY } };

START_TEST(a_measure_with_one_thing_wrong_is_unusable) /* PROTOCOL M5.15, M5.16 */
{
	struct measure_value v;

	right_measure(&v);
	spoiled[_i].spoil(&v);
	ck_assert_int_eq(check_measure(&v), spoiled[_i].verdict);
}
END_TEST

START_TEST(what_a_measure_lacks_to_count_is_no_fault_of_the_body)
{
	struct measure_value v;

	right_measure(&v);
	ck_assert_int_eq(check_measure(&v), V_OK);
	v.row[0].sha256.len = 0;
	v.row[0].end_days = v.row[0].start_days;
	v.row[1].kind = CMSA__MEASURE_KIND__MEASURE_QUOTA;
	v.row[1].quota_grams_a_year = INT64_MAX;
	ck_assert_int_eq(check_measure(&v), V_OK);
	ck_assert_str_eq(body_country(KIND_MEASURE, &v.body.base), "AUS");
}
END_TEST

/* PROTOCOL M5.17 */
START_TEST(attendance_names_each_meeting_once)
{
	Cmsa__Attendance row[2], *rows[2] = { &row[0], &row[1] };
	Cmsa__AttendanceBody b;

	cmsa__attendance_body__init(&b);
	for (int i = 0; i < 2; i++) {
		cmsa__attendance__init(&row[i]);
		row[i].meeting = (uint64_t)i + 7;
	}
	b.country = pb_text("AUS");
	b.meetings = rows;
	b.n_meetings = 2;
	ck_assert_int_eq(body_check(KIND_ATTENDANCE, &b.base, NULL), V_OK);
	ck_assert_str_eq(body_country(KIND_ATTENDANCE, &b.base), "AUS");
	row[1].meeting = 7;
	ck_assert_int_eq(body_check(KIND_ATTENDANCE, &b.base, NULL), V_DUPLICATE_KEY);
	row[1].meeting = 0;
	ck_assert_int_eq(body_check(KIND_ATTENDANCE, &b.base, NULL), V_FIELD);
	row[1].meeting = (uint64_t)INT64_MAX + 1;
	ck_assert_int_eq(body_check(KIND_ATTENDANCE, &b.base, NULL), V_FIELD);
	b.n_meetings = 0;
	ck_assert_int_eq(body_check(KIND_ATTENDANCE, &b.base, NULL), V_FIELD);
	b.country = pb_text("AUS.customs");
	ck_assert_int_eq(body_check(KIND_ATTENDANCE, &b.base, NULL), V_COUNTRY);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("measure");
	Suite *s = suite_create("record_measure");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, a_measure_with_one_thing_wrong_is_unusable, 0,
	    (int)(sizeof(spoiled) / sizeof(*spoiled)));
	tcase_add_test(t, what_a_measure_lacks_to_count_is_no_fault_of_the_body);
	tcase_add_test(t, attendance_names_each_meeting_once);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
