/* report_findings.c - deficiencies in words, and the criteria at a glance. */
#include <string.h>

#include "report_work.h"

static const char NOTHING[] = "nothing-published";

const struct country_result *
report_findings_country(const struct report_work *w, const char *country)
{
	const char *party = lifecycle_party(w->registry, country);
	const Cmsa__Territory *t = registry_territory_of(w->registry, country);
	const char *const names[] = { country, party, t ? t->code : country };

	for (size_t k = 0; k < ARRAY_LEN(names); k++)
		for (size_t i = 0; i < w->findings->n_countries; i++)
			if (!strcmp(w->findings->countries[i].country, names[k]))
				return &w->findings->countries[i];
	return NULL;
}

static bool
has_head(const struct report_work *w, const char *author)
{
	const struct position *p = &w->facts->position;

	for (size_t i = 0; i < p->n_heads; i++)
		if (p->heads[i].place.seq && !strcmp(p->heads[i].place.author, author))
			return true;
	return false;
}

bool
report_findings_has_feed(const struct report_work *w, const char *country)
{
	const Cmsa__Territory *t = registry_territory_of(w->registry, country);

	return has_head(w, country) || (t && has_head(w, t->code));
}

static const struct criterion_result *
result_of(const struct report_work *w, const char *country, Cmsa__Criterion c)
{
	for (size_t i = 0; i < w->findings->n_criteria; i++)
		if (w->findings->criteria[i].criterion == c &&
		    !strcmp(w->findings->criteria[i].country, country))
			return &w->findings->criteria[i];
	return NULL;
}

struct report_tally
report_findings_tally(const struct report_work *w, const char *country, Cmsa__Criterion c)
{
	const struct criterion_result *r = result_of(w, country, c);
	struct report_tally t = { 0 };

	for (uint32_t i = 0; r && i < r->n_counts; i++) {
		const struct status_count *k = &w->findings->counts[r->first_count + i];

		t.all += k->count;
		if (k->status == CMSA__STATUS__STATUS_DEFICIENT)
			t.deficient += k->count;
		if (k->status == CMSA__STATUS__STATUS_NO_DATA)
			t.no_data += k->count;
	}
	return t;
}

/* --- one country -------------------------------------------------------------------- */

static const char *
entries_of(struct report_work *w, const Cmsa__Finding *f)
{
	const char *all = "";

	for (size_t i = 0; i < f->n_evidence; i++)
		all = report_text(w->r, "%s%s%s:%u:%llu", all, i ? ", " : "",
		    f->evidence[i]->author, f->evidence[i]->incarnation,
		    (unsigned long long)f->evidence[i]->seq);
	return all;
}

static void
add_finding(struct report_work *w, const struct finding *f)
{
	const struct report_finding x = { .country = f->pb.country,
		.criterion = criterion_name(f->pb.criterion),
		.status = status_name(f->pb.status),
		.reason = f->pb.reason,
		.sentence = f->sentence,
		.measured = f->pb.measured,
		.required = f->pb.required,
		.entries = entries_of(w, &f->pb) };

	report_finding_add(w->r, &x);
}

static void
add_status(struct report_work *w, const struct criterion_result *r, Cmsa__Status status)
{
	for (uint32_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = &w->findings->list[r->first_finding + i];

		if (f->pb.status == status)
			add_finding(w, f);
	}
}

static void
list_criterion(struct report_work *w, const char *country, Cmsa__Criterion c)
{
	const struct criterion_result *r = result_of(w, country, c);
	const struct report_tally t = report_findings_tally(w, country, c);

	if (!r || (!t.deficient && !t.no_data))
		return;
	report_heading(w->r, "%s %s: %s", criterion_name(c), criterion_title(c),
	    status_name(r->status));
	report_paragraph(w->r,
	    "Of %s checks %s are deficient and for %s nothing comparable is published.%s",
	    report_words_number(w, t.all), report_words_number(w, t.deficient),
	    report_words_number(w, t.no_data),
	    r->counted ? "" : " They do not count against the country at this date.");
	add_status(w, r, CMSA__STATUS__STATUS_DEFICIENT);
	add_status(w, r, CMSA__STATUS__STATUS_NO_DATA);
}

