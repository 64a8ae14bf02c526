/* sheet.c - folding.  Partners of one HS6 are joined while they are added, so that the
 * rows kept are few however many partners there are. */
#include "sheet.h"

#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "pb.h"

const char *
sheet_flag_word(int bit)
{
	static const char *const words[FLAG_COUNT] = { "before-entry",
		"claimed-equivalent", "corrected", "mfn-only", "prospective",
		"published-late", "sample", "self-declared" };

	return words[bit];
}

static int
cmp_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
text_cmp(const char *a, const char *b)
{
	if (a == b)
		return 0;
	return strcmp(a ? a : "", b ? b : "");
}

static int
measure_cmp(const struct measure *a, const struct measure *b)
{
	int c = cmp_i64((int64_t)a->unit, (int64_t)b->unit);

	if (!c)
		c = cmp_i64(a->value, b->value);
	return c ? c : text_cmp(a->text, b->text);
}

static int
reason_cmp(enum reason a, enum reason b)
{
	int c = cmp_i64(reasons_status(a), reasons_status(b));

	return c ? c : strcmp(reasons_code(a), reasons_code(b));
}

static int
outcome_cmp(const struct outcome *a, const struct outcome *b)
{
	int c = a->reason == b->reason ? 0 : reason_cmp(a->reason, b->reason);

	if (!c)
		c = measure_cmp(&a->measured, &b->measured);
	if (!c)
		c = measure_cmp(&a->required, &b->required);
	if (!c)
		c = cmp_i64(a->flags, b->flags);
	if (!c)
		c = cmp_i64((int64_t)a->n_evidence, (int64_t)b->n_evidence);
	for (size_t i = 0; !c && i < a->n_evidence; i++)
		c = cmp_i64(a->evidence[i], b->evidence[i]);
	return c;
}

static int
list_cmp(char *const *a, size_t n_a, char *const *b, size_t n_b)
{
	if (a == b && n_a == n_b)
		return 0;
	for (size_t i = 0; i < n_a && i < n_b; i++) {
		int c = text_cmp(a[i], b[i]);

		if (c)
			return c;
	}
	return cmp_i64((int64_t)n_a, (int64_t)n_b);
}

/* --- adding ------------------------------------------------------------------------- */

/* Most rows have the partners of the row before: those share one list. */
static char **
settled_partners(struct sheet *s, size_t row)
{
	const struct sheet_row *r = &s->rows[row], *before = row ? r - 1 : NULL;
	char *const *list = s->partners[row - s->open];
	char **copy;

	if (before &&
	    !list_cmp(before->partners, before->n_partners, list, r->n_partners))
		return before->partners;
	copy = arena_get(s->mem, r->n_partners * sizeof(*copy));
	memcpy(copy, list, r->n_partners * sizeof(*copy));
	return copy;
}

static void
close_rows(struct sheet *s)
{
	for (size_t i = s->open; i < s->n; i++)
		if (s->rows[i].n_partners)
			s->rows[i].partners = settled_partners(s, i);
	s->open = s->n;
}

static bool
is_open(const struct sheet *s, const struct sheet_about *about)
{
	const struct sheet_row *r = &s->rows[s->open];

	return s->open < s->n && !text_cmp(r->product, about->product) &&
	       r->stage == about->stage &&
	       !text_cmp(r->n_hs6 ? r->hs6[0] : NULL, about->hs6);
}

static void
open_row(struct sheet *s, const struct sheet_about *about, const struct outcome *o)
{
	struct sheet_row r = {
		.product = about->product, .stage = about->stage, .outcome = *o
	};
	size_t k = s->n - s->open;

	if (o->n_evidence) {
		fact_source *copy = arena_get(s->mem, o->n_evidence * sizeof(*copy));

		memcpy(copy, o->evidence, o->n_evidence * sizeof(*copy));
		r.outcome.evidence = copy;
	}
	if (about->hs6) {
		r.hs6 = arena_get(s->mem, sizeof(*r.hs6));
		r.hs6[0] = pb_text(about->hs6);
		r.n_hs6 = 1;
	}
	r.outcome.flags |= s->flags;
	s->rows = grow(s->rows, &s->room, s->n, sizeof(*s->rows));
	s->rows[s->n++] = r;
	if (k < s->partner_rooms)
		return;
	s->partners = mem_resize(s->partners, k + 1, sizeof(*s->partners));
	s->partner_room = mem_resize(s->partner_room, k + 1, sizeof(*s->partner_room));
	s->partners[k] = NULL;
	s->partner_room[k] = 0;
	s->partner_rooms = k + 1;
}

