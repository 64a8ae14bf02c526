/* alert_csv.c - rows to alerts. */
#include "alert_csv.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert_attachments.h"
#include "cell_list.h"
#include "figure.h"
#include "identifier.h"
#include "pb.h"
#include "text.h"

enum {
	GRAMS_IN_TONNE = 1000000,
	GRAMS_IN_KILOGRAM = 1000,
	CENTS = 100,
	PARTY_PIECES = 4 /* name|country|lei|part */
};

enum column {
	COUNTRY,
	ID,
	SEVERITY,
	SCHEMES,
	SUBJECTS,
	HS_EDITION,
	CODES,
	DECLARED,
	SUSPECTED,
	TRANSIT,
	ACTION,
	PARTIES,
	CONTAINERS,
	VESSEL,
	VESSEL_NAME,
	BILL,
	PORTS,
	QUANTITY,
	UNIT,
	MASS_T,
	MASS_KG,
	VALUE,
	CURRENCY,
	FIRST,
	LAST,
	BASIS,
	HANDLING,
	ATTACHMENTS,
	SAMPLE,
	N_COLUMNS
};

static const struct cells_column COLUMNS[N_COLUMNS] = {
	[COUNTRY] = { "country", true },
	[ID] = { "id", true },
	[SEVERITY] = { "severity", true },
	[SCHEMES] = { "schemes", true },
	[SUBJECTS] = { "subjects", false },
	[HS_EDITION] = { "hs_edition", false },
	[CODES] = { "codes", false },
	[DECLARED] = { "declared_origin", false },
	[SUSPECTED] = { "suspected_origin", false },
	[TRANSIT] = { "transit", false },
	[ACTION] = { "action", true },
	[PARTIES] = { "parties", false },
	[CONTAINERS] = { "containers", false },
	[VESSEL] = { "vessel_imo", false },
	[VESSEL_NAME] = { "vessel_name", false },
	[BILL] = { "bill_of_lading", false },
	[PORTS] = { "ports", false },
	[QUANTITY] = { "quantity", false },
	[UNIT] = { "unit", false },
	[MASS_T] = { "mass_t", false },
	[MASS_KG] = { "mass_kg", false },
	[VALUE] = { "value", false },
	[CURRENCY] = { "currency", false },
	[FIRST] = { "first_date", false },
	[LAST] = { "last_date", false },
	[BASIS] = { "basis", true },
	[HANDLING] = { "handling", true },
	[ATTACHMENTS] = { "attachments", false },
	[SAMPLE] = { "sample", false },
};

static const struct cells_word SEVERITIES[] = { { "low",
						    CMSA__ALERT_SEVERITY__SEVERITY_LOW },
	{ "medium", CMSA__ALERT_SEVERITY__SEVERITY_MEDIUM },
	{ "high", CMSA__ALERT_SEVERITY__SEVERITY_HIGH },
	{ "critical", CMSA__ALERT_SEVERITY__SEVERITY_CRITICAL }, { 0 } };

static const struct cells_word MARKS[] = { { "clear", CMSA__HANDLING__HANDLING_CLEAR },
	{ "green", CMSA__HANDLING__HANDLING_GREEN },
	{ "amber", CMSA__HANDLING__HANDLING_AMBER },
	{ "amber+strict", CMSA__HANDLING__HANDLING_AMBER_STRICT },
	{ "red", CMSA__HANDLING__HANDLING_RED },
	{ "TLP:CLEAR", CMSA__HANDLING__HANDLING_CLEAR },
	{ "TLP:GREEN", CMSA__HANDLING__HANDLING_GREEN },
	{ "TLP:AMBER", CMSA__HANDLING__HANDLING_AMBER },
	{ "TLP:AMBER+STRICT", CMSA__HANDLING__HANDLING_AMBER_STRICT },
	{ "TLP:RED", CMSA__HANDLING__HANDLING_RED }, { 0 } };

/* In the order of their numbers. */
static const char *const SCHEME_WORDS[] = { "duty-circumvention",
	"evasion-of-enforcement", "forced-labour-origin" };

/* --- items -------------------------------------------------------------------------- */

static bool
expect(char what[static CELL_LIST_WHAT], bool ok, const char *words)
{
	if (!ok)
		snprintf(what, CELL_LIST_WHAT, "%s", words);
	return ok;
}

