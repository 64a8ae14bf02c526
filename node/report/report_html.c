/* report_html.c - a report as a page: see report_formats.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "html.h"
#include "report_formats.h"
#include "report_style.h"

enum {
	SMALL_COLUMNS = 7, /* a table with more is set smaller */
	SHORT_CELL = 8,    /* such a cell is not broken */
	LONG_WORD = 20
};

static void
write_number(struct buf *out, const char *before, size_t n, const char *after)
{
	char text[32];

	html_raw(out, before);
	snprintf(text, sizeof(text), "%zu", n);
	html_raw(out, text);
	html_raw(out, after);
}

/* --- tables ------------------------------------------------------------------------- */

/* "review_date" as people read it: "Review date". */
static void
write_name(struct buf *out, const char *name)
{
	char text[64];
	size_t n = 0;

	if (!strcmp(name, "hhi") || !strcmp(name, "hs6")) {
		html_raw(out, !strcmp(name, "hhi") ? "HHI" : "HS6");
		return;
	}
	for (; *name && n + 1 < sizeof(text); name++)
		text[n++] = *name == '_' ? ' ' : *name;
	text[n] = '\0';
	if (n && *text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	html_text(out, text);
}

/* Digits, signs and what parts them, alone or before a unit. */
static bool
is_figure(const char *s)
{
	static const char *const units[] = { "", " %", " t", " m3", " t (est.)",
		" m3 (est.)" };
	const char *rest = s + strspn(s, "0123456789.,-");

	for (size_t i = 0; rest != s && i < ARRAY_LEN(units); i++)
		if (!strcmp(rest, units[i]))
			return true;
	return false;
}

static bool
is_date(const char *s)
{
	return strlen(s) == 10 && s[4] == '-' && s[7] == '-';
}

/* Figures stand to the right where a column has nothing else. */
static bool
has_figures(const struct grid *g, size_t column)
{
	bool any = g->columns[column].number;

	for (size_t r = 0; !g->columns[column].number && r < g->n_rows; r++) {
		const char *s = g->cells[r * g->n_columns + column];

		if (!s || !*s || !strcmp(s, "nil") || !strcmp(s, "withheld"))
			continue;
		if (!is_figure(s) || is_date(s))
			return false;
		any = true;
	}
	return any;
}

/* A word that no column could hold is broken; every other stays whole. */
static bool
has_long_word(const char *s)
{
	size_t n = 0;

	for (; *s && n <= LONG_WORD; s++)
		n = *s == ' ' ? 0 : n + 1;
	return n > LONG_WORD;
}

static const char *
class_of(const char *s, bool figures)
{
	if (figures)
		return "n";
	if (is_date(s) || strlen(s) <= SHORT_CELL)
		return "d";
	return has_long_word(s) ? "w" : NULL;
}

static void
write_heads(struct buf *out, const struct grid *g, const bool *figures)
{
	html_raw(out, "<thead><tr>");
	for (size_t c = 0; c < g->n_columns; c++) {
		html_raw(out,
		    figures[c] ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
		write_name(out, g->columns[c].name);
		html_raw(out, "</th>");
	}
	html_raw(out, "</tr></thead>\n<tbody>\n");
}

static void
write_rows(struct buf *out, const struct grid *g, const bool *figures)
{
	for (size_t r = 0; r < g->n_rows; r++) {
		html_raw(out, "<tr>");
		for (size_t c = 0; c < g->n_columns; c++) {
			const char *s = g->cells[r * g->n_columns + c];

			s = s ? s : "";
			html_element(out, "td", class_of(s, figures[c]), s);
		}
		html_raw(out, "</tr>\n");
	}
	if (!g->n_rows)
		write_number(
		    out, "<tr><td colspan=\"", g->n_columns, "\">none</td></tr>\n");
}

static void
write_table(struct buf *out, const struct report_table *t)
{
	const struct grid *g = &t->grid;
	bool figures[GRID_MAX_COLUMNS];

	for (size_t c = 0; c < g->n_columns; c++)
		figures[c] = has_figures(g, c);
	html_raw(out, g->n_columns > SMALL_COLUMNS
			  ? "<div class=\"wide\"><table class=\"small\">"
			  : "<div class=\"wide\"><table>");
	html_element(out, "caption", NULL, t->title);
	write_heads(out, g, figures);
	write_rows(out, g, figures);
	html_raw(out, "</tbody></table></div>\n");
}

/* --- other blocks ------------------------------------------------------------------- */

static void
write_figures(struct buf *out, const struct report_block *b)
{
	html_raw(out, b->n_figures % 3 ? "<dl class=\"figures\">\n"
				       : "<dl class=\"figures three\">\n");
	for (size_t i = 0; i < b->n_figures; i++) {
		html_raw(out, "<div>");
		html_element(out, "dt", NULL, b->figures[i].label);
		html_element(out, "dd", NULL, b->figures[i].value);
		html_raw(out, "</div>\n");
	}
	html_raw(out, "</dl>\n");
}

static void
write_finding(struct buf *out, const struct report_finding *f)
{
	html_raw(out, "<li>");
	html_element(out, "span", "sentence", f->sentence);
	if (*f->entries) {
		html_raw(out, " ");
		html_element(out, "cite", NULL, f->entries);
	}
	html_raw(out, "</li>\n");
}

static void
write_chart(struct buf *out, const struct report_chart *c, size_t number)
{
	html_raw(out, "<figure>");
	html_element(out, "figcaption", NULL, c->title);
	report_svg_write(out, c, number);
	html_element(out, "p", "alternative", c->alternative);
	html_raw(out, "</figure>\n");
}

static void
write_block(struct buf *out, const struct report_block *b, size_t *charts)
{
	switch (b->kind) {
	case REPORT_HEADING: html_element(out, "h3", NULL, b->text); break;
	case REPORT_PARAGRAPH: html_element(out, "p", NULL, b->text); break;
	case REPORT_NOTE: html_element(out, "p", "note", b->text); break;
	case REPORT_FIGURES: write_figures(out, b); break;
	case REPORT_FINDING: write_finding(out, &b->finding); break;
	case REPORT_TABLE: write_table(out, b->table); break;
	case REPORT_CHART: write_chart(out, b->chart, ++*charts); break;
	}
	html_raw(out, "\n");
}

/* Findings that follow one another are one list. */
static void
write_blocks(struct buf *out, const struct report_section *s, size_t *charts)
{
	bool listing = false;

	for (size_t i = 0; i < s->n_blocks; i++) {
		const bool finding = s->blocks[i].kind == REPORT_FINDING;

		if (finding && !listing)
			html_raw(out, "<ul class=\"findings\">\n");
		if (!finding && listing)
			html_raw(out, "</ul>\n");
		listing = finding;
		write_block(out, &s->blocks[i], charts);
	}
	if (listing)
		html_raw(out, "</ul>\n");
}

static void
write_section(
    struct buf *out, const struct report_section *s, size_t number, size_t *charts)
{
	write_number(out, "<section id=\"s", number, "\">\n<h2>");
	write_number(out, "<span class=\"number\">", number, "</span> ");
	html_text(out, s->title);
	if (*s->clause) {
		html_raw(out, " ");
		html_element(out, "span", "clause", s->clause);
	}
	html_raw(out, "</h2>\n");
	write_blocks(out, s, charts);
	html_raw(out, "</section>\n");
}

/* --- the page ----------------------------------------------------------------------- */

static void
write_head(struct buf *out, const struct report *r)
{
	html_raw(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\">\n<title>");
	html_text(out, r->title);
	html_raw(out, "</title>\n<style>\n");
	html_raw(out, report_style);
	html_raw(out, "</style>\n</head>\n<body>\n<header>\n");
	html_element(out, "p", "alliance", "Critical Minerals Security Alliance");
	html_element(out, "h1", NULL, r->title);
	html_element(out, "p", "subtitle", r->subtitle);
	if (*r->mark)
		html_element(out, "p", "mark", r->mark);
	html_raw(out, "</header>\n");
}

static void
write_contents(struct buf *out, const struct report *r)
{
	html_raw(out, "<nav aria-label=\"Contents\"><ol>\n");
	for (size_t i = 0; i < r->n_sections; i++) {
		write_number(out, "<li><a href=\"#s", i + 1, "\">");
		html_text(out, r->sections[i].title);
		html_raw(out, "</a>");
		if (*r->sections[i].clause) {
			html_raw(out, " ");
			html_element(out, "span", "clause", r->sections[i].clause);
		}
		html_raw(out, "</li>\n");
	}
	html_raw(out, "</ol></nav>\n<main>\n");
}

void
report_html_write(struct buf *out, const struct report *r)
{
	size_t charts = 0;

	write_head(out, r);
	write_contents(out, r);
	for (size_t i = 0; i < r->n_sections; i++)
		write_section(out, &r->sections[i], i + 1, &charts);
	html_raw(out, "</main>\n</body>\n</html>\n");
}
