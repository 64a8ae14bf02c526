/* alliance_data.c - makes up what an alliance publishes. */
#include "alliance_data.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "acts/scenario_reference.h"
#include "attr.h"
#include "body.h"
#include "mem.h"
#include "pb.h"

static const char *const countries[60] = { "USA", "AUS", "JPN", "XEU", "DEU", "GBR",
	"KOR", "IND", "ARG", "ARM", "BHR", "BOL", "BRA", "BWA", "CHE", "CHL", "CIV", "CMR",
	"COD", "COL", "DOM", "ECU", "EGY", "GAB", "GEO", "GHA", "GIN", "GUY", "IDN", "ISL",
	"ISR", "KAZ", "KEN", "KGZ", "LBR", "MAR", "MDG", "MEX", "MNG", "MOZ", "MRT", "MYS",
	"NAM", "NGA", "NOR", "NZL", "PAK", "PER", "PHL", "PNG", "PRY", "RWA", "SAU", "SEN",
	"SGP", "THA", "TUR", "UKR", "VNM", "ZMB" };

enum {
	FIRST_DAY = 20454, /* 2026-01-01 */
	YEAR = 365,
	PART_LINES = 500, /* of a schedule in several parts */
	ALLOWED = 12      /* minerals of one allowance */
};

const char *
alliance_country(uint32_t i)
{
	return countries[i];
}

static uint32_t
roll(struct alliance *a, uint32_t n)
{
	a->dice ^= a->dice << 13;
	a->dice ^= a->dice >> 7;
	a->dice ^= a->dice << 17;
	return (uint32_t)(a->dice >> 33) % n;
}

/* --- acts --------------------------------------------------------------------------- */

static uint64_t
add_copy(struct alliance *a, const Cmsa__Act *of)
{
	Cmsa__Act act = *of;

	act.number = 0;
	act.prev = (ProtobufCBinaryData){ 0 };
	act.date_days = FIRST_DAY;
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
	if (scenario_reference_add(w, folder, (struct date){ FIRST_DAY }, &m)) {
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
		const uint32_t day = FIRST_DAY + (i < n / 2 ? i : i * 20);
		char text[11];

		date_write(text, (struct date){ (int32_t)day });
		if (!strcmp(countries[i], "USA"))
			make_enrol(&a->maker, "USA", ROLE_MEMBER);
		else if (i < n * 5 / 6 && strcmp(countries[i], "DEU") != 0)
			make_member(&a->maker, countries[i], text);
		else
			make_enrol(&a->maker, countries[i], ROLE_CANDIDATE);
	}
}

