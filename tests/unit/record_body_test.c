/* Bodies: limits are sharp, faults tell an author row and field, and decoding stays within
 * its budget (PROTOCOL 2.3, 2.5, 5). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "check_main.h"
#include "date.h"
#include "mem.h"
#include "pb.h"

/* A capacity body with `n` equal reviews of lithium; one is a value to spoil. */
struct capacity_value {
	Cmsa__CapacityBody body;
	Cmsa__CapacityReview review, *rows[LIMIT_ROWS + 1];
	Cmsa__Quantity capacity;
	char *subjects[65];
};

static void
right_capacity(struct capacity_value *c, size_t n)
{
	cmsa__capacity_body__init(&c->body);
	cmsa__capacity_review__init(&c->review);
	cmsa__quantity__init(&c->capacity);
	c->capacity.presence = CMSA__PRESENCE__PRESENCE_NIL;
	c->subjects[0] = pb_text("lithium");
	c->review.subjects = c->subjects;
	c->review.n_subjects = 1;
	c->review.stage = CMSA__STAGE__STAGE_MINED;
	c->review.capacity = &c->capacity;
	c->review.review_days = 20454;
	for (size_t i = 0; i < n; i++)
		c->rows[i] = &c->review;
	c->body.country = pb_text("AUS");
	c->body.reviews = c->rows;
	c->body.n_reviews = n;
}

static enum verdict
check_capacity(const struct capacity_value *c, struct body_fault *fault)
{
	return body_check(KIND_CAPACITY, &c->body.base, fault);
}

struct duty_value {
	Cmsa__DutyBody body;
	Cmsa__DutyLine line[2], *rows[2];
};

static void
right_duty(struct duty_value *d)
{
	cmsa__duty_body__init(&d->body);
	for (int i = 0; i < 2; i++) {
		cmsa__duty_line__init(&d->line[i]);
		d->line[i].code = pb_text(i ? "260601" : "260600");
		d->line[i].scope = CMSA__ORIGIN_SCOPE__ORIGIN_ANY;
		d->line[i].kind = CMSA__DUTY_KIND__DUTY_ORDINARY;
		d->line[i].start_days = 20454;
		d->rows[i] = &d->line[i];
	}
	d->body.country = pb_text("AUS");
	d->body.hs_edition = pb_text("HS2022");
	d->body.lines = d->rows;
	d->body.n_lines = 2;
}

static enum verdict
check_duty(const struct duty_value *d)
{
	return body_check(KIND_DUTY, &d->body.base, NULL);
}

/* PROTOCOL M2.10 */
START_TEST(as_many_rows_as_the_limit_and_no_more)
{
	struct capacity_value *c = mem_new(sizeof(*c));

	right_capacity(c, LIMIT_ROWS + 1);
	c->body.n_reviews = LIMIT_ROWS;
	ck_assert_int_eq(check_capacity(c, NULL), V_OK);
	c->body.n_reviews++;
	ck_assert_int_eq(check_capacity(c, NULL), V_FIELD);
	free(c);
}
END_TEST

START_TEST(texts_up_to_the_limit_and_no_longer)
{
	struct capacity_value *c = mem_new(sizeof(*c));
	char text[LIMIT_TEXT_BYTES + 2];
	char **const fields[] = { &c->review.form, &c->review.basis, &c->review.method,
		&c->review.source, &c->capacity.published, &c->capacity.unit };

	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		right_capacity(c, 1);
		*fields[i] = text;
		text[LIMIT_TEXT_BYTES] = '\0';
		ck_assert_int_eq(check_capacity(c, NULL), V_OK);
		text[LIMIT_TEXT_BYTES] = 'x';
		text[LIMIT_TEXT_BYTES + 1] = '\0';
		ck_assert_int_eq(check_capacity(c, NULL), V_TOO_LARGE);
	}
	free(c);
}
END_TEST

START_TEST(sixty_four_subjects_and_no_more)
{
	struct capacity_value *c = mem_new(sizeof(*c));
	char ids[65][16];

	right_capacity(c, 1);
	for (int i = 0; i < 65; i++) {
		snprintf(ids[i], sizeof(ids[i]), "m-%02d", i);
		c->subjects[i] = ids[i];
	}
	c->review.n_subjects = 64;
	ck_assert_int_eq(check_capacity(c, NULL), V_OK);
	c->review.n_subjects = 65;
	ck_assert_int_eq(check_capacity(c, NULL), V_SUBJECT);
	free(c);
}
END_TEST

