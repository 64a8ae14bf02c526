/* report_svg.c - charts as SVG without scripts.  What tells parts apart is a pattern and a name,
 * so a black and white print says as much as the screen. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "html.h"
#include "report_formats.h"

enum {
	WIDTH = 900,
	LABEL = 240, /* of rows, to the left */
	ROW = 27,    /* a bar and its gap */
	BAR = 20,
	LEGEND = 30,
	LEGEND_GAP = 40,
	PANEL_WIDTH = 300,
	PANEL_HEIGHT = 142,
	PANEL_BARS = 78, /* of the highest column */
	CELL_HEIGHT = 30,
	MATRIX_LABEL = 150,
	LETTER = 7,      /* about the width of a letter of 13 pixels */
	MOST_LABEL = 34, /* letters of a label */
	FILLS = 8
};

static void put(struct buf *out, const char *fmt, ...) ATTR_PRINTF(2, 3);

static void
put(struct buf *out, const char *fmt, ...)
{
	char text[640];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_add_str(out, text);
}

/* --- fills -------------------------------------------------------------------------- */

/* Inside a tile of 8 by 8. */
static const struct {
	const char *tile;
	bool dark; /* letters on it are white */
} fills[FILLS] = {
	{ "<rect width=\"8\" height=\"8\" fill=\"#12304f\"/>", true },
	{ "<rect width=\"8\" height=\"8\" fill=\"#fff\"/>", false },
	{ "<rect width=\"8\" height=\"8\" fill=\"#fff\"/><path d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\" "
	  "stroke=\"#12304f\" stroke-width=\"1.6\"/>",
	    false },
	{ "<rect width=\"8\" height=\"8\" fill=\"#c3ccd5\"/>", false },
	{ "<rect width=\"8\" height=\"8\" fill=\"#fff\"/><circle cx=\"4\" cy=\"4\" r=\"1.7\" "
	  "fill=\"#12304f\"/>",
	    false },
	{ "<rect width=\"8\" height=\"8\" fill=\"#fff\"/><path d=\"M0 2h8M0 6h8\" "
	  "stroke=\"#12304f\" stroke-width=\"1.2\"/>",
	    false },
	{ "<rect width=\"8\" height=\"8\" fill=\"#fff\"/><path d=\"M0 0l8 8M8 0l-8 8\" "
	  "stroke=\"#12304f\" stroke-width=\"1\"/>",
	    false },
	{ "<rect width=\"8\" height=\"8\" fill=\"#6f7f90\"/>", true },
};

static void
write_fills(struct buf *out, size_t number)
{
	html_raw(out, "<defs>");
	for (int i = 0; i < FILLS; i++) {
		put(out,
		    "<pattern id=\"c%zuf%d\" width=\"8\" height=\"8\" "
		    "patternUnits=\"userSpaceOnUse\">",
		    number, i);
		html_raw(out, fills[i].tile);
		html_raw(out, "</pattern>");
	}
	html_raw(out, "</defs>\n");
}

static void
write_box(struct buf *out, size_t number, int fill, const int64_t box[static 4])
{
	put(out,
	    "<rect x=\"%" PRId64 "\" y=\"%" PRId64 "\" width=\"%" PRId64
	    "\" height=\"%" PRId64
	    "\" fill=\"url(#c%zuf%d)\" stroke=\"#12304f\" stroke-width=\"0.8\"/>",
	    box[0], box[1], box[2], box[3], number, fill);
}

/* --- letters ------------------------------------------------------------------------ */

/* At most so many letters of a text; what is left off is said by an ellipsis. */
static void
write_cut(struct buf *out, const char *s, size_t most)
{
	struct buf cut = { 0 };
	size_t n = 0;

	for (; *s; s++) {
		if (((unsigned char)*s & 0xc0) != 0x80 && n++ == most)
			break;
		buf_add(&cut, s, 1);
	}
	buf_add(&cut, "", 1);
	html_text(out, (const char *)cut.p);
	if (*s)
		html_raw(out, "\xE2\x80\xA6");
	buf_clear(&cut);
}

/* `look`: attributes of ours. */
static void
write_label(
    struct buf *out, int64_t x, int64_t y, const char *look, const char *s, size_t most)
{
	put(out, "<text x=\"%" PRId64 "\" y=\"%" PRId64 "\"%s>", x, y, look);
	write_cut(out, s, most);
	html_raw(out, "</text>");
}

