/* fund.h - the ledger of the trust fund of section 6, and what is wrong with it (statute.md 8;
 * PROTOCOL.md 7.8).  Pure: equal facts and date give the same ledger; exact integers. */
#ifndef FUND_H
#define FUND_H

#include "attr.h"
#include "facts.h"

enum {
	FUND_QUARTERS = 4,
	FUND_RECIPIENTS = 3, /* by FundRecipient less 1 */
	FUND_MONEY_LEN = 48
};

/* Of a fiscal year, from 0; amounts in cents, of what is dated on or before D. */
struct fund_quarter {
	struct date last;
	wide_int receipts;  /* dated in it */
	wide_int transfers; /* dated in it, of this fiscal year */
	bool published;     /* a receipt, also one of nothing, is dated in it */
	bool due;           /* a transfer is asked for by its last day */
};

struct fund_year {
	int year; /* from 1 October of the year before to 30 September */
	struct fund_quarter quarters[FUND_QUARTERS];
	wide_int receipts;
	wide_int transfers; /* of this year's receipts, whenever dated */
	struct date closes; /* from here on transfers equal receipts */
};

enum fund_status { /* in answers */
	FUND_NOT_COMPUTABLE = 1,
	FUND_DEFICIENT = 2,
	FUND_NO_DATA = 3,
	FUND_SHOWN = 4 /* no breach, for people to look at */
};
const char *fund_status_name(enum fund_status s);

struct fund_finding {
	enum fund_status status;
	const char *reason; /* a code that never changes its meaning */
	int year;           /* fiscal; 0: of none */
	int quarter;        /* 1..4; 0: of none */
	const char *item;   /* id of the row it is about, or the recipient; "" */
	const char *measured, *required, *sentence;
	const fact_source *evidence; /* in order of place, each once */
	size_t n_evidence;
};

struct fund {
	const struct facts *facts; /* borrowed */
	struct date as_of;
	struct date since;   /* F0; absent: no agreement is in force yet, so no year */
	struct date until;   /* T; absent: not terminated */
	uint32_t close_days; /* by the policy at D */
	bool incomplete;     /* a body is missing: one finding, no amounts */
	struct fund_year *years;
	size_t n_years;
	wide_int transfers, interest, gains; /* gains: proceeds less cost */
	wide_int base;                       /* the sum of these three */
	wide_int disbursed[FUND_RECIPIENTS];
	wide_int limits[FUND_RECIPIENTS]; /* 60, 20, 20 % of the base, rounded down */
	wide_int balance;                 /* base less all that was disbursed */
	wide_int invested;                /* of the balance, at cost */
	wide_int cash;                    /* the rest of it */
	wide_int need;                    /* stated last; 0 without need_stated */
	bool need_stated;
	struct fund_finding *findings; /* years, then rows by day, then balances by day */
	size_t n_findings, room_findings;
	fact_source *cited; /* while a finding is made */
	size_t n_cited, room_cited;
	struct arena mem;
};

/* The ledger at D of what the facts, which are finished, hold.  Free with fund_free. */
struct fund *fund_ledger(const struct facts *f, struct date d);
void fund_free(struct fund *l);

/* The fiscal year and quarter (0..3) of a day. */
int fund_year_of(struct date d);
int fund_quarter_of(struct date d);

/* "1234.56", "-0.05"; returns `out`. */
const char *fund_money(char out[static FUND_MONEY_LEN], wide_int cents);

/* "doe-loan-programs", "dod", "dfc"; by FundRecipient. */
const char *fund_recipient_name(Cmsa__FundRecipient r);

#endif
