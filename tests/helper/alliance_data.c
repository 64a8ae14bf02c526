/* alliance_data.c - makes up what an alliance publishes. */
#include "alliance_data.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "alliance_impl.h"
#include "attr.h"
#include "body.h"
#include "mem.h"
#include "pb.h"

const char *const alliance_countries[ALLIANCE_MOST] = { "USA", "AUS", "JPN", "XEU", "DEU",
	"GBR", "KOR", "IND", "ARG", "ARM", "BHR", "BOL", "BRA", "BWA", "CHE", "CHL",
	"CIV", "CMR", "COD", "COL", "DOM", "ECU", "EGY", "GAB", "GEO", "GHA", "GIN",
	"GUY", "IDN", "ISL", "ISR", "KAZ", "KEN", "KGZ", "LBR", "MAR", "MDG", "MEX",
	"MNG", "MOZ", "MRT", "MYS", "NAM", "NGA", "NOR", "NZL", "PAK", "PER", "PHL",
	"PNG", "PRY", "RWA", "SAU", "SEN", "SGP", "THA", "TUR", "UKR", "VNM", "ZMB" };

const char *
alliance_country(uint32_t i)
{
	return alliance_countries[i];
}

uint32_t
alliance_roll(struct alliance *a, uint32_t n)
{
	a->dice ^= a->dice << 13;
	a->dice ^= a->dice >> 7;
	a->dice ^= a->dice << 17;
	return (uint32_t)(a->dice >> 33) % n;
}

/* --- entries ------------------------------------------------------------------------ */

static int64_t
ms_of(int32_t day, uint32_t minute)
{
	return (int64_t)day * 86400000 + (int64_t)minute * 60000;
}

static struct bytes
keep(struct alliance *a, const struct buf *b)
{
	uint8_t *p = arena_get(&a->mem, b->n + 1);

	memcpy(p, b->p, b->n);
	return bytes_of(p, b->n);
}

static const struct position_head *
head_of(const struct alliance *a, const char *author)
{
	for (size_t i = 0; i < a->at.n_heads; i++)
		if (!strcmp(a->at.heads[i].place.author, author))
			return &a->at.heads[i];
	return NULL;
}

static void
check_body(const struct alliance_post *p)
{
	const ProtobufCMessage *m = NULL;
	struct body_fault fault = { 0 };
	struct arena mem;
	enum verdict v;

	arena_init(&mem, 0);
	v = body_parse(&m, &mem, p->entry.kind, 1, p->body, &fault);
	if (v) {
		fprintf(stderr, "alliance_data: %s: %s: %s\n", kind_name(p->entry.kind),
		    fault.field, fault.why);
		abort();
	}
	arena_clear(&mem);
}

/* Appends an entry of that body to the country's feed. */
void
alliance_post_bytes(struct alliance *a, uint32_t country, uint32_t kind, struct date day,
    const struct buf *body)
{
	const struct position_head *head = head_of(a, alliance_countries[country]);
	struct alliance_post p = { .body = keep(a, body) };
	struct buf header = { 0 };

	p.entry = (struct entry){ .place = { .incarnation = 1,
				      .seq = head ? head->place.seq + 1 : 1 },
		.prev = head ? head->id : registry_alliance(a->maker.registry),
		.key = 1,
		.register_number = registry_number(a->maker.registry),
		.register_id = registry_id(a->maker.registry),
		.time_ms = ms_of(day.days, (uint32_t)(a->n_posts % 1400)),
		.kind = kind,
		.schema = 1,
		.audience = kind == KIND_ALERT || kind == KIND_ALERT_RESPONSE
				? AUDIENCE_CUSTOMS
				: AUDIENCE_PUBLIC,
		.body_hash = body_hash(p.body),
		.body_size = (uint32_t)body->n };
	memcpy(p.entry.place.author, alliance_countries[country], COUNTRY_LEN);
	entry_write(&header, &p.entry);
	p.entry.header = keep(a, &header);
	p.entry.id = entry_id(p.entry.header);
	position_set(&a->at, &p.entry.place, &p.entry.id);
	check_body(&p);
	if (a->n_posts == a->room) {
		a->room = a->room ? a->room * 2 : 1024;
		a->posts = mem_resize(a->posts, a->room, sizeof(*a->posts));
	}
	a->posts[a->n_posts++] = p;
	buf_clear(&header);
}