static const char END[] = " text-anchor=\"end\"", MIDDLE[] = " text-anchor=\"middle\"",
		  PLAIN[] = "", BOLD[] = " font-weight=\"700\"",
		  LIGHT[] = " text-anchor=\"middle\" fill=\"#fff\"";

/* Around the middle `x`: white on dark, else on a white ground, so that a pattern does not cross
 * the letters. */
static void
write_on(struct buf *out, int64_t x, int64_t y, int fill, const char *s, size_t most)
{
	const size_t letters = strlen(s) < most ? strlen(s) : most;
	const int64_t width = LETTER * (int64_t)letters + 4;

	if (!fills[fill].dark)
		put(out,
		    "<rect x=\"%" PRId64 "\" y=\"%" PRId64 "\" width=\"%" PRId64
		    "\" height=\"14\" fill=\"#fff\"/>",
		    x - width / 2, y - 11, width);
	write_label(out, x, y, fills[fill].dark ? LIGHT : MIDDLE, s, most);
}

static void
open_svg(struct buf *out, const struct report_chart *c, size_t number, size_t height)
{
	put(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %zu\" role=\"img\" "
	    "aria-labelledby=\"c%zut c%zud\" font-size=\"13\" fill=\"#1a1a1a\">\n"
	    "<title id=\"c%zut\">",
	    WIDTH, height, number, number, number);
	html_text(out, c->title);
	put(out, "</title><desc id=\"c%zud\">", number);
	html_text(out, c->alternative);
	html_raw(out, "</desc>\n");
	write_fills(out, number);
}

/* --- shares ------------------------------------------------------------------------- */

static void
write_legend(struct buf *out, const struct report_chart *c, size_t number)
{
	int64_t x, width = 0;

	for (size_t i = 0; i < c->n_series; i++)
		width += LEGEND_GAP + LETTER * (int64_t)strlen(c->series[i]);
	x = LABEL + width > WIDTH ? 0 : LABEL;
	for (size_t i = 0; i < c->n_series; i++) {
		const int64_t box[4] = { x, 2, 16, 16 };

		write_box(out, number, (int)(i % FILLS), box);
		write_label(out, x + 22, 15, PLAIN, c->series[i], MOST_LABEL);
		x += LEGEND_GAP + LETTER * (int64_t)strlen(c->series[i]);
	}
	html_raw(out, "\n");
}

/* Names a part where there is room, with its share where there is more. */
static void
name_part(struct buf *out, const struct report_chart *c, size_t at, int64_t x, int64_t y,
    int64_t width)
{
	const char *name = c->series[at % c->n_series];
	const size_t whole = strlen(name) + strlen(c->words[at]) + 2;
	char text[128];

	if (width < LETTER * (int64_t)strlen(name) + 8)
		return;
	snprintf(text, sizeof(text), "%s %s", name, c->words[at]);
	write_on(out, x + width / 2, y + 15, (int)(at % c->n_series % FILLS),
	    width > LETTER * (int64_t)whole ? text : name, MOST_LABEL);
}

static void
write_shares_row(struct buf *out, const struct report_chart *c, size_t number, size_t row)
{
	const int64_t y = LEGEND + ROW * (int64_t)row, room = WIDTH - LABEL - 10;
	int64_t done = 0;

	write_label(out, LABEL - 10, y + 15, END, c->rows[row], MOST_LABEL);
	for (size_t i = 0; i < c->n_series; i++) {
		const size_t at = row * c->n_series + i;
		const int64_t bp = c->values[at];
		const int64_t x = LABEL + room * done / 10000;

		if (bp <= 0 || done + bp > 10000)
			continue;
		done += bp;
		write_box(out, number, (int)(i % FILLS),
		    (const int64_t[4]){ x, y, LABEL + room * done / 10000 - x, BAR });
		name_part(out, c, at, x, y, LABEL + room * done / 10000 - x);
	}
	html_raw(out, "\n");
}

static void
write_shares(struct buf *out, const struct report_chart *c, size_t number)
{
	open_svg(out, c, number, LEGEND + ROW * c->n_rows);
	write_legend(out, c, number);
	for (size_t i = 0; i < c->n_rows; i++)
		write_shares_row(out, c, number, i);
}

/* --- years -------------------------------------------------------------------------- */

static int64_t
most_of(const struct report_chart *c, size_t row)
{
	int64_t most = 0;

	for (size_t i = 0; i < c->n_series; i++)
		if (c->values[row * c->n_series + i] > most)
			most = c->values[row * c->n_series + i];
	return most;
}