void
sheet_add_again(struct sheet *s, size_t row, const char *partner)
{
	const size_t k = row - s->open;
	struct sheet_row *r = &s->rows[row];

	r->count++;
	if (!partner)
		return;
	s->partners[k] = grow(
	    s->partners[k], &s->partner_room[k], r->n_partners, sizeof(*s->partners[k]));
	s->partners[k][r->n_partners++] = pb_text(partner);
}

size_t
sheet_add(struct sheet *s, const struct sheet_about *about, const struct outcome *o,
    const char *partner)
{
	struct outcome wanted = *o;
	size_t i;

	wanted.flags |= s->flags;
	if (s->n && !is_open(s, about))
		close_rows(s);
	for (i = s->open; i < s->n; i++)
		if (!outcome_cmp(&s->rows[i].outcome, &wanted))
			break;
	if (i == s->n)
		open_row(s, about, o);
	sheet_add_again(s, i, partner);
	return i;
}

/* --- folding ------------------------------------------------------------------------ */

static int
all_but_hs6_cmp(const struct sheet_row *a, const struct sheet_row *b)
{
	int c = text_cmp(a->product, b->product);

	if (!c)
		c = cmp_i64(a->stage, b->stage);
	if (!c)
		c = outcome_cmp(&a->outcome, &b->outcome);
	return c ? c : list_cmp(a->partners, a->n_partners, b->partners, b->n_partners);
}

static int
fold_cmp(const void *va, const void *vb)
{
	const struct sheet_row *a = va, *b = vb;
	int c = all_but_hs6_cmp(a, b);

	return c ? c : list_cmp(a->hs6, a->n_hs6, b->hs6, b->n_hs6);
}

static int
table_cmp(const void *va, const void *vb)
{
	const struct sheet_row *a = va, *b = vb;
	int c = text_cmp(a->product, b->product);

	if (!c)
		c = cmp_i64(a->stage, b->stage);
	if (!c)
		c = reason_cmp(a->outcome.reason, b->outcome.reason);
	if (!c)
		c = list_cmp(a->hs6, a->n_hs6, b->hs6, b->n_hs6);
	if (!c)
		c = list_cmp(a->partners, a->n_partners, b->partners, b->n_partners);
	return c ? c : outcome_cmp(&a->outcome, &b->outcome);
}

/* PROTOCOL M7.11.  Joins the rows [first, end), which differ in HS6 alone, into the first. */
static void
join(struct sheet *s, size_t first, size_t end)
{
	struct sheet_row *r = &s->rows[first];
	char **hs6;

	if (end - first < 2 || !r->n_hs6)
		return;
	hs6 = arena_get(s->mem, (end - first) * sizeof(*hs6));
	hs6[0] = r->hs6[0];
	for (size_t i = first + 1; i < end; i++) {
		hs6[i - first] = s->rows[i].hs6[0];
		r->count += s->rows[i].count;
	}
	r->hs6 = hs6;
	r->n_hs6 = end - first;
}

void
sheet_finish(struct sheet *s)
{
	size_t kept = 0;

	close_rows(s);
	if (!s->n)
		return;
	qsort(s->rows, s->n, sizeof(*s->rows), fold_cmp);
	for (size_t i = 0, end; i < s->n; i = end) {
		for (end = i + 1;
		     end < s->n && !all_but_hs6_cmp(&s->rows[i], &s->rows[end]);)
			end++;
		join(s, i, end);
		s->rows[kept++] = s->rows[i];
	}
	s->n = s->open = kept;
	qsort(s->rows, s->n, sizeof(*s->rows), table_cmp);
}

void
sheet_reset(struct sheet *s)
{
	s->n = s->open = 0;
	s->flags = 0;
}

void
sheet_clear(struct sheet *s)
{
	for (size_t i = 0; i < s->partner_rooms; i++)
		free(s->partners[i]);
	free(s->partners);
	free(s->partner_room);
	free(s->rows);
	*s = (struct sheet){ 0 };
}
