/* compliance_json.c - findings as one JSON document. */
#include <string.h>

#include "compliance.h"
#include "compliance_replies_json.h"
#include "frozen_json.h"
#include "json.h"
#include "law.h"
#include "lifecycle.h"
#include "pb_json.h"

static bool
is_shown(const struct compliance_view *v, const char *country, Cmsa__Criterion c)
{
	return (!v->country || !strcmp(v->country, country)) &&
	       (!v->criterion || v->criterion == c);
}

json_t *
compliance_choices(const struct registry *r, struct date d)
{
	struct law law;
	json_t *o;

	law_at(&law, r, d);
	o = pb_json(&law.policy->base);
	json_object_del(o, "first_deficient_miss");
	json_set_int(o, "meetings_may_miss", law_meetings_may_miss(law.policy));
	/* a switch that is off is a choice too */
	json_set_bool(o, "hkg_mac_country", law.policy->hkg_mac_country);
	json_set_bool(o, "hkg_mac_entities", law.policy->hkg_mac_entities);
	json_set_bool(o, "sdp_wider", law.policy->sdp_wider);
	law_clear(&law);
	return o;
}

static json_t *
counts_of(const struct findings *fs, const struct criterion_result *r)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < r->n_counts; i++) {
		const struct status_count *k = &fs->counts[r->first_count + i];
		json_t *o = json_object();

		json_set_text(o, "status", status_name(k->status));
		json_set_text(o, "reason", k->reason);
		json_set_int(o, "count", k->count);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
finding_of(const struct findings *fs, const struct finding *f)
{
	json_t *o = pb_json(&f->pb.base);

	json_object_del(o, "country");
	json_object_del(o, "criterion");
	json_set_text(o, "status", status_name(f->pb.status));
	json_set_text(o, "sentence", f->sentence);
	json_set(o, "replies",
	    compliance_replies_json(fs, f->pb.country, f->pb.criterion, &f->pb));
	return o;
}

/* "b1", as one types it */
static void
set_criterion(json_t *o, Cmsa__Criterion c)
{
	char code[16];
	size_t n = 0;

	for (const char *s = criterion_name(c); *s && n + 1 < sizeof(code); s++)
		if (*s != '(' && *s != ')')
			code[n++] = (char)(*s >= 'A' && *s <= 'Z' ? *s - 'A' + 'a' : *s);
	code[n] = '\0';
	json_set_text(o, "criterion", code);
}

static json_t *
criteria_of(
    const struct findings *fs, const struct compliance_view *v, const char *country)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fs->n_criteria; i++) {
		const struct criterion_result *r = &fs->criteria[i];
		json_t *o, *found;

		if (strcmp(r->country, country) || !is_shown(v, country, r->criterion))
			continue;
		o = json_object();
		set_criterion(o, r->criterion);
		json_set_text(o, "clause", criterion_name(r->criterion));
		json_set_text(o, "status", status_name(r->status));
		json_set_bool(o, "before_entry", r->before_entry);
		json_set_bool(o, "counted", r->counted);
		json_set(o, "counts", counts_of(fs, r));
		json_set(o, "replies",
		    compliance_replies_json(fs, country, r->criterion, NULL));
		if (v->findings) {
			found = json_array();
			for (uint32_t k = 0; k < r->n_findings; k++)
				json_array_append_new(found,
				    finding_of(fs, &fs->list[r->first_finding + k]));
			json_set(o, "findings", found);
		}
		json_array_append_new(list, o);
	}
	return list;
}

/* Every paragraph of 4(b): agreed by an undertaking, and performed as the findings say. */
static json_t *
paragraphs_of(const struct findings *fs, const struct country_result *c)
{
	json_t *list = json_array();

	for (int p = 1; p < COMPLY_PARAGRAPHS; p++) {
		const struct agreed *a = &c->agreed[p];
		const char *performed = "not-judged";
		json_t *o = json_object();

		for (size_t i = 0; i < fs->n_criteria; i++)
			if ((int)fs->criteria[i].criterion == p &&
			    !strcmp(fs->criteria[i].country, c->country))
				performed = status_name(fs->criteria[i].status);
		set_criterion(o, (Cmsa__Criterion)p);
		json_set_text(o, "clause", criterion_name((Cmsa__Criterion)p));
		json_set_bool(o, "agreed", a->act != 0);
		json_set_date(o, "agreed_on", a->since);
		json_set_int(o, "undertaking", (int64_t)a->act);
		json_set_text(o, "performed", performed);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
country_of(const struct findings *fs, const struct compliance_view *v,
    const struct country_result *c)
{
	struct lifecycle life = lifecycle_at(fs->facts->registry, c->country, fs->as_of);
	json_t *o = json_object();

	json_set_text(o, "country", c->country);
	json_set_text(o, "state", life_state_name(life.state));
	json_set_date(o, "certified", life.certified);
	json_set_date(o, "in_force", life.in_force);
	json_set_date(o, "withdrawn", life.withdrawn);
	json_set_bool(o, "complies", c->complies);
	json_set_bool(o, "informational", c->informational);
	json_set_bool(o, "territory", c->territory);
	json_set_text(o, "note", c->note);
	json_set(o, "paragraphs", paragraphs_of(fs, c));
	json_set(o, "criteria", criteria_of(fs, v, c->country));
	return o;
}

void
compliance_json(
    struct buf *out, const struct findings *fs, const struct compliance_view *v)
{
	json_t *doc = json_object(), *countries = json_array();
	struct buf position = { 0 };

	position_write(&position, &fs->facts->position);
	buf_add(&position, "", 1);
	json_set_text(doc, "position", (const char *)position.p);
	json_set_date(doc, "as_of", fs->as_of);
	json_set_text(
	    doc, "level", fs->facts->level == LEVEL_MEMBER_FACTS ? "member" : "public");
	json_set_int(doc, "rules_version", fs->rules_version);
	json_set_bool(doc, "incomplete", fs->incomplete);
	if (fs->incomplete)
		json_set_text(doc, "digest", "");
	else
		json_set_hash(doc, "digest", &fs->digest);
	json_set(doc, "frozen", frozen_json(fs->facts));
	json_set(doc, "choices", compliance_choices(fs->facts->registry, fs->as_of));
	for (size_t i = 0; i < fs->n_countries; i++)
		if (!v->country || !strcmp(v->country, fs->countries[i].country))
			json_array_append_new(
			    countries, country_of(fs, v, &fs->countries[i]));
	json_set(doc, "countries", countries);
	json_write(out, doc, 0);
	buf_clear(&position);
}
