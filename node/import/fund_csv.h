/* fund_csv.h - the trust fund as a CSV file that a treasury can write by hand: one row is one
 * receipt, transfer, payment or certification (PROTOCOL 5.11).  The columns stand in
 * README.md. */
#ifndef FUND_CSV_H
#define FUND_CSV_H

#include "arena.h"
#include "csvread.h"
#include "err.h"
#include "fund.pb-c.h"
#include "row_errors.h"

struct fund_rows {
	Cmsa__FundRow **rows;
	size_t n;
};

/* ERR_INPUT when the list of errors is not empty afterwards; *out then holds no row.  Rows
 * live in `mem`, an arena without a budget. */
enum err fund_csv_parse(struct fund_rows *out, struct row_errors *errors,
    struct arena *mem, const struct csv_table *t);

#endif