/* PROTOCOL M5.7: every pair of presence and figure. */
START_TEST(figures_go_with_reported_alone)
{
	struct capacity_value *c = mem_new(sizeof(*c));

	for (int presence = -1; presence <= 6; presence++)
		for (int with = 0; with < 8; with++) {
			bool grams = with & 1, litres = with & 2, text = with & 4, good;

			right_capacity(c, 1);
			c->capacity.presence = (Cmsa__Presence)presence;
			c->capacity.grams = grams ? 5 : 0;
			c->capacity.litres = litres ? 5 : 0;
			if (text)
				c->capacity.published = c->capacity.unit = pb_text("5");
			if (presence == 1)
				good = text && !(grams && litres);
			else
				good =
				    presence >= 2 && presence <= 4 && !grams && !litres;
			ck_assert_msg((check_capacity(c, NULL) == V_OK) == good,
			    "presence %d with %d", presence, with);
		}
	free(c);
}
END_TEST

/* PROTOCOL M2.8 */
START_TEST(dates_are_of_three_centuries_and_not_zero)
{
	static const struct {
		int32_t days;
		bool good;
	} cases[] = { { DATE_MIN_DAYS - 1, false }, { DATE_MIN_DAYS, true }, { -1, true },
		{ 0, false }, { 1, true }, { DATE_MAX_DAYS, true },
		{ DATE_MAX_DAYS + 1, false }, { INT32_MIN, false },
		{ INT32_MAX, false } };
	struct capacity_value *c = mem_new(sizeof(*c));
	struct duty_value d;

	right_capacity(c, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		c->review.review_days = cases[i].days;
		ck_assert_int_eq(check_capacity(c, NULL), cases[i].good ? V_OK : V_DATE);
		right_duty(&d);
		d.line[0].start_days = cases[i].days;
		ck_assert_int_eq(check_duty(&d), cases[i].good ? V_OK : V_DATE);
	}
	free(c);
}
END_TEST

START_TEST(an_end_may_be_the_start_and_may_be_open)
{
	struct duty_value d;

	right_duty(&d);
	d.line[0].end_days = d.line[0].start_days;
	ck_assert_int_eq(check_duty(&d), V_OK);
	d.line[0].end_days--;
	ck_assert_int_eq(check_duty(&d), V_DATE);
	d.line[0].end_days = 0;
	ck_assert_int_eq(check_duty(&d), V_OK);
	d.line[0].start_days = -5; /* before 1970, and still open */
	ck_assert_int_eq(check_duty(&d), V_OK);
}
END_TEST

/* PROTOCOL M5.12: each part of the key parts two lines; nothing else does. */
START_TEST(a_key_has_six_parts_beside_the_edition)
{
	struct duty_value d;

	for (int part = 0; part < 8; part++) {
		right_duty(&d);
		d.line[1].code = d.line[0].code;
		d.line[0].scope = d.line[1].scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY;
		d.line[0].origin = d.line[1].origin = pb_text("CHN");
		switch (part) {
		case 0: d.line[1].code = pb_text("2606001"); break;
		case 1: d.line[1].origin = pb_text("RUS"); break;
		case 2:
			d.line[1].scope = CMSA__ORIGIN_SCOPE__ORIGIN_MEMBERS;
			d.line[1].origin = pb_text("");
			break;
		case 3: d.line[1].kind = CMSA__DUTY_KIND__DUTY_ADDITIONAL; break;
		case 4: d.line[1].measure = pb_text("m"); break;
		case 5: d.line[1].start_days++; break;
		case 6: d.line[1].ad_valorem_bp = 5; break;
		default: d.line[1].citation = pb_text("law"); break;
		}
		ck_assert_msg((check_duty(&d) == V_OK) == (part < 6), "part %d", part);
	}
}
END_TEST

/* PROTOCOL M5.11 */
START_TEST(combinations_go_with_the_parts_given)
{
	struct duty_value d;

	for (int combination = -1; combination <= 5; combination++)
		for (int with = 0; with < 4; with++) {
			bool ad_valorem = with & 1, specific = with & 2, good;

			right_duty(&d);
			d.line[0].combination = (Cmsa__Combination)combination;
			d.line[0].ad_valorem_bp = ad_valorem ? 1000000 : 0;
			d.line[0].specific = pb_text(specific ? "1 EUR/kg" : "");
			if (combination == 0)
				good = !specific;
			else if (combination == 1)
				good = specific && !ad_valorem;
			else
				good = combination >= 2 && combination <= 4 && specific;
			ck_assert_msg((check_duty(&d) == V_OK) == good, "%d with %d",
			    combination, with);
		}
}
END_TEST

