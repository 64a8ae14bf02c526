/* lines.c - a schedule's lines under one HS6, by code, and which of their codes are
 * leaves. */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "same.h"

static bool
in_effect(const Cmsa__DutyLine *l, struct date d)
{
	return l->start_days <= d.days && (!l->end_days || d.days <= l->end_days);
}

static bool
starts_with(const char *code, const char *prefix)
{
	return !strncmp(code, prefix, strlen(prefix));
}

uint32_t
lines_kind_bit(const struct fact_duty *l)
{
	return (unsigned)l->line->kind < 32 ? 1u << (unsigned)l->line->kind : 0;
}

bool
lines_has_unknown_edition(const struct schedule *s)
{
	const char *known = NULL; /* rows of one body share the text */

	for (size_t i = 0; i < s->n_lines; i++) {
		const struct fact_duty *l = &s->lines[i];

		if (l->hs_edition == known || !in_effect(l->line, s->d))
			continue;
		if (hs_edition(s->hs, l->hs_edition) == HS_UNKNOWN)
			return true;
		known = l->hs_edition;
	}
	return false;
}

/* --- lines and leaf codes ----------------------------------------------------------- */

/* Index of the first line of the schedule whose code is not below `code`. */
static size_t
schedule_lower(const struct schedule *s, const char *code)
{
	size_t low = 0, high = s->n_lines;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(s->lines[mid].line->code, code) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
is_of(enum hs_edition e, bool current, bool previous)
{
	return (e == HS_CURRENT && current) || (e == HS_PREVIOUS && previous);
}

static void
collect_code(struct lines *l, const char *hs6, bool current, bool previous)
{
	const struct schedule *s = l->schedule;
	const char *right = NULL, *wrong = NULL; /* rows of one body share the text */

	for (size_t i = schedule_lower(s, hs6);
	     i < s->n_lines && starts_with(s->lines[i].line->code, hs6); i++) {
		const char *text = s->lines[i].hs_edition;

		if (text == wrong || !in_effect(s->lines[i].line, s->d))
			continue;
		if (text != right && !is_of(hs_edition(s->hs, text), current, previous)) {
			wrong = text;
			continue;
		}
		right = text;
		l->line = grow(l->line, &l->room, l->n, sizeof(*l->line));
		l->line[l->n++] = &s->lines[i];
	}
}

/* Index of the first line whose code is not below the first `len` digits of `code`. */
static size_t
lower(const struct lines *l, const char *code, size_t len)
{
	size_t low = 0, high = l->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strncmp(l->line[mid]->line->code, code, len) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
is_code(const char *code, const char *of, size_t len)
{
	return !strncmp(code, of, len) && !code[len];
}

const struct fact_duty **
lines_of_code(const struct lines *l, const char *code, size_t len, size_t *n)
{
	const size_t first = lower(l, code, len);
	size_t end = first;

	while (end < l->n && is_code(l->line[end]->line->code, code, len))
		end++;
	*n = end - first;
	return l->line + first;
}

/* Is there an ordinary-duty line whose code is exactly the first `len` digits of `code`? */
static bool
has_ordinary(const struct lines *l, const char *code, size_t len)
{
	size_t n;
	const struct fact_duty **line = lines_of_code(l, code, len, &n);

	for (size_t i = 0; i < n; i++)
		if (lines_kind_bit(line[i]) == DUTY_BIT(ORDINARY))
			return true;
	return false;
}

/* PROTOCOL M7.6: an ordinary-duty code is a leaf when no longer one follows below it.  `i` is the last
 * line of its code. */
static bool
ordinary_is_leaf(const struct lines *l, size_t i)
{
	const char *code = l->line[i]->line->code;

	for (size_t k = i + 1; k < l->n && starts_with(l->line[k]->line->code, code); k++)
		if (lines_kind_bit(l->line[k]) == DUTY_BIT(ORDINARY))
			return false;
	return true;
}

static bool
other_is_leaf(const struct lines *l, const char *code)
{
	for (size_t len = HS6_LEN; len < strlen(code); len++)
		if (has_ordinary(l, code, len))
			return true;
	return false;
}

static void
find_leaves(struct lines *l)
{
	const uint32_t longer = l->counts | DUTY_BIT(RELIEF);

	for (size_t i = 0, end; i < l->n; i = end) {
		const char *code = l->line[i]->line->code;
		uint32_t kinds = 0;
		bool leaf;

		for (end = i; end < l->n && !strcmp(l->line[end]->line->code, code);
		     end++)
			kinds |= lines_kind_bit(l->line[end]);
		if (kinds & DUTY_BIT(ORDINARY))
			leaf = ordinary_is_leaf(l, end - 1);
		else
			leaf = (kinds & longer) && other_is_leaf(l, code);
		if (!leaf)
			continue;
		l->leaf = grow(l->leaf, &l->leaf_room, l->n_leaves, sizeof(*l->leaf));
		l->leaf[l->n_leaves++] = code;
	}
}

static void
note_named(struct lines *l, const char *origin)
{
	/* the lines of a code name them in one order: look at the last ones first */
	for (size_t i = l->n_named; i-- > 0;)
		if (same(l->named[i], origin))
			return;
	l->named = grow(l->named, &l->named_room, l->n_named, sizeof(*l->named));
	l->named[l->n_named++] = origin;
}

static void
find_named(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->line[i]->line->scope == CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY)
			note_named(l, l->line[i]->line->origin);
}

/* All point into one array that is sorted by code. */
static int
place_in_schedule(const void *va, const void *vb)
{
	const struct fact_duty *a = *(const struct fact_duty *const *)va;
	const struct fact_duty *b = *(const struct fact_duty *const *)vb;

	return (a > b) - (a < b);
}

void
lines_collect(struct lines *l, const struct schedule *s, const char *hs6, uint32_t counts)
{
	size_t n_pairs;
	const struct hs_pair *pairs;

	l->schedule = s;
	l->counts = counts;
	l->n = l->n_leaves = l->n_named = 0;
	if (!s->n_lines)
		return;
	pairs = hs_previous(s->hs, hs6, &n_pairs);
	collect_code(l, hs6, true, hs_is_unchanged(s->hs, hs6));
	for (size_t i = 0; i < n_pairs; i++)
		collect_code(l, pairs[i].from, false, true);
	if (n_pairs && l->n > 1)
		qsort(l->line, l->n, sizeof(*l->line), place_in_schedule);
	find_leaves(l);
	find_named(l);
}

void
lines_clear(struct lines *l)
{
	free(l->line);
	free(l->leaf);
	free(l->named);
	*l = (struct lines){ 0 };
}
