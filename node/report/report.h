/* report.h - what a report says, before any format: sections of paragraphs, findings, tables
 * and charts.  Built once by report_<kind>.c and written by one file a format, so the formats
 * cannot disagree.  Pure: no I/O, no clock.  All texts are copied into the report. */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "attr.h"
#include "grid.h"

/* --- charts ------------------------------------------------------------------------- */

enum report_chart_kind {
	REPORT_CHART_SHARES, /* rows are split among series: values in basis points */
	REPORT_CHART_YEARS,  /* one panel a row, one column a series (a year) */
	REPORT_CHART_MATRIX, /* a word in each cell */
};

enum {
	REPORT_ABSENT = -1 /* no value: left out of a chart */
};

/* Rows by series. */
struct report_chart {
	enum report_chart_kind kind;
	const char *title;
	const char *alternative; /* what it shows, in words, for who cannot see it */
	const char **series;
	size_t n_series;
	const char **rows;
	size_t n_rows, room;
	int64_t *values;    /* n_rows * n_series, >= 0 or REPORT_ABSENT */
	const char **words; /* the same, as people read it: "50 %", "1,300 t", "met" */
};

/* --- blocks ------------------------------------------------------------------------- */

/* A deficiency: a sentence with what it rests on. */
struct report_finding {
	uint64_t checks; /* how many it stands for */
	const char *country, *criterion, *status, *reason;
	const char *sentence;
	const char *measured, *required; /* "" when there is none */
	const char *entries;             /* "AUS:1:12, AUS:1:13"; "" for none */
};

/* A number that people look for first. */
struct report_figure {
	const char *value, *label;
};

struct report_table {
	const char *name; /* of its CSV file: "capacity" */
	const char *title;
	struct grid grid;
};

enum report_block_kind {
	REPORT_HEADING,
	REPORT_PARAGRAPH,
	REPORT_NOTE, /* set apart: what limits the answer */
	REPORT_FIGURES,
	REPORT_FINDING,
	REPORT_TABLE,
	REPORT_CHART,
};

struct report_block {
	enum report_block_kind kind;
	const char *text; /* heading, paragraph, note */
	struct report_figure *figures;
	size_t n_figures;
	struct report_finding finding;
	struct report_table *table;
	struct report_chart *chart;
};

struct report_section {
	const char *title;
	const char *clause; /* of the Act; "" */
	struct report_block *blocks;
	size_t n_blocks, room;
};

/* --- the whole ---------------------------------------------------------------------- */

/* What the answer was computed from, and the choices used, by name. */
struct report_fact {
	const char *name, *value;
};

/* An observation of capacity, for statistical formats: report_sdmx.c. */
struct report_observation {
	const char *area, *mineral, *stage, *basis;
	bool volume;     /* litres, not grams */
	uint32_t year;   /* of reference; 0: the day */
	const char *day; /* of the review */
	int64_t value;   /* grams or litres; REPORT_ABSENT: none */
	char status;     /* SDMX CL_OBS_STATUS */
};

struct report {
	const char *kind; /* "annual", "five-year", "country" */
	const char *title, *subtitle;
	const char *mark; /* "DRAFT"; "" */
	struct report_fact *facts;
	size_t n_facts, facts_room;
	struct report_section *sections;
	size_t n_sections, sections_room;
	struct report_table **tables; /* those of blocks in order, then "deficiencies" */
	size_t n_tables, tables_room;
	struct report_observation *observations;
	size_t n_observations, observations_room;
	struct arena mem;
};

struct report *report_new(const char *kind, const char *title);
void report_free(struct report *r);

/* A text in the report's memory. */
const char *report_text(struct report *r, const char *fmt, ...) ATTR_PRINTF(2, 3);

void report_fact_add(struct report *r, const char *name, const char *fmt, ...)
    ATTR_PRINTF(3, 4);

/* Blocks go to the newest section. */
void report_section_add(struct report *r, const char *clause, const char *title);
void report_heading(struct report *r, const char *fmt, ...) ATTR_PRINTF(2, 3);
void report_paragraph(struct report *r, const char *fmt, ...) ATTR_PRINTF(2, 3);
void report_note(struct report *r, const char *fmt, ...) ATTR_PRINTF(2, 3);
void report_figure_add(struct report *r, const char *label, const char *fmt, ...)
    ATTR_PRINTF(3, 4); /* beside the figures just added, if any */
void report_finding_add(struct report *r, const struct report_finding *f); /* copied */

/* A table whose rows the caller adds to the grid; columns as grid_init takes them, with '_'
 * for a blank. */
struct grid *report_table_add(
    struct report *r, const char *name, const char *title, const char *columns);

/* The same of a grid that is filled already: taken, and zeroed. */
void report_table_take(
    struct report *r, const char *name, const char *title, struct grid *g);

/* A chart; series are added before rows, values after their row, by series. */
struct report_chart *report_chart_add(
    struct report *r, enum report_chart_kind kind, const char *title);
void report_chart_series(struct report *r, struct report_chart *c, const char *name);
size_t report_chart_row(struct report *r, struct report_chart *c, const char *name);
void report_chart_value(struct report *r, struct report_chart *c, size_t series,
    int64_t value, const char *word); /* of the newest row */

void report_observation_add(struct report *r, const struct report_observation *o);

/* Ends building: adds the table "deficiencies" of all findings, which is for CSV alone. */
void report_finish(struct report *r);

/* The table of that name; NULL: none. */
const struct report_table *report_table_find(const struct report *r, const char *name);

#endif
