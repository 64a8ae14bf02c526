/* report_findings.c - deficiencies in words, and the criteria at a glance. */
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "reply_of.h"
#include "report_work.h"
#include "sentence.h"

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

void
report_findings_limits(struct report_work *w)
{
	if (w->findings->incomplete || w->coverage->incomplete)
		report_note(w->r,
		    "Incomplete: some bodies are not held here, or are not for everybody to "
		    "read. Findings that could rest on them are left open, figures are those "
		    "of what can be read, and the findings have no digest.");
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

/* --- sentences ---------------------------------------------------------------------- */

/* Findings whose sentences differ in the goods alone. */
struct group {
	const char *before, *after; /* of the goods in the sentence */
	const struct finding *first;
	const char *goods; /* all, parted by "; " */
	size_t n;          /* findings */
	uint64_t checks;
	const Cmsa__Ref **evidence; /* of all, each once, by place */
	size_t n_evidence, room;
};

struct groups {
	struct group *v;
	size_t n, room;
};

/* The goods with every code, where the sentence names the first eight. */
static const char *
all_goods(struct report_work *w, const Cmsa__Finding *f, const char *goods)
{
	const char *name = strchr(goods, '('), *codes = "";

	if (f->n_hs6 < 2)
		return goods;
	for (size_t i = 0; i < f->n_hs6; i++)
		codes = report_text(w->r, "%s%s%s", codes, i ? ", " : "", f->hs6[i]);
	return name ? report_text(w->r, "%s %s", codes, name) : codes;
}

/* Cuts the sentence where it names the goods; what does not is all "before". */
static struct group
group_of(struct report_work *w, const struct finding *f)
{
	const char *goods = sentence_goods(&w->r->mem, &f->pb);
	const char *at = strstr(f->sentence, goods);

	return (struct group){
		.before = at ? arena_strndup(
				   &w->r->mem, f->sentence, (size_t)(at - f->sentence))
			     : f->sentence,
		.after = at ? at + strlen(goods) : "",
		.first = f,
		.goods = at ? all_goods(w, &f->pb, goods) : "",
	};
}

static int
ref_cmp(const Cmsa__Ref *a, const Cmsa__Ref *b)
{
	int c = strcmp(a->author, b->author);

	if (!c)
		c = a->incarnation < b->incarnation ? -1
						    : a->incarnation > b->incarnation;
	return c ? c : (a->seq < b->seq ? -1 : a->seq > b->seq);
}

static void
add_evidence(struct group *g, const Cmsa__Ref *ref)
{
	size_t at = 0;

	while (at < g->n_evidence && ref_cmp(g->evidence[at], ref) < 0)
		at++;
	if (at < g->n_evidence && !ref_cmp(g->evidence[at], ref))
		return;
	g->evidence =
	    grow(g->evidence, &g->room, g->n_evidence, sizeof(const Cmsa__Ref *));
	memmove(g->evidence + at + 1, g->evidence + at,
	    (g->n_evidence - at) * sizeof(*g->evidence));
	g->evidence[at] = ref;
	g->n_evidence++;
}

static void
gather(struct groups *list, struct report_work *w, const struct finding *f)
{
	const struct group x = group_of(w, f);
	struct group *g = NULL;

	for (size_t i = 0; i < list->n && !g; i++)
		if (!strcmp(list->v[i].before, x.before) &&
		    !strcmp(list->v[i].after, x.after))
			g = &list->v[i];
	if (!g) {
		list->v = grow(list->v, &list->room, list->n, sizeof(*list->v));
		g = &list->v[list->n++];
		*g = x;
	} else {
		g->goods = report_text(w->r, "%s; %s", g->goods, x.goods);
	}
	g->n++;
	g->checks += f->pb.count;
	for (size_t i = 0; i < f->pb.n_evidence; i++)
		add_evidence(g, f->pb.evidence[i]);
}

static const char *
entries_of(struct report_work *w, const struct group *g)
{
	const char *all = "";

	for (size_t i = 0; i < g->n_evidence; i++)
		all = report_text(w->r, "%s%s%s:%u:%llu", all, i ? ", " : "",
		    g->evidence[i]->author, g->evidence[i]->incarnation,
		    (unsigned long long)g->evidence[i]->seq);
	return all;
}

/* One finding as it is; of several the goods behind a colon.  As a sentence: a capital letter, a
 * full stop. */
static const char *
sentence_of(struct report_work *w, const struct group *g)
{
	const char *text = g->n == 1 ? g->first->sentence
				     : report_text(w->r, "%s%zu kinds of goods%s: %s",
					   g->before, g->n, g->after, g->goods);
	char *s = arena_strdup(&w->r->mem, report_text(w->r, "%s.", text));

	if (*s >= 'a' && *s <= 'z')
		*s = (char)(*s - 'a' + 'A');
	return s;
}

static void
add_group(struct report_work *w, const struct group *g)
{
	const Cmsa__Finding *f = &g->first->pb;
	const struct report_finding x = { .country = f->country,
		.criterion = criterion_name(f->criterion),
		.status = status_name(f->status),
		.reason = f->reason,
		.checks = g->checks,
		.sentence = sentence_of(w, g),
		.measured = f->measured,
		.required = f->required,
		.entries = entries_of(w, g) };

	report_finding_add(w->r, &x);
}

static void
add_status(struct report_work *w, const struct criterion_result *r, Cmsa__Status status)
{
	struct groups list = { 0 };

	for (uint32_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = &w->findings->list[r->first_finding + i];

		if (f->pb.status == status)
			gather(&list, w, f);
	}
	for (size_t i = 0; i < list.n; i++) {
		add_group(w, &list.v[i]);
		free(list.v[i].evidence);
	}
	free(list.v);
}

/* --- one country -------------------------------------------------------------------- */

static bool
answers_one(const struct report_work *w, const struct criterion_result *r,
    const struct fact_reply *reply)
{
	for (uint32_t i = 0; i < r->n_findings; i++) {
		const Cmsa__Finding *f = &w->findings->list[r->first_finding + i].pb;

		if ((f->status == CMSA__STATUS__STATUS_DEFICIENT ||
			f->status == CMSA__STATUS__STATUS_NO_DATA) &&
		    reply_of_finding(reply, f))
			return true;
	}
	return false;
}

/* PROTOCOL M7.36: what the country answers stands beside the findings and changes none. */
static void
add_replies(struct report_work *w, const struct criterion_result *r)
{
	size_t n = 0;
	const struct fact_reply *all = facts_replies_of(w->facts, r->country, &n);

	for (size_t i = 0; i < n; i++)
		if (answers_one(w, r, &all[i]))
			report_note(w->r,
			    "%s replies to the findings of %s (entry %s): %s", r->country,
			    report_words_date(
				w, (struct date){ all[i].reply->as_of_days }),
			    report_words_entry(w, all[i].source), all[i].reply->text);
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
	report_paragraph(w->r, "Of %s checks %s %s deficient%s.%s",
	    report_words_number(w, t.all), report_words_number(w, t.deficient),
	    t.deficient == 1 ? "is" : "are",
	    t.no_data ? report_text(w->r, "; for %s nothing comparable is published",
			    report_words_number(w, t.no_data))
		      : "",
	    r->counted ? "" : " They do not count against the country at this date.");
	add_status(w, r, CMSA__STATUS__STATUS_DEFICIENT);
	add_status(w, r, CMSA__STATUS__STATUS_NO_DATA);
	add_replies(w, r);
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

static const char *
criteria_in_words(struct report_work *w, const char *country)
{
	const char *all = "";

	for (int k = 1; k < COMPLY_PARAGRAPHS; k++) {
		const struct criterion_result *r =
		    result_of(w, country, (Cmsa__Criterion)k);

		all = report_text(w->r, "%s%s%s %s: %s", all, k > 1 ? "; " : "",
		    criterion_name((Cmsa__Criterion)k),
		    criterion_title((Cmsa__Criterion)k),
		    r ? status_name(r->status) : "not judged");
	}
	return report_text(w->r, "%s. The worst finding decides a criterion.", all);
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
	c->alternative =
	    country ? criteria_in_words(w, country)
		    : report_text(w->r,
			  "%zu of %zu countries judged meet every criterion that "
			  "counts; the United States is shown for information and "
			  "not judged. The worst finding decides a criterion. The "
			  "table below has the names of the criteria, and counts.",
			  comply, n);
	add_matrix_table(w, country);
}
