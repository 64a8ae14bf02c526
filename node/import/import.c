/* import.c - the table of sources. */
#include "import.h"

#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "import_hts.h"
#include "import_tariff.h"
#include "import_ukgt.h"
#include "import_usgs.h"
#include "kind.h"
#include "mem.h"

static const struct import_source SOURCES[] = {
	{ "national-tariff", "lines of national_tariff_lines.csv", KIND_DUTY,
	    import_tariff_run },
	{ "usitc-hts", "CSV export of the US tariff schedule", KIND_DUTY,
	    import_hts_run },
	{ "ukgt-2020", "UK Global Tariff as published in 2020", KIND_DUTY,
	    import_ukgt_run },
	{ "usgs-mcs2025", "USGS Mineral Commodity Summaries 2025, world data",
	    KIND_CAPACITY, import_usgs_run_2025 },
	{ "usgs-mcs2026", "USGS Mineral Commodity Summaries 2026, data release",
	    KIND_CAPACITY, import_usgs_run_2026 },
};

static const struct {
	const char *reason, *text;
} REASONS[] = {
	{ "no-series", "not a series of a critical mineral" },
	{ "not-used", "a series that answers for no stage" },
	{ "no-measure", "neither production nor capacity nor reserves" },
	{ "qualified", "a figure for a part or kind that its label names" },
	{ "erratum", "known to be wrong" },
	{ "unreadable", "neither a figure nor a known mark" },
	{ "not-exact", "no whole number of grams" },
	{ "unit", "the unit is not that of the series" },
	{ "contradicted", "two figures for one country, series and year" },
	{ "unknown-country", "a label that is not in the table of names" },
	{ "code", "no code of 6 to 12 digits" },
	{ "rate",
	    "a rate that is no whole number of basis points, or a duty not understood" },
	{ "date", "no start date" },
	{ "marks", "edition or marks differ from those of the first line" },
	{ "repeated", "a second line of the same key" },
	{ "number", "expected a number of 4, 6, 8 or 10 digits, or none" },
	{ "indent", "expected a whole number from 0 to 31" },
	{ "no-rate", "expected a rate, here or on a row that this one stands under" },
	{ "duty",
	    "expected Free, a percentage, an amount a unit, or a sum of these, in whole basis points" },
	{ "special", "expected duties, each with symbols of programmes in brackets" },
	{ "programme", "expected a programme of us_special_programs" },
	{ "programme-ended", "of a programme that had ended when the edition begins" },
	{ "programme-countries",
	    "of a programme whose countries us_special_programs does not tell" },
	{ "chapter", "chapters 98 and 99 change the duties of other lines" },
	{ "not-read", "expected nothing: the rates of this column are not understood" },
	{ "flag", "expected True or False" },
	{ "remedy", "a trade remedy: the file tells neither its kind, rate nor origins" },
};

const struct import_source *
import_sources(size_t *n)
{
	*n = ARRAY_LEN(SOURCES);
	return SOURCES;
}

static int
unusable_cmp(const void *va, const void *vb)
{
	const struct import_unusable *a = va, *b = vb;
	int d = (a->row > b->row) - (a->row < b->row);

	return d ? d : strcmp(a->column, b->column);
}

enum err
import_run(struct import_result *out, const char *source, const struct import_request *q,
    struct errmsg *m)
{
	if (!author_is_country(q->country))
		return errmsg_set(m, ERR_INPUT,
		    "expected an alpha-3 or territory code, found \"%.20s\"", q->country);
	for (size_t i = 0; i < ARRAY_LEN(SOURCES); i++) {
		enum err e;

		if (strcmp(SOURCES[i].name, source) != 0)
			continue;
		*out = (struct import_result){ .kind = SOURCES[i].kind, .remark = "" };
		arena_init(&out->mem, 0);
		e = SOURCES[i].run(out, q, m);
		if (e)
			import_clear(out);
		else if (out->n_unusable)
			qsort(out->unusable, out->n_unusable, sizeof(*out->unusable),
			    unusable_cmp);
		return e;
	}
	return errmsg_set(m, ERR_NOT_FOUND,
	    "expected a source (national-tariff, usitc-hts, ukgt-2020, usgs-mcs2025, usgs-mcs2026), "
	    "found \"%s\"",
	    source);
}

void
import_clear(struct import_result *r)
{
	free(r->unusable);
	arena_clear(&r->mem);
	*r = (struct import_result){ .remark = "" };
}

const char *
import_reason_text(const char *reason)
{
	for (size_t i = 0; i < ARRAY_LEN(REASONS); i++)
		if (!strcmp(REASONS[i].reason, reason))
			return REASONS[i].text;
	return "not usable";
}

void
import_add_unusable(struct import_result *out, const struct import_unusable *u)
{
	if (out->n_unusable == out->room_unusable) {
		out->room_unusable = out->room_unusable ? out->room_unusable * 2 : 64;
		out->unusable =
		    mem_resize(out->unusable, out->room_unusable, sizeof(*out->unusable));
	}
	out->unusable[out->n_unusable++] = *u;
}
