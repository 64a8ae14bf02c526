/* when_report.c - the interval of an entry, for people. */
#include "when_report.h"

#include <inttypes.h>
#include <stdio.h>

#include "grid_formats.h"

const char *
when_report_claim(enum when_claim c)
{
	switch (c) {
	case WHEN_OPEN: return "open";
	case WHEN_INSIDE: return "inside";
	case WHEN_TOO_EARLY: return "too-early";
	case WHEN_TOO_LATE: return "too-late";
	}
	return "";
}

static const char *const sure[WHEN_BOUNDS] = {
	[WHEN_ONE] = "one country's word",
	[WHEN_POLICY] = "as many as the rules ask for",
	[WHEN_MAJORITY] = "more than half",
};

static void
add_time(struct grid *g, bool known, int64_t time_ms)
{
	char text[25] = "unknown";

	if (known)
		time_write(text, time_ms);
	grid_text(g, text);
}

static void
add_bounds(struct buf *out, const struct when *w)
{
	struct grid g;

	grid_init(&g, "How sure", "sure #countries not-before not-after claim");
	for (size_t i = 0; i < WHEN_BOUNDS; i++) {
		const struct when_bound *b = &w->bounds[i];

		if (!b->m)
			continue;
		grid_row(&g);
		grid_text(&g, sure[i]);
		grid_number(&g, (int64_t)b->m);
		add_time(&g, b->has_from, b->from_ms);
		add_time(&g, b->has_to, b->to_ms);
		grid_text(&g, when_report_claim(when_claim(w, b)));
	}
	grid_text_write(out, &g);
	grid_clear(&g);
}

static void
add_ref(struct grid *g, const struct place *p)
{
	if (p->seq)
		grid_format(g, "%s %u:%" PRIu64, p->author, p->incarnation, p->seq);
	else
		grid_text(g, "");
}

static void
add_marks(struct buf *out, const char *title, const char *columns,
    const struct when_mark *list, size_t n)
{
	struct grid g;

	if (!n)
		return;
	grid_init(&g, title, columns);
	for (size_t i = 0; i < n; i++) {
		char id[HASH_HEX_LEN];

		hex_write(id, list[i].ref_id.b, sizeof(list[i].ref_id.b));
		grid_row(&g);
		add_time(&g, true, list[i].time_ms);
		add_ref(&g, &list[i].ref);
		add_ref(&g, &list[i].via);
		grid_text(&g, list[i].counts ? "yes" : "no");
		grid_format(&g, "%.16s", id);
	}
	grid_text_write(out, &g);
	grid_clear(&g);
}

static void
say_claim(struct buf *out, const struct when *w)
{
	const struct when_bound *b = when_against(w);
	char claim[25], bound[25];

	if (!b) {
		buf_add_str(out, "Nothing that others say speaks against this time.\n");
		return;
	}
	time_write(claim, w->claimed_ms);
	if (when_claim(w, b) == WHEN_TOO_EARLY) {
		time_write(bound, b->from_ms);
		buf_add_line(out,
		    "The claim is outside: %s claims %s, but the entry rests on what %zu "
		    "%s did not write before %s.",
		    w->place.author, claim, b->m, b->m == 1 ? "country" : "countries",
		    bound);
	} else {
		time_write(bound, b->to_ms);
		buf_add_line(out,
		    "The claim is outside: %s claims %s, but %zu %s listed the entry by %s.",
		    w->place.author, claim, b->m, b->m == 1 ? "country" : "countries",
		    bound);
	}
}

static void
say_without(struct buf *out, const struct when *w)
{
	char claim[25];

	if (!w->n_without)
		return;
	time_write(claim, w->claimed_ms);
	buf_add_line(out,
	    "%s claims %s, but %zu %s did not list it in a witness entry written later. That "
	    "proves nothing: an entry may travel slowly.",
	    w->place.author, claim, w->n_without,
	    w->n_without == 1 ? "country" : "countries");
}

void
when_report_text(struct buf *out, const struct when *w)
{
	const char *kind = kind_name(w->kind);
	char time[25], day[11], id[HASH_HEX_LEN];

	hex_write(id, w->id.b, sizeof(w->id.b));
	time_write(time, w->claimed_ms);
	date_write(day, w->act_date);
	buf_add_line(out, "%s %u:%" PRIu64 ", %s, id %s", w->place.author,
	    w->place.incarnation, w->place.seq, kind ? kind : "a kind not known here",
	    id);
	buf_add_line(out, "Its author claims %s.", time);
	buf_add_line(out,
	    "It names act %" PRIu64
	    ", dated %s by the registrars: it was signed after that act.",
	    w->act, day);
	say_claim(out, w);
	say_without(out, w);
	if (date_given(w->witnessed)) {
		date_write(day, w->witnessed);
		buf_add_line(
		    out, "For the rules it was known on %s (witnessed date).", day);
	}
	if (w->unheld)
		buf_add_line(out,
		    "%" PRIu64
		    " words on this feed name an entry that is not held here and are "
		    "not counted below: see cmsa when --faults.",
		    w->unheld);
	buf_add_line(out, "%zu other %s members.", w->countries,
	    w->countries == 1 ? "country is" : "countries are");
	add_bounds(out, w);
	add_marks(out, "Not before: what it rests on, as its authors date it",
	    "time entry listed-by counts id", w->from, w->n_from);
	add_marks(out, "Not after: who lists it, or an entry that chains to it",
	    "time entry lists counts id", w->to, w->n_to);
	add_marks(out, "Written after the claimed time, without it",
	    "time entry lists counts id", w->without, w->n_without);
}
