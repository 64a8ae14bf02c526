/* scenario_acts.c - statements that make acts: territory, enrol, certify, resolution,
 * in-force, admit. */
#include "scenario.h"

#include <stdio.h>
#include <string.h>

#include "name.h"
#include "pb.h"

void
scenario_acts_fold(
    struct scenario *s, struct cursor *c, Cmsa__Act *act, const struct world_act *label)
{
	enum verdict v;

	cursor_end(c);
	if (c->bad)
		return;
	v = world_add_act(s->world, act, label);
	if (v)
		cursor_fail(c, "the register refused the act: %s", verdict_word(v));
}

static void
label_country(struct world_act *label, const char *country)
{
	snprintf(label->country, sizeof(label->country), "%.3s", country);
}

void
scenario_acts_name(struct cursor *c, struct world_act *label)
{
	if (cursor_take(c, "as"))
		snprintf(
		    label->name, sizeof(label->name), "%s", cursor_word(c, "a name"));
}

/* `territory DATE XEU DEU FRA [as NAME]` */
static void
run_territory(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_TERRITORY };
	Cmsa__Territory t;
	Cmsa__Act act;

	cursor_word(&c, "territory");
	cmsa__act__init(&act);
	cmsa__territory__init(&t);
	act.date_days = cursor_date(&c).days;
	t.code = pb_text(cursor_word(&c, "a code"));
	t.name = pb_text("customs territory");
	t.countries = st->head.words + c.at;
	for (; *cursor_peek(&c) && strcmp(cursor_peek(&c), "as"); t.n_countries++)
		cursor_word(&c, "a country");
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_TERRITORY;
	act.territory = &t;
	scenario_acts_fold(s, &c, &act, &label);
}

static void
enrol_one(struct scenario *s, struct cursor *c, struct date date, enum role role,
    const char *author)
{
	struct cursor done = {
		.script = c->script, .line = c->line, .at = c->line->n_words
	};
	struct world_act label = { .kind = ACT_ENROL };
	Cmsa__EnrolNode node, *nodes = &node;
	struct world_keys k;
	Cmsa__Enrol e;
	Cmsa__Act act;

	world_keys_of(&k, author);
	cmsa__act__init(&act);
	cmsa__enrol__init(&e);
	cmsa__enrol_node__init(&node);
	node.name = pb_text("main");
	node.curve_key = pb_hash_data(k.curve.b);
	node.writes = true;
	act.date_days = date.days;
	e.author = pb_text(author);
	e.role = (Cmsa__Role)role;
	e.algorithm = 1;
	e.identity_key = pb_hash_data(k.identity.b);
	e.signing_key = pb_hash_data(k.signing.b);
	e.reading_key = pb_hash_data(k.reading.b);
	e.nodes = &nodes;
	e.n_nodes = 1;
	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = &e;
	label_country(&label, author);
	scenario_acts_fold(s, &done, &act, &label);
	c->bad = done.bad;
}

/* `enrol DATE ROLE AUTHOR...` */
static void
run_enrol(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct date date;
	enum role role;

	cursor_word(&c, "enrol");
	date = cursor_date(&c);
	role = role_of_name(cursor_word(&c, "a role"));
	if (role == ROLE_NONE)
		cursor_fail(&c, "expected a role");
	while (*cursor_peek(&c))
		enrol_one(s, &c, date, role, cursor_word(&c, "an author"));
}

static void
certify(struct scenario *s, struct cursor *c, struct world_act *label,
    const char *country, const int32_t days[3])
{
	Cmsa__Certification cert;
	Cmsa__Act act;

	cmsa__act__init(&act);
	cmsa__certification__init(&cert);
	act.date_days = days[0];
	cert.country = pb_text(country);
	cert.submitted_finance_days = days[1];
	cert.submitted_ways_and_means_days = days[2];
	act.body_case = CMSA__ACT__BODY_CERTIFICATION;
	act.certification = &cert;
	label->kind = ACT_CERTIFICATION;
	label->date.days = days[1] > days[2] ? days[1] : days[2];
	label_country(label, country);
	scenario_acts_fold(s, c, &act, label);
}

/* `certify DATE COUNTRY [finance DATE] [ways-and-means DATE] [as NAME]` */
static void
run_certify(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { 0 };
	const char *country;
	int32_t days[3];

	cursor_word(&c, "certify");
	days[0] = cursor_date(&c).days;
	country = cursor_word(&c, "a country");
	days[1] = cursor_take(&c, "finance") ? cursor_date(&c).days : days[0];
	days[2] = cursor_take(&c, "ways-and-means") ? cursor_date(&c).days : days[0];
	scenario_acts_name(&c, &label);
	certify(s, &c, &label, country, days);
}