/* floor(part * PANEL_BARS / whole) without overflow. */
static int64_t
height_of(int64_t part, int64_t whole)
{
	return whole > 0 ? (int64_t)((wide_int)part * PANEL_BARS / whole) : 0;
}

static void
write_panel(struct buf *out, const struct report_chart *c, size_t number, size_t row)
{
	const int64_t left = PANEL_WIDTH * (int64_t)(row % 3) + 10,
		      top = PANEL_HEIGHT * (int64_t)(row / 3),
		      foot = top + 36 + PANEL_BARS,
		      step = (PANEL_WIDTH - 40) / (int64_t)c->n_series,
		      width = step > 90 ? 70 : step - 16, most = most_of(c, row);

	write_label(out, left, top + 14, BOLD, c->rows[row], MOST_LABEL + 4);
	for (size_t i = 0; i < c->n_series; i++) {
		const size_t at = row * c->n_series + i;
		const int64_t x = left + step * (int64_t)i + 4;
		const int64_t h = height_of(c->values[at], most);

		if (c->values[at] == REPORT_ABSENT) {
			write_label(out, x + width / 2, foot - 4, MIDDLE, "-", 1);
		} else {
			write_box(
			    out, number, 3, (const int64_t[4]){ x, foot - h, width, h });
			write_label(
			    out, x + width / 2, foot - h - 4, MIDDLE, c->words[at], 14);
		}
		write_label(out, x + width / 2, foot + 15, MIDDLE, c->series[i], 12);
	}
	put(out,
	    "<path d=\"M%" PRId64 " %" PRId64
	    "h%d\" stroke=\"#1a1a1a\" stroke-width=\"1\"/>\n",
	    left, foot, PANEL_WIDTH - 36);
}

static void
write_years(struct buf *out, const struct report_chart *c, size_t number)
{
	open_svg(out, c, number, PANEL_HEIGHT * ((c->n_rows + 2) / 3));
	for (size_t i = 0; i < c->n_rows; i++)
		write_panel(out, c, number, i);
}

/* --- matrix ------------------------------------------------------------------------- */

/* How the word of a status looks. */
static const struct {
	const char *word;
	int fill;
} looks[] = {
	{ "deficient", 0 },
	{ "no-data", 2 },
	{ "not-computable", 6 },
	{ "phasing-in", 3 },
	{ "comparable", 3 },
};

static int
fill_of(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(looks); i++)
		if (!strcmp(looks[i].word, word))
			return looks[i].fill;
	return 1;
}

static void
write_cells(struct buf *out, const struct report_chart *c, size_t number, size_t row)
{
	const int64_t y = CELL_HEIGHT * (int64_t)(row + 1),
		      width = (WIDTH - MATRIX_LABEL) / (int64_t)c->n_series;

	write_label(out, MATRIX_LABEL - 10, y + 19, END, c->rows[row], 20);
	for (size_t i = 0; i < c->n_series; i++) {
		const char *word = c->words[row * c->n_series + i];
		const int64_t x = MATRIX_LABEL + width * (int64_t)i;
		const int fill = fill_of(word);

		write_box(out, number, fill,
		    (const int64_t[4]){ x + 1, y + 1, width - 2, CELL_HEIGHT - 2 });
		write_on(out, x + width / 2, y + 19, fill, word, (size_t)width / LETTER);
	}
	html_raw(out, "\n");
}

static void
write_matrix(struct buf *out, const struct report_chart *c, size_t number)
{
	const int64_t width = (WIDTH - MATRIX_LABEL) / (int64_t)c->n_series;

	open_svg(out, c, number, CELL_HEIGHT * (c->n_rows + 1));
	for (size_t i = 0; i < c->n_series; i++)
		write_label(out, MATRIX_LABEL + width * (int64_t)i + width / 2, 20,
		    MIDDLE, c->series[i], (size_t)width / LETTER);
	for (size_t i = 0; i < c->n_rows; i++)
		write_cells(out, c, number, i);
}

void
report_svg_write(struct buf *out, const struct report_chart *c, size_t number)
{
	static void (*const writers[])(
	    struct buf * out, const struct report_chart *c, size_t number) = {
		[REPORT_CHART_SHARES] = write_shares,
		[REPORT_CHART_YEARS] = write_years,
		[REPORT_CHART_MATRIX] = write_matrix,
	};

	if (!c->n_series || !c->n_rows)
		return;
	writers[c->kind](out, c, number);
	html_raw(out, "</svg>\n");
}
