/* fund.c - the ledger as a whole: is it computable, its parts in turn; words and amounts. */
#include "fund.h"

#include <stdlib.h>
#include <string.h>

#include "fund_impl.h"
#include "lifecycle.h"
#include "mem.h"

const char *
fund_status_name(enum fund_status s)
{
	switch (s) {
	case FUND_NOT_COMPUTABLE: return "not-computable";
	case FUND_DEFICIENT: return "deficient";
	case FUND_NO_DATA: return "no-data";
	case FUND_SHOWN: return "shown";
	}
	return "unknown";
}

const char *
fund_recipient_name(Cmsa__FundRecipient r)
{
	static const char *const names[] = { "none", "doe-loan-programs", "dod", "dfc" };

	return (size_t)r < ARRAY_LEN(names) ? names[r] : "none";
}

const char *
fund_money(char out[static FUND_MONEY_LEN], wide_int cents)
{
	const bool negative = cents < 0;
	char digits[FUND_MONEY_LEN], *p = digits + sizeof(digits) - 1;
	int n = 0;

	*p = '\0';
	for (; cents || n < 3; cents /= 10, n++) {
		if (n == 2)
			*--p = '.';
		*--p = (char)('0' + (int)(negative ? -(cents % 10) : cents % 10));
	}
	if (negative)
		*--p = '-';
	memcpy(out, p, strlen(p) + 1);
	return out;
}

int
fund_year_of(struct date d)
{
	int y, m, day;

	date_to_ymd(d, &y, &m, &day);
	return y + (m >= 10);
}

int
fund_quarter_of(struct date d)
{
	int y, m, day;

	date_to_ymd(d, &y, &m, &day);
	return (m + 2) / 3 % FUND_QUARTERS;
}

size_t
fund_rows_until(const struct fund *l)
{
	size_t n = 0;

	while (n < l->facts->n_funds && l->facts->funds[n].fund->days <= l->as_of.days)
		n++;
	return n;
}

/* PROTOCOL M7.30: with a body of the fund missing, or a retraction that may take rows of it
 * back, nothing is computed. */
static bool
is_missing(struct fund *l)
{
	for (size_t i = 0; i < l->facts->n_missing; i++) {
		const struct fact_missing *m = &l->facts->missing[i];

		if (strcmp(m->country, "USA") ||
		    (m->kind != KIND_FUND && m->kind != KIND_RETRACTION))
			continue;
		fund_say(l,
		    &(struct fund_finding){
			.status = FUND_NOT_COMPUTABLE, .reason = "body-missing" },
		    "An entry of the United States about the trust fund, or that takes one back, is not held here: nothing is computed");
		return true;
	}
	return false;
}

struct fund *
fund_ledger(const struct facts *f, struct date d)
{
	struct fund *l = mem_new(sizeof(*l));
	struct law law;

	l->facts = f;
	l->as_of = d;
	arena_init(&l->mem, 0);
	law_at(&law, f->registry, d);
	l->since = alliance_in_force_since(f->registry, d);
	l->until = alliance_terminated(f->registry, d);
	l->close_days = law_fund_close_days(law.policy);
	l->incomplete = is_missing(l);
	if (!l->incomplete) {
		fund_years_find(l, &law);
		fund_rows_find(l, &law);
		fund_flow_find(l);
	}
	law_clear(&law);
	return l;
}

void
fund_free(struct fund *l)
{
	if (!l)
		return;
	free(l->years);
	free(l->findings);
	free(l->cited);
	arena_clear(&l->mem);
	free(l);
}
