/* usgs_totals.c - do the figures that the importers read add up?  For each mineral, measure
 * and year of a USGS file the sum over countries is put beside the printed world total, and
 * every difference is classed by what is printed, never by a blanket tolerance.
 *
 *   usgs_totals TABLES (mcs2025|mcs2026) FILE ...
 *
 * Exit 0: no difference is unexplained; 1: some are; 3: a file cannot be read. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "figure.h"
#include "mem.h"
#include "usgs_file.h"

/* Figures are held in millionths, so that sums are exact. */
static const int64_t SCALE = 1000000;

enum outcome {
	EQUAL,
	ROUNDED_TOTAL,     /* within half a unit of the last digit that the total shows */
	ROUNDED_ROWS,      /* and half a unit of each row's */
	ROUNDED_ONE_DIGIT, /* the total shows one digit, and the sum rounds to it */
	ERRATUM,  /* usgs_errata: a total to be ignored, or right with the ignored rows */
	WITHHELD, /* larger than the sum, and rows are printed as W or s */
	NOT_SHOWN, /* larger than the sum, and rows are blank or NA */
	OPEN,      /* ">X": the sum reaches X, or rows are not shown */
	ABSENT,    /* no total, or no figure in its place */
	NO_ROWS,   /* a total alone: nothing to add up */
	UNEXPLAINED,
	N_OUTCOMES
};

static const char *const OUTCOME_NAMES[N_OUTCOMES] = { "equal", "rounding of the total",
	"rounding of the total and its rows", "total rounded to one digit",
	"known erratum", "withheld rows", "rows not shown", "total open", "total absent",
	"no rows", "unexplained" };

/* One series, measure and year. */
struct sum {
	const struct usgs_cell *first; /* names it */
	const char *series;
	int64_t total;   /* over rows that count */
	int64_t ignored; /* over rows that usgs_errata ignores */
	int64_t units;   /* one unit of the last digit of each row, added */
	size_t n_rows;
	size_t n_ignored;
	size_t n_withheld;
	size_t n_blank;
	struct buf missing;              /* names of rows without figure */
	const struct usgs_cell **totals; /* world totals */
	size_t n_totals;
};

struct sums {
	struct sum *at;
	size_t n;
	size_t room;
	size_t other; /* cells of no series of a critical mineral */
	size_t counts[N_OUTCOMES];
};

static int64_t
times(const struct usgs_cell *c)
{
	return c->erratum && c->erratum->multiply ? c->erratum->multiply : 1;
}

/* One unit of the last digit that counts: zeros at the end do not, but a figure of several
 * digits shows two at least ("30,000" is 30 thousand, not 3 times ten thousand). */
static int64_t
last_unit(const struct usgs_cell *c, size_t least_digits)
{
	const char *s = c->value.figure, *point = strchr(s, '.');
	int64_t unit = SCALE;
	size_t digits = 0, zeros = 0;

	if (point) {
		for (s = point + 1; *s; s++)
			unit /= 10;
		return unit * times(c);
	}
	for (; *s; s++) {
		digits += *s != ',';
		zeros = *s == '0' ? zeros + 1 : *s == ',' ? zeros : 0;
	}
	if (digits - zeros < least_digits)
		zeros = digits > least_digits ? digits - least_digits : 0;
	while (zeros--)
		unit *= 10;
	return unit * times(c);
}

static int64_t
figure(const struct usgs_cell *c)
{
	int64_t v = 0;

	if (figure_parse(&v, c->value.figure, SCALE, true) ||
	    __builtin_mul_overflow(v, times(c), &v)) {
		fprintf(stderr, "row %u: a figure too large\n", c->row);
		exit(3);
	}
	return v;
}

static int64_t
gap(int64_t d)
{
	return d < 0 ? -d : d;
}

static struct sum *
sum_of(struct sums *s, const struct usgs_cell *c)
{
	const char *series =
	    *c->as_printed->alias_of ? c->as_printed->alias_of : c->series;

	for (size_t i = 0; i < s->n; i++) {
		const struct usgs_cell *f = s->at[i].first;

		if (f->measure == c->measure && f->year == c->year &&
		    !strcmp(s->at[i].series, series) &&
		    !strcmp(f->commodity, c->commodity) &&
		    !strcmp(f->section, c->section))
			return &s->at[i];
	}
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 128;
		s->at = mem_resize(s->at, s->room, sizeof(*s->at));
	}
	s->at[s->n] = (struct sum){ .first = c, .series = series };
	return &s->at[s->n++];
}

static void
name_missing(struct sum *x, const struct usgs_cell *c)
{
	const char *mark = *c->value.published ? c->value.published : "blank";

	buf_add_str(&x->missing, x->missing.n ? ", " : "");
	buf_add_str(&x->missing, c->label);
	buf_add_str(&x->missing, " (");
	buf_add_str(&x->missing, mark);
	buf_add_str(&x->missing, ")");
}

static void
add_row(struct sum *x, const struct usgs_cell *c)
{
	bool ignored = c->erratum && !c->erratum->multiply;

	x->n_rows++;
	switch (c->value.says) {
	case USGS_FIGURE:
		*(ignored ? &x->ignored : &x->total) += figure(c);
		x->n_ignored += ignored;
		x->units += last_unit(c, 2);
		return;
	case USGS_NIL: return;
	case USGS_WITHHELD: x->n_withheld++; break;
	case USGS_NOT_AVAILABLE:
		if (!strcmp(c->value.published, "s"))
			x->n_withheld++;
		else
			x->n_blank++;
		break;
	case USGS_SILENT:
	case USGS_UNREADABLE: x->n_blank++; break;
	}
	name_missing(x, c);
}

