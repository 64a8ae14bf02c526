/* replay.c - two answers beside each other. */
#include "replay.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kind.h"
#include "pb.h"

static void say(struct replay_gap *g, const char *country, Cmsa__Criterion c,
    const char *fmt, ...) ATTR_PRINTF(4, 5);

static void
say(struct replay_gap *g, const char *country, Cmsa__Criterion c, const char *fmt, ...)
{
	va_list ap;

	*g = (struct replay_gap){ .found = true, .criterion = c };
	memcpy(g->country, country, strnlen(country, COUNTRY_LEN - 1));
	va_start(ap, fmt);
	vsnprintf(g->text, sizeof(g->text), fmt, ap);
	va_end(ap);
}

/* --- counts ------------------------------------------------------------------------- */

static void
add_count(char *out, size_t room, uint32_t count, Cmsa__Status s, const char *reason)
{
	const size_t n = strlen(out);

	snprintf(out + n, room - n, "%s%u %s (%.32s)", n ? ", " : "", count,
	    status_name(s), reason);
}

static void
say_theirs(char *out, size_t room, const Cmsa__CriterionCount *k)
{
	*out = '\0';
	for (size_t i = 0; i < k->n_counts; i++)
		add_count(out, room, k->counts[i]->count, k->counts[i]->status,
		    k->counts[i]->reason);
	if (!*out)
		snprintf(out, room, "nothing");
}

static void
say_ours(
    char *out, size_t room, const struct findings *fs, const struct criterion_result *r)
{
	*out = '\0';
	for (uint32_t i = 0; i < r->n_counts; i++) {
		const struct status_count *c = &fs->counts[r->first_count + i];

		add_count(out, room, c->count, c->status, c->reason);
	}
	if (!*out)
		snprintf(out, room, "nothing");
}

static bool
same_counts(const Cmsa__CriterionCount *k, const struct findings *fs,
    const struct criterion_result *r)
{
	if (k->status != r->status || k->n_counts != r->n_counts)
		return false;
	for (uint32_t i = 0; i < r->n_counts; i++) {
		const struct status_count *c = &fs->counts[r->first_count + i];

		if (k->counts[i]->status != c->status ||
		    k->counts[i]->count != c->count ||
		    strcmp(k->counts[i]->reason, c->reason) != 0)
			return false;
	}
	return true;
}

/* Both are in order of country and criterion: the first pair that is not one. */
static bool
compare_counts(struct replay_gap *out, const Cmsa__AssessmentBody *theirs,
    const struct findings *ours)
{
	const size_t n =
	    theirs->n_counts > ours->n_criteria ? theirs->n_counts : ours->n_criteria;
	char a[160], b[160];

	for (size_t i = 0; i < n; i++) {
		const Cmsa__CriterionCount *k =
		    i < theirs->n_counts ? theirs->counts[i] : NULL;
		const struct criterion_result *r =
		    i < ours->n_criteria ? &ours->criteria[i] : NULL;

		if (!k || !r || strcmp(k->country, r->country) != 0 ||
		    k->criterion != r->criterion) {
			say(out, r ? r->country : k->country,
			    r ? r->criterion : k->criterion,
			    "they judge %.8s %s in its place, here %s %s",
			    k ? k->country : "nobody",
			    k ? criterion_name(k->criterion) : "",
			    r ? r->country : "nobody",
			    r ? criterion_name(r->criterion) : "");
			return true;
		}
		if (same_counts(k, ours, r))
			continue;
		say_theirs(a, sizeof(a), k);
		say_ours(b, sizeof(b), ours, r);
		say(out, r->country, r->criterion, "%s %s: they count %s; here %s",
		    r->country, criterion_name(r->criterion), a, b);
		return true;
	}
	return false;
}

