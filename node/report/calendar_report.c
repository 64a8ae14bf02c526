/* calendar_report.c - see calendar_report.h. */
#include "calendar_report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

enum {
	ICS_LINE_BYTES = 75 /* RFC 5545 3.1, without the line break */
};

static bool
is_asked(const struct calendar_item *i, const char *country)
{
	return !country || !strcmp(i->country, country);
}

static void
write_basis(char out[static 64], const struct calendar_item *i, const struct facts *f)
{
	const struct place *p =
	    i->source == NO_SOURCE ? NULL : &f->sources[i->source].place;

	if (p)
		snprintf(out, 64, "%s:%u:%" PRIu64, p->author, p->incarnation, p->seq);
	else if (i->act)
		snprintf(out, 64, "act %" PRIu64, i->act);
	else
		*out = '\0';
}

void
calendar_rows(
    struct grid *g, const struct calendar *c, const struct facts *f, const char *country)
{
	grid_init(g, NULL, "date #days state kind country what clause basis");
	for (size_t i = 0; i < c->n; i++) {
		const struct calendar_item *x = &c->items[i];
		char date[11], basis[64];

		if (!is_asked(x, country))
			continue;
		date_write(date, x->date);
		write_basis(basis, x, f);
		grid_row(g);
		grid_text(g, date);
		grid_number(g, (int64_t)x->date.days - c->as_of.days);
		grid_text(g, calendar_state_word(x->state));
		grid_text(g, calendar_kind_word(x->kind));
		grid_text(g, x->country);
		grid_text(g, x->text);
		grid_text(g, x->clause);
		grid_text(g, basis);
	}
}

void
calendar_text(
    struct buf *out, const struct calendar *c, const struct facts *f, const char *country)
{
	char date[11], text[256];
	struct grid g;

	date_write(date, c->as_of);
	snprintf(text, sizeof(text),
	    "Calendar as of %s; days: from that day, below 0: past\n", date);
	buf_add_str(out, text);
	calendar_rows(&g, c, f, country);
	grid_write(out, &g, REPORT_TEXT);
	if (!g.n_rows)
		buf_add_str(
		    out, "Nothing falls due in that span, and nothing is overdue.\n");
	grid_clear(&g);
	if (c->enactment_unknown)
		buf_add_str(out, "The policy acts do not say when the Act was enacted "
				 "(enacted_on): no annual report of 4(k) is due.\n");
}

void
calendar_json(
    struct buf *out, const struct calendar *c, const struct facts *f, const char *country)
{
	json_t *o = json_object(), *list = json_array();

	json_set_date(o, "as_of", c->as_of);
	json_set_bool(o, "enactment_unknown", c->enactment_unknown);
	for (size_t i = 0; i < c->n; i++) {
		const struct calendar_item *x = &c->items[i];
		json_t *item;
		char basis[64];

		if (!is_asked(x, country))
			continue;
		item = json_object();
		write_basis(basis, x, f);
		json_set_date(item, "date", x->date);
		json_set_int(item, "days", (int64_t)x->date.days - c->as_of.days);
		json_set_text(item, "state", calendar_state_word(x->state));
		json_set_text(item, "kind", calendar_kind_word(x->kind));
		json_set_text(item, "country", x->country);
		json_set_text(item, "what", x->text);
		json_set_text(item, "clause", x->clause);
		json_set_text(item, "basis", basis);
		json_array_append_new(list, item);
	}
	json_set(o, "items", list);
	json_write(out, o, 0);
}

/* --- iCalendar ---------------------------------------------------------------------- */

/* One content line, folded so that no line passes 75 bytes and no character is split. */
static void
ics_line(struct buf *out, const char *line)
{
	size_t used = 0;

	for (const char *p = line; *p;) {
		size_t n = 1;

		while (((unsigned char)p[n] & 0xc0) == 0x80)
			n++;
		if (used + n > ICS_LINE_BYTES) {
			buf_add_str(out, "\r\n ");
			used = 1;
		}
		buf_add(out, p, n);
		used += n;
		p += n;
	}
	buf_add_str(out, "\r\n");
}

static void ics_format(struct buf *out, const char *fmt, ...) ATTR_PRINTF(2, 3);

static void
ics_format(struct buf *out, const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	ics_line(out, line);
}

/* RFC 5545 3.3.11: backslash, comma and semicolon are escaped. */
static void
ics_text(struct buf *out, const char *name, const char *text)
{
	char line[2048];
	size_t n = (size_t)snprintf(line, sizeof(line), "%s:", name);

	for (; *text && n + 3 < sizeof(line); text++) {
		if (strchr("\\,;", *text))
			line[n++] = '\\';
		line[n++] = *text;
	}
	line[n] = '\0';
	ics_line(out, line);
}

static void
ics_day(char out[static 40], struct date d)
{
	int year, month, day;

	date_to_ymd(d, &year, &month, &day);
	snprintf(out, 40, "%04d%02d%02d", year, month, day);
}

static void
ics_event(struct buf *out, const struct calendar *c, const struct facts *f,
    const struct calendar_item *x)
{
	char day[40], end[40], stamp[40], basis[64], text[640];

	ics_day(day, x->date);
	ics_day(end, (struct date){ x->date.days + 1 });
	ics_day(stamp, c->as_of);
	write_basis(basis, x, f);
	ics_line(out, "BEGIN:VEVENT");
	for (char *p = basis; *p; p++)
		if (*p == ' ' || *p == ':')
			*p = '-';
	ics_format(out, "UID:%s-%s-%s-%s@cmsa", calendar_kind_word(x->kind),
	    *x->country ? x->country : "alliance", day, *basis ? basis : "law");
	ics_format(out, "DTSTAMP:%sT000000Z", stamp);
	ics_format(out, "DTSTART;VALUE=DATE:%s", day);
	ics_format(out, "DTEND;VALUE=DATE:%s", end);
	ics_text(out, "SUMMARY", x->text);
	snprintf(
	    text, sizeof(text), "%s; state %s", x->clause, calendar_state_word(x->state));
	ics_text(out, "DESCRIPTION", text);
	ics_line(out, "TRANSP:TRANSPARENT");
	ics_line(out, "END:VEVENT");
}

void
calendar_ics(
    struct buf *out, const struct calendar *c, const struct facts *f, const char *country)
{
	ics_line(out, "BEGIN:VCALENDAR");
	ics_line(out, "VERSION:2.0");
	ics_line(out, "PRODID:-//Alliance exchange node//calendar//EN");
	for (size_t i = 0; i < c->n; i++)
		if (is_asked(&c->items[i], country))
			ics_event(out, c, f, &c->items[i]);
	ics_line(out, "END:VCALENDAR");
}