static bool
is_scheme(char what[static CELL_LIST_WHAT], const char *s)
{
	bool ok = false;

	for (size_t i = 0; i < ARRAY_LEN(SCHEME_WORDS); i++)
		ok |= !strcmp(SCHEME_WORDS[i], s);
	return expect(what, ok,
	    "duty-circumvention, evasion-of-enforcement or forced-labour-origin");
}

static bool
is_subject(char what[static CELL_LIST_WHAT], const char *s)
{
	return expect(
	    what, subject_is_valid(s), "ids of minerals or select products parted by ;");
}

static bool
is_code(char what[static CELL_LIST_WHAT], const char *s)
{
	return expect(
	    what, identifier_is_hs(s), "a Harmonized System code of 4 or 6 to 12 digits");
}

static bool
is_country(char what[static CELL_LIST_WHAT], const char *s)
{
	return expect(what, author_is_country(s), "an alpha-3 country code");
}

static bool
is_port(char what[static CELL_LIST_WHAT], const char *s)
{
	return expect(what, identifier_is_locode(s),
	    "a UN/LOCODE of 5 characters without a space, such as CNSHA");
}

/* One character wrong is the usual slip: the check digit that would fit is named. */
static bool
is_checked(char what[static CELL_LIST_WHAT], const char *s, size_t length, size_t digit,
    bool (*ok)(const char *s), const char *name)
{
	char other[24];

	if (ok(s))
		return true;
	snprintf(what, CELL_LIST_WHAT, "%s", name);
	if (strlen(s) != length)
		return false;
	memcpy(other, s, length + 1);
	for (char c = '0'; c <= '9'; c++) {
		other[digit] = c;
		if (ok(other))
			snprintf(what, CELL_LIST_WHAT, "%s, here with check digit %c",
			    name, c);
	}
	return false;
}

static bool
is_container(char what[static CELL_LIST_WHAT], const char *s)
{
	return is_checked(what, s, 11, 10, identifier_is_container,
	    "a container number of ISO 6346 (ABCU1234560)");
}

static bool
is_imo(char what[static CELL_LIST_WHAT], const char *s)
{
	return is_checked(
	    what, s, 7, 6, identifier_is_imo, "an IMO ship number of 7 digits");
}

/* --- cells -------------------------------------------------------------------------- */

static char *
one_country(const struct cells *c, size_t row, enum column column)
{
	char *s = cells_text(c, row, column);

	if (*s && !author_is_country(s))
		cells_expect(c, row, column, "an alpha-3 country code, or nothing");
	return s;
}

static void
read_schemes(Cmsa__AlertBody *b, const struct cells *c, size_t row)
{
	char **items = NULL;
	size_t n = cell_list_read(&items, c, row, SCHEMES, is_scheme, CELL_LIST_SORTED);

	if (!*cells_raw(c, row, SCHEMES))
		cells_expect(c, row, SCHEMES, "one scheme at least");
	if (!n)
		return;
	b->schemes = arena_get(c->mem, n * sizeof(*b->schemes));
	/* the words sort as their numbers do */
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(SCHEME_WORDS); k++)
			if (!strcmp(SCHEME_WORDS[k], items[i]))
				b->schemes[b->n_schemes++] = (Cmsa__AlertScheme)(k + 1);
}

static void
read_goods(Cmsa__AlertBody *b, const struct cells *c, size_t row)
{
	const char *edition = cells_raw(c, row, HS_EDITION);

	b->n_subjects =
	    cell_list_read(&b->subjects, c, row, SUBJECTS, is_subject, CELL_LIST_SORTED);
	b->n_codes = cell_list_read(&b->codes, c, row, CODES, is_code, CELL_LIST_SORTED);
	b->hs_edition = cells_text(c, row, HS_EDITION);
	if (!*cells_raw(c, row, CODES) && !*cells_raw(c, row, SUBJECTS))
		cells_expect(c, row, CODES, "codes here, or minerals in \"subjects\"");
	if (*cells_raw(c, row, CODES)
		? strncmp(edition, "HS", 2) || !text_is_digits(edition + 2, 4, 4)
		: *edition != '\0')
		cells_expect(c, row, HS_EDITION,
		    "HS2022 or another edition with codes, nothing without");
}

