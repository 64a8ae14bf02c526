/* conduct_fixture.h - for tests of (b)(2) and (b)(5)(A): meetings, attendance, alerts, responses,
 * witnesses, desks and retractions in a line each, judged by a register of real acts. */
#ifndef CONDUCT_FIXTURE_H
#define CONDUCT_FIXTURE_H

#include "acts_make.h"
#include "alert.pb-c.h"
#include "alert_response.pb-c.h"
#include "attendance.pb-c.h"
#include "comply.h"
#include "comply_fixture.h"
#include "keys.pb-c.h"
#include "retraction.pb-c.h"
#include "witness.pb-c.h"

/* One entry that another names, by place; its id is that of id_of. */
struct named {
	const char *author;
	uint64_t seq;
	bool wrong_id;
};

static inline struct facts *
facts_of_register(const struct maker *m)
{
	static const struct position nothing = { 0 };

	return facts_new(m->registry, &nothing, LEVEL_MEMBER_FACTS);
}

static inline fact_source
source_of(struct facts *f, const char *author, uint64_t seq, int64_t time_ms)
{
	const struct fact_head h = { place_of(author, seq), id_of(author, seq), time_ms,
		AUDIENCE_PUBLIC, registry_number(f->registry) };

	return facts_add_entry(f, &h);
}

static inline void
fill_ref(Cmsa__Ref *r, struct hash *id, const struct named *n)
{
	cmsa__ref__init(r);
	*id = id_of(n->author, n->seq);
	id->b[9] ^= n->wrong_id;
	r->author = pb_text(n->author);
	r->incarnation = 1;
	r->seq = n->seq;
	r->id = pb_hash_data(id->b);
}

static inline char *
country_text(char out[static COUNTRY_LEN], const char *author)
{
	memset(out, 0, COUNTRY_LEN);
	memcpy(out, author, COUNTRY_LEN - 1);
	return out;
}

/* By `author`, for the action of one country; `corrects` NULL: none. */
static inline void
add_alert(struct facts *f, const char *author, uint64_t seq, int64_t time_ms,
    const char *action, const struct named *corrects)
{
	char own[COUNTRY_LEN], *list = pb_text(action);
	Cmsa__AlertBody a;
	Cmsa__Ref ref, *refs = &ref;
	struct buf b = { 0 };
	struct hash id;

	cmsa__alert_body__init(&a);
	a.country = country_text(own, author);
	a.action = &list;
	a.n_action = 1;
	if (corrects) {
		fill_ref(&ref, &id, corrects);
		a.corrects = &refs;
		a.n_corrects = 1;
	}
	pb_write(&b, &a.base);
	facts_add_alert(f, source_of(f, author, seq, time_ms), buf_view(&b));
	buf_clear(&b);
}

static inline void
add_response(struct facts *f, const char *author, uint64_t seq, int64_t time_ms,
    Cmsa__ResponseState state, const struct named *alert)
{
	char own[COUNTRY_LEN];
	Cmsa__AlertResponseBody r;
	struct buf b = { 0 };
	struct hash id;
	Cmsa__Ref ref;

	cmsa__alert_response_body__init(&r);
	r.country = country_text(own, author);
	r.state = state;
	fill_ref(&ref, &id, alert);
	r.alert = &ref;
	pb_write(&b, &r.base);
	facts_add_response(f, source_of(f, author, seq, time_ms), buf_view(&b));
	buf_clear(&b);
}

static inline void
add_retraction(struct facts *f, const char *author, uint64_t seq, const struct named *of)
{
	Cmsa__RetractionBody r;
	Cmsa__Ref ref, *refs = &ref;
	struct buf b = { 0 };
	struct hash id;

	cmsa__retraction_body__init(&r);
	fill_ref(&ref, &id, of);
	r.entries = &refs;
	r.n_entries = 1;
	pb_write(&b, &r.base);
	facts_add_retraction(f, source_of(f, author, seq, day_ms(DAY0)), buf_view(&b));
	buf_clear(&b);
}

/* `who`, at its entry `seq`, holds `n` feeds up to the seqs said. */
static inline void
add_witness(struct facts *f, const char *who, uint64_t seq, int64_t time_ms,
    const struct named *feeds, size_t n)
{
	const struct place p = place_of(who, seq);
	Cmsa__Head heads[8], *list[8];
	Cmsa__WitnessBody w;
	struct buf b = { 0 };

	ck_assert_uint_le(n, ARRAY_LEN(heads));
	cmsa__witness_body__init(&w);
	for (size_t i = 0; i < n; i++) {
		cmsa__head__init(&heads[i]);
		heads[i].author = pb_text(feeds[i].author);
		heads[i].incarnation = 1;
		heads[i].seq = feeds[i].seq;
		list[i] = &heads[i];
	}
	w.heads = list;
	w.n_heads = n;
	pb_write(&b, &w.base);
	facts_add_witness(f, &p, time_ms, buf_view(&b));
	buf_clear(&b);
}

