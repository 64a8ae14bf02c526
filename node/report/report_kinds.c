/* report_kinds.c - the table of reports, and what all of them begin and end with. */
#include "report_kinds.h"

#include <string.h>

#include "compliance.h"
#include "frozen.h"
#include "report_work.h"

struct report_kind {
	const char *name, *title;
	bool of_country;
	void (*build)(struct report_work *w);
};

static const struct report_kind kinds[] = {
	{ "annual", "Annual report on the Alliance", false, report_annual_build },
	{ "five-year", "Five-year review of the Alliance", false,
	    report_five_year_build },
	{ "country", "Country report", true, report_country_build },
};

const struct report_kind *
report_kinds_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

bool
report_kinds_of_country(const struct report_kind *k)
{
	return k->of_country;
}

/* --- what it rests on --------------------------------------------------------------- */

static const char *
level_of(const struct report_work *w)
{
	return w->facts->level == LEVEL_MEMBER_FACTS ? "member" : "public";
}

static void
add_facts(struct report_work *w)
{
	struct buf position = { 0 };
	char date[REPORT_DATE_LEN], hex[HASH_HEX_LEN];
	const struct hash alliance = registry_alliance(w->registry);

	position_write(&position, &w->facts->position);
	buf_add(&position, "", 1);
	date_write(date, w->d);
	report_fact_add(w->r, "as of", "%s", date);
	report_fact_add(w->r, "position", "%s", (const char *)position.p);
	report_fact_add(w->r, "level", "%s", level_of(w));
	hash_hex(hex, &w->findings->digest);
	report_fact_add(w->r, "digest of the findings", "%s",
	    w->findings->incomplete ? "none: bodies are missing here" : hex);
	for (size_t i = 0; i < w->facts->n_forks; i++) {
		char words[FROZEN_LEN];

		frozen_words(words, &w->facts->forks[i]);
		report_fact_add(w->r, "frozen", "%s", words);
	}
	hash_hex(hex, &alliance);
	report_fact_add(w->r, "alliance", "%s", hex);
	report_fact_add(w->r, "rules version", "%u", w->findings->rules_version);
	buf_clear(&position);
}

static const char *
choice_text(struct report_work *w, const json_t *v)
{
	char *s = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
	const char *text = json_is_string(v)
			       ? report_text(w->r, "%s", json_string_value(v))
			   : json_is_boolean(v) ? (json_is_true(v) ? "yes" : "no")
						: report_text(w->r, "%s", s ? s : "");

	free(s);
	return text;
}

static void
add_choices(struct report_work *w)
{
	struct grid *g = report_table_add(w->r, "choices",
	    "Choices used, where the Act is silent or can be read two ways",
	    "choice value");
	json_t *o = compliance_choices(w->registry, w->d), *v;
	const char *name;

	json_object_foreach(o, name, v)
	{
		if (json_is_object(v) || !strcmp(name, "kinds") ||
		    !strcmp(name, "commercial_quantities"))
			continue;
		grid_row(g);
		grid_text(g, name);
		grid_text(g, choice_text(w, v));
	}
	json_decref(o);
}

static const char *
fact_of(const struct report *r, const char *name)
{
	for (size_t i = 0; i < r->n_facts; i++)
		if (!strcmp(r->facts[i].name, name))
			return r->facts[i].value;
	return "";
}

/* How anybody checks it. */
static void
add_check(struct report_work *w)
{
	struct report *r = w->r;
	const char *at = fact_of(r, "position"), *on = fact_of(r, "as of");
	struct grid *g;

	report_section_add(r, "", "What this rests on, and how to check it");
	report_paragraph(r,
	    "Everything here is computed from signed entries and acts up to one position, by "
	    "rules that are the same on every node. Whoever holds the same position and may read "
	    "the same bodies gets the same answer, byte for byte.");
	g = report_table_add(
	    r, "about", "Position, date, level and digest", "name value");
	for (size_t i = 0; i < r->n_facts; i++) {
		grid_row(g);
		grid_text(g, r->facts[i].name);
		grid_text(g, r->facts[i].value);
	}
	g = report_table_add(r, "check", "To check it", "what command");
	grid_row(g);
	grid_text(g, "the findings and their digest");
	grid_format(
	    g, "cmsa compliance --at %s --as-of %s --level %s", at, on, level_of(w));
	grid_row(g);
	grid_text(g, "this report again");
	grid_format(g, "cmsa report %s%s%s --html --at %s --as-of %s --level %s", r->kind,
	    *w->country ? " " : "", w->country, at, on, level_of(w));
	grid_row(g);
	grid_text(g, "an entry named here as AUTHOR:INCARNATION:NUMBER");
	grid_text(g, "cmsa show AUTHOR NUMBER");
	grid_row(g);
	grid_text(g, "all of it without a node, from a file");
	grid_text(g, "cmsa audit export --out FILE, then cmsa-audit verify FILE");
	add_choices(w);
}

static void
add_subtitle(struct report_work *w)
{
	w->r->subtitle = report_text(w->r, "As of %s, from what %s may read",
	    report_words_date(w, w->d),
	    w->facts->level == LEVEL_MEMBER_FACTS ? "members" : "everybody");
}

struct report *
report_kinds_make(
    const struct report_kind *k, struct facts *f, struct date d, const char *country)
{
	struct report_work w = { .r = report_new(k->name, k->title),
		.facts = f,
		.registry = f->registry,
		.d = d,
		.country = country };
	struct arena names = { 0 };

	arena_init(&names, 0);
	w.findings = comply_judge(f, d);
	w.coverage = coverage_at(f, d);
	law_at(&w.law, f->registry, d);
	judge_init(&w.judge, &names, f, &w.law, d);
	add_facts(&w);
	add_subtitle(&w);
	k->build(&w);
	add_check(&w);
	report_finish(w.r);
	judge_clear(&w.judge);
	law_clear(&w.law);
	coverage_free(w.coverage);
	findings_free(w.findings);
	arena_clear(&names);
	return w.r;
}
