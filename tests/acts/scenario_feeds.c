/* scenario_feeds.c - statements that make entries: duty, capacity, witness. */
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pb.h"

static Cmsa__Batch *
take_batch(struct cursor *c, struct arena *mem)
{
	Cmsa__Batch *b = arena_get(mem, sizeof(*b));
	struct hash id;
	const char *name;

	cmsa__batch__init(b);
	b->part = cursor_number(c, "a part");
	if (!cursor_take(c, "of"))
		cursor_fail(c, "expected part N of M NAME");
	b->parts = cursor_number(c, "a number of parts");
	name = cursor_word(c, "a name of the batch");
	id = hash_tagged("scenario batch", bytes_of(name, strlen(name)));
	b->id.len = 16;
	b->id.data = arena_get(mem, 16);
	memcpy(b->id.data, id.b, 16);
	return b;
}

Cmsa__Ref *
scenario_feeds_ref(struct scenario *s, struct cursor *c)
{
	char *name = arena_strdup(&s->world->mem, cursor_word(c, "an entry"));
	const size_t n = strlen(name);
	const bool wrong = n && name[n - 1] == '!';
	Cmsa__Ref *r = arena_get(&s->world->mem, sizeof(*r));
	const struct world_entry *e;

	cmsa__ref__init(r);
	if (wrong)
		name[n - 1] = '\0';
	e = world_entry(s->world, name);
	if (!e) {
		cursor_fail(c, "no entry is called \"%s\"", name);
		return r;
	}
	r->author = arena_strdup(&s->world->mem, e->place.author);
	r->incarnation = e->place.incarnation;
	r->seq = e->place.seq;
	r->id.len = sizeof(e->id.b);
	r->id.data = arena_get(&s->world->mem, r->id.len);
	memcpy(r->id.data, e->id.b, r->id.len);
	r->id.data[0] ^= wrong;
	return r;
}

static void
take_corrects(struct scenario *s, struct cursor *c, struct entry_head *h)
{
	h->corrects = arena_get(&s->world->mem, sizeof(*h->corrects));
	h->corrects[0] = scenario_feeds_ref(s, c);
	h->n_corrects = 1;
}

bool
scenario_feeds_option(struct scenario *s, struct cursor *c, struct entry_head *h)
{
	if (cursor_take(c, "for"))
		h->country = cursor_word(c, "a country");
	else if (cursor_take(c, "alliance-only"))
		h->post.audience = AUDIENCE_ALLIANCE;
	else if (cursor_take(c, "customs-only"))
		h->post.audience = AUDIENCE_CUSTOMS;
	else if (cursor_take(c, "as"))
		h->name = cursor_word(c, "a name");
	else if (cursor_take(c, "corrects"))
		take_corrects(s, c, h);
	else if (cursor_take(c, "not-held"))
		h->post.held = false;
	else if (cursor_take(c, "part"))
		h->batch = take_batch(c, &s->world->mem);
	else if (cursor_take(c, "unusable"))
		h->unusable = cursor_word(c, "a verdict");
	else
		return false;
	return true;
}

void
scenario_feeds_post(struct scenario *s, struct cursor *c, const struct entry_head *h)
{
	struct body_fault fault = { .row = (size_t)-1 };
	const char *word;
	enum verdict v;

	if (c->bad)
		return;
	v = world_post(s->world, &h->post, &fault);
	if (h->name)
		world_name_last(s->world, h->name);
	word = verdict_word(v);
	if (h->unusable && (v == V_OK || strcmp(word, h->unusable)))
		cursor_fail(
		    c, "expected an unusable body (%s), found %s", h->unusable, word);
	else if (!h->unusable && v)
		cursor_fail(
		    c, "the body is unusable: %s, %s %s", word, fault.field, fault.why);
}

static void
take_origin(struct cursor *c, Cmsa__DutyLine *l)
{
	const struct word_value scopes[] = { { "any", CMSA__ORIGIN_SCOPE__ORIGIN_ANY },
		{ "members", CMSA__ORIGIN_SCOPE__ORIGIN_MEMBERS },
		{ "concern", CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRIES_OF_CONCERN },
		{ "entities", CMSA__ORIGIN_SCOPE__ORIGIN_ENTITIES_OF_CONCERN } };
	const char *w = cursor_word(c, "an origin");

	l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY;
	for (size_t i = 0; i < ARRAY_LEN(scopes); i++)
		if (!strcmp(scopes[i].word, w))
			l->scope = (Cmsa__OriginScope)scopes[i].value;
	if (l->scope == CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY)
		l->origin = pb_text(w);
}

