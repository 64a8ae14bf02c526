/* report_work.h - what the reports are built from, computed once, and the parts they share. */
#ifndef REPORT_WORK_H
#define REPORT_WORK_H

#include "comply.h"
#include "coverage.h"
#include "judge.h"
#include "lifecycle.h"
#include "report.h"

enum {
	REPORT_DATE_LEN = 11,
	REPORT_AMOUNT_LEN = 64
};

struct report_work {
	struct report *r;
	struct facts *facts;
	const struct registry *registry;
	struct date d;
	const char *country; /* that the report is about; "" */
	struct findings *findings;
	struct coverage *coverage;
	struct law law;
	struct judge judge; /* at D; a part turns it to whom it asks about */
};

/* One file each.  They fill w->r, whose kind, facts and last section are not theirs. */
void report_annual_build(struct report_work *w);
void report_five_year_build(struct report_work *w);
void report_country_build(struct report_work *w);

/* --- words (report_words.c) --------------------------------------------------------- */

/* "Australia (AUS)", or the code alone. */
const char *report_words_country(struct report_work *w, const char *code);

/* "24 November 2026"; "" when not given. */
const char *report_words_date(struct report_work *w, struct date d);

/* 1300000000 g: "1,300 t"; 1500 l: "1.5 m3". */
void report_words_amount(char out[static REPORT_AMOUNT_LEN], int64_t amount, bool volume);

/* 2499: "24.99 %". */
const char *report_words_percent(struct report_work *w, int64_t bp);

/* "1,234" */
const char *report_words_number(struct report_work *w, uint64_t n);

/* "AUS:1:12": an entry, by author, incarnation and number. */
const char *report_words_entry(struct report_work *w, fact_source source);

/* A cell: the date as YYYY-MM-DD. */
void report_words_cell(struct grid *g, struct date d);

/* --- deficiencies (report_findings.c) ----------------------------------------------- */

/* Which of the countries judged stands for this one: itself, else its customs territory; NULL
 * when neither is judged. */
const struct country_result *report_findings_country(
    const struct report_work *w, const char *country);

/* Has it, or its territory, published anything at the position? */
bool report_findings_has_feed(const struct report_work *w, const char *country);

/* A note when bodies are not held or not for this level to read. */
void report_findings_limits(struct report_work *w);

/* Elementary findings that are deficient or lack data, in criteria that count. */
struct report_tally {
	uint64_t deficient, no_data, all;
};
struct report_tally report_findings_tally(
    const struct report_work *w, const char *country, Cmsa__Criterion c);

/* Each deficiency of the country in words, criterion by criterion; without a feed that nothing
 * is published, for each criterion. */
void report_findings_list(struct report_work *w, const char *country);

/* The criteria by country as a chart and counts as a table; `country` NULL: all. */
void report_findings_matrix(struct report_work *w, const char *country);

/* --- capacity (report_capacity.c, report_series.c) ---------------------------------- */

/* What one country, or each member (NULL), reviewed: counts, figures; and observations. */
void report_capacity_tables(struct report_work *w, const char *country);

/* Shares of the members' capacity, as chart and table. */
void report_capacity_shares(struct report_work *w);

/* Figures by year of reference, of one country or each member (NULL): chart and table; adds the
 * report's observations. */
void report_series_add(struct report_work *w, const char *country);

#endif
