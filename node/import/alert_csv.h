/* alert_csv.h - alerts as a CSV file that a customs officer can write by hand: one row is one
 * alert (PROTOCOL 5.8).  The columns stand in README.md. */
#ifndef ALERT_CSV_H
#define ALERT_CSV_H

#include "alert.pb-c.h"
#include "arena.h"
#include "csvread.h"
#include "err.h"
#include "name.h"
#include "row_errors.h"

struct alert_rows {
	char country[COUNTRY_LEN];
	Cmsa__AlertBody **alerts;
	size_t n;
};

/* What goes with the file. */
struct alert_csv_options {
	const char *folder; /* attachments are read from here; NULL: none is read */
	bool is_public;     /* the audience is public: some marks forbid that */
};

/* ERR_INPUT when the list of errors is not empty afterwards; *out then holds no row.  Rows
 * live in `mem`, an arena without a budget. */
enum err alert_csv_parse(struct alert_rows *out, struct row_errors *errors,
    struct arena *mem, const struct csv_table *t, const struct alert_csv_options *o);

#endif
