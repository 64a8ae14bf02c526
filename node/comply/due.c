/* due.c - the lines that a code stands for, their duties, and what the Act does to them. */
#include "due.h"

#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "lifecycle.h"
#include "mem.h"
#include "modification.h"

static const uint32_t every_kind = DUTY_BIT(ORDINARY) | DUTY_BIT(ADDITIONAL) |
				   DUTY_BIT(ANTIDUMPING) | DUTY_BIT(COUNTERVAILING) |
				   DUTY_BIT(SAFEGUARD) | DUTY_BIT(OTHER);

struct asking {
	struct due *a;
	struct judge *j;
	const struct due_question *q;
	struct rate_origin origin;
	struct date in_force; /* of the agreement with the origin; absent: none */
	const struct products *covered;
	struct products modified; /* by that agreement; else empty */
};

const char *
due_clause_text(enum due_clause c)
{
	static const char *const texts[] = { "schedule", "sec. 5", "4(g)(1)", "4(g)(2)",
		"sec. 5, the higher" };

	return texts[c];
}

/* Is one the beginning of the other? */
static bool
related(const char *a, const char *b)
{
	size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	return !strncmp(a, b, n);
}

/* --- what the Act says of a US line ------------------------------------------------- */

/* The select row, if any, that leaves it to a statement what the line holds. */
static bool
is_by_end_use(const struct law *law, const char *code)
{
	for (size_t i = 0; i < law->n_select; i++) {
		const Cmsa__SelectRow *row = law->select[i];
		char full[PRODUCTS_CODE_LEN] = "";

		if (!row->by_end_use)
			continue;
		strncat(full, row->us_hts8, sizeof(full) - 1);
		strncat(full, row->us_suffix, sizeof(full) - strlen(full) - 1);
		if (related(full, code))
			return true;
	}
	return false;
}

/* The product that the line holds, and the rate of 1 January 2026 for it; NULL: none. */
static const struct product *
product_of(
    const struct products *covered, const char *code, int64_t *floor_bp, bool *known)
{
	const struct product *found = NULL;

	*known = false;
	*floor_bp = 0;
	for (size_t i = 0; i < covered->n; i++) {
		const struct product *p = &covered->list[i];

		for (size_t k = 0; k < p->n_codes; k++) {
			const struct product_code *c = &p->codes[k];
			int64_t bp;

			if (!related(c->hs6, code) ||
			    !products_holds_us_line(covered, c, code, &bp))
				continue;
			if (!found)
				found = p;
			if (c->floor_known && (!*known || bp > *floor_bp))
				*floor_bp = bp;
			*known |= c->floor_known;
		}
	}
	return found;
}

/* A duty under section 301: its measure is a chapter-99 heading of the floors table. */
static bool
is_section301(const struct law *law, const struct due_part *p)
{
	for (size_t i = 0; i < law->n_floors; i++)
		if (*p->measure && !strcmp(law->floors[i]->heading, p->measure))
			return p->kind == CMSA__DUTY_KIND__DUTY_ADDITIONAL;
	return false;
}

static const char *
citation_of(const struct law *law, const char *code)
{
	for (size_t i = 0; i < law->n_floors; i++)
		if (related(law->floors[i]->hts8, code))
			return law->floors[i]->citation;
	return "";
}

/* Section 5: the rate of 1 January 2026 on top of the ordinary duty; where a section 301
 * duty applies already, the higher of the two. */
static void
add_section5(const struct asking *k, struct due_line *line, int64_t floor_bp, bool known)
{
	struct due_part *act = &line->parts[line->n_parts];
	int64_t charged_bp = 0; /* under section 301 already */
	bool higher;

	for (size_t i = 0; i < line->n_parts; i++)
		if (is_section301(k->j->law, &line->parts[i]))
			charged_bp += line->parts[i].low_bp;
	higher = !charged_bp || (known && floor_bp >= charged_bp);
	for (size_t i = 0; higher && i < line->n_parts; i++)
		if (is_section301(k->j->law, &line->parts[i])) {
			line->parts[i].due = false;
			line->parts[i].clause = DUE_HIGHER;
		}
	*act = (struct due_part){ .kind = CMSA__DUTY_KIND__DUTY_ADDITIONAL,
		.measure = "sec. 5",
		.clause = higher ? DUE_SECTION_5 : DUE_HIGHER,
		.due = higher,
		.low_bp = floor_bp,
		.high_bp = known ? floor_bp : RATE_OPEN,
		.published = known ? "" : "no rate of 2026-01-01 on record",
		.citation = citation_of(k->j->law, line->code),
		.source = NO_SOURCE };
	line->n_parts++;
}

