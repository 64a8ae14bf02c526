/* review.c - finds it in the sorted rows. */
#include "review.h"

#include <string.h>

static size_t
lower(const struct judge *j, const char *subject, int stage)
{
	size_t low = 0, high = j->n_reviews;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(j->reviews[mid].subject, subject);

		if (c < 0 || (!c && (int)j->reviews[mid].stage < stage))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static enum reason
of_presence(const struct fact_review *row)
{
	switch (row->presence) {
	case CMSA__PRESENCE__PRESENCE_REPORTED: return REASON_REVIEWED;
	case CMSA__PRESENCE__PRESENCE_NIL:
		return row->nil_for_rest ? REASON_NIL_FOR_REST : REASON_NIL;
	case CMSA__PRESENCE__PRESENCE_WITHHELD: return REASON_WITHHELD;
	case CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE:
	case CMSA__PRESENCE__PRESENCE_UNSET:
	case _CMSA__PRESENCE_IS_INT_SIZE: break;
	}
	return REASON_NOT_AVAILABLE;
}

/* Withheld if any row is; else a review if any is one, reported before nil. */
static enum reason
stronger(enum reason a, enum reason b)
{
	static const enum reason order[] = { REASON_WITHHELD, REASON_REVIEWED,
		REASON_NIL };

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return a;
}

/* PROTOCOL M7.8: the newest review by (date, incarnation, seq) dated on or before D. */
struct review
review_newest(const struct judge *j, const char *subject, Cmsa__Stage stage)
{
	struct review r = { 0 };
	const size_t first = lower(j, subject, (int)stage);

	for (size_t i = lower(j, subject, (int)stage + 1); i-- > first;) {
		const struct fact_review *row = &j->reviews[i];

		if (row->secondary || row->nil_for_rest || row->reviewed.days > j->d.days)
			continue;
		if (r.found &&
		    (row->reviewed.days != r.reviewed.days || row->source != r.source))
			break;
		r.says = r.found ? stronger(r.says, of_presence(row)) : of_presence(row);
		r.sample |= row->review && row->review->sample;
		r.n = r.found ? r.first + r.n - i : 1;
		r.first = i;
		r.found = true;
		r.reviewed = row->reviewed;
		r.source = row->source;
	}
	return r;
}

bool
review_has_row(const struct review *r, const struct fact_review *row)
{
	return r->found && row->source == r->source &&
	       row->reviewed.days == r->reviewed.days && !row->secondary &&
	       !row->nil_for_rest;
}

static bool
is_critical_on(const struct judge *j, const char *mineral, struct date d)
{
	struct law then = *j->law;

	then.date = d;
	return law_is_critical(&then, mineral);
}

/* "Nil for all not otherwise reviewed": the newest whose date finds the mineral critical.
 */
struct review
review_newest_for_rest(const struct judge *j, const char *mineral)
{
	struct review r = { 0 };

	for (size_t i = lower(j, "", 0); i < j->n_reviews && !*j->reviews[i].subject;
	     i++) {
		const struct fact_review *row = &j->reviews[i];
		bool newer =
		    !r.found || row->reviewed.days > r.reviewed.days ||
		    (row->reviewed.days == r.reviewed.days && row->source > r.source);

		if (!row->nil_for_rest || row->secondary || !newer ||
		    row->presence != CMSA__PRESENCE__PRESENCE_NIL ||
		    row->reviewed.days > j->d.days ||
		    !is_critical_on(j, mineral, row->reviewed))
			continue;
		r = (struct review){ .found = true,
			.says = REASON_NIL_FOR_REST,
			.reviewed = row->reviewed,
			.source = row->source,
			.sample = row->review && row->review->sample };
	}
	return r;
}

/* Age runs from the earlier of the review's date and its witnessed date. */
int64_t
review_age_days(const struct judge *j, const struct review *r)
{
	struct date from = j->facts->sources[r->source].witnessed;

	if (!date_given(from) || r->reviewed.days < from.days)
		from = r->reviewed;
	return (int64_t)j->d.days - from.days;
}

bool
review_is_stale(const struct judge *j, const struct review *r)
{
	return review_age_days(j, r) > (int64_t)j->law->policy->review_max_age_days;
}
