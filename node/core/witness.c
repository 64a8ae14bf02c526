/* witness.c - witness entries and assessments (PROTOCOL.md 5.2, 5.5). */
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "comply.h"
#include "core_priv.h"
#include "log.h"
#include "mem.h"
#include "pb.h"

static const int64_t HOUR_MS = 3600 * 1000;
enum {
	MONTH_DAYS = 28,
	SOON_MS = 10000, /* what comes in that time is witnessed together */
	APART_MS = 20000 /* so an alert never waits for 30 s */
};

/* PROTOCOL M5.5: witness entries about witness entries would never end. */
static bool
has_news(const struct core *c)
{
	for (size_t i = 0; i < c->n_feeds; i++)
		if (c->feeds[i].news && strcmp(c->feeds[i].place.author, c->author))
			return true;
	return false;
}

/* Heads of other feeds, in the order of the position. */
static size_t
list_heads(struct core *c, bool full, Cmsa__Head *heads, Cmsa__Head **list)
{
	size_t n = 0;

	for (size_t i = 0; i < c->held.n_heads && n < LIMIT_HEADS; i++) {
		struct position_head *at = &c->held.heads[i];
		const struct own_feed *f =
		    feeds_find(c, at->place.author, at->place.incarnation);

		if (!strcmp(at->place.author, c->author) || (!full && f && !f->news))
			continue;
		cmsa__head__init(&heads[n]);
		heads[n].author = at->place.author;
		heads[n].incarnation = at->place.incarnation;
		heads[n].seq = at->place.seq;
		heads[n].id = pb_hash_data(at->id.b);
		list[n] = &heads[n];
		n++;
	}
	return n;
}

/* The transaction of the witness entry itself is durable, and with it everything that was
 * written to the log before: what it lists cannot be lost. */
static enum err
publish_witness(
    struct core *c, bool full, struct place *place, struct hash *id, struct core_time now)
{
	Cmsa__Head *heads = mem_array(c->held.n_heads, sizeof(*heads));
	Cmsa__Head **list = mem_array(c->held.n_heads, sizeof(*list));
	struct buf body = { 0 };
	Cmsa__WitnessBody w;
	enum err e;

	cmsa__witness_body__init(&w);
	w.full = full;
	w.n_heads = list_heads(c, full, heads, list);
	w.heads = list;
	pb_write(&body, &w.base);
	e = publish_entry(
	    c, place, id, KIND_WITNESS, AUDIENCE_PUBLIC, buf_view(&body), now);
	if (!e) {
		c->witness_wall_ms = now.wall_ms;
		c->alert_witness_ms = now.mono_ms;
		c->witness_due_ms = 0;
		if (full)
			c->full_witness_wall_ms = now.wall_ms;
		for (size_t i = 0; i < c->n_feeds; i++)
			c->feeds[i].news = false;
	}
	buf_clear(&body);
	free(heads);
	free(list);
	return e;
}

/* --- assessments -------------------------------------------------------------------- */

static enum facts_level
own_level(const struct core *c)
{
	const struct author *a = own_author(c);

	return a && (a->role == ROLE_MEMBER || a->role == ROLE_AUDITOR)
		   ? LEVEL_MEMBER_FACTS
		   : LEVEL_PUBLIC_FACTS;
}

struct count_lists {
	Cmsa__CriterionCount *criteria, **criteria_list;
	Cmsa__StatusCount *counts, **count_list;
};

static void
list_counts(struct count_lists *l, struct findings *fs)
{
	for (size_t i = 0; i < fs->n_counts; i++) {
		Cmsa__StatusCount *s = &l->counts[i];

		cmsa__status_count__init(s);
		s->status = fs->counts[i].status;
		s->reason = pb_text(fs->counts[i].reason);
		s->count = fs->counts[i].count;
		l->count_list[i] = s;
	}
	for (size_t i = 0; i < fs->n_criteria; i++) {
		struct criterion_result *r = &fs->criteria[i];
		Cmsa__CriterionCount *k = &l->criteria[i];

		cmsa__criterion_count__init(k);
		k->country = r->country;
		k->criterion = r->criterion;
		k->status = r->status;
		k->counts = l->count_list + r->first_count;
		k->n_counts = r->n_counts;
		l->criteria_list[i] = k;
	}
}

static void
write_assessment(
    struct buf *out, struct findings *fs, const struct place *at, const struct hash *id)
{
	struct count_lists l = {
		mem_array(fs->n_criteria, sizeof(*l.criteria)),
		mem_array(fs->n_criteria, sizeof(*l.criteria_list)),
		mem_array(fs->n_counts, sizeof(*l.counts)),
		mem_array(fs->n_counts, sizeof(*l.count_list)),
	};
	struct place place = *at;
	Cmsa__AssessmentBody a;
	Cmsa__Ref ref;