/* A publisher's equivalent with all that it needs to count; `bare`: the rate alone. */
static Cmsa__Equivalent *
take_equivalent(struct cursor *c, struct arena *mem)
{
	Cmsa__Equivalent *e = arena_get(mem, sizeof(*e));

	cmsa__equivalent__init(e);
	e->rate_bp = cursor_percent(c);
	if (cursor_take(c, "bare"))
		return e;
	e->from_days = date_of_ymd(2025, 1, 1).days;
	e->to_days = date_of_ymd(2025, 12, 31).days;
	e->value_cents = 100000000;
	e->currency = pb_text("USD");
	e->quantity = 5000;
	e->quantity_unit = pb_text("t");
	e->source = pb_text("customs statistics");
	return e;
}

/* `free`, `25 %`, `specific 15/kg`, `2.5 % plus|higher-of|lower-of 15/kg` */
static void
take_rate(struct cursor *c, struct arena *mem, Cmsa__DutyLine *l)
{
	if (cursor_take(c, "free"))
		return;
	if (cursor_take(c, "specific")) {
		l->combination = CMSA__COMBINATION__COMBINATION_SPECIFIC;
	} else {
		l->ad_valorem_bp = cursor_percent(c);
		if (cursor_take(c, "plus"))
			l->combination = CMSA__COMBINATION__COMBINATION_PLUS;
		else if (cursor_take(c, "higher-of"))
			l->combination = CMSA__COMBINATION__COMBINATION_HIGHER_OF;
		else if (cursor_take(c, "lower-of"))
			l->combination = CMSA__COMBINATION__COMBINATION_LOWER_OF;
	}
	if (l->combination != CMSA__COMBINATION__COMBINATION_AD_VALOREM)
		l->specific = pb_text(cursor_word(c, "a specific part"));
	if (cursor_take(c, "equivalent"))
		l->equivalent = take_equivalent(c, mem);
}

/* `CODE ORIGIN KIND [measure ID] RATE [equivalent N % [bare]] [from DATE] [to DATE]` */
static Cmsa__DutyLine *
take_line(struct scenario *s, const struct line *line)
{
	const struct word_value kinds[] = { { "ordinary",
						CMSA__DUTY_KIND__DUTY_ORDINARY },
		{ "additional", CMSA__DUTY_KIND__DUTY_ADDITIONAL },
		{ "relief", CMSA__DUTY_KIND__DUTY_RELIEF },
		{ "antidumping", CMSA__DUTY_KIND__DUTY_ANTIDUMPING },
		{ "countervailing", CMSA__DUTY_KIND__DUTY_COUNTERVAILING },
		{ "safeguard", CMSA__DUTY_KIND__DUTY_SAFEGUARD },
		{ "other", CMSA__DUTY_KIND__DUTY_OTHER } };
	struct arena *mem = &s->world->mem;
	struct cursor c = cursor_of(&s->script, line);
	Cmsa__DutyLine *l = arena_get(mem, sizeof(*l));

	cmsa__duty_line__init(l);
	l->code = pb_text(cursor_word(&c, "a code"));
	take_origin(&c, l);
	l->kind = (Cmsa__DutyKind)cursor_choice(&c, kinds, ARRAY_LEN(kinds), "a kind");
	if (cursor_take(&c, "measure"))
		l->measure = pb_text(cursor_word(&c, "an id"));
	else if (l->kind != CMSA__DUTY_KIND__DUTY_ORDINARY)
		l->measure = pb_text("m1");
	take_rate(&c, mem, l);
	l->start_days = date_of_ymd(2025, 1, 1).days;
	if (cursor_take(&c, "from"))
		l->start_days = cursor_date(&c).days;
	if (cursor_take(&c, "to"))
		l->end_days = cursor_date(&c).days;
	l->published = pb_text("as published");
	l->citation = pb_text("Act 1 of 2025");
	cursor_end(&c);
	return c.bad ? NULL : l;
}

