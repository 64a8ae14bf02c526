/* alliance_acts.c - the register of a made-up alliance: tables, members, meetings, terms. */
#include <stdio.h>
#include <stdlib.h>

#include "acts/scenario_reference.h"
#include "alliance_impl.h"
#include "attr.h"
#include "pb.h"

enum {
	ALLOWED = 12 /* minerals of one allowance */
};

static uint64_t
add_copy(struct alliance *a, const Cmsa__Act *of)
{
	Cmsa__Act act = *of;

	act.number = 0;
	act.prev = (ProtobufCBinaryData){ 0 };
	act.date_days = ALLIANCE_FIRST_DAY;
	return maker_add(&a->maker, &act);
}

/* Each text once, in the order of the rows. */
static void
note(const char **list, size_t *n, const char *text)
{
	for (size_t i = 0; i < *n; i++)
		if (!strcmp(list[i], text))
			return;
	list[(*n)++] = text;
}

static void
note_rows(struct alliance *a, const Cmsa__Reference *r)
{
	for (size_t i = 0; i < r->n_critical_minerals; i++)
		note(a->minerals, &a->n_minerals, r->critical_minerals[i]->mineral);
	for (size_t i = 0; i < r->n_mineral_hs6; i++)
		if (*r->mineral_hs6[i]->hs6)
			note(a->codes, &a->n_codes, r->mineral_hs6[i]->hs6);
	for (size_t i = 0; i < r->n_select_derivative_products; i++)
		note(a->codes, &a->n_codes, r->select_derivative_products[i]->hs6);
}

static int
text_cmp(const void *va, const void *vb)
{
	return strcmp(*(const char *const *)va, *(const char *const *)vb);
}

/* The tables of deploy/reference, as the scenarios read them. */
static void
add_tables(struct alliance *a, const char *deploy)
{
	struct world *w = world_new();
	char folder[4096];
	struct errmsg m = { "" };

	snprintf(folder, sizeof(folder), "%s/reference", deploy);
	if (scenario_reference_add(w, folder, (struct date){ ALLIANCE_FIRST_DAY }, &m)) {
		fprintf(stderr, "alliance_data: %s\n", m.text);
		abort();
	}
	for (uint64_t i = 2; i <= registry_number(w->registry); i++) {
		uint64_t n = add_copy(a, registry_act(w->registry, i)->act->body);

		note_rows(a, registry_act(a->maker.registry, n)->act->body->reference);
	}
	world_free(w);
	qsort(a->minerals, a->n_minerals, sizeof(*a->minerals), text_cmp);
}

/* Most join in the first years, the last ones stay candidates; DEU is in a territory and
 * has no agreement of its own. */
static void
add_countries(struct alliance *a)
{
	const uint32_t n = a->size.countries;

	make_territory(&a->maker, "XEU", "AUT,BEL,DEU,FRA,ITA");
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t day = ALLIANCE_FIRST_DAY + (i < n / 2 ? i : i * 20);
		char text[11];

		date_write(text, (struct date){ (int32_t)day });
		if (!strcmp(alliance_countries[i], "USA"))
			make_enrol(&a->maker, "USA", ROLE_MEMBER);
		else if (i < n * 5 / 6 && strcmp(alliance_countries[i], "DEU") != 0)
			make_member(&a->maker, alliance_countries[i], text);
		else
			make_enrol(&a->maker, alliance_countries[i], ROLE_CANDIDATE);
	}
}

static void
add_meeting(struct alliance *a, int32_t day)
{
	Cmsa__Act act = maker_act(&a->maker), recorded = act;
	Cmsa__MeetingRecord r;
	Cmsa__Meeting m;
	char *list[ARRAY_LEN(alliance_countries)];
	uint64_t number;

	cmsa__meeting__init(&m);
	m.meeting_days = day;
	m.regular = true;
	m.subject = pb_text("regular");
	act.body_case = CMSA__ACT__BODY_MEETING;
	act.meeting = &m;
	number = maker_add(&a->maker, &act);
	a->meetings[a->n_meetings++] = number;
	cmsa__meeting_record__init(&r);
	r.meeting = number;
	r.attendees = list;
	for (uint32_t i = 0; i < a->size.countries; i++)
		if (alliance_roll(a, 10)) {
			size_t at = r.n_attendees++;

			for (; at && strcmp(list[at - 1], alliance_countries[i]) > 0;
			     at--)
				list[at] = list[at - 1];
			list[at] = pb_text(alliance_countries[i]);
		}
	recorded.body_case = CMSA__ACT__BODY_MEETING_RECORD;
	recorded.meeting_record = &r;
	maker_add(&a->maker, &recorded);
}