START_TEST(an_equivalent_is_whole_or_refused)
{
	Cmsa__Equivalent e;
	struct duty_value d;

	right_duty(&d);
	d.line[0].combination = CMSA__COMBINATION__COMBINATION_SPECIFIC;
	d.line[0].specific = pb_text("1 EUR/kg");
	cmsa__equivalent__init(&e);
	d.line[0].equivalent = &e;
	ck_assert_int_eq(check_duty(&d), V_OK);
	e.from_days = -10; /* a period that ends before 1970 is one all the same */
	e.to_days = -5;
	ck_assert_int_eq(check_duty(&d), V_OK);
	e.to_days = -11;
	ck_assert_int_eq(check_duty(&d), V_RATE);
	e.from_days = -10;
	e.to_days = 0; /* not given: no period at all */
	ck_assert_int_eq(check_duty(&d), V_RATE);
	e.from_days = 0;
	e.to_days = -10;
	ck_assert_int_eq(check_duty(&d), V_RATE);
	e.from_days = e.to_days = 20454;
	ck_assert_int_eq(check_duty(&d), V_OK);
	e.currency = pb_text("EURO");
	ck_assert_int_eq(check_duty(&d), V_RATE);
	e.currency = pb_text("EUR");
	e.rate_bp = 1000001;
	ck_assert_int_eq(check_duty(&d), V_RATE);
}
END_TEST

START_TEST(a_fault_tells_row_and_field)
{
	struct capacity_value *c = mem_new(sizeof(*c));
	struct body_fault fault = { 0 };
	Cmsa__CapacityReview second;
	char *capitals[] = { pb_text("Lithium") };

	right_capacity(c, 2);
	second = c->review;
	second.subjects = capitals;
	c->rows[1] = &second;
	ck_assert_int_eq(check_capacity(c, &fault), V_SUBJECT);
	ck_assert_uint_eq(fault.row, 1);
	ck_assert_str_eq(fault.field, "subjects");
	ck_assert_str_eq(
	    fault.why, "expected a mineral or product id, found \"Lithium\"");
	c->body.country = pb_text("aus");
	ck_assert_int_eq(check_capacity(c, &fault), V_COUNTRY);
	ck_assert_uint_eq(fault.row, (size_t)-1);
	free(c);
}
END_TEST

START_TEST(a_body_names_its_country)
{
	struct capacity_value *c = mem_new(sizeof(*c));
	struct duty_value d;
	Cmsa__WitnessBody w;

	right_capacity(c, 1);
	right_duty(&d);
	cmsa__witness_body__init(&w);
	ck_assert_str_eq(body_country(KIND_CAPACITY, &c->body.base), "AUS");
	ck_assert_str_eq(body_country(KIND_DUTY, &d.body.base), "AUS");
	ck_assert_str_eq(body_country(KIND_WITNESS, &w.base), "");
	ck_assert_str_eq(body_country(KIND_DISCLOSURE, NULL), "");
	free(c);
}
END_TEST

/* PROTOCOL M4.10 */
START_TEST(a_kind_not_interpreted_is_no_fault)
{
	const ProtobufCMessage *m = (const ProtobufCMessage *)(const void *)"";
	struct arena mem;

	arena_init(&mem, 64);
	ck_assert_int_eq(
	    body_parse(&m, &mem, 500, 9, bytes_of("\xff\xff", 2), NULL), V_OK);
	ck_assert_ptr_null(m);
	arena_clear(&mem);
}
END_TEST

/* Two bytes a row on the wire, hundreds in memory: the budget ends it. */
/* PROTOCOL M2.6 */
START_TEST(decoding_ends_at_the_budget)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	struct buf b = { 0 };

	for (size_t i = 0; i < LIMIT_BODY_BYTES / 2; i++)
		buf_add(&b, "\x12\x00", 2); /* an empty review */
	arena_init(&mem, LIMIT_BODY_ARENA);
	ck_assert_int_eq(
	    body_parse(&m, &mem, KIND_CAPACITY, 1, buf_view(&b), NULL), V_MALFORMED);
	ck_assert_ptr_null(m);
	ck_assert_uint_le(mem.used_bytes, LIMIT_BODY_ARENA);
	arena_clear(&mem);
	buf_clear(&b);
}
END_TEST