/* 4(g): every duty but antidumping and countervailing is gone; those under sections 301 and
 * 232 whenever imposed, or by the other reading from the entry into force on. */
static void
free_of_duty(const struct asking *k, struct due_line *line)
{
	const bool from_entry =
	    k->j->law->policy->g2_reading == CMSA__G2_READING__G2_READING_FROM_ENTRY;

	for (size_t i = 0; i < line->n_parts; i++) {
		struct due_part *p = &line->parts[i];

		if (p->kind == CMSA__DUTY_KIND__DUTY_ANTIDUMPING ||
		    p->kind == CMSA__DUTY_KIND__DUTY_COUNTERVAILING)
			continue;
		if (p->kind != CMSA__DUTY_KIND__DUTY_ADDITIONAL) {
			p->clause = DUE_4G1;
			p->due = false;
		} else if (!from_entry || p->start.days >= k->in_force.days) {
			p->clause = DUE_4G2;
			p->due = false;
		}
	}
}

/* --- parts of a line ---------------------------------------------------------------- */

static struct due_part
part_of(const struct fact_duty *w)
{
	const Cmsa__DutyLine *l = w->line;
	struct due_part p = { .kind = l->kind,
		.measure = l->measure,
		.due = true,
		.published = "",
		.citation = l->citation,
		.start = { l->start_days },
		.source = w->source };

	rate_bounds(&p.low_bp, &p.high_bp, l);
	if (p.low_bp != p.high_bp)
		p.published = *l->published ? l->published : l->specific;
	return p;
}

static void
add_up(struct due_line *line)
{
	line->low_bp = line->high_bp = 0;
	for (size_t i = 0; i < line->n_parts; i++) {
		const struct due_part *p = &line->parts[i];

		if (!p->due)
			continue;
		line->low_bp += p->low_bp;
		line->high_bp = line->high_bp == RATE_OPEN || p->high_bp == RATE_OPEN
				    ? RATE_OPEN
				    : line->high_bp + p->high_bp;
	}
}

static bool
has_ordinary(const struct due_line *line)
{
	for (size_t i = 0; i < line->n_parts; i++)
		if (line->parts[i].kind == CMSA__DUTY_KIND__DUTY_ORDINARY ||
		    line->parts[i].kind == CMSA__DUTY_KIND__DUTY_RELIEF)
			return true;
	return false;
}

static void
apply_act(const struct asking *k, struct due_line *line)
{
	const struct product *p;
	int64_t floor_bp;
	bool known;

	if (k->a->reach == DUE_BY_SCHEDULE)
		return;
	p = product_of(k->covered, line->code, &floor_bp, &known);
	if (is_by_end_use(k->j->law, line->code)) {
		line->needs_end_use = k->q->end_use == DUE_NOT_STATED;
		if (k->q->end_use == DUE_ANOTHER_USE)
			p = NULL;
	}
	line->covered = p != NULL;
	line->product = p ? p->id : NULL;
	if (!line->covered)
		return;
	if (k->a->reach == DUE_FREE)
		free_of_duty(k, line);
	else
		add_section5(k, line, floor_bp, known);
}

/* One line under the asked code, from a leaf of the schedule (NULL: nothing published). */
static void
add_line(const struct asking *k, const char *code, const struct rate_leaf *leaf)
{
	struct due *a = k->a;
	const size_t n = leaf ? leaf->n_winners : 0;
	struct due_line *line;

	a->lines = mem_resize(a->lines, a->n_lines + 1, sizeof(*a->lines));
	line = &a->lines[a->n_lines++];
	*line = (struct due_line){ .code = arena_strdup(&a->mem, code),
		.relief = leaf && leaf->relief ? leaf->relief : NULL };
	line->parts = arena_get(&a->mem, (n + 2) * sizeof(*line->parts));
	for (size_t i = 0; i < n; i++)
		line->parts[line->n_parts++] =
		    part_of(k->j->leaves.winner[leaf->first_winner + i]);
	if (!has_ordinary(line))
		line->parts[line->n_parts++] =
		    (struct due_part){ .kind = CMSA__DUTY_KIND__DUTY_ORDINARY,
			    .measure = "",
			    .due = true,
			    .high_bp = RATE_OPEN,
			    .published = "not published",
			    .citation = "",
			    .source = NO_SOURCE };
	apply_act(k, line);
	add_up(line);
}

/* --- lines -------------------------------------------------------------------------- */

/* A leaf is finer than the tables, or the tables finer than it: of a US line that select
 * rows part by statistical suffix each part is a line. */