/* A phase-in over the last years, or comparable measures, for some minerals. */
static void
add_allowance(struct alliance *a, uint32_t country, int32_t last)
{
	Cmsa__Act act = maker_act(&a->maker);
	const uint32_t first = alliance_roll(a, (uint32_t)a->n_minerals - ALLOWED);
	Cmsa__AllowedProduct p[ALLOWED], *products[ALLOWED];
	Cmsa__PhaseInStep s[2], *steps[] = { &s[0], &s[1] };
	Cmsa__Allowance x;

	cmsa__allowance__init(&x);
	for (uint32_t i = 0; i < ALLOWED; i++) {
		products[i] = &p[i];
		cmsa__allowed_product__init(&p[i]);
		p[i].subject = pb_text(a->minerals[first + i]);
		p[i].stage = CMSA__STAGE__STAGE_PROCESSED;
	}
	x.country = pb_text(alliance_countries[country]);
	x.products = products;
	x.n_products = ALLOWED;
	x.all_countries_of_concern = x.entities_of_concern = true;
	x.citation = pb_text("determination");
	x.kind = country % 2 ? CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN
			     : CMSA__ALLOWANCE_KIND__ALLOWANCE_COMPARABLE;
	for (int i = 0; i < 2; i++) {
		cmsa__phase_in_step__init(&s[i]);
		s[i].from_days = ALLIANCE_FIRST_DAY + (i ? last + 2 * ALLIANCE_YEAR : 0);
		s[i].share_bp = i ? 10000 : 5000;
	}
	x.steps = steps;
	x.n_steps = country % 2 ? 2 : 0;
	x.judged_days = country % 2 ? 0 : ALLIANCE_FIRST_DAY;
	x.judgement = country % 2 ? CMSA__JUDGEMENT__JUDGEMENT_UNSET
				  : CMSA__JUDGEMENT__JUDGEMENT_COMPARABLE;
	act.body_case = CMSA__ACT__BODY_ALLOWANCE;
	act.allowance = &x;
	maker_add(&a->maker, &act);
}

static void
add_modification(struct alliance *a, uint32_t first, int32_t day)
{
	Cmsa__Act act = maker_act(&a->maker);
	Cmsa__ModifiedRow in, *list[] = { &in };
	Cmsa__ModificationNotice n;
	char *names[] = { pb_text(alliance_countries[first]) };

	cmsa__modified_row__init(&in);
	cmsa__modification_notice__init(&n);
	in.subject = pb_text("magnet-motor");
	in.stage = CMSA__STAGE__STAGE_MANUFACTURED;
	in.hs6 = pb_text("850110");
	in.floor_bp = 2500;
	n.countries = names;
	n.n_countries = 1;
	n.submitted_finance_days = n.submitted_ways_and_means_days = day;
	n.in = list;
	n.n_in = 1;
	n.citation = pb_text("notice");
	act.body_case = CMSA__ACT__BODY_MODIFICATION_NOTICE;
	act.modification_notice = &n;
	maker_add(&a->maker, &act);
}

void
alliance_add_acts(struct alliance *a, const char *deploy)
{
	const int32_t last = (int32_t)a->size.years * ALLIANCE_YEAR;

	add_tables(a, deploy);
	add_countries(a);
	for (int32_t day = 95; day < last && a->n_meetings < ARRAY_LEN(a->meetings);
	     day += 91)
		add_meeting(a, ALLIANCE_FIRST_DAY + day);
	for (uint32_t i = 1; i < a->size.countries; i += 1 + i % 3 / 2)
		add_allowance(a, i, last);
	for (uint32_t i = 1; i < a->size.countries / 2; i += 7)
		add_modification(a, i, ALLIANCE_FIRST_DAY + 100);
}
