/* hts_rates.h - the three rate columns of one row of the US tariff schedule as lines:
 *
 *   General    ordinary, toward any origin
 *   Special    of a programme for countries: ordinary, toward each of them; of two for one country the
 *              lower (general note 3(a)(iii)); of a programme for goods: relief, its symbol the measure
 *   Column 2   ordinary, toward each country it applies to, which column 1 is not for: neither the reliefs */
#ifndef HTS_RATES_H
#define HTS_RATES_H

#include "hts_tables.h"
#include "tariff_lines.h"

enum hts_column {
	HTS_NUMBER,
	HTS_INDENT,
	HTS_GENERAL,
	HTS_SPECIAL,
	HTS_COLUMN2,
	HTS_QUOTA,
	HTS_ADDITIONAL,
	N_HTS_COLUMNS
};

/* The names of the columns, to be found. */
#define HTS_COLUMNS                                                                  \
	{                                                                            \
		{ "HTS Number", 0 }, { "Indent", 0 }, { "General Rate of Duty", 0 }, \
		    { "Special Rate of Duty", 0 }, { "Column 2 Rate of Duty", 0 },   \
		    { "Quota Quantity", 0 },                                         \
		{                                                                    \
			"Additional Duties", 0                                       \
		}                                                                    \
	}

struct hts_rates {
	struct tariff_lines lines;
	struct hts_tables tables;
	struct date start; /* of the edition: no line starts before */
};

/* Adds the lines that the rates of `row` give `code`, of 6 to 10 digits.  A cell that is not
 * understood, a symbol that is not in the table and a programme that has ended are listed. */
void hts_rates_add(struct hts_rates *h, size_t row, const char *code);

#endif
