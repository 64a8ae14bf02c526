/* act_check_reference.c - the rows of each reference table (PROTOCOL M3.15). */
#include "act_check.h"

#include <string.h>

#include "attr.h"
#include "limit.h"
#include "name.h"
#include "text.h"

enum {
	MAX_PARTS = 64,
	MAX_RATE_BP = 1000000
};

static bool
mined_or_processed(Cmsa__Stage s)
{
	return s == CMSA__STAGE__STAGE_MINED || s == CMSA__STAGE__STAGE_PROCESSED;
}

static bool
all_digits(char *const *codes, size_t n, size_t least, size_t most)
{
	for (size_t i = 0; i < n; i++)
		if (!text_is_digits(codes[i], least, most))
			return false;
	return true;
}

static bool
minerals_ok(const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_critical_minerals; i++) {
		const Cmsa__MineralRow *x = r->critical_minerals[i];

		if (!subject_is_valid(x->mineral) || !act_word_ok(x->name) ||
		    !act_text_ok(x->symbol) || !act_text_ok(x->group) ||
		    !act_date_ok(x->from_days) || !act_date_or_none(x->to_days))
			return false;
	}
	return true;
}

static bool
concern_ok(const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_countries_of_concern; i++) {
		const Cmsa__ConcernRow *x = r->countries_of_concern[i];

		if (!author_is_country(x->country) ||
		    x->status < CMSA__CONCERN_STATUS__CONCERN_YES ||
		    x->status > CMSA__CONCERN_STATUS__CONCERN_POLICY ||
		    !act_date_or_none(x->from_days) || !act_date_or_none(x->to_days) ||
		    !act_text_ok(x->basis))
			return false;
	}
	return true;
}

static bool
mineral_hs_ok(const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_mineral_hs6; i++) {
		const Cmsa__MineralHsRow *x = r->mineral_hs6[i];

		if (!subject_is_valid(x->mineral) || !mined_or_processed(x->stage) ||
		    (*x->hs6 && !text_is_digits(x->hs6, 6, 6)) ||
		    !act_word_ok(x->hs_edition) ||
		    !all_digits(x->us_hts8, x->n_us_hts8, 8, 10))
			return false;
	}
	return true;
}

static bool
floors_ok(const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_section301_floors; i++) {
		const Cmsa__FloorRow *x = r->section301_floors[i];

		if (!text_is_digits(x->hts8, 8, 10) || !text_is_digits(x->hs6, 6, 6) ||
		    x->rate_bp > MAX_RATE_BP || x->n_minerals > 64 ||
		    !act_text_ok(x->heading) || !act_text_ok(x->citation) ||
		    !act_date_or_none(x->from_days))
			return false;
		for (size_t k = 0; k < x->n_minerals; k++)
			if (!subject_is_valid(x->minerals[k]))
				return false;
	}
	return true;
}

static bool
select_ok(const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_select_derivative_products; i++) {
		const Cmsa__SelectRow *x = r->select_derivative_products[i];

		if (!subject_is_valid(x->product) || !act_text_ok(x->words) ||
		    (x->reading != CMSA__READING__READING_CORE &&
			x->reading != CMSA__READING__READING_WIDER) ||
		    !text_is_digits(x->hs6, 6, 6) || !text_is_digits(x->us_hts8, 8, 8) ||
		    !text_is_digits(x->us_suffix, 0, 2) || x->floor_bp > MAX_RATE_BP ||
		    !act_date_or_none(x->from_days))
			return false;
	}
	return true;
}

static bool
hs_map_ok(const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_hs2017_to_hs2022; i++) {
		const Cmsa__HsMapRow *x = r->hs2017_to_hs2022[i];

		if (!text_is_digits(x->from_code, 6, 6) || !x->n_to_codes ||
		    x->n_to_codes > 64 || !all_digits(x->to_codes, x->n_to_codes, 6, 6))
			return false;
	}
	return true;
}

static bool
iso_ok(const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_iso3166; i++) {
		const Cmsa__IsoRow *x = r->iso3166[i];

		if (!author_is_country(x->alpha3) || strlen(x->alpha2) != 2 ||
		    !text_is_digits(x->numeric, 3, 3) || !act_word_ok(x->name))
			return false;
	}
	return true;
}

static bool
income_ok(const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_country_income; i++) {
		const Cmsa__IncomeRow *x = r->country_income[i];

		if (!author_is_country(x->country) || x->year < 1900 || x->year > 2199 ||
		    x->group < CMSA__INCOME_GROUP__INCOME_LOW ||
		    x->group > CMSA__INCOME_GROUP__INCOME_HIGH)
			return false;
	}
	return true;
}

enum verdict
act_check_reference(const Cmsa__Reference *r)
{
	const struct {
		const char *table;
		size_t n;
		bool (*ok)(const Cmsa__Reference *r);
	} tables[] = {
		{ "critical_minerals", r->n_critical_minerals, minerals_ok },
		{ "countries_of_concern", r->n_countries_of_concern, concern_ok },
		{ "mineral_hs6", r->n_mineral_hs6, mineral_hs_ok },
		{ "section301_floors", r->n_section301_floors, floors_ok },
		{ "select_derivative_products", r->n_select_derivative_products,
		    select_ok },
		{ "hs2017_to_hs2022", r->n_hs2017_to_hs2022, hs_map_ok },
		{ "iso3166", r->n_iso3166, iso_ok },
		{ "country_income", r->n_country_income, income_ok },
	};
	bool found = false;

	if (!act_word_ok(r->edition) || !r->parts || r->parts > MAX_PARTS || !r->part ||
	    r->part > r->parts || !act_date_or_none(r->corrects_from_days))
		return V_FIELD;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		bool named = !strcmp(tables[i].table, r->table);

		if (!named && tables[i].n)
			return V_FIELD; /* rows of another table */
		if (!named)
			continue;
		found = true;
		if (!tables[i].n || tables[i].n > LIMIT_ROWS || !tables[i].ok(r))
			return V_FIELD;
	}
	return found ? V_OK : V_FIELD;
}