static void
list_nothing(struct report_work *w, const char *country)
{
	for (int c = 1; c < COMPLY_PARAGRAPHS; c++) {
		const struct report_finding x = { .country = country,
			.criterion = criterion_name((Cmsa__Criterion)c),
			.status = status_name(CMSA__STATUS__STATUS_NO_DATA),
			.reason = NOTHING,
			.sentence = report_text(w->r, "%s %s: nothing published by %s.",
			    criterion_name((Cmsa__Criterion)c),
			    criterion_title((Cmsa__Criterion)c), country),
			.measured = "",
			.required = "",
			.entries = "" };

		report_finding_add(w->r, &x);
	}
}

void
report_findings_list(struct report_work *w, const char *country)
{
	const struct country_result *r = report_findings_country(w, country);

	if (!r || !report_findings_has_feed(w, country)) {
		list_nothing(w, country);
		return;
	}
	for (int c = 1; c < COMPLY_PARAGRAPHS; c++)
		list_criterion(w, r->country, (Cmsa__Criterion)c);
}

/* --- at a glance -------------------------------------------------------------------- */

static void
add_matrix_row(struct report_work *w, struct report_chart *c, const char *country)
{
	report_chart_row(w->r, c, report_words_country(w, country));
	for (int k = 1; k < COMPLY_PARAGRAPHS; k++) {
		const struct criterion_result *r =
		    result_of(w, country, (Cmsa__Criterion)k);

		report_chart_value(w->r, c, (size_t)k - 1, REPORT_ABSENT,
		    r ? status_name(r->status) : "-");
	}
}

static void
add_matrix_table(struct report_work *w, const char *country)
{
	struct grid *g = report_table_add(w->r, "criteria",
	    "Checks by country and criterion; * computed, and not counted at this date",
	    "country criterion title agreed performed #checks #deficient #no_data");

	for (size_t i = 0; i < w->findings->n_criteria; i++) {
		const struct criterion_result *r = &w->findings->criteria[i];
		const struct country_result *c = report_findings_country(w, r->country);
		const struct report_tally t =
		    report_findings_tally(w, r->country, r->criterion);

		if (country && strcmp(country, r->country) != 0)
			continue;
		grid_row(g);
		grid_text(g, r->country);
		grid_text(g, criterion_name(r->criterion));
		grid_text(g, criterion_title(r->criterion));
		grid_text(g, c && c->agreed[r->criterion].act ? "yes" : "no");
		grid_format(g, "%s%s", status_name(r->status), r->counted ? "" : " *");
		grid_number(g, (int64_t)t.all);
		grid_number(g, (int64_t)t.deficient);
		grid_number(g, (int64_t)t.no_data);
	}
}

void
report_findings_matrix(struct report_work *w, const char *country)
{
	struct report_chart *c = report_chart_add(
	    w->r, REPORT_CHART_MATRIX, "The criteria of section 4(b) at a glance");
	size_t n = 0, comply = 0;

	for (int k = 1; k < COMPLY_PARAGRAPHS; k++)
		report_chart_series(w->r, c, criterion_name((Cmsa__Criterion)k));
	for (size_t i = 0; i < w->findings->n_countries; i++) {
		const struct country_result *r = &w->findings->countries[i];

		if (country && strcmp(country, r->country) != 0)
			continue;
		add_matrix_row(w, c, r->country);
		n += !r->informational;
		comply += r->complies && !r->informational;
	}
	c->alternative = report_text(w->r,
	    "%zu of %zu countries judged meet every criterion that counts%s. The worst finding "
	    "decides a criterion: (b)(1) duty floors, (b)(2) meetings, (b)(3) capacity reviews, "
	    "(b)(4) duty elimination, (b)(5)(A) transshipment, (b)(5)(B) investment screening, "
	    "(b)(5)(C) trade remedies. The table below has the words and counts.",
	    comply, n,
	    country ? "" : "; the United States is shown for information and not judged");
	add_matrix_table(w, country);
}
