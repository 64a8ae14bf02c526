/* ledger.h - the trust fund as documents: for people, as JSON, as one table.  The same ledger
 * gives the same bytes on every node.  Amounts are dollars with their cents, as text. */
#ifndef LEDGER_H
#define LEDGER_H

#include "bytes.h"
#include "fund.h"
#include "grid.h"

/* Only one fiscal year, and what was found in it; 0: all. */
struct ledger_view {
	int year;
};

/* Years by quarter, balances and shares, then what is wrong as sentences with their evidence.
 * Appended. */
void ledger_text(struct buf *out, const struct fund *l, const struct ledger_view *v);
void ledger_json(struct buf *out, const struct fund *l, const struct ledger_view *v);

/* All of it as rows, told apart by their first column: quarter, year, fund, share, finding.
 * The caller clears the grid. */
void ledger_table(struct grid *g, const struct fund *l, const struct ledger_view *v);

/* --- for the files of ledger_* ------------------------------------------------------- */

enum {
	LEDGER_TOTALS = 9
};

/* Amounts of the whole fund by name, in the order in which they are shown. */
struct ledger_total {
	const char *name;
	wide_int amount;
};
void ledger_table_totals(
    struct ledger_total out[static LEDGER_TOTALS], const struct fund *l);

/* "USA:1:7;USA:1:9"; `out` is reset, and ends with a zero byte. */
void ledger_table_evidence(
    struct buf *out, const struct fund *l, const struct fund_finding *f);

static inline bool
ledger_shows(const struct ledger_view *v, int year)
{
	return !v->year || v->year == year;
}

#endif