static Cmsa__Party *
read_party(const struct cells *c, size_t row, char *text)
{
	char *piece[PARTY_PIECES] = { pb_text(""), pb_text(""), pb_text(""),
		pb_text("") },
	     what[CELL_LIST_WHAT];
	Cmsa__Party *p = arena_get(c->mem, sizeof(*p));

	assert(p);
	cmsa__party__init(p);
	if (cell_list_cut(piece, PARTY_PIECES, text, '|') > PARTY_PIECES)
		cell_list_expect(c, row, PARTIES, "name|country|lei|part, not more",
		    cells_raw(c, row, PARTIES));
	p->name = piece[0];
	p->country = piece[1];
	p->lei = piece[2];
	p->part = piece[3];
	if (!*p->name)
		cell_list_expect(
		    c, row, PARTIES, "name|country|lei|part with a name", "");
	if (*p->country && !is_country(what, p->country))
		cell_list_expect(c, row, PARTIES, what, p->country);
	if (*p->lei && !identifier_is_lei(p->lei))
		cell_list_expect(c, row, PARTIES,
		    "a legal entity identifier of 20 characters, the last two its check digits",
		    p->lei);
	return p;
}

static bool
any_item(char what[static CELL_LIST_WHAT], const char *s)
{
	return expect(what, *s != '\0', "name|country|lei|part parted by ;");
}

static void
read_parties(Cmsa__AlertBody *b, const struct cells *c, size_t row)
{
	char **items = NULL;
	size_t n = cell_list_read(&items, c, row, PARTIES, any_item, CELL_LIST_AS_IS);

	b->parties = arena_get(c->mem, (n + 1) * sizeof(*b->parties));
	for (size_t i = 0; i < n; i++)
		b->parties[i] = read_party(c, row, items[i]);
	b->n_parties = n;
}

static void
read_shipment(Cmsa__AlertBody *b, const struct cells *c, size_t row)
{
	char what[CELL_LIST_WHAT];

	b->declared_origin = one_country(c, row, DECLARED);
	b->suspected_origin = one_country(c, row, SUSPECTED);
	b->n_transit =
	    cell_list_read(&b->transit, c, row, TRANSIT, is_country, CELL_LIST_AS_IS);
	b->n_action =
	    cell_list_read(&b->action, c, row, ACTION, is_country, CELL_LIST_SORTED);
	b->n_containers = cell_list_read(
	    &b->containers, c, row, CONTAINERS, is_container, CELL_LIST_SORTED);
	b->n_ports = cell_list_read(&b->ports, c, row, PORTS, is_port, CELL_LIST_AS_IS);
	b->vessel = cells_text(c, row, VESSEL);
	if (*b->vessel && !is_imo(what, b->vessel))
		cells_expect(c, row, VESSEL, what);
	b->vessel_name = cells_text(c, row, VESSEL_NAME);
	b->bill_of_lading = cells_text(c, row, BILL);
	b->first_days = cells_date(c, row, FIRST, false).days;
	b->last_days = cells_date(c, row, LAST, false).days;
	if (b->first_days && b->last_days && b->last_days < b->first_days)
		cells_expect(c, row, LAST, "a date not before first_date");
}

/* Mass is given, or follows from a quantity in a unit of mass. */
static void
read_mass(Cmsa__AlertBody *b, const struct cells *c, size_t row)
{
	const struct figure_unit *u = figure_unit_find(b->unit);
	int64_t kg = 0;

	cells_number(&b->mass_grams, c, row, MASS_T, GRAMS_IN_TONNE,
	    "tonnes that are whole grams");
	cells_number(
	    &kg, c, row, MASS_KG, GRAMS_IN_KILOGRAM, "kilograms that are whole grams");
	if (*cells_raw(c, row, MASS_T) && *cells_raw(c, row, MASS_KG))
		cells_expect(c, row, MASS_KG, "one of mass_t and mass_kg");
	else if (kg)
		b->mass_grams = kg;
	else if (!b->mass_grams && u && u->quantity == FIGURE_MASS &&
		 figure_parse(&b->mass_grams, b->quantity, u->scale, true))
		b->mass_grams = 0; /* "about 20": shown as it stands */
}

