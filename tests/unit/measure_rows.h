/* measure_rows.h - for tests of (b)(5): measures of AUS written down plainly. */
#ifndef MEASURE_ROWS_H
#define MEASURE_ROWS_H

#include "unit/comply_fixture.h"

struct measure_row {
	const char *id;
	Cmsa__MeasureKind kind;
	bool minerals, derivatives, concern, entities, uncited, no_hash;
	const char *toward, *hs6;
	int32_t start, end;
};

#define ENFORCE CMSA__MEASURE_KIND__MEASURE_TRANSSHIPMENT_ENFORCEMENT
#define SCREEN  CMSA__MEASURE_KIND__MEASURE_INVESTMENT_SCREENING
#define REMEDY  CMSA__MEASURE_KIND__MEASURE_TRADE_REMEDIES

static inline void
add_measure(struct facts *f, uint64_t seq, const struct measure_row *row)
{
	static uint8_t hash[32] = { 7 };
	char *toward = pb_text(row->toward), *hs6 = pb_text(row->hs6);
	const struct place p = place_of("AUS", seq);
	const struct hash id = id_of("AUS", seq);
	Cmsa__Measure m, *list = &m;
	Cmsa__MeasureBody body;
	struct buf b = { 0 };

	cmsa__measure__init(&m);
	m.id = pb_text(row->id);
	m.kind = row->kind;
	m.critical_minerals = row->minerals;
	m.derivative_products = row->derivatives;
	m.all_countries_of_concern = row->concern;
	m.entities_of_concern = row->entities;
	m.citation = pb_text(row->uncited ? "" : "Act 1");
	if (!row->no_hash)
		m.sha256 = pb_data(bytes_of(hash, sizeof(hash)));
	m.countries = &toward;
	m.n_countries = row->toward != NULL;
	m.hs6 = &hs6;
	m.n_hs6 = row->hs6 != NULL;
	m.start_days = row->start ? row->start : DAY0;
	m.end_days = row->end;
	cmsa__measure_body__init(&body);
	body.country = pb_text("AUS");
	body.measures = &list;
	body.n_measures = 1;
	pb_write(&b, &body.base);
	facts_add_measure(f, facts_add_source(f, &p, &id, day_ms(DAY0)), buf_view(&b));
	buf_clear(&b);
}

#endif