	list_counts(&l, fs);
	cmsa__ref__init(&ref);
	ref.author = place.author;
	ref.incarnation = place.incarnation;
	ref.seq = place.seq;
	ref.id = pb_hash_data(id->b);
	cmsa__assessment_body__init(&a);
	a.rules_version = fs->rules_version;
	a.level = (Cmsa__Level)fs->facts->level;
	a.position = &ref;
	a.as_of_days = fs->as_of.days;
	a.incomplete = fs->incomplete;
	if (!fs->incomplete)
		a.digest = pb_hash_data(fs->digest.b);
	a.counts = l.criteria_list;
	a.n_counts = fs->n_criteria;
	pb_write(out, &a.base);
	free(l.criteria);
	free(l.criteria_list);
	free(l.counts);
	free(l.count_list);
}

static enum err
fold_all(struct core *c)
{
	bool more = true;
	enum err e = ERR_NONE;

	while (more && !e)
		e = factsdb_fold(c->cfg.facts, c->cfg.store, c->registry, 0, &more);
	return e;
}

enum err
witness_assess(struct core *c, struct place *out, struct hash *id, struct core_time now,
    struct errmsg *m)
{
	struct facts *facts = NULL;
	struct findings *fs;
	struct place at;
	struct hash at_id;
	struct buf body = { 0 };
	const struct author *own = own_author(c);
	enum err e;

	if (!own || !kind_allows_role(KIND_ASSESSMENT, own->role))
		return errmsg_set(m, ERR_REFUSED,
		    "role %s may not publish assessments; cmsa compliance answers without publishing",
		    role_name(own ? own->role : ROLE_NONE));
	e = publish_witness(c, true, &at, &at_id, now);
	if (e)
		return errmsg_set(m, e,
		    "cannot write the witness entry that names the position: %s",
		    err_name(e));
	e = fold_all(c);
	if (!e)
		e = factsdb_load(
		    c->cfg.facts, &facts, c->registry, &c->held, own_level(c), m);
	if (e)
		return e;
	/* PROTOCOL M5.14, M7.14: D follows from the position, so that anybody can replay it */
	fs = comply_judge(
	    facts, date_of_time_ms(feeds_own_tip(c).time_ms));
	write_assessment(&body, fs, &at, &at_id);
	e = publish_entry(
	    c, out, id, KIND_ASSESSMENT, AUDIENCE_ALLIANCE, buf_view(&body), now);
	if (!e) {
		c->assess_wall_ms = now.wall_ms;
		c->assess_due = false;
	} else {
		errmsg_set(m, e, "cannot publish the assessment: %s", err_name(e));
	}
	findings_free(fs);
	facts_free(facts);
	buf_clear(&body);
	return e;
}

static bool
assessment_is_due(const struct core *c, struct core_time now)
{
	int64_t every = c->cfg.assess_every_ms ? c->cfg.assess_every_ms : 24 * HOUR_MS;
	int64_t since = now.wall_ms - c->assess_wall_ms;
	const struct author *a = own_author(c);

	if (every < 0 || !a || !kind_allows_role(KIND_ASSESSMENT, a->role))
		return false;
	return (c->assess_due && since >= every) || since >= MONTH_DAYS * 24 * HOUR_MS;
}

void
witness_soon(struct core *c, struct core_time now)
{
	int64_t due = now.mono_ms + SOON_MS;

	if (due < c->alert_witness_ms + APART_MS)
		due = c->alert_witness_ms + APART_MS;
	if (!c->witness_due_ms)
		c->witness_due_ms = due;
}

/* After a clock was set back, nothing waits until it has caught up again. */
static void
follow_clock(struct core *c, struct core_time now)
{
	int64_t *const last[] = { &c->witness_wall_ms, &c->full_witness_wall_ms,
		&c->assess_wall_ms };

	for (size_t i = 0; i < ARRAY_LEN(last); i++)
		if (*last[i] > now.wall_ms)
			*last[i] = now.wall_ms;
}

/* PROTOCOL M5.5 */
static bool
alert_is_due(const struct core *c, struct core_time now)
{
	return c->witness_due_ms && now.mono_ms >= c->witness_due_ms;
}

void
witness_tick(struct core *c, struct core_time now)
{
	int64_t every = c->cfg.witness_every_ms ? c->cfg.witness_every_ms : HOUR_MS;
	int64_t full_every =
	    c->cfg.full_witness_every_ms ? c->cfg.full_witness_every_ms : 24 * HOUR_MS;
	struct place place;
	struct hash id;
	struct errmsg m;
	enum err e = ERR_NONE;

	if (!c->cfg.signer || !c->own_head_known || now.mono_ms < c->retry_ms ||
	    !own_author(c) || forks_own(c))
		return;
	follow_clock(c, now);
	if (assessment_is_due(c, now)) {
		if (witness_assess(c, &place, &id, now, &m)) {
			log_warn("assessment: %s", m.text);
			c->assess_wall_ms = now.wall_ms; /* not again at once */
		}
		return;
	}
	if (now.wall_ms - c->full_witness_wall_ms >= full_every)
		e = publish_witness(c, true, &place, &id, now);
	else if (has_news(c) &&
		 (now.wall_ms - c->witness_wall_ms >= every || alert_is_due(c, now)))
		e = publish_witness(c, false, &place, &id, now);
	if (e)
		c->retry_ms = now.mono_ms + RETRY_MS;
}