/* As many equal reviews as a body holds, each with `n_subjects`. */
static void
expect_full_body_fits(size_t n_subjects)
{
	struct capacity_value *c = mem_new(sizeof(*c));
	const ProtobufCMessage *m = NULL;
	struct buf b = { 0 };
	struct arena mem;
	char ids[64][3];

	right_capacity(c, LIMIT_ROWS);
	for (size_t i = 0; i < n_subjects; i++) {
		snprintf(ids[i], sizeof(ids[i]), "%c%c", (char)('a' + i / 26),
		    (char)('a' + i % 26));
		c->subjects[i] = ids[i];
	}
	c->review.n_subjects = n_subjects;
	while (protobuf_c_message_get_packed_size(&c->body.base) > LIMIT_BODY_BYTES)
		c->body.n_reviews--;
	pb_write(&b, &c->body.base);
	arena_init(&mem, LIMIT_BODY_ARENA);
	ck_assert_int_eq(
	    body_parse(&m, &mem, KIND_CAPACITY, 1, buf_view(&b), NULL), V_OK);
	arena_clear(&mem);
	buf_clear(&b);
	free(c);
}

/* PROTOCOL M2.10: the budget refuses nothing that the limits allow. */
START_TEST(the_fullest_bodies_fit_the_budget)
{
	expect_full_body_fits(1);
	expect_full_body_fits(5);
	expect_full_body_fits(64);
}
END_TEST

/* PROTOCOL M2.5 */
START_TEST(a_nul_byte_in_a_text_is_refused)
{
	static const uint8_t body[] = "\x0a\x05"
				      "AUS\0X"
				      "\x12\x00";
	const ProtobufCMessage *m = NULL;
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	ck_assert_int_ne(pb_parse_canonical(&m, &mem, &cmsa__capacity_body__descriptor,
			     bytes_of(body, sizeof(body) - 1)),
	    V_OK);
	arena_clear(&mem);
}
END_TEST

/* PROTOCOL M2.7: wire messages may hold fields of later versions; texts must be clean there too. */
START_TEST(a_tolerant_parse_keeps_unknown_fields_and_refuses_bad_text)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;

	arena_init(&mem, LIMIT_BODY_ARENA);
	ck_assert_int_eq(pb_parse(&m, &mem, &cmsa__head__descriptor,
			     bytes_of("\x0a\x03"
				      "AUS"
				      "\xf8\x01\x05",
				 8)),
	    V_OK);
	ck_assert_str_eq(((const Cmsa__Head *)m)->author, "AUS");
	ck_assert_int_eq(pb_parse(&m, &mem, &cmsa__head__descriptor,
			     bytes_of("\x0a\x03"
				      "A\nS",
				 5)),
	    V_BAD_TEXT);
	ck_assert_int_eq(pb_parse(&m, &mem, &cmsa__head__descriptor,
			     bytes_of("\x0a\x03"
				      "AU",
				 4)),
	    V_MALFORMED);
	ck_assert_int_eq(
	    pb_parse(&m, &mem, &cmsa__head__descriptor, bytes_of(NULL, 0)), V_OK);
	arena_clear(&mem);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("body");
	Suite *s = suite_create("record_body");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, as_many_rows_as_the_limit_and_no_more);
	tcase_add_test(t, texts_up_to_the_limit_and_no_longer);
	tcase_add_test(t, sixty_four_subjects_and_no_more);
	tcase_add_test(t, figures_go_with_reported_alone);
	tcase_add_test(t, dates_are_of_three_centuries_and_not_zero);
	tcase_add_test(t, an_end_may_be_the_start_and_may_be_open);
	tcase_add_test(t, a_key_has_six_parts_beside_the_edition);
	tcase_add_test(t, combinations_go_with_the_parts_given);
	tcase_add_test(t, an_equivalent_is_whole_or_refused);
	tcase_add_test(t, a_fault_tells_row_and_field);
	tcase_add_test(t, a_body_names_its_country);
	tcase_add_test(t, a_kind_not_interpreted_is_no_fault);
	tcase_add_test(t, decoding_ends_at_the_budget);
	tcase_add_test(t, the_fullest_bodies_fit_the_budget);
	tcase_add_test(t, a_nul_byte_in_a_text_is_refused);
	tcase_add_test(t, a_tolerant_parse_keeps_unknown_fields_and_refuses_bad_text);
	suite_add_tcase(s, t);
	return check_main(s);
}