static void
read_figures(Cmsa__AlertBody *b, const struct cells *c, size_t row)
{
	b->quantity = cells_text(c, row, QUANTITY);
	b->unit = cells_text(c, row, UNIT);
	if (*b->quantity && !*b->unit)
		cells_expect(c, row, UNIT, "the unit of the quantity");
	if (*b->unit && !*b->quantity)
		cells_expect(c, row, QUANTITY, "a quantity in that unit");
	read_mass(b, c, row);
	b->currency = cells_text(c, row, CURRENCY);
	if (cells_number(&b->value_cents, c, row, VALUE, CENTS, "at most two decimals") &&
	    *cells_raw(c, row, VALUE) && !b->value_cents)
		cells_expect(c, row, VALUE, "a value above 0, or nothing");
	if (*cells_raw(c, row, VALUE) ? !identifier_is_currency(b->currency)
				      : *b->currency != '\0')
		cells_expect(c, row, CURRENCY,
		    "a currency code such as USD with a value, nothing without");
}

static void
read_text(char **out, const struct cells *c, size_t row, enum column column)
{
	*out = cells_text(c, row, column);
	if (!*cells_raw(c, row, column))
		cells_expect(c, row, column, "a text");
}

static Cmsa__AlertBody *
read_alert(const struct cells *c, size_t row, const struct alert_csv_options *o)
{
	Cmsa__AlertBody *b = arena_get(c->mem, sizeof(*b));
	int severity = cells_word(c, row, SEVERITY, SEVERITIES, -1);
	int mark = cells_word(c, row, HANDLING, MARKS, -1);

	assert(b);
	cmsa__alert_body__init(b);
	b->severity = severity < 0 ? CMSA__ALERT_SEVERITY__SEVERITY_UNSET
				   : (Cmsa__AlertSeverity)severity;
	b->handling = mark < 0 ? CMSA__HANDLING__HANDLING_UNSET : (Cmsa__Handling)mark;
	if (o->is_public && mark >= (int)CMSA__HANDLING__HANDLING_AMBER_STRICT)
		cells_expect(
		    c, row, HANDLING, "clear, green or amber for the audience public");
	b->country = cells_text(c, row, COUNTRY);
	read_text(&b->id, c, row, ID);
	read_text(&b->basis, c, row, BASIS);
	read_schemes(b, c, row);
	read_goods(b, c, row);
	read_shipment(b, c, row);
	read_parties(b, c, row);
	read_figures(b, c, row);
	alert_attachments_read(b, c, row, ATTACHMENTS, o->folder);
	b->sample = cells_yes(c, row, SAMPLE);
	return b;
}

/* --- the file ----------------------------------------------------------------------- */

static void
check_country(struct alert_rows *out, const struct cells *c, size_t row)
{
	const char *s = cells_raw(c, row, COUNTRY);

	if (!author_is_country(s))
		cells_expect(c, row, COUNTRY, "an alpha-3 or territory code");
	else if (!*out->country)
		memcpy(out->country, s, COUNTRY_LEN);
	else if (strcmp(out->country, s) != 0)
		cells_expect(c, row, COUNTRY, "the same country on every row");
}

static void
check_repeated(const struct cells *c, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (!strcmp(cells_raw(c, i, ID), cells_raw(c, row, ID))) {
			row_errors_add(c->errors, cells_line(c, row), COLUMNS[ID].name,
			    "expected each once, found that of row %u again",
			    cells_line(c, i));
			return;
		}
}

enum err
alert_csv_parse(struct alert_rows *out, struct row_errors *errors, struct arena *mem,
    const struct csv_table *t, const struct alert_csv_options *o)
{
	struct cells c = { .errors = errors, .mem = mem };

	*out = (struct alert_rows){ 0 };
	cells_init(&c, t, COLUMNS, N_COLUMNS);
	if (!row_errors_count(errors) && !t->n_rows)
		row_errors_add(errors, 2, "", "expected at least one row, found none");
	if (row_errors_count(errors))
		return ERR_INPUT;
	out->alerts = arena_get(mem, t->n_rows * sizeof(*out->alerts));
	assert(out->alerts);
	for (size_t i = 0; i < t->n_rows; i++) {
		check_country(out, &c, i);
		out->alerts[i] = read_alert(&c, i, o);
		check_repeated(&c, i);
	}
	out->n = t->n_rows;
	if (!row_errors_count(errors))
		return ERR_NONE;
	*out = (struct alert_rows){ 0 };
	return ERR_INPUT;
}
