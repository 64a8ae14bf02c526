/* facts_add.c - takes the rows out of bodies, in any order; facts.c sorts them. */
#include "facts.h"

#include <assert.h>
#include <string.h>

#include "facts_intake.h"
#include "grow.h"
#include "name.h"
#include "pb.h"
#include "witness.h"

fact_source
facts_add_source(
    struct facts *f, const struct place *p, const struct hash *id, int64_t time_ms)
{
	struct facts_intake *in = f->intake;

	assert(in);
	in->of = grow(in->of, &in->room_of, f->n_sources, sizeof(*in->of));
	in->of[f->n_sources] = (struct intake_source){ 0 };
	f->sources =
	    grow(f->sources, &in->room_sources, f->n_sources, sizeof(*f->sources));
	f->sources[f->n_sources] =
	    (struct fact_origin){ .place = *p, .id = *id, .time_ms = time_ms };
	return (fact_source)f->n_sources++;
}

/* The body was checked when it was accepted: one that does not decode is a bug. */
static const ProtobufCMessage *
decode(struct facts *f, const ProtobufCMessageDescriptor *type, struct bytes body)
{
	const ProtobufCMessage *m = NULL;
	enum verdict v = pb_parse(&m, &f->mem, type, body);

	assert(v == V_OK && m);
	return m;
}

static void
set_country(char out[static COUNTRY_LEN], const char *country)
{
	assert(strlen(country) == COUNTRY_LEN - 1);
	memcpy(out, country, COUNTRY_LEN);
}

static void
add_review(struct facts *f, const struct fact_review *row)
{
	f->reviews =
	    grow(f->reviews, &f->intake->room_reviews, f->n_reviews, sizeof(*f->reviews));
	f->reviews[f->n_reviews++] = *row;
}

void
facts_add_capacity(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__CapacityBody *b =
	    (const Cmsa__CapacityBody *)decode(f, &cmsa__capacity_body__descriptor, body);

	if (author_is_desk(f->sources[s].place.author))
		return;
	f->intake->of[s] = (struct intake_source){ b->batch, KIND_CAPACITY };
	for (uint32_t i = 0; i < b->n_reviews; i++) {
		const Cmsa__CapacityReview *r = b->reviews[i];
		struct fact_review row = { .subject = "",
			.stage = r->stage,
			.presence = r->capacity ? r->capacity->presence
						: CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE,
			.reviewed = { r->review_days },
			.secondary = r->secondary,
			.nil_for_rest = r->nil_for_rest,
			.aggregate = r->n_subjects > 1,
			.source = s,
			.row = i,
			.review = r };

		set_country(row.country, b->country);
		if (r->nil_for_rest)
			add_review(f, &row);
		for (size_t k = 0; k < r->n_subjects; k++) {
			row.subject = r->subjects[k];
			add_review(f, &row);
		}
	}
}

void
facts_add_duty(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__DutyBody *b =
	    (const Cmsa__DutyBody *)decode(f, &cmsa__duty_body__descriptor, body);

	if (author_is_desk(f->sources[s].place.author))
		return;
	f->intake->of[s] = (struct intake_source){ b->batch, KIND_DUTY };
	for (uint32_t i = 0; i < b->n_lines; i++) {
		struct fact_duty row = { .hs_edition = b->hs_edition,
			.mfn_only = b->mfn_only,
			.line = b->lines[i],
			.source = s,
			.row = i };

		set_country(row.country, b->country);
		f->duties = grow(
		    f->duties, &f->intake->room_duties, f->n_duties, sizeof(*f->duties));
		f->duties[f->n_duties++] = row;
	}
}

void
facts_add_measure(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__MeasureBody *b =
	    (const Cmsa__MeasureBody *)decode(f, &cmsa__measure_body__descriptor, body);

	if (author_is_desk(f->sources[s].place.author))
		return;
	f->intake->of[s] = (struct intake_source){ b->batch, KIND_MEASURE };
	for (uint32_t i = 0; i < b->n_measures; i++) {
		struct fact_measure row = {
			.measure = b->measures[i], .source = s, .row = i
		};

		set_country(row.country, b->country);
		f->measures = grow(f->measures, &f->intake->room_measures, f->n_measures,
		    sizeof(*f->measures));
		f->measures[f->n_measures++] = row;
	}
}

void
facts_add_attendance(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__AttendanceBody *b = (const Cmsa__AttendanceBody *)decode(
	    f, &cmsa__attendance_body__descriptor, body);

	if (author_is_desk(f->sources[s].place.author))
		return;
	f->intake->of[s] = (struct intake_source){ b->batch, KIND_ATTENDANCE };
	for (uint32_t i = 0; i < b->n_meetings; i++) {
		struct fact_attendance row = {
			.attendance = b->meetings[i], .source = s, .row = i
		};

		set_country(row.country, b->country);
		f->attendance = grow(f->attendance, &f->intake->room_attendance,
		    f->n_attendance, sizeof(*f->attendance));
		f->attendance[f->n_attendance++] = row;
	}
}

void
facts_add_missing(struct facts *f, const struct place *p, uint32_t kind)
{
	struct fact_missing row = { .place = *p, .kind = kind };

	if (author_is_desk(p->author))
		return;
	author_country(row.country, p->author);
	f->missing =
	    grow(f->missing, &f->intake->room_missing, f->n_missing, sizeof(*f->missing));
	f->missing[f->n_missing++] = row;
}

void
facts_add_witness(
    struct facts *f, const struct place *p, int64_t time_ms, struct bytes body)
{
	struct arena scratch;
	const ProtobufCMessage *m = NULL;
	enum verdict v;

	arena_init(&scratch, 0);
	v = pb_parse(&m, &scratch, &cmsa__witness_body__descriptor, body);
	assert(v == V_OK && m);
	witness_add(f->witnesses, p, time_ms, (const Cmsa__WitnessBody *)m);
	arena_clear(&scratch);
}
