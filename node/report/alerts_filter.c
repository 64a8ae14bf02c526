/* alerts_filter.c - the table of conditions. */
#include "alerts_filter.h"

#include <string.h>

#include "attr.h"
#include "name.h"
#include "text.h"

static const char *const SEVERITIES[] = { "", "low", "medium", "high", "critical" };

static int
severity_of(const char *s)
{
	for (size_t i = 1; i < ARRAY_LEN(SEVERITIES); i++)
		if (!strcmp(SEVERITIES[i], s))
			return (int)i;
	return 0;
}

/* --- which values ------------------------------------------------------------------- */

static bool
is_hs(const char *s)
{
	return text_is_digits(s, 2, 12);
}

static bool
is_severity(const char *s)
{
	return severity_of(s) > 0;
}

static bool
is_state(const char *s)
{
	return alerts_state_of_word(s) != CLOCK_NONE;
}

static bool
is_days(const char *s)
{
	return text_is_digits(s, 1, 4);
}

/* --- what matches ------------------------------------------------------------------- */

struct seen {
	const struct alert_view *v;
	const Cmsa__AlertBody *b;
	const struct alert_clock *clock;
};

static bool
among(char *const *list, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], s))
			return true;
	return false;
}

/* A desk that watches 26050010 wants to see an alert about heading 2605 too. */
static bool
has_hs(const struct seen *a, const char *s)
{
	for (size_t i = 0; i < a->b->n_codes; i++) {
		size_t n = strlen(a->b->codes[i]), k = strlen(s);

		if (!strncmp(a->b->codes[i], s, n < k ? n : k))
			return true;
	}
	return false;
}

static bool
has_mineral(const struct seen *a, const char *s)
{
	return among(a->b->subjects, a->b->n_subjects, s);
}

static bool
has_country(const struct seen *a, const char *s)
{
	for (size_t i = 0; i < a->b->n_parties; i++)
		if (!strcmp(a->b->parties[i]->country, s))
			return true;
	return !strcmp(a->b->declared_origin, s) || !strcmp(a->b->suspected_origin, s) ||
	       among(a->b->transit, a->b->n_transit, s);
}

static bool
has_severity(const struct seen *a, const char *s)
{
	return (int)a->b->severity >= severity_of(s);
}

static bool
has_state(const struct seen *a, const char *s)
{
	return a->clock && a->clock->state == alerts_state_of_word(s);
}

static bool
is_due(const struct seen *a, const char *s)
{
	int64_t days = 0;

	return a->clock && date_given(a->clock->due) && text_to_i64(&days, s) &&
	       a->clock->days_left <= days;
}

static bool
is_from(const struct seen *a, const char *s)
{
	return !strcmp(a->v->origin->place.author, s) || !strcmp(a->v->alert->country, s);
}

static bool
is_named(const struct seen *a, const char *s)
{
	return among(a->b->action, a->b->n_action, s);
}

static const struct {
	const char *name;
	bool (*ok)(const char *s);
	const char *expected;
	bool (*matches)(const struct seen *a, const char *s);
} fields[ALERTS_FIELDS] = {
	[ALERTS_HS] = { "hs", is_hs, "2 to 12 digits of a Harmonized System code",
	    has_hs },
	[ALERTS_MINERAL] = { "mineral", subject_is_valid, "the id of a mineral",
	    has_mineral },
	[ALERTS_COUNTRY] = { "country", author_is_country, "an alpha-3 country code",
	    has_country },
	[ALERTS_SEVERITY] = { "severity", is_severity, "low, medium, high or critical",
	    has_severity },
	[ALERTS_STATE] = { "state", is_state,
	    "open, acknowledged, overdue, answered or answered-late", has_state },
	[ALERTS_DUE] = { "due", is_days, "a number of days", is_due },
	[ALERTS_FROM] = { "from", author_is_valid, "an author such as JPN or AUS.customs",
	    is_from },
	[ALERTS_NAMED] = { "named", author_is_country, "an alpha-3 country code",
	    is_named },
};

const char *
alerts_filter_name(enum alerts_field field)
{
	return fields[field].name;
}

enum err
alerts_filter_set(
    struct alerts_filter *f, enum alerts_field field, const char *value, struct errmsg *m)
{
	size_t n = strlen(value);

	if (n >= ALERTS_VALUE_LEN || !fields[field].ok(value))
		return errmsg_set(m, ERR_INPUT, "--%s: expected %s, found \"%.60s\"",
		    fields[field].name, fields[field].expected, value);
	memcpy(f->value[field], value, n + 1);
	return ERR_NONE;
}

static enum err
parse_one(struct alerts_filter *f, const char *text, size_t n, struct errmsg *m)
{
	const char *eq = memchr(text, '=', n);
	size_t name = eq ? (size_t)(eq - text) : 0, rest = eq ? n - name - 1 : 0;
	char value[ALERTS_VALUE_LEN] = "";

	for (size_t i = 0; eq && i < ALERTS_FIELDS && rest < sizeof(value); i++) {
		if (strlen(fields[i].name) != name || strncmp(fields[i].name, text, name))
			continue;
		memcpy(value, eq + 1, rest);
		return alerts_filter_set(f, (enum alerts_field)i, value, m);
	}
	return errmsg_set(m, ERR_INPUT,
	    "expected a condition such as hs=2605 or severity=high, found \"%.*s\"",
	    n > 60 ? 60 : (int)n, text);
}

enum err
alerts_filter_parse(struct alerts_filter *f, const char *text, struct errmsg *m)
{
	enum err e = ERR_NONE;

	while (*text && !e) {
		size_t n = strcspn(text, " ");

		if (n)
			e = parse_one(f, text, n, m);
		text += n + strspn(text + n, " ");
	}
	return e;
}

void
alerts_filter_write(struct buf *out, const struct alerts_filter *f)
{
	const char *between = "";

	for (size_t i = 0; i < ALERTS_FIELDS; i++) {
		if (!*f->value[i])
			continue;
		buf_add_str(out, between);
		buf_add_str(out, fields[i].name);
		buf_add_str(out, "=");
		buf_add_str(out, f->value[i]);
		between = " ";
	}
}

bool
alerts_filter_matches(const struct alerts_filter *f, const struct alert_view *v,
    const struct alert_clock *clock)
{
	const struct seen a = { v, v->alert->alert, clock };

	for (size_t i = 0; i < ALERTS_FIELDS; i++)
		if (*f->value[i] && !fields[i].matches(&a, f->value[i]))
			return false;
	return true;
}