/* `duty AUTHOR TIME EDITION [mfn-only] [options]` with a line a row */
static void
run_duty(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct arena *mem = &s->world->mem;
	struct entry_head h = { 0 };
	Cmsa__DutyBody b;

	cmsa__duty_body__init(&b);
	cursor_word(&c, "duty");
	h.post = (struct world_post){ .kind = KIND_DUTY,
		.audience = AUDIENCE_PUBLIC,
		.held = true,
		.body = &b.base };
	h.country = h.post.author = cursor_word(&c, "an author");
	h.post.time_ms = cursor_time(&c);
	b.hs_edition = pb_text(cursor_word(&c, "an edition of the HS"));
	b.mfn_only = cursor_take(&c, "mfn-only");
	while (scenario_feeds_option(s, &c, &h))
		continue;
	cursor_end(&c);
	b.country = pb_text(h.country);
	b.schedule = pb_text("schedule");
	b.batch = h.batch;
	b.corrects = h.corrects;
	b.n_corrects = h.n_corrects;
	b.lines = arena_get(mem, sizeof(*b.lines) * (st->n_rows + 1));
	for (size_t i = 0; i < st->n_rows; i++) {
		b.lines[b.n_lines++] = take_line(s, &st->rows[i]);
		if (!b.lines[i])
			return;
	}
	scenario_feeds_post(s, &c, &h);
}

static Cmsa__Quantity *
quantity(struct arena *mem, Cmsa__Presence presence)
{
	Cmsa__Quantity *q = arena_get(mem, sizeof(*q));

	cmsa__quantity__init(q);
	q->presence = presence;
	if (presence != CMSA__PRESENCE__PRESENCE_REPORTED)
		return q;
	q->published = pb_text("1,300");
	q->unit = pb_text("metric tons");
	q->grams = 1300000000;
	return q;
}

static int
text_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* `yttrium,lanthanum`: one review of both */
static void
take_subjects(struct cursor *c, struct arena *mem, Cmsa__CapacityReview *r)
{
	char *text = arena_strdup(mem, cursor_word(c, "a mineral"));

	r->subjects = arena_get(mem, sizeof(*r->subjects) * (strlen(text) + 1));
	while (text && *text) {
		char *comma = strchr(text, ',');

		r->subjects[r->n_subjects++] = text;
		if (comma)
			*comma = '\0';
		text = comma ? comma + 1 : NULL;
	}
	if (r->n_subjects)
		qsort(r->subjects, r->n_subjects, sizeof(*r->subjects), text_cmp);
}

/* `amount N t|m3`, `basis WORD`, `made N t|m3` (production), `secondary`, `sample` */
static void
take_figures(struct cursor *c, struct arena *mem, Cmsa__CapacityReview *r)
{
	while (*cursor_peek(c) && !c->bad) {
		const bool made = cursor_take(c, "made");

		if (made || cursor_take(c, "amount")) {
			Cmsa__Quantity *q =
			    made ? quantity(mem, CMSA__PRESENCE__PRESENCE_REPORTED)
				 : r->capacity;
			const int64_t n = cursor_number(c, "an amount");
			const bool volume = cursor_take(c, "m3");

			if (!volume && !cursor_take(c, "t"))
				cursor_fail(c, "expected t or m3");
			q->grams = volume ? 0 : n * 1000000;
			q->litres = volume ? n * 1000 : 0;
			if (made)
				r->production = q;
		} else if (cursor_take(c, "basis"))
			r->basis = pb_text(cursor_word(c, "a basis"));
		else if (cursor_take(c, "secondary"))
			r->secondary = true;
		else if (cursor_take(c, "sample"))
			r->sample = true;
		else
			cursor_end(c);
	}
}

/* `SUBJECTS STAGE PRESENCE DATE [figures] [secondary]`, `SUBJECTS STAGE production DATE`
 * (production alone is published), or `nil-for-rest DATE` */
