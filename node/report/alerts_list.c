/* alerts_list.c - order, columns, words of the clock. */
#include "alerts_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

static const char *const SCHEMES[] = { "?", "circumvention", "evasion", "forced labour" };

const char *
alerts_list_severity(Cmsa__AlertSeverity s)
{
	static const char *const words[] = { "?", "low", "medium", "high", "critical" };

	return (size_t)s < ARRAY_LEN(words) ? words[s] : "?";
}

const char *
alerts_list_mark(Cmsa__Handling h)
{
	static const char *const words[] = { "?", "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER",
		"TLP:AMBER+STRICT", "TLP:RED" };

	return (size_t)h < ARRAY_LEN(words) ? words[h] : "?";
}

void
alerts_list_ref(char out[static ALERTS_REF_LEN], const struct place *p)
{
	if (p->incarnation == 1)
		snprintf(out, ALERTS_REF_LEN, "%s:%" PRIu64, p->author, p->seq);
	else
		snprintf(out, ALERTS_REF_LEN, "%s:%" PRIu32 ":%" PRIu64, p->author,
		    p->incarnation, p->seq);
}

/* --- which, and in which order ------------------------------------------------------- */

static bool
is_of(const struct registry *r, const char *named, const char *country)
{
	const Cmsa__Territory *t = r ? registry_territory(r, country) : NULL;

	if (!strcmp(named, country))
		return true;
	for (size_t i = 0; t && i < t->n_countries; i++)
		if (!strcmp(t->countries[i], named))
			return true;
	return false;
}

static bool
presses_more(const struct alert_clock *a, const struct alert_clock *b)
{
	if (date_given(a->due) != date_given(b->due))
		return date_given(a->due);
	return a->due.days < b->due.days;
}

const struct alert_clock *
alerts_list_clock(
    const struct alert_view *v, const struct registry *r, const char *country)
{
	const struct alert_clock *found = NULL;

	for (size_t i = 0; i < v->n_clocks; i++)
		if (is_of(r, v->clocks[i].country, country) &&
		    (!found || presses_more(&v->clocks[i], found)))
			found = &v->clocks[i];
	return found;
}

static int
line_cmp(const void *va, const void *vb)
{
	const struct alerts_line *a = va, *b = vb;
	const int removed_a = a->view->standing == ALERT_REMOVED,
		  removed_b = b->view->standing == ALERT_REMOVED;
	const int due_a = a->clock && date_given(a->clock->due),
		  due_b = b->clock && date_given(b->clock->due);
	const int severe_a = (int)a->view->alert->alert->severity,
		  severe_b = (int)b->view->alert->alert->severity;
	const int64_t time_a = a->view->origin->time_ms,
		      time_b = b->view->origin->time_ms;

	if (removed_a != removed_b)
		return removed_a - removed_b;
	if (due_a != due_b)
		return due_b - due_a;
	if (due_a && a->clock->due.days != b->clock->due.days)
		return a->clock->due.days < b->clock->due.days ? -1 : 1;
	if (severe_a != severe_b)
		return severe_b - severe_a;
	if (time_a != time_b)
		return time_a > time_b ? -1 : 1;
	return place_cmp(&a->view->origin->place, &b->view->origin->place);
}

struct alerts_line *
alerts_list(const struct alerts *a, const struct registry *r, const char *country,
    const struct alerts_filter *f, bool removed, size_t *n)
{
	struct alerts_line *lines = mem_array(a->n, sizeof(*lines));

	*n = 0;
	for (size_t i = 0; i < a->n; i++) {
		const struct alert_view *v = &a->list[i];
		const struct alert_clock *c = alerts_list_clock(v, r, country);

		if ((removed || v->standing != ALERT_REMOVED) &&
		    alerts_filter_matches(f, v, c))
			lines[(*n)++] = (struct alerts_line){ v, c };
	}
	if (*n)
		qsort(lines, *n, sizeof(*lines), line_cmp);
	return lines;
}

/* --- the clock in words --------------------------------------------------------------- */

const char *
alerts_list_state(const struct alerts_line *line)
{
	switch (line->view->standing) {
	case ALERT_REMOVED: return "removed";
	case ALERT_INCOMPLETE: return "incomplete";
	case ALERT_OUTSIDE: return "does not count";
	case ALERT_FROZEN: return "frozen";
	case ALERT_STANDS:
	case ALERT_NO_CLOCK:
	case ALERT_LATER:
	case ALERT_STRANGER: break;
	}
	if (!line->clock)
		return "not named";
	return alerts_state_word(line->clock->state);
}

static void
words_of_due(char out[static ALERTS_CLOCK_LEN], const struct alert_clock *c)
{
	const char *what = c->acknowledged ? "give the outcome" : "acknowledge";
	char date[11];

	date_write(date, (struct date){ c->due.days + 1 });
	if (c->days_left < 0)
		snprintf(out, ALERTS_CLOCK_LEN, "overdue since %s", date);
	else if (!c->days_left)
		snprintf(out, ALERTS_CLOCK_LEN, "last day to %s", what);
	else
		snprintf(out, ALERTS_CLOCK_LEN, "%d day%s left to %s", (int)c->days_left,
		    c->days_left == 1 ? "" : "s", what);
}

