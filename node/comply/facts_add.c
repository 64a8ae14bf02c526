/* facts_add.c - takes the rows out of bodies, in any order; facts.c sorts them. */
#include "facts.h"

#include <assert.h>
#include <string.h>

#include "facts_intake.h"
#include "grow.h"
#include "name.h"
#include "pb.h"
#include "retraction.pb-c.h"
#include "witness.h"

fact_source
facts_add_entry(struct facts *f, const struct fact_head *h)
{
	struct facts_intake *in = f->intake;

	assert(in);
	in->of = grow(in->of, &in->room_of, f->n_sources, sizeof(*in->of));
	in->of[f->n_sources] = (struct intake_source){ 0 };
	f->sources =
	    grow(f->sources, &in->room_sources, f->n_sources, sizeof(*f->sources));
	f->sources[f->n_sources] = (struct fact_origin){ .place = h->place,
		.id = h->id,
		.time_ms = h->time_ms,
		.audience = h->audience,
		.register_number = h->register_number,
		.remover = NO_SOURCE };
	return (fact_source)f->n_sources++;
}

fact_source
facts_add_source(
    struct facts *f, const struct place *p, const struct hash *id, int64_t time_ms)
{
	const struct fact_head h = { *p, *id, time_ms, AUDIENCE_PUBLIC,
		registry_number(f->registry) };

	return facts_add_entry(f, &h);
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
begin_body(struct facts *f, fact_source s, uint32_t kind, const Cmsa__Batch *batch)
{
	f->intake->of[s].batch = batch;
	f->sources[s].kind = kind;
}

/* False: it names no entry. */
static bool
take_ref(struct place *p, struct hash *id, const Cmsa__Ref *ref)
{
	if (!ref || strlen(ref->author) >= sizeof(p->author) ||
	    ref->id.len != sizeof(id->b))
		return false;
	*p = (struct place){ .incarnation = ref->incarnation, .seq = ref->seq };
	memcpy(p->author, ref->author, strlen(ref->author));
	memcpy(id->b, ref->id.data, sizeof(id->b));
	return true;
}

static void
add_removals(struct facts *f, fact_source s, Cmsa__Ref *const *refs, size_t n)
{
	struct facts_intake *in = f->intake;

	for (size_t i = 0; i < n; i++) {
		struct intake_removal r = { .by = s };

		if (!take_ref(&r.place, &r.id, refs[i]))
			continue;
		in->removals = grow(in->removals, &in->room_removals, in->n_removals,
		    sizeof(*in->removals));
		in->removals[in->n_removals++] = r;
	}
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
	begin_body(f, s, KIND_CAPACITY, b->batch);
	add_removals(f, s, b->corrects, b->n_corrects);
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
	begin_body(f, s, KIND_DUTY, b->batch);
	add_removals(f, s, b->corrects, b->n_corrects);
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
	begin_body(f, s, KIND_MEASURE, b->batch);
	add_removals(f, s, b->corrects, b->n_corrects);
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
	begin_body(f, s, KIND_ATTENDANCE, b->batch);
	add_removals(f, s, b->corrects, b->n_corrects);
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
facts_add_fund(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__FundBody *b =
	    (const Cmsa__FundBody *)decode(f, &cmsa__fund_body__descriptor, body);

	if (author_is_desk(f->sources[s].place.author))
		return;
	begin_body(f, s, KIND_FUND, b->batch);
	add_removals(f, s, b->corrects, b->n_corrects);
	for (uint32_t i = 0; i < b->n_rows; i++) {
		const struct fact_fund row = {
			.fund = b->rows[i], .source = s, .row = i
		};

		f->funds =
		    grow(f->funds, &f->intake->room_funds, f->n_funds, sizeof(*f->funds));
		f->funds[f->n_funds++] = row;
	}
}

void
facts_add_reply(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__ReplyBody *b =
	    (const Cmsa__ReplyBody *)decode(f, &cmsa__reply_body__descriptor, body);
	struct fact_reply row = { .reply = b, .source = s };

	if (author_is_desk(f->sources[s].place.author))
		return;
	begin_body(f, s, KIND_REPLY, NULL);
	add_removals(f, s, b->corrects, b->n_corrects);
	set_country(row.country, b->country);
	f->replies =
	    grow(f->replies, &f->intake->room_replies, f->n_replies, sizeof(*f->replies));
	f->replies[f->n_replies++] = row;
}

void
facts_add_alert(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__AlertBody *b =
	    (const Cmsa__AlertBody *)decode(f, &cmsa__alert_body__descriptor, body);
	struct fact_alert row = { .alert = b, .source = s };

	begin_body(f, s, KIND_ALERT, b->batch);
	add_removals(f, s, b->corrects, b->n_corrects);
	set_country(row.country, b->country);
	f->alerts =
	    grow(f->alerts, &f->intake->room_alerts, f->n_alerts, sizeof(*f->alerts));
	f->alerts[f->n_alerts++] = row;
}

void
facts_add_response(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__AlertResponseBody *b = (const Cmsa__AlertResponseBody *)decode(
	    f, &cmsa__alert_response_body__descriptor, body);
	struct fact_response row = { .response = b, .source = s };

	begin_body(f, s, KIND_ALERT_RESPONSE, b->batch);
	add_removals(f, s, b->corrects, b->n_corrects);
	set_country(row.country, b->country);
	if (!take_ref(&row.alert, &row.alert_id, b->alert))
		return;
	f->responses = grow(f->responses, &f->intake->room_responses, f->n_responses,
	    sizeof(*f->responses));
	f->responses[f->n_responses++] = row;
}

void
facts_add_retraction(struct facts *f, fact_source s, struct bytes body)
{
	const Cmsa__RetractionBody *b = (const Cmsa__RetractionBody *)decode(
	    f, &cmsa__retraction_body__descriptor, body);

	begin_body(f, s, KIND_RETRACTION, NULL);
	add_removals(f, s, b->entries, b->n_entries);
}

void
facts_add_keys(struct facts *f, const struct place *p, struct bytes body)
{
	const Cmsa__KeysBody *b =
	    (const Cmsa__KeysBody *)decode(f, &cmsa__keys_body__descriptor, body);
	struct facts_intake *in = f->intake;

	if (!b->n_desks)
		return;
	in->keys = grow(in->keys, &in->room_keys, in->n_keys, sizeof(*in->keys));
	in->keys[in->n_keys++] = (struct intake_keys){ *p, b };
}

/* What a desk writes of the other kinds is no fact, held or not. */
static bool
is_of_desks(uint32_t kind)
{
	return kind == KIND_ALERT || kind == KIND_ALERT_RESPONSE ||
	       kind == KIND_RETRACTION;
}

void
facts_add_missing(
    struct facts *f, const struct place *p, uint32_t kind, uint32_t audience)
{
	struct fact_missing row = { .place = *p, .kind = kind, .audience = audience };

	if (author_is_desk(p->author) && !is_of_desks(kind))
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