static Cmsa__CapacityReview *
take_review(struct scenario *s, const struct line *line)
{
	const struct word_value presences[] = { { "reported",
						    CMSA__PRESENCE__PRESENCE_REPORTED },
		{ "nil", CMSA__PRESENCE__PRESENCE_NIL },
		{ "withheld", CMSA__PRESENCE__PRESENCE_WITHHELD },
		{ "not-available", CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE },
		{ "production", CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE } };
	struct arena *mem = &s->world->mem;
	struct cursor c = cursor_of(&s->script, line);
	Cmsa__CapacityReview *r = arena_get(mem, sizeof(*r));

	cmsa__capacity_review__init(r);
	r->nil_for_rest = cursor_take(&c, "nil-for-rest");
	if (r->nil_for_rest) {
		r->capacity = quantity(mem, CMSA__PRESENCE__PRESENCE_NIL);
	} else {
		take_subjects(&c, mem, r);
		r->stage = (Cmsa__Stage)cursor_choice(
		    &c, scenario_stages, ARRAY_LEN(scenario_stages), "a stage");
		if (!strcmp(cursor_peek(&c), "production"))
			r->production = quantity(mem, CMSA__PRESENCE__PRESENCE_REPORTED);
		r->capacity = quantity(mem, (Cmsa__Presence)cursor_choice(&c, presences,
						ARRAY_LEN(presences), "a presence"));
	}
	r->review_days = cursor_date(&c).days;
	take_figures(&c, mem, r);
	return c.bad ? NULL : r;
}

/* `capacity AUTHOR TIME [options]` with a review a row */
static void
run_capacity(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct arena *mem = &s->world->mem;
	struct entry_head h = { 0 };
	Cmsa__CapacityBody b;

	cmsa__capacity_body__init(&b);
	cursor_word(&c, "capacity");
	h.post = (struct world_post){ .kind = KIND_CAPACITY,
		.audience = AUDIENCE_PUBLIC,
		.held = true,
		.body = &b.base };
	h.country = h.post.author = cursor_word(&c, "an author");
	h.post.time_ms = cursor_time(&c);
	while (scenario_feeds_option(s, &c, &h))
		continue;
	cursor_end(&c);
	b.country = pb_text(h.country);
	b.batch = h.batch;
	b.corrects = h.corrects;
	b.n_corrects = h.n_corrects;
	b.reviews = arena_get(mem, sizeof(*b.reviews) * (st->n_rows + 1));
	for (size_t i = 0; i < st->n_rows; i++) {
		b.reviews[b.n_reviews++] = take_review(s, &st->rows[i]);
		if (!b.reviews[i])
			return;
	}
	scenario_feeds_post(s, &c, &h);
}

static Cmsa__Head *
head_of(struct scenario *s, struct cursor *c, const char *author)
{
	const struct world_feed *f = world_feed(s->world, author);
	Cmsa__Head *h = arena_get(&s->world->mem, sizeof(*h));

	cmsa__head__init(h);
	if (!f) {
		cursor_fail(c, "%s has published nothing", author);
		return h;
	}
	h->author = pb_text(author);
	h->incarnation = 1;
	h->seq = f->seq;
	h->id.data = arena_get(&s->world->mem, 32);
	h->id.len = 32;
	memcpy(h->id.data, f->id.b, 32);
	return h;
}

/* `witness AUTHOR TIME sees AUTHOR...`, authors in alphabetical order, as they stand now
 */
static void
run_witness(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct entry_head h = { 0 };
	Cmsa__WitnessBody b;

	cmsa__witness_body__init(&b);
	cursor_word(&c, "witness");
	h.post = (struct world_post){ .kind = KIND_WITNESS,
		.audience = AUDIENCE_PUBLIC,
		.held = true,
		.body = &b.base };
	h.post.author = cursor_word(&c, "an author");
	h.post.time_ms = cursor_time(&c);
	if (!cursor_take(&c, "sees"))
		cursor_fail(&c, "expected sees AUTHOR...");
	b.heads = arena_get(&s->world->mem, sizeof(*b.heads) * st->head.n_words);
	while (*cursor_peek(&c))
		b.heads[b.n_heads++] = head_of(s, &c, cursor_word(&c, "an author"));
	scenario_feeds_post(s, &c, &h);
}

const struct statement_rule scenario_feeds_rules[] = {
	{ "duty", run_duty, true },
	{ "capacity", run_capacity, true },
	{ "witness", run_witness, false },
	{ 0 },
};
