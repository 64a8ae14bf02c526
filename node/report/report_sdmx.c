/* report_sdmx.c - capacity as SDMX-CSV 1.0 (sdmx-twg/sdmx-csv, data message): the first column
 * names the dataflow, then the dimensions, the value and its attribute. */
#include <inttypes.h>
#include <stdio.h>

#include "csvread.h"
#include "report_formats.h"

static const char DATAFLOW[] = "CMSA:CAPACITY(1.0)";

/* A code of SDMX: capital letters, digits, '_' and '-'; "_Z": not applicable. */
static void
add_code(struct buf *out, const char *s)
{
	buf_add_str(out, ",");
	if (!*s)
		buf_add_str(out, "_Z");
	for (; *s; s++) {
		const char c = *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s;
		const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
				  c == '-' || c == '_';

		buf_add(out, kept ? &c : "_", 1);
	}
}

/* Tonnes or cubic metres, exactly. */
static void
add_value(struct buf *out, const struct report_observation *o)
{
	const int64_t unit = o->volume ? 1000 : 1000000;
	const int digits = o->volume ? 3 : 6;
	char text[64];
	int n;

	buf_add_str(out, ",");
	if (o->value == REPORT_ABSENT)
		return;
	n = snprintf(text, sizeof(text), "%" PRId64 ".%0*" PRId64, o->value / unit,
	    digits, o->value % unit);
	while (n > 1 && text[n - 1] == '0')
		n--;
	if (text[n - 1] == '.')
		n--;
	buf_add(out, text, (size_t)n);
}

void
report_sdmx_write(struct buf *out, const struct report *r)
{
	char year[16];

	buf_add_str(out, "DATAFLOW,REF_AREA,MINERAL,STAGE,BASIS,UNIT_MEASURE,TIME_PERIOD,"
			 "OBS_VALUE,OBS_STATUS\n");
	for (size_t i = 0; i < r->n_observations; i++) {
		const struct report_observation *o = &r->observations[i];

		buf_add_str(out, DATAFLOW);
		add_code(out, o->area);
		add_code(out, o->mineral);
		add_code(out, o->stage);
		add_code(out, o->basis);
		buf_add_str(out, o->volume ? ",M3" : ",T");
		snprintf(year, sizeof(year), ",%04" PRIu32, o->year);
		buf_add_str(out, o->year ? year : ",");
		if (!o->year)
			buf_add_str(out, o->day);
		add_value(out, o);
		buf_add_str(out, ",");
		buf_add(out, &o->status, 1);
		buf_add_str(out, "\n");
	}
}