void
replay_assessment(struct replay_gap *out, const Cmsa__AssessmentBody *theirs,
    const struct findings *ours)
{
	const Cmsa__Criterion none = CMSA__CRITERION__CRITERION_UNSET;

	*out = (struct replay_gap){ .found = false };
	if (theirs->rules_version != ours->rules_version) {
		say(out, "", none,
		    "they used rules %u; by the acts of the position rules %u hold",
		    theirs->rules_version, ours->rules_version);
		return;
	}
	if (compare_counts(out, theirs, ours))
		return;
	if (theirs->incomplete != ours->incomplete)
		say(out, "", none, "they %s bodies, here %s",
		    theirs->incomplete ? "lacked" : "had all",
		    ours->incomplete ? "some are missing" : "none is missing");
	else if (!ours->incomplete &&
		 !bytes_eq(pb_bytes(theirs->digest),
		     bytes_of(ours->digest.b, sizeof(ours->digest.b))))
		say(out, "", none,
		    "the digests differ, and all counts are equal: the findings differ in what they"
		    " measure or name; a bundle of theirs says where (--against)");
}

/* --- findings ----------------------------------------------------------------------- */

static bool
same_finding(const Cmsa__Finding *a, const Cmsa__Finding *b)
{
	struct buf x = { 0 }, y = { 0 };
	bool same;

	pb_write(&x, &a->base);
	pb_write(&y, &b->base);
	same = bytes_eq(buf_view(&x), buf_view(&y));
	buf_clear(&x);
	buf_clear(&y);
	return same;
}

static bool
rests_on(const Cmsa__Finding *f, const Cmsa__Ref *r)
{
	for (size_t i = 0; f && i < f->n_evidence; i++)
		if (!strcmp(f->evidence[i]->author, r->author) &&
		    f->evidence[i]->incarnation == r->incarnation &&
		    f->evidence[i]->seq == r->seq &&
		    bytes_eq(pb_bytes(f->evidence[i]->id), pb_bytes(r->id)))
			return true;
	return false;
}

/* The first entry that `a` rests on and `b` does not. */
static const Cmsa__Ref *
only_of(const Cmsa__Finding *a, const Cmsa__Finding *b)
{
	for (size_t i = 0; a && i < a->n_evidence; i++)
		if (!rests_on(b, a->evidence[i]))
			return a->evidence[i];
	return NULL;
}

static void
describe(char *out, size_t room, const Cmsa__Finding *f)
{
	if (!f)
		snprintf(out, room, "no such finding");
	else
		snprintf(out, room, "%s (%.32s)%s%.32s, %u", status_name(f->status),
		    f->reason, *f->measured ? " " : "", f->measured, f->count);
}

static void
say_difference(
    struct replay_gap *out, const Cmsa__Finding *theirs, const Cmsa__Finding *ours)
{
	const Cmsa__Finding *f = ours ? ours : theirs;
	const Cmsa__Ref *r = only_of(ours, theirs);
	const char *whose = "only the one here";
	char a[96], b[96], rests[80] = "both rest on the same entries";

	if (!r) {
		r = only_of(theirs, ours);
		whose = "only theirs";
	}
	if (r)
		snprintf(rests, sizeof(rests), "%s rests on entry %.23s:%" PRIu64, whose,
		    r->author, r->seq);
	describe(a, sizeof(a), theirs);
	describe(b, sizeof(b), ours);
	say(out, f->country, f->criterion,
	    "%.3s %s %.32s%s%.8s: they say %s; here %s; %s", f->country,
	    criterion_name(f->criterion), f->n_products ? f->products[0] : "whole",
	    f->n_hs6 ? " " : "", f->n_hs6 ? f->hs6[0] : "", a, b, rests);
}

/* Are they about one thing: country, criterion, product, stage and the first code? */
static bool
one_subject(const Cmsa__Finding *a, const Cmsa__Finding *b)
{
	const char *p = a->n_products ? a->products[0] : "";
	const char *q = b->n_products ? b->products[0] : "";
	const char *x = a->n_hs6 ? a->hs6[0] : "", *y = b->n_hs6 ? b->hs6[0] : "";

	return !strcmp(a->country, b->country) && a->criterion == b->criterion &&
	       !strcmp(p, q) && a->stage == b->stage && !strcmp(x, y);
}

void
replay_findings(
    struct replay_gap *out, const struct findings *theirs, const struct findings *ours)
{
	size_t i = 0;
	const Cmsa__Finding *a, *b;

