/* rate.c - leaves, winners and sums. */
#include "rate.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "same.h"

/* A line that matches a leaf and an origin, with what ranks it. */
struct rate_candidate {
	const struct fact_duty *line;
	int specificity;
	struct date published;
};

static bool
is_named(const char *origin, const struct rate_origin *o)
{
	return same(origin, o->name) || (*o->territory && same(origin, o->territory));
}

bool
rate_names(const struct lines *l, const struct rate_origin *o)
{
	for (size_t i = 0; i < l->n_named; i++)
		if (is_named(l->named[i], o))
			return true;
	return false;
}

/* --- winners ------------------------------------------------------------------------ */

/* How closely the scope fits; 0: not at all.  For goods of an entity of concern the lines
 * for entities come first. */
static int
specificity(const struct fact_duty *line, const struct rate_origin *o)
{
	switch (line->line->scope) {
	case CMSA__ORIGIN_SCOPE__ORIGIN_ANY: return 1;
	case CMSA__ORIGIN_SCOPE__ORIGIN_MEMBERS: return o->member ? 2 : 0;
	case CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRIES_OF_CONCERN:
		return o->of_concern ? 3 : 0;
	case CMSA__ORIGIN_SCOPE__ORIGIN_ENTITIES_OF_CONCERN: return o->entity ? 6 : 0;
	case CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY:
		if (!is_named(line->line->origin, o))
			return 0;
		return same(line->line->origin, o->name) ? 5 : 4;
	case CMSA__ORIGIN_SCOPE__ORIGIN_UNSET:
	case _CMSA__ORIGIN_SCOPE_IS_INT_SIZE: break;
	}
	return 0;
}

bool
rate_fits(const struct fact_duty *line, const struct rate_origin *o)
{
	return specificity(line, o) > 0;
}

static int
cmp_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
group_cmp(const struct rate_candidate *a, const struct rate_candidate *b)
{
	int c = cmp_i64(a->line->line->kind, b->line->line->kind);

	return c ? c : strcmp(a->line->line->measure, b->line->line->measure);
}

/* By (kind, measure), the winner of each first. */
static int
candidate_cmp(const void *va, const void *vb)
{
	const struct rate_candidate *a = va, *b = vb;
	int c = group_cmp(a, b);

	if (!c)
		c = cmp_i64(b->specificity, a->specificity);
	if (!c)
		c = cmp_i64((int64_t)strlen(b->line->line->code),
		    (int64_t)strlen(a->line->line->code));
	if (!c)
		c = cmp_i64(b->line->line->start_days, a->line->line->start_days);
	if (!c)
		c = cmp_i64(b->published.days, a->published.days);
	if (!c)
		c = cmp_i64(b->line->source, a->line->source);
	return c ? c : cmp_i64(b->line->row, a->line->row);
}

enum {
	FEW = 12
};

/* Nearly every leaf has a handful of candidates: qsort would take most of the time. */
static void
sort_few(struct rate_candidate *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct rate_candidate x = list[i];
		size_t at = i;

		for (; at && candidate_cmp(&list[at - 1], &x) > 0; at--)
			list[at] = list[at - 1];
		list[at] = x;
	}
}

/* Puts the lines that match into the scratch; returns how many. */
static size_t
gather(struct rate_leaves *out, const struct lines *l, const char *leaf,
    const struct rate_origin *o)
{
	const uint32_t wanted = l->counts | DUTY_BIT(ORDINARY) | DUTY_BIT(RELIEF);
	const struct facts *f = l->schedule->facts;
	size_t n = 0;

	for (size_t len = HS6_LEN; len <= strlen(leaf); len++) {
		size_t n_lines;
		const struct fact_duty **line = lines_of_code(l, leaf, len, &n_lines);

		for (size_t i = 0; i < n_lines; i++) {
			int fit = specificity(line[i], o);

			if (!fit || !(lines_kind_bit(line[i]) & wanted))
				continue;
			out->scratch = grow(
			    out->scratch, &out->scratch_room, n, sizeof(*out->scratch));
			out->scratch[n++] = (struct rate_candidate){ line[i], fit,
				date_of_time_ms(f->sources[line[i]->source].time_ms) };
		}
	}
	return n;
}

