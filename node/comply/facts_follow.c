/* facts_follow.c - puts the rows of one entry into finished facts. */
#include "facts_follow.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "facts_intake.h"
#include "facts_order.h"
#include "grow.h"
#include "name.h"
#include "pb.h"
#include "witness.h"

void
facts_change_clear(struct facts_change *c)
{
	free(c->list);
	*c = (struct facts_change){ 0 };
}

/* --- what is touched ---------------------------------------------------------------- */

static void
touch(struct facts_change *c, const char *country, uint32_t kind)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->list[i].kind == kind && !strcmp(c->list[i].country, country))
			return;
	c->list = grow(c->list, &c->room, c->n, sizeof(*c->list));
	c->list[c->n] = (struct fact_touched){ .kind = kind };
	memcpy(c->list[c->n++].country, country, strnlen(country, COUNTRY_LEN - 1));
}

static void
touch_alert(struct facts_change *c, const struct fact_alert *a)
{
	for (size_t i = 0; i < a->alert->n_action; i++)
		touch(c, a->alert->action[i], KIND_ALERT);
}

/* Whoever the alerts at that place (one, but for its id) name. */
static void
touch_answered(struct facts_change *c, const struct facts *f, const struct place *alert)
{
	for (size_t i = 0; i < f->n_alerts; i++)
		if (!place_cmp(&f->sources[f->alerts[i].source].place, alert))
			touch_alert(c, &f->alerts[i]);
}

static void
touch_source(struct facts_change *c, const struct facts *f, fact_source s)
{
	const struct fact_origin *o = &f->sources[s];

	switch (o->kind) {
	case KIND_ALERT: touch_answered(c, f, &o->place); break;
	case KIND_ALERT_RESPONSE:
		for (size_t i = 0; i < f->n_responses; i++)
			if (f->responses[i].source == s)
				touch_answered(c, f, &f->responses[i].alert);
		break;
	default: touch(c, o->about, o->kind); break;
	}
}

/* --- sources ------------------------------------------------------------------------ */