/* A certification by its name, or the newest one of a country. */
static uint64_t
certification_of(struct scenario *s, struct cursor *c, const char *word)
{
	uint64_t n = world_act_number(s->world, word);

	if (!n)
		n = world_certification(s->world, word);
	if (!n && *word)
		cursor_fail(c, "no act and no certification \"%s\"", word);
	return n;
}

/* `resolution DATE approval|disapproval ACT [enacted DATE] [notice DATE] [as NAME]` */
static void
run_resolution(struct scenario *s, const struct statement *st)
{
	const struct word_value kinds[] = {
		{ "approval", CMSA__RESOLUTION_KIND__RESOLUTION_APPROVAL },
		{ "disapproval", CMSA__RESOLUTION_KIND__RESOLUTION_DISAPPROVAL }
	};
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { .kind = ACT_RESOLUTION };
	Cmsa__Resolution r;
	Cmsa__Act act;

	cursor_word(&c, "resolution");
	cmsa__act__init(&act);
	cmsa__resolution__init(&r);
	act.date_days = cursor_date(&c).days;
	r.kind = (Cmsa__ResolutionKind)cursor_choice(
	    &c, kinds, ARRAY_LEN(kinds), "approval or disapproval");
	r.act_number = certification_of(s, &c, cursor_word(&c, "an act"));
	r.enacted_days =
	    cursor_take(&c, "enacted") ? cursor_date(&c).days : act.date_days;
	if (cursor_take(&c, "notice"))
		r.notice_days = cursor_date(&c).days;
	else if (r.act_number)
		r.notice_days = s->world->acts[r.act_number - 1].date.days;
	r.citation = pb_text("Public Law 119-1");
	scenario_acts_name(&c, &label);
	act.body_case = CMSA__ACT__BODY_RESOLUTION;
	act.resolution = &r;
	scenario_acts_fold(s, &c, &act, &label);
}

static void
enter(struct scenario *s, struct cursor *c, struct world_act *label, const char *country,
    uint64_t certification, const int32_t days[2])
{
	Cmsa__EntryIntoForce e;
	Cmsa__Act act;

	cmsa__act__init(&act);
	cmsa__entry_into_force__init(&e);
	act.date_days = days[0];
	e.country = pb_text(country);
	e.certification = certification;
	e.in_force_days = days[1];
	act.body_case = CMSA__ACT__BODY_ENTRY_INTO_FORCE;
	act.entry_into_force = &e;
	label->kind = ACT_ENTRY_INTO_FORCE;
	label->date.days = days[1];
	label_country(label, country);
	scenario_acts_fold(s, c, &act, label);
}

/* `in-force DATE COUNTRY [by ACT] [recorded DATE] [as NAME]` */
static void
run_in_force(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct world_act label = { 0 };
	const char *country;
	uint64_t certification;
	int32_t days[2];

	cursor_word(&c, "in-force");
	days[1] = cursor_date(&c).days;
	country = cursor_word(&c, "a country");
	certification = certification_of(
	    s, &c, cursor_take(&c, "by") ? cursor_word(&c, "an act") : country);
	days[0] = cursor_take(&c, "recorded") ? cursor_date(&c).days : days[1];
	scenario_acts_name(&c, &label);
	enter(s, &c, &label, country, certification, days);
}

/* `admit DATE COUNTRY...`: certified 91 days before, in force on DATE. */
static void
run_admit(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	struct date date;

	cursor_word(&c, "admit");
	date = cursor_date(&c);
	while (*cursor_peek(&c)) {
		const char *country = cursor_word(&c, "a country");
		const int32_t certified = date.days - 91;
		struct cursor done = c;
		struct world_act label = { 0 };

		done.at = done.line->n_words;
		certify(s, &done, &label, country,
		    (const int32_t[3]){ certified, certified, certified });
		if (!done.bad)
			enter(s, &done, &label, country, s->world->n_acts,
			    (const int32_t[2]){ date.days, date.days });
		c.bad = done.bad;
	}
}

const struct statement_rule scenario_acts_rules[] = {
	{ "territory", run_territory, false },
	{ "enrol", run_enrol, false },
	{ "certify", run_certify, false },
	{ "resolution", run_resolution, false },
	{ "in-force", run_in_force, false },
	{ "admit", run_admit, false },
	{ 0 },
};