/* PROTOCOL M7.6.  Leaves the winner of each (kind, measure) at the front of the scratch. */
static size_t
winners(struct rate_leaves *out, size_t n)
{
	size_t kept = 0;

	if (n > FEW)
		qsort(out->scratch, n, sizeof(*out->scratch), candidate_cmp);
	else
		sort_few(out->scratch, n);
	for (size_t i = 0; i < n; i++)
		if (!kept || group_cmp(&out->scratch[kept - 1], &out->scratch[i]))
			out->scratch[kept++] = out->scratch[i];
	return kept;
}

/* --- sums --------------------------------------------------------------------------- */

void
rate_bounds(int64_t *low, int64_t *high, const Cmsa__DutyLine *l)
{
	*low = 0;
	*high = RATE_OPEN;
	switch (l->combination) {
	case CMSA__COMBINATION__COMBINATION_AD_VALOREM:
		*low = *high = l->ad_valorem_bp;
		return;
	case CMSA__COMBINATION__COMBINATION_PLUS:
	case CMSA__COMBINATION__COMBINATION_HIGHER_OF: *low = l->ad_valorem_bp; return;
	case CMSA__COMBINATION__COMBINATION_LOWER_OF: *high = l->ad_valorem_bp; return;
	case CMSA__COMBINATION__COMBINATION_SPECIFIC:
	case _CMSA__COMBINATION_IS_INT_SIZE: return;
	}
}

/* An equivalent counts when it gives period, value, quantity and source. */
static bool
is_complete(const Cmsa__Equivalent *e)
{
	return e && e->from_days && e->to_days && e->from_days <= e->to_days &&
	       e->value_cents > 0 && e->quantity > 0 && *e->source;
}

static int64_t
add_open(int64_t a, int64_t b)
{
	return a == RATE_OPEN || b == RATE_OPEN ? RATE_OPEN : a + b;
}

static void
add_line(struct rate_leaves *out, struct rate_leaf *leaf, const struct fact_duty *line)
{
	int64_t low, high;

	out->winner =
	    grow(out->winner, &out->winner_room, out->n_winners, sizeof(*out->winner));
	out->winner[out->n_winners++] = line;
	leaf->n_winners++;
	rate_bounds(&low, &high, line->line);
	leaf->low_bp += low;
	leaf->high_bp = add_open(leaf->high_bp, high);
	if (low != high && is_complete(line->line->equivalent))
		low = high = line->line->equivalent->rate_bp;
	leaf->claimed_low_bp += low;
	leaf->claimed_high_bp = add_open(leaf->claimed_high_bp, high);
}

/* Which of the winners the relief `r` stands for: an additional (or other counted) duty
 * with its measure id, else the ordinary duty. */
static bool
is_relieved(const struct fact_duty *line, const struct fact_duty *r, bool by_measure)
{
	if (by_measure)
		return lines_kind_bit(line) != DUTY_BIT(ORDINARY) &&
		       lines_kind_bit(line) != DUTY_BIT(RELIEF) &&
		       !strcmp(line->line->measure, r->line->measure);
	return lines_kind_bit(line) == DUTY_BIT(ORDINARY);
}

