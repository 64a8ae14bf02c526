/* editions.c - parts of reference tables put together. */
#include "editions.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

static const char *const names[N_TABLES] = {
	[TABLE_CRITICAL_MINERALS] = "critical_minerals",
	[TABLE_COUNTRIES_OF_CONCERN] = "countries_of_concern",
	[TABLE_MINERAL_HS6] = "mineral_hs6",
	[TABLE_SECTION301_FLOORS] = "section301_floors",
	[TABLE_SELECT_DERIVATIVE_PRODUCTS] = "select_derivative_products",
	[TABLE_HS2017_TO_HS2022] = "hs2017_to_hs2022",
	[TABLE_ISO3166] = "iso3166",
	[TABLE_COUNTRY_INCOME] = "country_income",
};

const char *
editions_table_name(enum table t)
{
	return names[t];
}

bool
editions_table_of(enum table *out, const char *name)
{
	for (size_t i = 0; i < N_TABLES; i++)
		if (!strcmp(names[i], name)) {
			*out = (enum table)i;
			return true;
		}
	return false;
}

/* The newest edition begun of a table; NULL when none. */
static struct edition *
newest(const struct editions *e, enum table t)
{
	for (size_t i = e->n; i > 0; i--)
		if (e->list[i - 1].table == t)
			return &e->list[i - 1];
	return NULL;
}

static bool
continues(const struct edition *ed, const Cmsa__Reference *ref)
{
	const Cmsa__Reference *first = ed->parts[0];

	return ed->n_parts < ed->wanted && ref->part == ed->n_parts + 1 &&
	       ref->parts == ed->wanted &&
	       ref->corrects_from_days == first->corrects_from_days &&
	       !strcmp(ref->edition, first->edition);
}

enum void_reason
editions_check(const struct editions *e, const Cmsa__Reference *ref)
{
	const struct edition *ed;
	enum table t;

	if (!editions_table_of(&t, ref->table) || !ref->part || ref->part > ref->parts)
		return VOID_REFERENCE_PART;
	if (ref->part == 1)
		return VOID_NOT;
	ed = newest(e, t);
	return ed && continues(ed, ref) ? VOID_NOT : VOID_REFERENCE_PART;
}

static struct edition *
begin(struct editions *e, const Cmsa__Reference *ref)
{
	struct edition *ed;

	e->list = mem_resize(e->list, e->n + 1, sizeof(*e->list));
	ed = &e->list[e->n++];
	*ed = (struct edition){ .wanted = ref->parts, .date = { DATE_MIN_DAYS } };
	editions_table_of(&ed->table, ref->table); /* editions_check has found it */
	return ed;
}

void
editions_add(struct editions *e, const struct act *a)
{
	const Cmsa__Reference *ref = a->body->reference;
	struct edition *ed;
	enum table t = N_TABLES;

	assert(editions_check(e, ref) == VOID_NOT);
	if (ref->part == 1) {
		ed = begin(e, ref);
	} else {
		editions_table_of(&t, ref->table);
		ed = newest(e, t);
	}
	assert(ed);
	ed->parts = mem_resize(ed->parts, ed->n_parts + 1, sizeof(ed->parts[0]));
	ed->parts[ed->n_parts++] = ref;
	if (a->date.days > ed->date.days)
		ed->date = a->date;
	ed->from = ed->date;
	if (ref->corrects_from_days)
		ed->from.days = ref->corrects_from_days;
	ed->act = a->number;
}

static bool
is_later(const struct edition *a, const struct edition *b)
{
	if (a->date.days != b->date.days)
		return a->date.days > b->date.days;
	return a->act > b->act;
}

const struct edition *
editions_at(const struct editions *e, enum table t, struct date d)
{
	const struct edition *best = NULL;

	for (size_t i = 0; i < e->n; i++) {
		const struct edition *ed = &e->list[i];

		/* PROTOCOL M3.12: an edition in parts is in force when all are there. */
		if (ed->table != t || ed->n_parts < ed->wanted || ed->from.days > d.days)
			continue;
		if (!best || is_later(ed, best))
			best = ed;
	}
	return best;
}

void
editions_clear(struct editions *e)
{
	for (size_t i = 0; i < e->n; i++)
		free(e->list[i].parts);
	free(e->list);
	*e = (struct editions){ 0 };
}
