/* subjects.c - what this node publishes a review of must be in the tables of reference: a
 * slip of the pen would otherwise be a review of nothing.  What others publish is not held
 * against the tables here: theirs may be newer. */
#include "body.h"
#include "core_priv.h"
#include "law.h"

static const char *
first_unknown(const struct law *l, const Cmsa__CapacityReview *r)
{
	for (size_t i = 0; i < r->n_subjects; i++)
		if (!law_knows_subject(l, r->subjects[i]))
			return r->subjects[i];
	return NULL;
}

enum err
subjects_check(const struct registry *r, const Cmsa__CapacityBody *b, struct date today,
    struct errmsg *m)
{
	const char *unknown = NULL;
	enum err e = ERR_NONE;
	struct law law;

	law_at(&law, r, today);
	for (size_t i = 0; i < b->n_reviews && !e; i++) {
		unknown = first_unknown(&law, b->reviews[i]);
		if (unknown)
			e = errmsg_set(m, ERR_INPUT,
			    "review %zu, \"subjects\": expected a mineral or select product of "
			    "the register's tables, found \"%s\"",
			    i + 1, unknown);
	}
	law_clear(&law);
	return e;
}