/* Adds the leaf of the winners in the scratch; with `r` the one under that relief. */
static void
add_leaf(struct rate_leaves *out, const char *code, uint32_t counts, size_t n,
    const struct fact_duty *r)
{
	struct rate_leaf leaf = { .code = code,
		.relief = r ? r->line->measure : NULL,
		.first_winner = out->n_winners };
	bool by_measure = false, relieved = false, ordinary = false;

	for (size_t i = 0; r && *r->line->measure && i < n; i++)
		by_measure |= is_relieved(out->scratch[i].line, r, true);
	for (size_t i = 0; i < n; i++) {
		const struct fact_duty *line = out->scratch[i].line;
		bool instead = r && is_relieved(line, r, by_measure);

		ordinary |= lines_kind_bit(line) == DUTY_BIT(ORDINARY);
		relieved |= instead && (counts & lines_kind_bit(line));
		if (!instead && (counts & lines_kind_bit(line)))
			add_line(out, &leaf, line);
	}
	if (r && !by_measure)
		ordinary = relieved = (counts & DUTY_BIT(ORDINARY)) != 0;
	if (relieved)
		add_line(out, &leaf, r);
	if ((counts & DUTY_BIT(ORDINARY)) && !ordinary)
		leaf.high_bp = leaf.claimed_high_bp = RATE_OPEN;
	if (r && !relieved) {
		/* of a duty that is not asked about: no leaf of its own */
		out->n_winners = leaf.first_winner;
		return;
	}
	out->leaf = grow(out->leaf, &out->room, out->n, sizeof(*out->leaf));
	out->leaf[out->n++] = leaf;
}

void
rate_apply(struct rate_leaves *out, const struct lines *l, const struct rate_origin *o)
{
	out->n = out->n_winners = 0;
	for (size_t i = 0; i < l->n_leaves; i++) {
		size_t n = winners(out, gather(out, l, l->leaf[i], o));
		bool plain = false;

		for (size_t k = 0; k < n; k++)
			plain |= lines_kind_bit(out->scratch[k].line) != DUTY_BIT(RELIEF);
		if (plain)
			add_leaf(out, l->leaf[i], l->counts, n, NULL);
		for (size_t k = 0; k < n; k++)
			if (lines_kind_bit(out->scratch[k].line) == DUTY_BIT(RELIEF))
				add_leaf(
				    out, l->leaf[i], l->counts, n, out->scratch[k].line);
	}
}

void
rate_leaves_clear(struct rate_leaves *out)
{
	free(out->leaf);
	free(out->winner);
	free(out->scratch);
	*out = (struct rate_leaves){ 0 };
}

/* --- questions ---------------------------------------------------------------------- */

enum rate_answer
rate_against(const struct rate_leaf *leaf, int64_t floor_bp, bool *claimed)
{
	*claimed = false;
	if (leaf->low_bp >= floor_bp)
		return RATE_AT_LEAST;
	if (leaf->high_bp < floor_bp)
		return RATE_BELOW;
	if (leaf->claimed_low_bp >= floor_bp) {
		*claimed = true;
		return RATE_AT_LEAST;
	}
	if (leaf->claimed_high_bp < floor_bp) {
		*claimed = true;
		return RATE_BELOW;
	}
	return RATE_NOT_COMPARABLE;
}

const char *
rate_open_text(const struct rate_leaves *leaves, const struct rate_leaf *leaf)
{
	for (size_t i = 0; i < leaf->n_winners; i++) {
		const Cmsa__DutyLine *l = leaves->winner[leaf->first_winner + i]->line;
		int64_t low, high;

		rate_bounds(&low, &high, l);
		if (low != high)
			return *l->published ? l->published : l->specific;
	}
	return NULL;
}

bool
rate_published_late(
    const struct rate_leaves *leaves, const struct rate_leaf *leaf, const struct facts *f)
{
	for (size_t i = 0; i < leaf->n_winners; i++) {
		const struct fact_duty *w = leaves->winner[leaf->first_winner + i];

		if (date_of_time_ms(f->sources[w->source].time_ms).days >
		    w->line->start_days)
			return true;
	}
	return false;
}

bool
rate_is_mfn_only(const struct rate_leaves *leaves, const struct rate_leaf *leaf)
{
	for (size_t i = 0; i < leaf->n_winners; i++)
		if (leaves->winner[leaf->first_winner + i]->mfn_only)
			return true;
	return false;
}
