/* factsdb_load.c - from the projections to plain facts at a position and a level. */
#include "factsdb.h"

#include "factsdb_impl.h"

/* Which audiences a level reads: bits (1 << audience). */
static uint32_t
level_audiences(enum facts_level level)
{
	switch (level) {
	case LEVEL_MEMBER_FACTS:
		return 1u << AUDIENCE_PUBLIC | 1u << AUDIENCE_CUSTOMS |
		       1u << AUDIENCE_ALLIANCE;
	case LEVEL_DESK_FACTS: return 1u << AUDIENCE_PUBLIC | 1u << AUDIENCE_CUSTOMS;
	case LEVEL_PUBLIC_FACTS: return 1u << AUDIENCE_PUBLIC;
	}
	return 0;
}

/* Takes the entries of one kind of one feed up to `head`. */
static enum err
load_kind(struct factsdb *f, struct facts *out, const struct place *head,
    const struct projection *p)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT author, incarnation, seq, id, time_ms, kind, audience, body_size, usable,"
	    " register_number, bytes FROM entry LEFT JOIN body USING(entry) WHERE "
	    "author=? AND incarnation=? AND kind=? AND seq<=? ORDER BY seq");
	const uint32_t readable = level_audiences(out->level);
	enum err err = ERR_NONE, end;

	sql_put_text(&q, head->author);
	sql_put_int(&q, head->incarnation);
	sql_put_int(&q, p->kind);
	sql_put_u64(&q, head->seq);
	while (!err && sql_row(&q)) {
		struct fact_entry e;

		err = factsdb_take_entry(&e, &q, 0);
		if (err || e.audience == AUDIENCE_NAMED)
			continue; /* sealed to its readers: a fact for nobody */
		/* PROTOCOL M7.2: what this level may not read is missing for it, on every node of the
		 * level alike: never "nothing published". */
		if (!e.body_held || !(readable & (1u << e.audience)))
			facts_add_missing(out, &e.place, e.kind, e.audience);
		else if (!e.usable)
			p->load(out, &e, sql_blob(&q, 10));
	}
	end = sql_end(&q);
	return err ? err : end;
}

/* The last entry of a feed that counts at the position: the least of all limits. */
static uint64_t
last_that_counts(const struct registry *r, const struct place *head)
{
	const struct cut *c =
	    registry_cut(r, head->author, head->incarnation, registry_number(r));

	/* PROTOCOL M4.23, M7.46 */
	return c && c->last_seq < head->seq ? c->last_seq : head->seq;
}

/* PROTOCOL M7.2: a country's own feed; of its desks alerts, responses and retractions. */
static enum err
load_feed(struct factsdb *f, struct facts *out, const struct place *at,
    const struct registry *r)
{
	struct place up_to = *at;
	const struct place *head = &up_to;
	size_t n;
	const struct projection *const *p = factsdb_projections(&n);
	enum err err = ERR_NONE;

	const bool desk = author_is_desk(head->author);

	up_to.seq = last_that_counts(r, at);
	if (!up_to.seq || (!desk && !author_is_country(head->author)))
		return ERR_NONE;
	for (size_t i = 0; i < n && !err; i++)
		if (p[i]->load && (!desk || p[i]->of_desks))
			err = load_kind(f, out, head, p[i]);
	return err;
}

/* Is the head folded, under the id that the position names (if it names one)?  Fills in
 * an id that was not given. */
static enum err
check_head(struct factsdb *f, struct position_head *head, struct errmsg *m)
{
	const struct place *p = &head->place;
	struct sql_query q = sql_query(
	    &f->sql, "SELECT id FROM entry WHERE author=? AND incarnation=? AND seq=?");
	struct hash id;
	bool found;
	enum err err;

	sql_put_text(&q, p->author);
	sql_put_int(&q, p->incarnation);
	sql_put_u64(&q, p->seq);
	found = sql_row(&q) && sql_hash(&q, 0, &id);
	err = sql_end(&q);
	if (err)
		return errmsg_set(m, err, "facts.db could not be read");
	if (!found)
		return errmsg_set(m, ERR_NOT_FOUND,
		    "the position names %s=%u:%llu, which is not held here", p->author,
		    p->incarnation, (unsigned long long)p->seq);
	if (hash_is_zero(&head->id))
		head->id = id;
	if (!hash_eq(&head->id, &id))
		return errmsg_set(m, ERR_REFUSED,
		    "the position names another entry at %s=%u:%llu than the one held here",
		    p->author, p->incarnation, (unsigned long long)p->seq);
	return ERR_NONE;
}

static enum err
check_register(struct facts *out, const struct registry *r, struct errmsg *m)
{
	const struct hash id = registry_id(r);

	if (out->position.register_number != registry_number(r))
		return errmsg_set(m, ERR_NOT_FOUND,
		    "the position names act %llu; the register held here ends at %llu",
		    (unsigned long long)out->position.register_number,
		    (unsigned long long)registry_number(r));
	if (hash_is_zero(&out->position.register_id))
		out->position.register_id = id;
	if (!hash_eq(&out->position.register_id, &id))
		return errmsg_set(m, ERR_REFUSED,
		    "the position names another act than the one held here");
	return ERR_NONE;
}

enum err
factsdb_load(struct factsdb *f, struct facts **out, const struct registry *r,
    const struct position *p, enum facts_level level, struct errmsg *m)
{
	struct facts *facts = facts_new(r, p, level);
	enum err err = check_register(facts, r, m);

	if (!err)
		err = sql_read_begin(&f->sql);
	for (size_t i = 0; i < facts->position.n_heads && !err; i++) {
		struct position_head *head = &facts->position.heads[i];

		if (!head->place.seq)
			continue;
		err = check_head(f, head, m);
		if (!err) {
			err = load_feed(f, facts, &head->place, r);
			if (err)
				errmsg_set(m, err, "facts.db could not be read");
		}
	}
	if (!err) {
		err = factsdb_load_forks(f, facts);
		if (err)
			errmsg_set(m, err, "facts.db could not be read");
	}
	sql_read_end(&f->sql);
	if (err) {
		facts_free(facts);
		return err;
	}
	facts_finish(facts);
	*out = facts;
	return ERR_NONE;
}