static void
add_total(struct sum *x, const struct usgs_cell *c)
{
	x->totals = mem_resize(x->totals, x->n_totals + 1, sizeof(*x->totals));
	x->totals[x->n_totals++] = c;
}

static enum outcome
outcome_of(const struct sum *x, const struct usgs_cell *t)
{
	int64_t total, unit, d;

	if (t->erratum && !t->erratum->multiply)
		return ERRATUM;
	if (t->value.says != USGS_FIGURE)
		return ABSENT;
	if (!x->n_rows)
		return NO_ROWS;
	total = figure(t);
	unit = last_unit(t, 2);
	d = total - x->total;
	if (t->value.more)
		return x->total + x->units / 2 + unit / 2 >= total || x->n_withheld ||
			       x->n_blank
			   ? OPEN
			   : UNEXPLAINED;
	if (t->value.less)
		return UNEXPLAINED;
	if (!d)
		return EQUAL;
	if (2 * gap(d) <= unit)
		return ROUNDED_TOTAL;
	if (x->n_ignored && 2 * gap(d - x->ignored) <= unit + x->units)
		return ERRATUM;
	if (d > 0 && x->n_withheld)
		return WITHHELD;
	if (2 * gap(d) <= unit + x->units)
		return ROUNDED_ROWS;
	if (2 * gap(d) <= last_unit(t, 1))
		return ROUNDED_ONE_DIGIT;
	if (d > 0 && x->n_blank)
		return NOT_SHOWN;
	return UNEXPLAINED;
}

static void
print_number(int64_t v)
{
	if (v % SCALE)
		printf("%" PRId64 ".%06" PRId64, v / SCALE, v % SCALE);
	else
		printf("%" PRId64, v / SCALE);
}

static void
print_total(const struct sum *x, const struct usgs_cell *t, enum outcome k)
{
	static const char *const measures[USGS_MEASURES] = { "capacity", "production",
		"reserves" };
	const char *erratum = t->erratum ? t->erratum->problem : "";
	bool ignored = t->erratum && !t->erratum->multiply;

	printf("%s, %s %u, %s | %s: sum ", t->commodity, measures[t->measure], t->year,
	    x->series, t->label);
	print_number(x->total);
	printf(", printed %s", *t->value.published ? t->value.published : "nothing");
	if (t->value.says == USGS_FIGURE && !ignored)
		printf(", %" PRId64 " units of its last digit apart",
		    gap(figure(t) - x->total) / last_unit(t, 2));
	if (*erratum)
		printf(", usgs_errata %s", erratum);
	if (x->missing.n && (k == WITHHELD || k == NOT_SHOWN || k == OPEN))
		printf(", without %.*s", (int)x->missing.n, (const char *)x->missing.p);
	printf(": %s\n", OUTCOME_NAMES[k]);
}

static void
judge(struct sums *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct sum *x = &s->at[i];

		if (!x->n_totals)
			s->counts[ABSENT]++;
		for (size_t k = 0; k < x->n_totals; k++) {
			enum outcome c = outcome_of(x, x->totals[k]);

			s->counts[c]++;
			if (c != EQUAL)
				print_total(x, x->totals[k], c);
		}
	}
}

static void
clear(struct sums *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->at[i].totals);
		buf_clear(&s->at[i].missing);
	}
	free(s->at);
}

static int
run(const char *tables, const char *layout, const char *path)
{
	struct sums s = { 0 };
	struct errmsg m = { "" };
	struct usgs_file f;
	struct arena mem;

	arena_init(&mem, 0);
	if (usgs_file_read(&f, &mem, layout, path, tables, &m)) {
		fprintf(stderr, "%s\n", m.text);
		arena_clear(&mem);
		return 3;
	}
	for (size_t i = 0; i < f.n_cells; i++) {
		const struct usgs_cell *c = &f.cells[i];

		if (!c->as_printed)
			s.other++;
		else if (c->country && c->country->kind == USGS_WORLD_TOTAL)
			add_total(sum_of(&s, c), c);
		else
			add_row(sum_of(&s, c), c);
	}
	judge(&s);
	printf(
	    "\n%s: %zu cells, %zu of them of no series of a critical mineral; %zu sums\n",
	    layout, f.n_cells, s.other, s.n);
	for (size_t i = 0; i < N_OUTCOMES; i++)
		printf("  %s: %zu\n", OUTCOME_NAMES[i], s.counts[i]);
	printf("\n");
	clear(&s);
	arena_clear(&mem);
	return s.counts[UNEXPLAINED] || !s.n;
}

int
main(int argc, char **argv)
{
	int worst = 0;

	if (argc < 4 || argc % 2) {
		fprintf(stderr, "usage: usgs_totals TABLES (mcs2025|mcs2026) FILE ...\n");
		return 2;
	}
	for (int i = 2; i + 1 < argc; i += 2) {
		int e = run(argv[1], argv[i], argv[i + 1]);

		worst = e > worst ? e : worst;
	}
	return worst;
}