void
alliance_post_body(struct alliance *a, uint32_t country, uint32_t kind, struct date day,
    const ProtobufCMessage *body)
{
	struct buf b = { 0 };

	pb_write(&b, body);
	alliance_post_bytes(a, country, kind, day, &b);
	buf_clear(&b);
}

/* --- years -------------------------------------------------------------------------- */

static void
answer_alerts(struct alliance *a, struct date day, size_t *answered)
{
	for (; *answered < a->n_posts; (*answered)++) {
		/* a copy: posts move */
		const struct alliance_post p = a->posts[*answered];
		uint32_t who = alliance_roll(a, a->size.countries);

		if (p.entry.kind != KIND_ALERT)
			continue;
		if (p.entry.time_ms > ms_of(day.days - 1, 0))
			return;
		alliance_post_response(
		    a, &p, who, day, CMSA__RESPONSE_STATE__RESPONSE_ACKNOWLEDGED);
		if (alliance_roll(a, 4))
			alliance_post_response(
			    a, &p, who, day, CMSA__RESPONSE_STATE__RESPONSE_REFUTED);
	}
}

static void
day_of_country(struct alliance *a, uint32_t c, int32_t day)
{
	const struct date d = { ALLIANCE_FIRST_DAY + day };
	const int32_t in_year = (day + ALLIANCE_YEAR - (int32_t)c) % ALLIANCE_YEAR;

	if (day == (int32_t)c % 20)
		alliance_post_duty(a, c, d, true);
	if (day > ALLIANCE_YEAR && in_year == 100)
		alliance_post_duty(a, c, d, false);
	if (in_year == 40)
		alliance_post_capacity(a, c, d, a->n_minerals * 2);
	if (in_year == 30 && !(day / ALLIANCE_YEAR % 3))
		alliance_post_measure(a, c, d);
	if (in_year % 91 == 60)
		alliance_post_alert(a, c, d);
	if (in_year == 300 && !alliance_roll(a, 2))
		alliance_post_retraction(a, c, d);
	if (day % (int32_t)a->size.witness_days ==
	    (int32_t)c % (int32_t)a->size.witness_days)
		alliance_post_witness(a, c, d);
}

static void
add_entries(struct alliance *a)
{
	struct buf keys = { 0 };
	size_t answered = 0;

	for (uint32_t c = 0; c < a->size.countries; c++) {
		buf_reset(&keys);
		maker_keys_body(&keys, &a->maker, alliance_countries[c]);
		alliance_post_bytes(
		    a, c, KIND_KEYS, (struct date){ ALLIANCE_FIRST_DAY }, &keys);
	}
	for (int32_t day = 0; day < (int32_t)a->size.years * ALLIANCE_YEAR; day++) {
		for (uint32_t c = 0; c < a->size.countries; c++)
			day_of_country(a, c, day);
		for (uint32_t c = 0; day % 91 == 6 && c < a->size.countries; c++)
			if ((size_t)(day / 91) < a->n_meetings + 1 && day > 91)
				alliance_post_attendance(a, c,
				    (struct date){ ALLIANCE_FIRST_DAY + day },
				    (size_t)(day / 91) - 1);
		answer_alerts(a, (struct date){ ALLIANCE_FIRST_DAY + day }, &answered);
	}
	buf_clear(&keys);
}

