/* body_fund.c - kind fund (PROTOCOL M5.26, M5.27).  What belongs to which kind of row is one
 * table; whether the rows are right by section 6 is for the ledger to say (comply/fund.h). */
#include "body_kinds.h"

enum { /* fields that only some kinds have */
	HAS_CENTS = 1 << 0,
	HAS_YEAR = 1 << 1,
	HAS_SUBJECT = 1 << 2,
	HAS_COST = 1 << 3,
	HAS_BACKING = 1 << 4,
	HAS_RECIPIENT = 1 << 5,
	HAS_PROJECT = 1 << 6,
	HAS_CERTIFIED = 1 << 7,
};

static const unsigned kinds[] = {
	[CMSA__FUND_KIND__FUND_RECEIPT] = HAS_CENTS | HAS_SUBJECT,
	[CMSA__FUND_KIND__FUND_TRANSFER] = HAS_CENTS | HAS_YEAR,
	[CMSA__FUND_KIND__FUND_INTEREST] = HAS_CENTS,
	[CMSA__FUND_KIND__FUND_INVESTMENT] = HAS_CENTS | HAS_BACKING,
	[CMSA__FUND_KIND__FUND_SALE] = HAS_CENTS | HAS_COST,
	[CMSA__FUND_KIND__FUND_DISBURSEMENT] = HAS_CENTS | HAS_RECIPIENT | HAS_PROJECT,
	[CMSA__FUND_KIND__FUND_CERTIFICATION] = HAS_PROJECT | HAS_CERTIFIED,
	[CMSA__FUND_KIND__FUND_NEED] = HAS_CENTS,
};

const char *
body_fund_country(const ProtobufCMessage *value)
{
	return ((const Cmsa__FundBody *)value)->country;
}

static enum verdict
check_year(const Cmsa__FundRow *r, unsigned has, size_t row, struct body_fault *fault)
{
	const bool given = r->fiscal_year >= 1900 && r->fiscal_year <= 2199;

	if (has & HAS_YEAR ? !given : r->fiscal_year != 0)
		return body_fault_set(fault, V_DATE, row, "fiscal_year",
		    "expected a year of 1900 to 2199, of a transfer alone");
	return V_OK;
}

static enum verdict
check_amounts(const Cmsa__FundRow *r, unsigned has, size_t row, struct body_fault *fault)
{
	if (r->cents < 0 || (r->cents && !(has & HAS_CENTS)))
		return body_fault_set(fault, V_QUANTITY, row, "cents",
		    "expected an amount not below 0, or none in a certification");
	if (r->cost_cents < 0 || (r->cost_cents && !(has & HAS_COST)))
		return body_fault_set(fault, V_QUANTITY, row, "cost_cents",
		    "expected an amount not below 0, of a sale alone");
	return V_OK;
}

static enum verdict
check_receipt(const Cmsa__FundRow *r, unsigned has, size_t row, struct body_fault *fault)
{
	if (*r->subject && (!(has & HAS_SUBJECT) || !subject_is_valid(r->subject)))
		return body_fault_set(fault, V_SUBJECT, row, "subject",
		    "expected a mineral, of a receipt alone");
	if (r->stage &&
	    (!(has & HAS_SUBJECT) || (r->stage != CMSA__STAGE__STAGE_MINED &&
					 r->stage != CMSA__STAGE__STAGE_PROCESSED)))
		return body_fault_set(fault, V_FIELD, row, "stage",
		    "expected mined or processed, of a receipt alone");
	return V_OK;
}

static enum verdict
check_investment(
    const Cmsa__FundRow *r, unsigned has, size_t row, struct body_fault *fault)
{
	const bool backed = r->backing >= CMSA__FUND_BACKING__BACKING_UNITED_STATES &&
			    r->backing <= CMSA__FUND_BACKING__BACKING_OTHER;

	if (has & HAS_BACKING ? !backed : r->backing || r->interest_bearing)
		return body_fault_set(fault, V_FIELD, row, "backing",
		    "expected one of its values, of an investment alone");
	if ((*r->of != '\0') != ((has & HAS_COST) != 0))
		return body_fault_set(fault, V_FIELD, row, "of",
		    "expected the id of the investment, of a sale alone");
	return V_OK;
}

