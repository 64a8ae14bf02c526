/* import_hts.c - the rows of the US tariff schedule: which have rates, and whose. */
#include "import_hts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hts_rates.h"
#include "text.h"
#include "us_section301.h"

enum {
	MAX_INDENT = 31,
	MAX_DIGITS = 10,
	LEGAL_DIGITS = 8 /* rates stand at eight digits; two more are for statistics */
};

/* The row that stands open at an indent. */
struct level {
	bool open;
	bool has_rates;
	size_t row;
	char code[MAX_DIGITS + 1]; /* digits; "" for a row that has no number */
};

struct reading {
	struct hts_rates rates;
	struct level level[MAX_INDENT + 1];
	size_t n_with_rates, n_statistical, n_headings;
};

static const char *
cell(const struct reading *h, size_t row, int column)
{
	return tariff_lines_cell(&h->rates.lines, row, column);
}

static void
refuse(struct reading *h, size_t row, int column, const char *reason)
{
	tariff_lines_refuse(&h->rates.lines, row, column, cell(h, row, HTS_NUMBER),
	    cell(h, row, HTS_GENERAL), reason);
}

static bool
is_blank(const char *s)
{
	return !s[strspn(s, " \t")];
}

/* "2804.69.10.00" to its digits: none, or 4, 6, 8 or 10. */
static bool
read_number(char out[static MAX_DIGITS + 1], const char *s)
{
	size_t n = 0;

	for (; *s; s++) {
		if (*s == '.')
			continue;
		if (n == MAX_DIGITS || *s < '0' || *s > '9')
			return false;
		out[n++] = *s;
	}
	out[n] = '\0';
	return n % 2 == 0 && n != 2;
}

static bool
read_indent(int64_t *out, const struct reading *h, size_t row)
{
	return text_to_i64(out, cell(h, row, HTS_INDENT)) && *out >= 0 &&
	       *out <= MAX_INDENT;
}

static bool
has_rates(const struct reading *h, size_t row)
{
	return !is_blank(cell(h, row, HTS_GENERAL)) ||
	       !is_blank(cell(h, row, HTS_SPECIAL)) ||
	       !is_blank(cell(h, row, HTS_COLUMN2));
}

static bool
has_rows_below(const struct reading *h, size_t row, int64_t indent)
{
	int64_t next;

	return row + 1 < h->rates.lines.t->n_rows && read_indent(&next, h, row + 1) &&
	       next > indent;
}

/* The nearest row that this one stands under and that has rates; NULL: none. */
static const struct level *
above(const struct reading *h, int64_t indent)
{
	while (indent-- > 0)
		if (h->level[indent].open && h->level[indent].has_rates)
			return &h->level[indent];
	return NULL;
}

static void
open_level(struct reading *h, int64_t indent, const struct level *l)
{
	for (int64_t i = indent; i <= MAX_INDENT; i++)
		h->level[i].open = false;
	h->level[indent] = *l;
}

/* Eight digits where the two for statistics say nothing. */
static void
add_rates(struct reading *h, size_t row, const char *number)
{
	char code[MAX_DIGITS + 1];

	memcpy(code, number, sizeof(code));
	if (strlen(code) == MAX_DIGITS && !strcmp(code + LEGAL_DIGITS, "00"))
		code[LEGAL_DIGITS] = '\0';
	hts_rates_add(&h->rates, row, code);
}

static void
read_rateless(struct reading *h, size_t row, int64_t indent, const char *number)
{
	const struct level *from = above(h, indent);
	size_t n = from ? strlen(from->code) : 0;

	if (strlen(number) < LEGAL_DIGITS && (!*number || has_rows_below(h, row, indent)))
		h->n_headings++;
	else if (from && n >= LEGAL_DIGITS && !strncmp(from->code, number, LEGAL_DIGITS))
		h->n_statistical++;
	else if (from && strlen(number) >= LEGAL_DIGITS)
		add_rates(h, from->row, number);
	else if (has_rows_below(h, row, indent))
		h->n_headings++;
	else
		refuse(h, row, HTS_GENERAL, "no-rate");
}

static void
read_row(struct reading *h, size_t row)
{
	struct level l = { .open = true, .row = row };
	int64_t indent;

	if (!read_number(l.code, cell(h, row, HTS_NUMBER))) {
		refuse(h, row, HTS_NUMBER, "number");
		return;
	}
	if (!read_indent(&indent, h, row)) {
		refuse(h, row, HTS_INDENT, "indent");
		return;
	}
	for (int c = HTS_QUOTA; c <= HTS_ADDITIONAL; c++)
		if (!is_blank(cell(h, row, c)))
			refuse(h, row, c, "not-read");
	l.has_rates = has_rates(h, row);
	open_level(h, indent, &l);
	if (!strncmp(l.code, "98", 2) || !strncmp(l.code, "99", 2)) {
		refuse(h, row, HTS_NUMBER, "chapter");
	} else if (!l.has_rates) {
		read_rateless(h, row, indent, l.code);
	} else {
		h->n_with_rates++;
		if (strlen(l.code) >= 6)
			add_rates(h, row, l.code);
	}
}

static void
say_counts(struct import_result *out, const struct reading *h)
{
	char text[200];

	snprintf(text, sizeof(text),
	    "%zu rows have rates, %zu statistical rows stand under them, %zu are headings",
	    h->n_with_rates, h->n_statistical, h->n_headings);
	out->remark = arena_strdup(&out->mem, text);
	assert(out->remark);
}

enum err
import_hts_table(struct import_result *out, const struct import_request *q,
    const struct csv_table *t, struct errmsg *m)
{
	struct reftable_column at[N_HTS_COLUMNS] = HTS_COLUMNS;
	struct reading h = { .rates = { .lines = { .out = out, .t = t, .at = at },
				 .start = q->start } };
	enum err e = tariff_lines_marks(out, q, m);

	if (e)
		return e;
	e = reftable_find(t, at, N_HTS_COLUMNS, q->file, m);
	if (!e)
		e = hts_tables_read(&h.rates.tables, &out->mem, q->tables, m);
	for (size_t i = 0; i < t->n_rows && !e; i++)
		read_row(&h, i);
	out->n_read += t->n_rows;
	if (e)
		return e;
	say_counts(out, &h);
	tariff_lines_once(out);
	return ERR_NONE;
}

enum err
import_hts_run(
    struct import_result *out, const struct import_request *q, struct errmsg *m)
{
	struct csv_table t;
	enum err e;

	if (strcmp(q->country, "USA") != 0)
		return errmsg_set(m, ERR_INPUT,
		    "expected country USA: the file is its tariff, found %s", q->country);
	e = csv_table_read(&t, q->file, m);
	if (e)
		return e;
	e = import_hts_table(out, q, &t, m);
	csv_table_clear(&t);
	if (!e)
		e = us_section301_read(out, q, m);
	if (!e)
		tariff_lines_once(out);
	return e;
}
