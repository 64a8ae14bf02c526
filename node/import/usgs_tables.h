/* usgs_tables.h - the tables that say how the USGS files are to be read: what each series
 * stands for, which cells are wrong, which labels are countries. */
#ifndef USGS_TABLES_H
#define USGS_TABLES_H

#include <stdint.h>

#include "act.pb-c.h"
#include "arena.h"
#include "err.h"

enum usgs_measure {
	USGS_CAPACITY,
	USGS_PRODUCTION,
	USGS_RESERVES,
	USGS_MEASURES, /* their number; of a cell: none of them */
};

enum usgs_use {
	USGS_PRIMARY = 1, /* answers for its stage */
	USGS_SECONDARY,   /* shown */
	USGS_AGGREGATE,   /* answers for several minerals together */
	USGS_UNUSED,
};

/* Labels here and in usgs_file.h are cleaned by usgs_text_label. */
struct usgs_series {
	const char *commodity;
	const char *series;
	const char *unit;
	const char *section; /* "world" or "us-salient" */
	enum usgs_measure measure;
	char **subjects; /* sorted */
	size_t n_subjects;
	Cmsa__Stage stage;
	const char *form;
	const char *basis;
	enum usgs_use use;
	int64_t grams;        /* in one unit; 0: not known */
	const char *alias_of; /* series label to be read as, or "" */
};

struct usgs_erratum {
	const char *commodity;
	const char *series;
	const char *country; /* label, or "*" */
	const char *column;  /* in mcs2026 the year */
	const char *problem;
	int64_t multiply; /* 0: the cell is to be ignored */
};

enum usgs_country_kind {
	USGS_COUNTRY = 1,
	USGS_WORLD_TOTAL,
	USGS_GROUP, /* other or several countries */
};

struct usgs_country {
	const char *label;
	enum usgs_country_kind kind;
	const char *alpha3; /* "" but for countries */
	const char *qualifier;
};

struct usgs_tables {
	struct usgs_series *series;
	size_t n_series;
	struct usgs_erratum *errata;
	size_t n_errata;
	struct usgs_country *countries;
	size_t n_countries;
};

/* Reads the rows of one layout ("mcs2025", "mcs2026") from usgs_series, usgs_errata and
 * usgs_country_names of `folder` into `mem`, an arena without a budget.  ERR_INPUT when a
 * table holds a word that is not known here. */
enum err usgs_tables_read(struct usgs_tables *out, struct arena *mem, const char *folder,
    const char *layout, struct errmsg *m);

/* The row of a series of the file, as it stands; NULL: none. */
const struct usgs_series *usgs_tables_series(const struct usgs_tables *t,
    const char *commodity, const char *series, const char *unit, const char *section,
    enum usgs_measure measure);

/* The row that `s` is to be read as: itself, or that of its alias; NULL: not used. */
const struct usgs_series *usgs_tables_read_as(
    const struct usgs_tables *t, const struct usgs_series *s);

/* The row about this cell; one naming the country comes before `*`.  NULL: none. */
const struct usgs_erratum *usgs_tables_erratum(const struct usgs_tables *t,
    const char *commodity, const char *series, const char *country, const char *column);

const struct usgs_country *usgs_tables_country(
    const struct usgs_tables *t, const char *label);

#endif