static inline void
add_desk_row(struct facts *f, Cmsa__Desk *d, uint64_t seq)
{
	char own[COUNTRY_LEN];
	const struct place p = place_of(country_text(own, d->name), seq);
	Cmsa__KeysBody k;
	struct buf b = { 0 };

	cmsa__keys_body__init(&k);
	k.generation = 1;
	k.desks = &d;
	k.n_desks = 1;
	pb_write(&b, &k.base);
	facts_add_keys(f, &p, buf_view(&b));
	buf_clear(&b);
}

/* The country of `desk` grants it alerts and responses, public, at its entry `seq`; all that the
 * desk ever wrote is under these terms. */
static inline void
add_desk(struct facts *f, const char *desk, uint64_t seq)
{
	uint32_t kinds[] = { KIND_ALERT, KIND_ALERT_RESPONSE },
		 audience = AUDIENCE_PUBLIC;
	struct maker_enrol space;
	Cmsa__Desk d;

	cmsa__desk__init(&d);
	d.name = pb_text(desk);
	d.enrol = maker_enrol(&space, desk, ROLE_DESK);
	d.kinds = kinds;
	d.n_kinds = ARRAY_LEN(kinds);
	d.audiences = &audience;
	d.n_audiences = 1;
	add_desk_row(f, &d, seq);
}

/* Withdrawn at its country's entry `seq`, likewise. */
static inline void
add_desk_end(struct facts *f, const char *desk, uint64_t seq)
{
	Cmsa__Desk d;

	cmsa__desk__init(&d);
	d.name = pb_text(desk);
	add_desk_row(f, &d, seq);
}

/* The country's word on one meeting. */
static inline void
add_attendance(
    struct facts *f, const char *country, uint64_t seq, uint64_t meeting, bool attended)
{
	Cmsa__AttendanceBody body;
	Cmsa__Attendance a, *list = &a;
	struct buf b = { 0 };

	cmsa__attendance__init(&a);
	a.meeting = meeting;
	a.attended = attended;
	cmsa__attendance_body__init(&body);
	body.country = pb_text(country);
	body.meetings = &list;
	body.n_meetings = 1;
	pb_write(&b, &body.base);
	facts_add_attendance(f, source_of(f, country, seq, day_ms(DAY0)), buf_view(&b));
	buf_clear(&b);
}

/* --- acts --------------------------------------------------------------------------- */

static inline uint64_t
make_meeting(struct maker *m, int32_t day, bool regular)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__Meeting b;

	cmsa__meeting__init(&b);
	b.meeting_days = day;
	b.regular = regular;
	act.body_case = CMSA__ACT__BODY_MEETING;
	act.meeting = &b;
	return maker_add(m, &act);
}

/* Who was there: one country, or nobody when NULL. */
static inline uint64_t
make_meeting_record(struct maker *m, uint64_t meeting, const char *country)
{
	char *list = pb_text(country);
	Cmsa__Act act = maker_act(m);
	Cmsa__MeetingRecord b;

	cmsa__meeting_record__init(&b);
	b.meeting = meeting;
	b.attendees = &list;
	b.n_attendees = country != NULL;
	act.body_case = CMSA__ACT__BODY_MEETING_RECORD;
	act.meeting_record = &b;
	return maker_add(m, &act);
}

static inline uint64_t
make_withdrawal(struct maker *m, const char *country, int32_t day)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__Withdrawal b;

	cmsa__withdrawal__init(&b);
	b.country = pb_text(country);
	b.withdrawn_days = day;
	act.body_case = CMSA__ACT__BODY_WITHDRAWAL;
	act.withdrawal = &b;
	return maker_add(m, &act);
}

static inline uint64_t
make_termination(struct maker *m, int32_t day)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__Termination b;

	cmsa__termination__init(&b);
	b.terminated_days = day;
	act.body_case = CMSA__ACT__BODY_TERMINATION;
	act.termination = &b;
	return maker_add(m, &act);
}

static inline uint64_t
make_undertaking(
    struct maker *m, const char *country, Cmsa__Paragraph paragraph, int32_t day)
{
	static uint8_t hash[32] = { 7 };
	Cmsa__Act act = maker_act(m);
	Cmsa__Undertaking b;

	cmsa__undertaking__init(&b);
	b.country = pb_text(country);
	b.paragraph = paragraph;
	b.agreed_days = day;
	b.sha256 = pb_hash_data(hash);
	act.body_case = CMSA__ACT__BODY_UNDERTAKING;
	act.undertaking = &b;
	return maker_add(m, &act);
}

/* The default policy but for how many meetings may be missed. */
static inline uint64_t
make_may_miss(struct maker *m, uint32_t n)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__Policy p = *policy_default();

	p.first_deficient_miss = n + 1;
	act.body_case = CMSA__ACT__BODY_POLICY;
	act.policy = &p;
	return maker_add(m, &act);
}

static inline const char *
ymd(int32_t day, char out[static 11])
{
	date_write(out, (struct date){ day });
	return out;
}

/* Enrolled as member, certified 91 days before `day` and in force on it. */
static inline void
make_member_on(struct maker *m, const char *country, int32_t day)
{
	char text[11];

	make_member(m, country, ymd(day - 91, text));
}

#endif