static enum verdict
check_project(const Cmsa__FundRow *r, unsigned has, size_t row, struct body_fault *fault)
{
	const bool paid =
	    r->recipient >= CMSA__FUND_RECIPIENT__RECIPIENT_DOE_LOAN_PROGRAMS &&
	    r->recipient <= CMSA__FUND_RECIPIENT__RECIPIENT_DFC;

	if (has & HAS_RECIPIENT ? !paid : r->recipient || r->purpose)
		return body_fault_set(fault, V_FIELD, row, "recipient",
		    "expected one of its values, of a disbursement alone");
	if (r->purpose > CMSA__FUND_PURPOSE__PURPOSE_CRITICAL_MINERAL_PROJECT)
		return body_fault_set(
		    fault, V_FIELD, row, "purpose", "expected one of its values");
	if (*r->country && (!(has & HAS_PROJECT) || !author_is_country(r->country)))
		return body_fault_set(fault, V_FIELD, row, "country",
		    "expected an alpha-3 code, of a disbursement or certification alone");
	if (*r->project ? !(has & HAS_PROJECT) : (has & HAS_CERTIFIED) != 0)
		return body_fault_set(fault, V_FIELD, row, "project",
		    "expected a project with a certification, none but with a disbursement");
	return V_OK;
}

static enum verdict
check_certified(
    const Cmsa__FundRow *r, unsigned has, size_t row, struct body_fault *fault)
{
	const bool said = r->national_interest || r->developmental ||
			  r->strategic_competitor || r->united_states_entity ||
			  r->offered_bp;

	if ((said && !(has & HAS_CERTIFIED)) || r->offered_bp > 10000)
		return body_fault_set(fault, V_FIELD, row, "offered_bp",
		    "expected what is certified with a certification alone, and at most 10000 bp");
	return V_OK;
}

static enum verdict
check_common(const Cmsa__FundRow *r, size_t row, struct body_fault *fault)
{
	if (!*r->id)
		return body_fault_set(fault, V_FIELD, row, "id", "expected an id");
	if (r->kind < CMSA__FUND_KIND__FUND_RECEIPT ||
	    r->kind > CMSA__FUND_KIND__FUND_NEED)
		return body_fault_set(
		    fault, V_FIELD, row, "kind", "expected a kind of row");
	if (!body_date_ok(r->days))
		return body_fault_set(fault, V_DATE, row, "days", "expected a date");
	if (!body_text_ok(r->id) || !body_text_ok(r->of) || !body_text_ok(r->project) ||
	    !body_text_ok(r->citation))
		return body_fault_set(fault, V_TOO_LARGE, row, "text",
		    "expected at most %d bytes", LIMIT_TEXT_BYTES);
	return V_OK;
}

static enum verdict
check_row(const Cmsa__FundRow *r, size_t row, struct body_fault *fault)
{
	static enum verdict (*const checks[])(const Cmsa__FundRow *r, unsigned has,
	    size_t row, struct body_fault *fault) = { check_year, check_amounts,
		check_receipt, check_investment, check_project, check_certified };
	enum verdict v = check_common(r, row, fault);

	for (size_t i = 0; i < ARRAY_LEN(checks) && !v; i++)
		v = checks[i](r, kinds[r->kind], row, fault);
	return v;
}

static int
id_cmp(const void *a, const void *b)
{
	return strcmp((*(Cmsa__FundRow *const *)a)->id, (*(Cmsa__FundRow *const *)b)->id);
}

/* PROTOCOL M5.27 */
static enum verdict
check_unique(const Cmsa__FundBody *b, struct body_fault *fault)
{
	const Cmsa__FundRow *twice = body_find_twice(b->rows, b->n_rows, id_cmp);

	return twice ? body_fault_set(fault, V_DUPLICATE_KEY, BODY_ITSELF, "id",
			   "expected each id once, found \"%.40s\" twice", twice->id)
		     : V_OK;
}

enum verdict
body_fund_check(const ProtobufCMessage *value, struct body_fault *fault)
{
	const Cmsa__FundBody *b = (const Cmsa__FundBody *)value;
	enum verdict v;

	if (strcmp(b->country, "USA"))
		return body_fault_set(fault, V_COUNTRY, BODY_ITSELF, "country",
		    "expected USA, whose trust fund it is");
	if (!b->n_rows || b->n_rows > LIMIT_ROWS)
		return body_fault_set(fault, V_FIELD, BODY_ITSELF, "rows",
		    "expected 1 to %d, found %zu", LIMIT_ROWS, b->n_rows);
	for (size_t i = 0; i < b->n_rows; i++) {
		v = check_row(b->rows[i], i, fault);
		if (v)
			return v;
	}
	v = check_unique(b, fault);
	return v ? v : body_rest_check(BODY_REST(b), fault);
}