static void
add_meeting(struct alliance *a, int32_t day)
{
	Cmsa__Act act = maker_act(&a->maker), recorded = act;
	Cmsa__MeetingRecord r;
	Cmsa__Meeting m;
	char *list[ARRAY_LEN(countries)];
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
		if (roll(a, 10)) {
			size_t at = r.n_attendees++;

			for (; at && strcmp(list[at - 1], countries[i]) > 0; at--)
				list[at] = list[at - 1];
			list[at] = pb_text(countries[i]);
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
	const uint32_t first = roll(a, (uint32_t)a->n_minerals - ALLOWED);
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
	x.country = pb_text(countries[country]);
	x.products = products;
	x.n_products = ALLOWED;
	x.all_countries_of_concern = x.entities_of_concern = true;
	x.citation = pb_text("determination");
	x.kind = country % 2 ? CMSA__ALLOWANCE_KIND__ALLOWANCE_PHASE_IN
			     : CMSA__ALLOWANCE_KIND__ALLOWANCE_COMPARABLE;
	for (int i = 0; i < 2; i++) {
		cmsa__phase_in_step__init(&s[i]);
		s[i].from_days = FIRST_DAY + (i ? last + 2 * YEAR : 0);
		s[i].share_bp = i ? 10000 : 5000;
	}
	x.steps = steps;
	x.n_steps = country % 2 ? 2 : 0;
	x.judged_days = country % 2 ? 0 : FIRST_DAY;
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
	char *names[] = { pb_text(countries[first]) };

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

static void
add_acts(struct alliance *a, const char *deploy)
{
	const int32_t last = (int32_t)a->size.years * YEAR;

	add_tables(a, deploy);
	add_countries(a);
	for (int32_t day = 95; day < last && a->n_meetings < ARRAY_LEN(a->meetings);
	     day += 91)
		add_meeting(a, FIRST_DAY + day);
	for (uint32_t i = 1; i < a->size.countries; i += 1 + i % 3 / 2)
		add_allowance(a, i, last);
	for (uint32_t i = 1; i < a->size.countries / 2; i += 7)
		add_modification(a, i, FIRST_DAY + 100);
}

/* --- entries ------------------------------------------------------------------------ */

static int64_t
ms_of(int32_t day, uint32_t minute)
{
	return (int64_t)day * 86400000 + (int64_t)minute * 60000;
}

static struct bytes
keep(struct alliance *a, const struct buf *b)
{
	uint8_t *p = arena_get(&a->mem, b->n + 1);

	memcpy(p, b->p, b->n);
	return bytes_of(p, b->n);
}

static const struct position_head *
head_of(const struct alliance *a, const char *author)
{
	for (size_t i = 0; i < a->at.n_heads; i++)
		if (!strcmp(a->at.heads[i].place.author, author))
			return &a->at.heads[i];
	return NULL;
}

static void
check_body(const struct alliance_post *p)
{
	const ProtobufCMessage *m = NULL;
	struct body_fault fault = { 0 };
	struct arena mem;
	enum verdict v;

	arena_init(&mem, 0);
	v = body_parse(&m, &mem, p->entry.kind, 1, p->body, &fault);
	if (v) {
		fprintf(stderr, "alliance_data: %s: %s: %s\n",
		    kind_name(p->entry.kind), fault.field, fault.why);
		abort();
	}
	arena_clear(&mem);
}

/* Appends an entry of that body to the country's feed. */
static void
post_bytes(struct alliance *a, uint32_t country, uint32_t kind, struct date day,
    const struct buf *body)
{
	const struct position_head *head = head_of(a, countries[country]);
	struct alliance_post p = { .body = keep(a, body) };
	struct buf header = { 0 };

	p.entry = (struct entry){ .place = { .incarnation = 1,
				      .seq = head ? head->place.seq + 1 : 1 },
		.prev = head ? head->id : registry_alliance(a->maker.registry),
		.key = 1,
		.register_number = registry_number(a->maker.registry),
		.register_id = registry_id(a->maker.registry),
		.time_ms = ms_of(day.days, (uint32_t)(a->n_posts % 1400)),
		.kind = kind,
		.schema = 1,
		.audience = kind == KIND_ALERT || kind == KIND_ALERT_RESPONSE
				? AUDIENCE_CUSTOMS
				: AUDIENCE_PUBLIC,
		.body_hash = body_hash(p.body),
		.body_size = (uint32_t)body->n };
	memcpy(p.entry.place.author, countries[country], COUNTRY_LEN);
	entry_write(&header, &p.entry);
	p.entry.header = keep(a, &header);
	p.entry.id = entry_id(p.entry.header);
	position_set(&a->at, &p.entry.place, &p.entry.id);
	check_body(&p);
	if (a->n_posts == a->room) {
		a->room = a->room ? a->room * 2 : 1024;
		a->posts = mem_resize(a->posts, a->room, sizeof(*a->posts));
	}
	a->posts[a->n_posts++] = p;
	buf_clear(&header);
}

static void
post(struct alliance *a, uint32_t country, uint32_t kind, struct date day,
    const ProtobufCMessage *body)
{
	struct buf b = { 0 };

	pb_write(&b, body);
	post_bytes(a, country, kind, day, &b);
	buf_clear(&b);
}

/* --- duty --------------------------------------------------------------------------- */

/* Lines being gathered; texts are in `mem`. */
struct tariff {
	Cmsa__DutyLine *line;
	Cmsa__DutyLine **list;
	size_t n, most;
	struct arena mem;
};

static void
tariff_init(struct tariff *t, size_t most)
{
	*t = (struct tariff){ .line = mem_array(most, sizeof(*t->line)),
		.list = mem_array(most, sizeof(*t->list)),
		.most = most };
	arena_init(&t->mem, 0);
	for (size_t i = 0; i < most; i++)
		t->list[i] = &t->line[i];
}

static void
tariff_clear(struct tariff *t)
{
	free(t->line);
	free(t->list);
	arena_clear(&t->mem);
}

static Cmsa__DutyLine *
add_line(struct tariff *t, const char *code, struct date day)
{
	Cmsa__DutyLine *l = &t->line[t->n++];

	assert(t->n <= t->most);
	cmsa__duty_line__init(l);
	l->code = arena_strdup(&t->mem, code);
	l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_ANY;
	l->kind = CMSA__DUTY_KIND__DUTY_ORDINARY;
	l->start_days = day.days;
	l->citation = pb_text("schedule 1");
	return l;
}

/* The ordinary duty of one national code, and what goes with it. */
static void
add_code(struct alliance *a, struct tariff *t, const char *hs6, uint32_t i,
    struct date day, uint32_t named)
{
	char code[13];
	Cmsa__DutyLine *l;

	snprintf(code, sizeof(code), "%s%02u", hs6, 10 * (i + 1));
	l = add_line(t, code, day);
	l->ad_valorem_bp = roll(a, 5) * 250;
	if (!roll(a, 12)) {
		l->combination = CMSA__COMBINATION__COMBINATION_PLUS;
		l->specific = pb_text("5 c/kg");
		l->published = pb_text("some % and 5 c/kg");
	}
	if (!i) { /* toward countries of concern, and free for members */
		l = add_line(t, hs6, day);
		l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRIES_OF_CONCERN;
		l->kind = CMSA__DUTY_KIND__DUTY_ADDITIONAL;
		l->measure = pb_text("concern");
		l->ad_valorem_bp = 2000 + roll(a, 4) * 250;
		l = add_line(t, hs6, day);
		l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_MEMBERS;
		l->ad_valorem_bp = roll(a, 8) ? 0 : 100;
	}
	for (uint32_t k = 0; k < named; k++) {
		l = add_line(t, code, day);
		l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY;
		l->origin = pb_text(countries[1 + (k * 2 + i) % 59]);
		l->ad_valorem_bp = roll(a, 3) * 50;
	}
}

static void
post_tariff(struct alliance *a, uint32_t country, struct date day, struct tariff *t)
{
	const uint32_t parts = (uint32_t)((t->n + PART_LINES - 1) / PART_LINES);
	uint8_t id[16] = { (uint8_t)country, (uint8_t)a->n_posts,
		(uint8_t)(a->n_posts >> 8) };

	for (uint32_t i = 0; i < parts; i++) {
		const size_t left = t->n - (size_t)i * PART_LINES;
		Cmsa__DutyBody b;
		Cmsa__Batch batch;

		cmsa__duty_body__init(&b);
		cmsa__batch__init(&batch);
		batch.id = pb_data(bytes_of(id, sizeof(id)));
		batch.part = i + 1;
		batch.parts = parts;
		b.country = pb_text(countries[country]);
		b.hs_edition = pb_text(country % 9 == 4 ? "HS2017" : "HS2022");
		b.schedule = pb_text("schedule");
		b.mfn_only = country % 5 == 2;
		b.lines = t->list + (size_t)i * PART_LINES;
		b.n_lines = left < PART_LINES ? left : PART_LINES;
		if (parts > 1)
			b.batch = &batch;
		post(a, country, KIND_DUTY, day, &b.base);
	}
}

/* A whole first schedule, or some codes of it anew. */
static void
post_duty(struct alliance *a, uint32_t country, struct date day, bool whole)
{
	const uint32_t most = ARRAY_LEN(countries) - 1;
	const uint32_t named = country             ? 0
			       : a->size.named < most ? a->size.named
						      : most;
	const uint32_t codes = (uint32_t)a->n_codes;
	uint32_t each = a->size.lines > 2 * codes ? (a->size.lines - 2 * codes) / codes : 1;
	struct tariff t;

	each = each < 1 ? 1 : each > 8 ? 8 : each;
	tariff_init(&t, (size_t)codes * (2 + each * (size_t)(1 + named)));
	for (uint32_t i = 0; i < codes; i++)
		for (uint32_t k = 0; k < each && (whole || !roll(a, 12)); k++)
			add_code(a, &t, a->codes[i], k, day, named);
	if (!t.n)
		add_code(a, &t, a->codes[roll(a, codes)], 0, day, named);
	post_tariff(a, country, day, &t);
	tariff_clear(&t);
}

/* --- other kinds -------------------------------------------------------------------- */

static void
post_capacity(struct alliance *a, uint32_t country, struct date day, size_t most)
{
	const size_t n = most < a->n_minerals * 2 ? most : a->n_minerals * 2;
	Cmsa__CapacityReview *r = mem_array(n, sizeof(*r)), **list =
	    mem_array(n, sizeof(*list));
	Cmsa__Quantity *q = mem_array(n, sizeof(*q));
	char **subjects = mem_array(n, sizeof(*subjects));
	const size_t first = roll(a, (uint32_t)a->n_minerals);
	Cmsa__CapacityBody b;

	cmsa__capacity_body__init(&b);
	b.country = pb_text(countries[country]);
	for (size_t i = 0; i < n; i++) {
		cmsa__capacity_review__init(&r[i]);
		cmsa__quantity__init(&q[i]);
		subjects[i] = pb_text(a->minerals[(first + i / 2) % a->n_minerals]);
		r[i].subjects = &subjects[i];
		r[i].n_subjects = 1;
		r[i].stage = 1 + i % 2 == 1 ? CMSA__STAGE__STAGE_MINED
					    : CMSA__STAGE__STAGE_PROCESSED;
		r[i].capacity = &q[i];
		r[i].review_days = day.days + 10 - (int32_t)roll(a, 30);
		r[i].source = pb_text("survey of the ministry");
		q[i].presence = roll(a, 12) ? CMSA__PRESENCE__PRESENCE_REPORTED
					    : (Cmsa__Presence)(2 + roll(a, 3));
		if (q[i].presence == CMSA__PRESENCE__PRESENCE_REPORTED) {
			q[i].published = pb_text("1,300");
			q[i].unit = pb_text("metric tons");
			q[i].grams = 1300000000;
		}
		list[i] = &r[i];
	}
	b.reviews = list;
	b.n_reviews = n;
	post(a, country, KIND_CAPACITY, day, &b.base);
	free(r);
	free(list);
	free(q);
	free(subjects);
}

static void
post_measure(struct alliance *a, uint32_t country, struct date day)
{
	static const char *const ids[] = { "transshipment", "screening", "remedies",
		"ban", "quota" };
	const uint8_t hash[32] = { 1 };
	Cmsa__Measure m[ARRAY_LEN(ids)], *list[ARRAY_LEN(ids)];
	Cmsa__MeasureBody b;

	cmsa__measure_body__init(&b);
	b.country = pb_text(countries[country]);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		if (!roll(a, 5))
			continue;
		cmsa__measure__init(&m[i]);
		m[i].id = pb_text(ids[i]);
		m[i].kind = (Cmsa__MeasureKind)(i + 1);
		m[i].critical_minerals = true;
		m[i].derivative_products = roll(a, 6) > 0;
		m[i].all_countries_of_concern = m[i].entities_of_concern = true;
		m[i].citation = pb_text(roll(a, 8) ? "Act 12 of 2025" : "");
		m[i].authority = pb_text("customs");
		m[i].start_days = day.days - (int32_t)roll(a, 10);
		m[i].end_days = roll(a, 4) ? 0 : day.days + 3 * YEAR;
		if (roll(a, 6))
			m[i].sha256 = pb_data(bytes_of(hash, sizeof(hash)));
		if (m[i].kind == CMSA__MEASURE_KIND__MEASURE_QUOTA)
			m[i].quota_grams_a_year = roll(a, 2) ? 5000000 : 0;
		list[b.n_measures++] = &m[i];
	}
	b.measures = list;
	if (b.n_measures)
		post(a, country, KIND_MEASURE, day, &b.base);
	else
		post_measure(a, country, day);
}

static void
post_attendance(struct alliance *a, uint32_t country, struct date day, size_t meeting)
{
	Cmsa__Attendance x, *list[] = { &x };
	Cmsa__AttendanceBody b;

	cmsa__attendance__init(&x);
	cmsa__attendance_body__init(&b);
	x.meeting = a->meetings[meeting];
	x.attended = roll(a, 12) > 0;
	b.country = pb_text(countries[country]);
	b.meetings = list;
	b.n_meetings = 1;
	post(a, country, KIND_ATTENDANCE, day, &b.base);
}

static void
post_alert(struct alliance *a, uint32_t country, struct date day)
{
	Cmsa__AlertScheme schemes[] = { CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION };
	char *codes[] = { pb_text(a->codes[roll(a, (uint32_t)a->n_codes)]) };
	const uint32_t n = a->size.countries, x = roll(a, n), y = roll(a, n);
	const bool before = strcmp(countries[x], countries[y]) < 0;
	char *action[] = { pb_text(countries[before ? x : y]),
		pb_text(countries[before ? y : x]) };
	char id[32];
	Cmsa__AlertBody b;

	snprintf(id, sizeof(id), "%s-%zu", countries[country], a->n_posts);
	cmsa__alert_body__init(&b);
	b.country = pb_text(countries[country]);
	b.id = id;
	b.severity = CMSA__ALERT_SEVERITY__SEVERITY_HIGH;
	b.schemes = schemes;
	b.n_schemes = 1;
	b.hs_edition = pb_text("HS2022");
	b.codes = codes;
	b.n_codes = 1;
	b.suspected_origin = pb_text("CHN");
	b.action = action;
	b.n_action = x == y ? 1 : 2;
	b.basis = pb_text("weight and price do not go together");
	b.handling = CMSA__HANDLING__HANDLING_AMBER;
	post(a, country, KIND_ALERT, day, &b.base);
}

static void
ref_to(Cmsa__Ref *ref, const struct alliance_post *p)
{
	cmsa__ref__init(ref);
	ref->author = pb_text(p->entry.place.author);
	ref->incarnation = p->entry.place.incarnation;
	ref->seq = p->entry.place.seq;
	ref->id = pb_hash_data(p->entry.id.b);
}

/* A post of that kind, of that author (NULL: of any), among the last ones; NULL: none. */
static const struct alliance_post *
some_post(struct alliance *a, uint32_t kind, const char *author)
{
	for (size_t i = a->n_posts, skip = roll(a, 8); i-- > 0;) {
		const struct entry *e = &a->posts[i].entry;

		if (e->kind != kind || (author && strcmp(e->place.author, author) != 0))
			continue;
		if (!skip--)
			return &a->posts[i];
	}
	return NULL;
}

/* The country named first answers. */
static void
post_response(struct alliance *a, const struct alliance_post *to, uint32_t country,
    struct date day, Cmsa__ResponseState state)
{
	Cmsa__AlertResponseBody b;
	Cmsa__Ref ref;

	ref_to(&ref, to);
	cmsa__alert_response_body__init(&b);
	b.country = pb_text(countries[country]);
	b.alert = &ref;
	b.state = state;
	post(a, country, KIND_ALERT_RESPONSE, day, &b.base);
}

static void
post_witness(struct alliance *a, uint32_t country, struct date day)
{
	Cmsa__Head *heads = mem_array(a->at.n_heads, sizeof(*heads));
	Cmsa__Head **list = mem_array(a->at.n_heads, sizeof(*list));
	Cmsa__WitnessBody b;

	cmsa__witness_body__init(&b);
	b.full = true;
	b.heads = list;
	for (size_t i = 0; i < a->at.n_heads; i++) {
		struct position_head *h = &a->at.heads[i];

		if (!strcmp(h->place.author, countries[country]))
			continue;
		cmsa__head__init(&heads[i]);
		heads[i].author = h->place.author;
		heads[i].incarnation = 1;
		heads[i].seq = h->place.seq;
		heads[i].id = pb_hash_data(h->id.b);
		list[b.n_heads++] = &heads[i];
	}
	post(a, country, KIND_WITNESS, day, &b.base);
	free(heads);
	free(list);
}

static void
post_retraction(struct alliance *a, uint32_t country, struct date day)
{
	static const uint32_t kinds[] = { KIND_CAPACITY, KIND_DUTY, KIND_MEASURE,
		KIND_ALERT, KIND_ALERT_RESPONSE, KIND_ATTENDANCE };
	const struct alliance_post *p =
	    some_post(a, kinds[roll(a, ARRAY_LEN(kinds))], countries[country]);
	Cmsa__RetractionBody b;
	Cmsa__Ref ref, *list[] = { &ref };

	cmsa__retraction_body__init(&b);
	ref_to(&ref, p ? p : &a->posts[0]);
	b.entries = list;
	b.n_entries = 1;
	b.reason = pb_text("an error in the source");
	post(a, country, KIND_RETRACTION, day, &b.base);
}

/* --- years -------------------------------------------------------------------------- */

static void
answer_alerts(struct alliance *a, struct date day, size_t *answered)
{
	for (; *answered < a->n_posts; (*answered)++) {
		/* a copy: posts move */
		const struct alliance_post p = a->posts[*answered];
		uint32_t who = roll(a, a->size.countries);

		if (p.entry.kind != KIND_ALERT)
			continue;
		if (p.entry.time_ms > ms_of(day.days - 1, 0))
			return;
		post_response(
		    a, &p, who, day, CMSA__RESPONSE_STATE__RESPONSE_ACKNOWLEDGED);
		if (roll(a, 4))
			post_response(
			    a, &p, who, day, CMSA__RESPONSE_STATE__RESPONSE_REFUTED);
	}
}

static void
day_of_country(struct alliance *a, uint32_t c, int32_t day)
{
	const struct date d = { FIRST_DAY + day };
	const int32_t in_year = (day + YEAR - (int32_t)c) % YEAR;

	if (day == (int32_t)c % 20)
		post_duty(a, c, d, true);
	if (day > YEAR && in_year == 100)
		post_duty(a, c, d, false);
	if (in_year == 40)
		post_capacity(a, c, d, a->n_minerals * 2);
	if (in_year == 30 && !(day / YEAR % 3))
		post_measure(a, c, d);
	if (in_year % 91 == 60)
		post_alert(a, c, d);
	if (in_year == 300 && !roll(a, 2))
		post_retraction(a, c, d);
	if (day % (int32_t)a->size.witness_days ==
	    (int32_t)c % (int32_t)a->size.witness_days)
		post_witness(a, c, d);
}

static void
add_entries(struct alliance *a)
{
	struct buf keys = { 0 };
	size_t answered = 0;

	for (uint32_t c = 0; c < a->size.countries; c++) {
		buf_reset(&keys);
		maker_keys_body(&keys, &a->maker, countries[c]);
		post_bytes(a, c, KIND_KEYS, (struct date){ FIRST_DAY }, &keys);
	}
	for (int32_t day = 0; day < (int32_t)a->size.years * YEAR; day++) {
		for (uint32_t c = 0; c < a->size.countries; c++)
			day_of_country(a, c, day);
		for (uint32_t c = 0; day % 91 == 6 && c < a->size.countries; c++)
			if ((size_t)(day / 91) < a->n_meetings + 1 && day > 91)
				post_attendance(a, c, (struct date){ FIRST_DAY + day },
				    (size_t)(day / 91) - 1);
		answer_alerts(a, (struct date){ FIRST_DAY + day }, &answered);
	}
	buf_clear(&keys);
}

struct alliance *
alliance_new(const struct alliance_size *size, const char *deploy)
{
	struct alliance *a = mem_new(sizeof(*a));

	assert(size->countries >= 4 && size->countries <= ARRAY_LEN(countries));
	a->size = *size;
	a->dice = size->seed | 1;
	a->today.days = FIRST_DAY + (int32_t)size->years * YEAR;
	a->minerals = mem_array(256, sizeof(*a->minerals));
	a->codes = mem_array(512, sizeof(*a->codes));
	arena_init(&a->mem, 0);
	maker_init(&a->maker, 3, 2);
	add_acts(a, deploy);
	a->at.register_number = registry_number(a->maker.registry);
	a->at.register_id = registry_id(a->maker.registry);
	add_entries(a);
	return a;
}

void
alliance_free(struct alliance *a)
{
	maker_clear(&a->maker);
	position_clear(&a->at);
	free(a->posts);
	free(a->minerals);
	free(a->codes);
	arena_clear(&a->mem);
	free(a);
}

const struct alliance_post *
alliance_publish(struct alliance *a, uint32_t country, uint32_t kind)
{
	const struct alliance_post *alert = some_post(a, KIND_ALERT, NULL);
	const struct date d = a->today;

	switch (kind) {
	case KIND_DUTY: post_duty(a, country, d, false); break;
	case KIND_CAPACITY: post_capacity(a, country, d, 6); break;
	case KIND_MEASURE: post_measure(a, country, d); break;
	case KIND_ATTENDANCE:
		post_attendance(a, country, d, roll(a, (uint32_t)a->n_meetings));
		break;
	case KIND_ALERT: post_alert(a, country, d); break;
	case KIND_ALERT_RESPONSE:
		post_response(a, alert ? alert : &a->posts[0], country, d,
		    (Cmsa__ResponseState)(1 + roll(a, 5)));
		break;
	case KIND_WITNESS: post_witness(a, country, d); break;
	default: post_retraction(a, country, d); break;
	}
	return &a->posts[a->n_posts - 1];
}

/* --- facts -------------------------------------------------------------------------- */

static const struct {
	uint32_t kind;
	void (*add)(struct facts *f, fact_source s, struct bytes body);
} kinds_of_facts[] = {
	{ KIND_CAPACITY, facts_add_capacity },
	{ KIND_DUTY, facts_add_duty },
	{ KIND_MEASURE, facts_add_measure },
	{ KIND_ATTENDANCE, facts_add_attendance },
	{ KIND_ALERT, facts_add_alert },
	{ KIND_ALERT_RESPONSE, facts_add_response },
	{ KIND_RETRACTION, facts_add_retraction },
};

void
alliance_give(struct facts *f, const struct alliance_post *p)
{
	const struct entry *e = &p->entry;
	const struct fact_head h = { e->place, e->id, e->time_ms, e->audience,
		e->register_number };

	if (e->kind == KIND_WITNESS)
		facts_add_witness(f, &e->place, e->time_ms, p->body);
	for (size_t i = 0; i < ARRAY_LEN(kinds_of_facts); i++)
		if (kinds_of_facts[i].kind == e->kind)
			kinds_of_facts[i].add(f, facts_add_entry(f, &h), p->body);
}

struct facts *
alliance_facts(const struct alliance *a, size_t n, bool finish)
{
	struct position at = { .register_number = registry_number(a->maker.registry),
		.register_id = registry_id(a->maker.registry) };
	struct facts *f;

	for (size_t i = 0; i < n; i++)
		position_set(&at, &a->posts[i].entry.place, &a->posts[i].entry.id);
	f = facts_new(a->maker.registry, &at, LEVEL_MEMBER_FACTS);
	position_clear(&at);
	for (size_t i = 0; i < n; i++)
		alliance_give(f, &a->posts[i]);
	if (finish)
		facts_finish(f);
	return f;
}