struct alliance *
alliance_new(const struct alliance_size *size, const char *deploy)
{
	struct alliance *a = mem_new(sizeof(*a));

	assert(size->countries >= 4 && size->countries <= ARRAY_LEN(alliance_countries));
	a->size = *size;
	a->dice = size->seed | 1;
	a->today.days = ALLIANCE_FIRST_DAY + (int32_t)size->years * ALLIANCE_YEAR;
	a->minerals = mem_array(256, sizeof(*a->minerals));
	a->codes = mem_array(512, sizeof(*a->codes));
	arena_init(&a->mem, 0);
	maker_init(&a->maker, 3, 2);
	alliance_add_acts(a, deploy);
	a->at.register_number = registry_number(a->maker.registry);
	a->at.register_id = registry_id(a->maker.registry);
	add_entries(a);
	return a;
}

void
alliance_free(struct alliance *a)
{
	maker_clear(&a->maker);
	position_clear(&a->at);
	free(a->posts);
	free(a->minerals);
	free(a->codes);
	arena_clear(&a->mem);
	free(a);
}

const struct alliance_post *
alliance_publish(struct alliance *a, uint32_t country, uint32_t kind)
{
	const struct alliance_post *alert = alliance_some_post(a, KIND_ALERT, NULL);
	const struct date d = a->today;

	switch (kind) {
	case KIND_DUTY: alliance_post_duty(a, country, d, false); break;
	case KIND_CAPACITY: alliance_post_capacity(a, country, d, 6); break;
	case KIND_MEASURE: alliance_post_measure(a, country, d); break;
	case KIND_ATTENDANCE:
		alliance_post_attendance(
		    a, country, d, alliance_roll(a, (uint32_t)a->n_meetings));
		break;
	case KIND_ALERT: alliance_post_alert(a, country, d); break;
	case KIND_ALERT_RESPONSE:
		alliance_post_response(a, alert ? alert : &a->posts[0], country, d,
		    (Cmsa__ResponseState)(1 + alliance_roll(a, 5)));
		break;
	case KIND_WITNESS: alliance_post_witness(a, country, d); break;
	default: alliance_post_retraction(a, country, d); break;
	}
	return &a->posts[a->n_posts - 1];
}

/* --- facts -------------------------------------------------------------------------- */

static const struct {
	uint32_t kind;
	void (*add)(struct facts *f, fact_source s, struct bytes body);
} kinds_of_facts[] = {
	{ KIND_CAPACITY, facts_add_capacity },
	{ KIND_DUTY, facts_add_duty },
	{ KIND_MEASURE, facts_add_measure },
	{ KIND_ATTENDANCE, facts_add_attendance },
	{ KIND_ALERT, facts_add_alert },
	{ KIND_ALERT_RESPONSE, facts_add_response },
	{ KIND_RETRACTION, facts_add_retraction },
};

void
alliance_give(struct facts *f, const struct alliance_post *p)
{
	const struct entry *e = &p->entry;
	const struct fact_head h = { e->place, e->id, e->time_ms, e->audience,
		e->register_number };

	if (e->kind == KIND_WITNESS)
		facts_add_witness(f, &e->place, e->time_ms, p->body);
	for (size_t i = 0; i < ARRAY_LEN(kinds_of_facts); i++)
		if (kinds_of_facts[i].kind == e->kind)
			kinds_of_facts[i].add(f, facts_add_entry(f, &h), p->body);
}

struct facts *
alliance_facts(const struct alliance *a, size_t n, bool finish)
{
	struct position at = { .register_number = registry_number(a->maker.registry),
		.register_id = registry_id(a->maker.registry) };
	struct facts *f;

	for (size_t i = 0; i < n; i++)
		position_set(&at, &a->posts[i].entry.place, &a->posts[i].entry.id);
	f = facts_new(a->maker.registry, &at, LEVEL_MEMBER_FACTS);
	position_clear(&at);
	for (size_t i = 0; i < n; i++)
		alliance_give(f, &a->posts[i]);
	if (finish)
		facts_finish(f);
	return f;
}
