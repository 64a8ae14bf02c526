/* proof_facts.c - bodies of a bundle to facts; as factsdb_load does from a node's tables. */
#include "proof_impl.h"

enum {
	MOST_MIB = 4096 /* of decoded bodies; a whole alliance of years takes less */
};

/* PROTOCOL M7.2: kinds that carry facts. */
static const struct fact_kind {
	uint32_t kind;
	bool of_desks;
	void (*add)(struct facts *f, fact_source s, struct bytes body);
} kinds[] = {
	{ KIND_KEYS, false, NULL },
	{ KIND_WITNESS, false, NULL },
	{ KIND_CAPACITY, false, facts_add_capacity },
	{ KIND_DUTY, false, facts_add_duty },
	{ KIND_MEASURE, false, facts_add_measure },
	{ KIND_ATTENDANCE, false, facts_add_attendance },
	{ KIND_ALERT, true, facts_add_alert },
	{ KIND_ALERT_RESPONSE, true, facts_add_response },
	{ KIND_FUND, false, facts_add_fund },
	{ KIND_RETRACTION, true, facts_add_retraction },
	{ KIND_REPLY, false, facts_add_reply },
};

static const struct fact_kind *
kind_of(const struct entry *e)
{
	const bool desk = author_is_desk(e->place.author);

	if (!desk && !author_is_country(e->place.author))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i].kind == e->kind && (!desk || kinds[i].of_desks))
			return &kinds[i];
	return NULL;
}

static bool
is_readable(enum facts_level level, uint32_t audience)
{
	return audience == AUDIENCE_PUBLIC || level == LEVEL_MEMBER_FACTS;
}

static void
add(struct facts *f, const struct fact_kind *k, const struct entry *e, struct bytes body)
{
	const struct fact_head h = { e->place, e->id, e->time_ms, e->audience,
		e->register_number };

	if (k->add)
		k->add(f, facts_add_entry(f, &h), body);
	else if (e->kind == KIND_KEYS)
		facts_add_keys(f, &e->place, body);
	else
		facts_add_witness(f, &e->place, e->time_ms, body);
}

/* PROTOCOL M7.46 */
static bool
is_cut(const struct proving *g, const struct entry *e)
{
	const struct cut *c = registry_cut(g->p->registry, e->place.author,
	    e->place.incarnation, g->p->manifest.position.register_number);

	return c && e->place.seq > c->last_seq;
}

enum err
proof_facts_add(
    struct proving *g, const struct entry *e, struct bytes body, enum verdict usable)
{
	struct facts *f = g->p->facts;
	const struct fact_kind *k = kind_of(e);

	/* sealed to its readers: a fact for nobody */
	if (!f || !k || e->audience == AUDIENCE_NAMED || is_cut(g, e))
		return ERR_NONE;
	if (!body.p || !is_readable(f->level, e->audience))
		facts_add_missing(f, &e->place, e->kind, e->audience);
	else if (!usable)
		add(f, k, e, body);
	if (f->mem.used_bytes >> 20 >= MOST_MIB)
		return proof_refuse(g, &e->place,
		    "its facts and those before it take more than 4 GiB of memory");
	return ERR_NONE;
}
