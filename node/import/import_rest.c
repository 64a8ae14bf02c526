/* import_rest.c - see import_rest.h. */
#include "import_rest.h"

#include <assert.h>
#include <string.h>

#include "attr.h"
#include "reftable.h"

enum {
	MINERAL,
	FROM,
	TO,
	N_COLUMNS
};

/* "on the list on 2026-01-01, or added after it and on or before D"; leaving later changes
 * nothing. */
static bool
is_critical(struct date from, struct date to, struct date d)
{
	struct date law = date_of_ymd(2026, 1, 1);

	if (from.days > law.days)
		return from.days <= d.days;
	return !date_given(to) || to.days >= law.days;
}

static bool
is_answered(const struct capacity_rows *rows, const char *mineral, Cmsa__Stage stage)
{
	for (size_t i = 0; i < rows->n; i++) {
		const Cmsa__CapacityReview *r = rows->reviews[i];

		if (r->secondary || r->stage != stage)
			continue;
		for (size_t k = 0; k < r->n_subjects; k++)
			if (!strcmp(r->subjects[k], mineral))
				return true;
	}
	return false;
}

static Cmsa__CapacityReview *
not_available(struct import_result *out, const struct import_request *q,
    const char *mineral, Cmsa__Stage stage, const char *source)
{
	struct arena *mem = &out->mem;
	Cmsa__CapacityReview *r = arena_get(mem, sizeof(*r));
	char **subjects = arena_get(mem, sizeof(*subjects));

	assert(r && subjects);
	cmsa__capacity_review__init(r);
	subjects[0] = arena_strdup(mem, mineral);
	r->subjects = subjects;
	r->n_subjects = 1;
	r->stage = stage;
	r->capacity = arena_get(mem, sizeof(*r->capacity));
	assert(r->capacity);
	cmsa__quantity__init(r->capacity);
	r->capacity->presence = CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE;
	r->review_days = q->review_date.days;
	r->method = arena_strdup(mem, "the source has no row of this mineral and stage");
	r->source = arena_strdup(mem, source);
	return r;
}

enum err
import_rest_add(struct import_result *out, const struct import_request *q,
    const char *source, struct errmsg *m)
{
	static const Cmsa__Stage stages[] = { CMSA__STAGE__STAGE_MINED,
		CMSA__STAGE__STAGE_PROCESSED };
	struct reftable_column at[N_COLUMNS] = { { "mineral_id", 0 }, { "from", 0 },
		{ "to", 0 } };
	struct capacity_rows *rows = &out->capacity;
	Cmsa__CapacityReview **all;
	struct csv_table t;
	enum err e = reftable_read(&t, at, N_COLUMNS, q->tables, "critical_minerals", m);

	if (e)
		return e;
	all =
	    arena_get(&out->mem, (rows->n + t.n_rows * ARRAY_LEN(stages)) * sizeof(*all));
	assert(all);
	if (rows->n)
		memcpy(all, rows->reviews, rows->n * sizeof(*all));
	rows->reviews = all;
	for (size_t i = 0; i < t.n_rows; i++) {
		const char *mineral = t.rows[i][at[MINERAL].at];
		struct date from = { 0 }, to = { 0 };

		date_parse(&from, t.rows[i][at[FROM].at]);
		date_parse(&to, t.rows[i][at[TO].at]);
		for (size_t k = 0;
		     k < ARRAY_LEN(stages) && is_critical(from, to, q->review_date); k++)
			if (!is_answered(rows, mineral, stages[k]))
				rows->reviews[rows->n++] =
				    not_available(out, q, mineral, stages[k], source);
	}
	csv_table_clear(&t);
	return ERR_NONE;
}