	*out = (struct replay_gap){ .found = false };
	while (i < theirs->n_list && i < ours->n_list &&
	       same_finding(&theirs->list[i].pb, &ours->list[i].pb))
		i++;
	a = i < theirs->n_list ? &theirs->list[i].pb : NULL;
	b = i < ours->n_list ? &ours->list[i].pb : NULL;
	if (a && b && !one_subject(a, b))
		a = NULL; /* here is one that they have not in that place */
	if (a || b)
		say_difference(out, a, b);
}

/* --- facts -------------------------------------------------------------------------- */

static bool
compare_heads(struct replay_gap *out, const struct position *a, const struct position *b)
{
	if (a->register_number != b->register_number) {
		say(out, "", CMSA__CRITERION__CRITERION_UNSET,
		    "their register ends at act %" PRIu64 ", here at %" PRIu64,
		    a->register_number, b->register_number);
		return true;
	}
	for (size_t i = 0; i < a->n_heads || i < b->n_heads; i++) {
		const struct position_head *x = i < a->n_heads ? &a->heads[i] : NULL;
		const struct position_head *y = i < b->n_heads ? &b->heads[i] : NULL;

		if (x && y && !place_cmp(&x->place, &y->place) && hash_eq(&x->id, &y->id))
			continue;
		say(out, "", CMSA__CRITERION__CRITERION_UNSET,
		    "the positions differ: theirs has %s at %" PRIu64
		    ", this one %s at %" PRIu64 "%s",
		    x ? x->place.author : "no more feeds", x ? x->place.seq : 0,
		    y ? y->place.author : "no more feeds", y ? y->place.seq : 0,
		    x && y && !place_cmp(&x->place, &y->place)
			? ": two entries for one place, which is a fork"
			: "");
		return true;
	}
	return false;
}

/* What a fact lacks on one side: the first, by place, that only `a` lacks. */
static const struct fact_missing *
only_missing(const struct facts *a, const struct facts *b)
{
	const struct fact_missing *first = NULL;

	for (size_t i = 0; i < a->n_missing; i++) {
		bool both = false;

		for (size_t k = 0; k < b->n_missing && !both; k++)
			both = !place_cmp(&a->missing[i].place, &b->missing[k].place);
		if (!both &&
		    (!first || place_cmp(&a->missing[i].place, &first->place) < 0))
			first = &a->missing[i];
	}
	return first;
}

static void
say_missing(struct replay_gap *out, const struct fact_missing *m, const char *who)
{
	const char *kind = kind_name(m->kind);

	say(out, m->country, CMSA__CRITERION__CRITERION_UNSET,
	    "the body of %s:%" PRIu64 " (%s) is missing %s", m->place.author,
	    m->place.seq, kind ? kind : "?", who);
}

static bool
compare_sources(struct replay_gap *out, const struct facts *a, const struct facts *b)
{
	for (size_t i = 0; i < a->n_sources || i < b->n_sources; i++) {
		const struct fact_origin *x = i < a->n_sources ? &a->sources[i] : NULL;
		const struct fact_origin *y = i < b->n_sources ? &b->sources[i] : NULL;
		const struct fact_origin *f = x ? x : y;

		if (x && y && !place_cmp(&x->place, &y->place) &&
		    x->standing == y->standing && x->witnessed.days == y->witnessed.days)
			continue;
		if (x && y && place_cmp(&x->place, &y->place) > 0)
			f = y;
		say(out, "", CMSA__CRITERION__CRITERION_UNSET,
		    "entry %s:%" PRIu64 " is no fact on both sides alike",
		    f->place.author, f->place.seq);
		return true;
	}
	return false;
}

void
replay_facts(struct replay_gap *out, const struct facts *theirs, const struct facts *ours)
{
	const struct fact_missing *here, *there;

	*out = (struct replay_gap){ .found = false };
	if (compare_heads(out, &theirs->position, &ours->position))
		return;
	here = only_missing(ours, theirs);
	there = only_missing(theirs, ours);
	if (here && (!there || place_cmp(&here->place, &there->place) < 0))
		say_missing(out, here, "here");
	else if (there)
		say_missing(out, there, "there");
	else
		compare_sources(out, theirs, ours);
}