void
alerts_list_words(char out[static ALERTS_CLOCK_LEN], const struct alerts_line *line)
{
	const struct alert_clock *c = line->clock;

	if (line->view->standing != ALERT_STANDS)
		snprintf(out, ALERTS_CLOCK_LEN, "%s",
		    alerts_standing_words(line->view->standing));
	else if (!c)
		*out = '\0';
	else if (c->standing != CLOCK_COUNTS)
		snprintf(out, ALERTS_CLOCK_LEN, "%s", alerts_clock_words(c->standing));
	else if (date_given(c->due))
		words_of_due(out, c);
	else
		snprintf(out, ALERTS_CLOCK_LEN, "%s",
		    c->state == CLOCK_ANSWERED_LATE ? "answered late"
						    : "answered in time");
}

/* --- columns -------------------------------------------------------------------------- */

/* Joined by `by`; beyond `most` only their number. */
static void
join(struct buf *out, char *const *list, size_t n, const char *by, size_t most)
{
	char more[32];

	for (size_t i = 0; i < n && i < most; i++) {
		buf_add_str(out, i ? by : "");
		buf_add_str(out, list[i]);
	}
	if (n <= most)
		return;
	snprintf(more, sizeof(more), " +%zu", n - most);
	buf_add_str(out, more);
}

static void
add_buf(struct grid *g, struct buf *b)
{
	buf_add(b, "", 1);
	grid_text(g, (const char *)b->p);
	buf_clear(b);
}

static void
add_schemes(struct grid *g, const Cmsa__AlertBody *b, bool wide)
{
	struct buf t = { 0 };

	for (size_t i = 0; i < b->n_schemes && (wide || !i); i++) {
		buf_add_str(&t, i ? ";" : "");
		buf_add_str(&t, (size_t)b->schemes[i] < ARRAY_LEN(SCHEMES)
				    ? SCHEMES[b->schemes[i]]
				    : "?");
	}
	if (!wide && b->n_schemes > 1)
		buf_add_str(&t, " +");
	add_buf(g, &t);
}

static void
add_goods(struct grid *g, const Cmsa__AlertBody *b, bool wide)
{
	struct buf t = { 0 };

	join(&t, b->subjects, b->n_subjects, wide ? ";" : ",", wide ? SIZE_MAX : 1);
	if (wide) {
		add_buf(g, &t);
		t = (struct buf){ 0 };
	} else if (b->n_subjects && b->n_codes) {
		buf_add_str(&t, " ");
	}
	join(&t, b->codes, b->n_codes, wide ? ";" : ",", wide ? SIZE_MAX : 1);
	add_buf(g, &t);
}

static void
add_list(struct grid *g, char *const *list, size_t n, const char *by, size_t most)
{
	struct buf t = { 0 };

	join(&t, list, n, by, most);
	add_buf(g, &t);
}

static void
add_short(struct grid *g, const struct alerts_line *l)
{
	const Cmsa__AlertBody *b = l->view->alert->alert;
	char ref[ALERTS_REF_LEN], words[ALERTS_CLOCK_LEN];

	alerts_list_ref(ref, &l->view->origin->place);
	alerts_list_words(words, l);
	grid_row(g);
	grid_text(g, ref);
	grid_text(g, alerts_list_severity(b->severity));
	add_schemes(g, b, false);
	add_goods(g, b, false);
	grid_format(g, "%s>%s", *b->declared_origin ? b->declared_origin : "?",
	    *b->suspected_origin ? b->suspected_origin : "?");
	add_list(g, b->action, b->n_action, ",", 3);
	grid_text(g, alerts_list_state(l));
	grid_text(g, words);
}

static void
add_wide(struct grid *g, const struct alerts_line *l)
{
	const Cmsa__AlertBody *b = l->view->alert->alert;
	char ref[ALERTS_REF_LEN], words[ALERTS_CLOCK_LEN], time[25], due[11] = "";

	alerts_list_ref(ref, &l->view->origin->place);
	alerts_list_words(words, l);
	time_write(time, l->view->origin->time_ms);
	grid_row(g);
	grid_text(g, ref);
	grid_text(g, b->id);
	grid_text(g, time);
	grid_text(g, alerts_list_severity(b->severity));
	add_schemes(g, b, true);
	add_goods(g, b, true);
	grid_text(g, b->declared_origin);
	grid_text(g, b->suspected_origin);
	add_list(g, b->transit, b->n_transit, ";", SIZE_MAX);
	add_list(g, b->action, b->n_action, ";", SIZE_MAX);
	grid_text(g, alerts_list_mark(b->handling));
	grid_text(g, audience_name(l->view->origin->audience));
	grid_text(g, alerts_list_state(l));
	if (l->clock)
		date_write(due, l->clock->due);
	grid_text(g, due);
	if (l->clock && date_given(l->clock->due))
		grid_number(g, l->clock->days_left);
	else
		grid_text(g, "");
	grid_text(g, words);
	grid_text(g, b->sample ? "sample" : "");
}

void
alerts_list_grid(struct grid *g, const struct alerts_line *lines, size_t n, bool wide)
{
	grid_init(g, NULL,
	    wide ? "alert id time severity schemes subjects codes declared suspected "
		   "transit named handling audience state due #days_left clock marks"
		 : "alert severity scheme goods origin named state clock");
	for (size_t i = 0; i < n; i++)
		(wide ? add_wide : add_short)(g, &lines[i]);
}