/* The first source whose place is not below `p`, among the first `n`. */
static size_t
source_lower(const struct facts *f, size_t n, const struct place *p)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (place_cmp(&f->sources[mid].place, p) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
renumber(fact_source *s, fact_source at, fact_source last)
{
	if (*s == last)
		*s = at;
	else if (*s >= at && *s != NO_SOURCE)
		++*s;
}

#define RENUMBER(rows, n, at, last)         \
	for (size_t i_ = 0; i_ < (n); i_++) \
	renumber(&(rows)[i_].source, (at), (last))

/* Moves the newest source to its place among the others. */
static fact_source
settle_source(struct facts *f)
{
	const fact_source last = (fact_source)f->n_sources - 1;
	const struct fact_origin new = f->sources[last];
	const fact_source at = (fact_source)source_lower(f, last, &new.place);

	if (at == last)
		return at;
	memmove(&f->sources[at + 1], &f->sources[at], (last - at) * sizeof(new));
	f->sources[at] = new;
	for (size_t i = 0; i < f->n_sources; i++)
		renumber(&f->sources[i].remover, at, last);
	RENUMBER(f->duties, f->n_duties, at, last);
	RENUMBER(f->reviews, f->n_reviews, at, last);
	RENUMBER(f->measures, f->n_measures, at, last);
	RENUMBER(f->attendance, f->n_attendance, at, last);
	RENUMBER(f->alerts, f->n_alerts, at, last);
	RENUMBER(f->responses, f->n_responses, at, last);
	RENUMBER(f->funds, f->n_funds, at, last);
	RENUMBER(f->replies, f->n_replies, at, last);
	RENUMBER(f->removed_duties, f->n_removed_duties, at, last);
	RENUMBER(f->removed_reviews, f->n_removed_reviews, at, last);
	RENUMBER(f->removed_measures, f->n_removed_measures, at, last);
	RENUMBER(f->removed_attendance, f->n_removed_attendance, at, last);
	return at;
}

/* --- kinds -------------------------------------------------------------------------- */

static const struct taking {
	uint32_t kind;
	void (*add)(struct facts *f, fact_source s, struct bytes body);
} takings[] = {
	{ KIND_CAPACITY, facts_add_capacity },
	{ KIND_DUTY, facts_add_duty },
	{ KIND_MEASURE, facts_add_measure },
	{ KIND_ATTENDANCE, facts_add_attendance },
	{ KIND_ALERT, facts_add_alert },
	{ KIND_ALERT_RESPONSE, facts_add_response },
};

static bool
take_rows(struct facts *f, struct facts_change *out, const struct fact_post *e,
    const struct taking *taking)
{
	struct facts_counts before = facts_order_counts(f);
	fact_source s = facts_add_entry(f, &e->head);

	f->intake->n_removals = 0;
	taking->add(f, s, e->body);
	if (f->intake->of[s].batch || f->intake->n_removals)
		return false;
	s = settle_source(f);
	out->inserted = s;
	facts_order_merge(f, &before);
	facts_witness_source(f, s);
	touch_source(out, f, s);
	return true;
}

/* The entries that this witness lists for the first time may have another date now. */
static void
date_listed(
    struct facts *f, struct facts_change *out, const Cmsa__Head *h, uint64_t before)
{
	struct place p = { .incarnation = h->incarnation, .seq = before + 1 };

	memcpy(p.author, h->author, strlen(h->author));
	for (size_t i = source_lower(f, f->n_sources, &p); i < f->n_sources; i++) {
		struct fact_origin *o = &f->sources[i];
		const struct date was = o->witnessed;

		if (strcmp(o->place.author, h->author) != 0 ||
		    o->place.incarnation != h->incarnation || o->place.seq > h->seq)
			return;
		facts_witness_source(f, (fact_source)i);
		if (o->witnessed.days != was.days)
			touch_source(out, f, (fact_source)i);
	}
}

static bool
take_witness(struct facts *f, struct facts_change *out, const struct fact_post *e)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__WitnessBody *b;
	struct arena mem;
	uint64_t *before;
	enum verdict v;
	bool follows;

	arena_init(&mem, 0);
	v = pb_parse(&m, &mem, &cmsa__witness_body__descriptor, e->body);
	assert(v == V_OK && m);
	b = (const Cmsa__WitnessBody *)m;
	before = arena_get(&mem, (b->n_heads + 1) * sizeof(*before));
	for (size_t i = 0; i < b->n_heads; i++)
		before[i] =
		    witness_listed(f->witnesses, e->head.place.author, b->heads[i]);
	follows = witness_follow(f->witnesses, &e->head.place, e->head.time_ms, b);
	for (size_t i = 0; i < b->n_heads && follows; i++)
		date_listed(f, out, b->heads[i], before[i]);
	arena_clear(&mem);
	return follows;
}

bool
facts_follow(struct facts *f, struct facts_change *out, const struct fact_post *e)
{
	const struct place *p = &e->head.place;
	size_t n_desks;

	out->n = 0;
	out->inserted = NO_SOURCE;
	desks_all(f->desks, &n_desks);
	if (n_desks || !author_is_country(p->author) || e->kind == KIND_KEYS ||
	    e->kind == KIND_RETRACTION || e->kind == KIND_FUND || e->kind == KIND_REPLY ||
	    position_seq(&f->position, p->author, p->incarnation) + 1 != p->seq)
		return false;
	position_set(&f->position, p, &e->head.id);
	if (e->kind == KIND_WITNESS)
		return take_witness(f, out, e);
	for (size_t i = 0; i < ARRAY_LEN(takings); i++)
		if (takings[i].kind == e->kind)
			return take_rows(f, out, e, &takings[i]);
	return true;
}