static void
add_leaf(const struct asking *k, const struct rate_leaf *leaf)
{
	const struct law *law = k->j->law;
	bool parted = false;

	for (size_t i = 0; k->j->is_usa && i < law->n_select; i++) {
		char full[PRODUCTS_CODE_LEN] = "";

		strncat(full, law->select[i]->us_hts8, sizeof(full) - 1);
		if (strcmp(full, leaf->code) != 0)
			continue;
		strncat(full, law->select[i]->us_suffix, sizeof(full) - strlen(full) - 1);
		if (!related(full, k->q->code))
			continue;
		add_line(k, full, leaf);
		parted = true;
	}
	if (!parted)
		add_line(k, leaf->code, leaf);
}

/* What the tables know under the code, of an importer that published nothing: the Act
 * speaks of the United States' lines all the same. */
static void
add_unpublished(const struct asking *k)
{
	for (size_t i = 0; i < k->j->products.n_us_codes; i++)
		if (related(k->j->products.us_codes[i], k->q->code))
			add_line(k, k->j->products.us_codes[i], NULL);
}

static int
line_cmp(const void *va, const void *vb)
{
	const struct due_line *a = va, *b = vb;
	int c = strcmp(a->code, b->code);

	return c ? c : strcmp(a->relief ? a->relief : "", b->relief ? b->relief : "");
}

static void
collect(const struct asking *k)
{
	char hs6[HS6_LEN + 1] = "";
	struct judge *j = k->j;

	memcpy(hs6, k->q->code, HS6_LEN);
	lines_collect(&j->lines, &j->schedule, hs6, every_kind);
	rate_apply(&j->leaves, &j->lines, &k->origin);
	for (size_t i = 0; i < j->leaves.n; i++)
		if (related(j->leaves.leaf[i].code, k->q->code))
			add_leaf(k, &j->leaves.leaf[i]);
	if (!k->a->n_lines && j->is_usa)
		add_unpublished(k);
	if (k->a->n_lines)
		qsort(k->a->lines, k->a->n_lines, sizeof(*k->a->lines), line_cmp);
}

static void
find_single(struct due *a)
{
	a->single = a->n_lines > 0;
	a->total_bp = a->n_lines ? a->lines[0].low_bp : 0;
	for (size_t i = 0; i < a->n_lines; i++)
		a->single &= !a->lines[i].needs_end_use &&
			     a->lines[i].low_bp == a->lines[i].high_bp &&
			     a->lines[i].low_bp == a->total_bp;
}

/* What the Act does to goods of that origin on that day, when they are covered. */
static enum due_reach
reach_of(const struct asking *k)
{
	const bool concern = k->origin.of_concern || k->q->entity;

	if (!k->j->is_usa || k->a->before_alliance)
		return DUE_BY_SCHEDULE;
	if (concern)
		return k->origin.member ? DUE_CONFLICT : DUE_CONCERN;
	return k->origin.member && strcmp(k->origin.name, "USA") != 0 ? DUE_FREE
								      : DUE_BY_SCHEDULE;
}

/* By default the Act's words alone, whatever an agreement was modified to. */
static void
find_covered(struct asking *k)
{
	const struct registry *r = k->j->facts->registry;
	struct modification *list;
	size_t n = 0;

	k->covered = &k->j->products;
	if (k->a->reach != DUE_FREE || !k->j->law->policy->modification_reaches_us_duty)
		return;
	list = modification_list(r, &n, lifecycle_party(r, k->origin.name), k->q->d);
	if (n) {
		products_init(&k->modified, k->j->law);
		k->covered = &k->modified;
	}
	for (size_t i = 0; i < n; i++)
		products_modify(&k->modified, list[i].notice);
	free(list);
}

struct due *
due_determine(struct facts *f, const struct due_question *q)
{
	struct due *a = mem_new(sizeof(*a));
	struct asking k = { .a = a, .q = q };
	struct judge j;
	struct law law;

	arena_init(&a->mem, 0);
	law_at(&law, f->registry, q->d);
	judge_init(&j, &a->mem, f, &law, q->d);
	judge_country(&j, q->importer);
	k.j = &j;
	k.origin = judge_origin(&j, q->origin);
	k.origin.entity = q->entity;
	a->before_alliance = j.prospective;
	if (j.prospective)
		k.origin.member = false;
	k.in_force = lifecycle_at(f->registry, q->origin, q->d).in_force;
	a->reach = reach_of(&k);
	find_covered(&k);
	a->unknown_edition = j.unknown_edition;
	a->missing = j.duty_missing;
	collect(&k);
	find_single(a);
	products_clear(&k.modified);
	judge_clear(&j);
	law_clear(&law);
	return a;
}

void
due_free(struct due *a)
{
	if (!a)
		return;
	free(a->lines);
	arena_clear(&a->mem);
	free(a);
}
