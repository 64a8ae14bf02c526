/* alliance_bodies.c - what a country of a made-up alliance publishes, a body each. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "alliance_impl.h"
#include "attr.h"
#include "body.h"
#include "mem.h"
#include "pb.h"

enum {
	PART_LINES = 500 /* of a schedule in several parts */
};

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
	l->ad_valorem_bp = alliance_roll(a, 5) * 250;
	if (!alliance_roll(a, 12)) {
		l->combination = CMSA__COMBINATION__COMBINATION_PLUS;
		l->specific = pb_text("5 c/kg");
		l->published = pb_text("some % and 5 c/kg");
	}
	if (!i) { /* toward countries of concern, and free for members */
		l = add_line(t, hs6, day);
		l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRIES_OF_CONCERN;
		l->kind = CMSA__DUTY_KIND__DUTY_ADDITIONAL;
		l->measure = pb_text("concern");
		l->ad_valorem_bp = 2000 + alliance_roll(a, 4) * 250;
		l = add_line(t, hs6, day);
		l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_MEMBERS;
		l->ad_valorem_bp = alliance_roll(a, 8) ? 0 : 100;
	}
	for (uint32_t k = 0; k < named; k++) {
		l = add_line(t, code, day);
		l->scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY;
		l->origin = pb_text(alliance_countries[1 + (k * 2 + i) % 59]);
		l->ad_valorem_bp = alliance_roll(a, 3) * 50;
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
		b.country = pb_text(alliance_countries[country]);
		b.hs_edition = pb_text(country % 9 == 4 ? "HS2017" : "HS2022");
		b.schedule = pb_text("schedule");
		b.mfn_only = country % 5 == 2;
		b.lines = t->list + (size_t)i * PART_LINES;
		b.n_lines = left < PART_LINES ? left : PART_LINES;
		if (parts > 1)
			b.batch = &batch;
		alliance_post_body(a, country, KIND_DUTY, day, &b.base);
	}
}

/* A whole first schedule, or some codes of it anew. */
void
alliance_post_duty(struct alliance *a, uint32_t country, struct date day, bool whole)
{
	const uint32_t most = ARRAY_LEN(alliance_countries) - 1;
	const uint32_t named = country ? 0 : a->size.named < most ? a->size.named : most;
	const uint32_t codes = (uint32_t)a->n_codes;
	uint32_t each =
	    a->size.lines > 2 * codes ? (a->size.lines - 2 * codes) / codes : 1;
	struct tariff t;

	each = each < 1 ? 1 : each > 8 ? 8 : each;
	tariff_init(&t, (size_t)codes * (2 + each * (size_t)(1 + named)));
	for (uint32_t i = 0; i < codes; i++)
		for (uint32_t k = 0; k < each && (whole || !alliance_roll(a, 12)); k++)
			add_code(a, &t, a->codes[i], k, day, named);
	if (!t.n)
		add_code(a, &t, a->codes[alliance_roll(a, codes)], 0, day, named);
	post_tariff(a, country, day, &t);
	tariff_clear(&t);
}

/* --- other kinds -------------------------------------------------------------------- */

void
alliance_post_capacity(struct alliance *a, uint32_t country, struct date day, size_t most)
{
	const size_t n = most < a->n_minerals * 2 ? most : a->n_minerals * 2;
	Cmsa__CapacityReview *r = mem_array(n, sizeof(*r)),
			     **list = mem_array(n, sizeof(*list));
	Cmsa__Quantity *q = mem_array(n, sizeof(*q));
	char **subjects = mem_array(n, sizeof(*subjects));
	const size_t first = alliance_roll(a, (uint32_t)a->n_minerals);
	Cmsa__CapacityBody b;

	cmsa__capacity_body__init(&b);
	b.country = pb_text(alliance_countries[country]);
	for (size_t i = 0; i < n; i++) {
		cmsa__capacity_review__init(&r[i]);
		cmsa__quantity__init(&q[i]);
		subjects[i] = pb_text(a->minerals[(first + i / 2) % a->n_minerals]);
		r[i].subjects = &subjects[i];
		r[i].n_subjects = 1;
		r[i].stage = 1 + i % 2 == 1 ? CMSA__STAGE__STAGE_MINED
					    : CMSA__STAGE__STAGE_PROCESSED;
		r[i].capacity = &q[i];
		r[i].review_days = day.days + 10 - (int32_t)alliance_roll(a, 30);
		r[i].source = pb_text("survey of the ministry");
		q[i].presence = alliance_roll(a, 12)
				    ? CMSA__PRESENCE__PRESENCE_REPORTED
				    : (Cmsa__Presence)(2 + alliance_roll(a, 3));
		if (q[i].presence == CMSA__PRESENCE__PRESENCE_REPORTED) {
			q[i].published = pb_text("1,300");
			q[i].unit = pb_text("metric tons");
			q[i].grams = 1300000000;
		}
		list[i] = &r[i];
	}
	b.reviews = list;
	b.n_reviews = n;
	alliance_post_body(a, country, KIND_CAPACITY, day, &b.base);
	free(r);
	free(list);
	free(q);
	free(subjects);
}

void
alliance_post_measure(struct alliance *a, uint32_t country, struct date day)
{
	static const char *const ids[] = { "transshipment", "screening", "remedies",
		"ban", "quota" };
	const uint8_t hash[32] = { 1 };
	Cmsa__Measure m[ARRAY_LEN(ids)], *list[ARRAY_LEN(ids)];
	Cmsa__MeasureBody b;

	cmsa__measure_body__init(&b);
	b.country = pb_text(alliance_countries[country]);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		if (!alliance_roll(a, 5))
			continue;
		cmsa__measure__init(&m[i]);
		m[i].id = pb_text(ids[i]);
		m[i].kind = (Cmsa__MeasureKind)(i + 1);
		m[i].critical_minerals = true;
		m[i].derivative_products = alliance_roll(a, 6) > 0;
		m[i].all_countries_of_concern = m[i].entities_of_concern = true;
		m[i].citation = pb_text(alliance_roll(a, 8) ? "Act 12 of 2025" : "");
		m[i].authority = pb_text("customs");
		m[i].start_days = day.days - (int32_t)alliance_roll(a, 10);
		m[i].end_days = alliance_roll(a, 4) ? 0 : day.days + 3 * ALLIANCE_YEAR;
		if (alliance_roll(a, 6))
			m[i].sha256 = pb_data(bytes_of(hash, sizeof(hash)));
		if (m[i].kind == CMSA__MEASURE_KIND__MEASURE_QUOTA)
			m[i].quota_grams_a_year = alliance_roll(a, 2) ? 5000000 : 0;
		list[b.n_measures++] = &m[i];
	}
	b.measures = list;
	if (b.n_measures)
		alliance_post_body(a, country, KIND_MEASURE, day, &b.base);
	else
		alliance_post_measure(a, country, day);
}

void
alliance_post_attendance(
    struct alliance *a, uint32_t country, struct date day, size_t meeting)
{
	Cmsa__Attendance x, *list[] = { &x };
	Cmsa__AttendanceBody b;

	cmsa__attendance__init(&x);
	cmsa__attendance_body__init(&b);
	x.meeting = a->meetings[meeting];
	x.attended = alliance_roll(a, 12) > 0;
	b.country = pb_text(alliance_countries[country]);
	b.meetings = list;
	b.n_meetings = 1;
	alliance_post_body(a, country, KIND_ATTENDANCE, day, &b.base);
}

void
alliance_post_alert(struct alliance *a, uint32_t country, struct date day)
{
	Cmsa__AlertScheme schemes[] = { CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION };
	char *codes[] = { pb_text(a->codes[alliance_roll(a, (uint32_t)a->n_codes)]) };
	const uint32_t n = a->size.countries, x = alliance_roll(a, n),
		       y = alliance_roll(a, n);
	const bool before = strcmp(alliance_countries[x], alliance_countries[y]) < 0;
	char *action[] = { pb_text(alliance_countries[before ? x : y]),
		pb_text(alliance_countries[before ? y : x]) };
	char id[32];
	Cmsa__AlertBody b;

	snprintf(id, sizeof(id), "%s-%zu", alliance_countries[country], a->n_posts);
	cmsa__alert_body__init(&b);
	b.country = pb_text(alliance_countries[country]);
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
	alliance_post_body(a, country, KIND_ALERT, day, &b.base);
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
const struct alliance_post *
alliance_some_post(struct alliance *a, uint32_t kind, const char *author)
{
	for (size_t i = a->n_posts, skip = alliance_roll(a, 8); i-- > 0;) {
		const struct entry *e = &a->posts[i].entry;

		if (e->kind != kind || (author && strcmp(e->place.author, author) != 0))
			continue;
		if (!skip--)
			return &a->posts[i];
	}
	return NULL;
}

/* The country named first answers. */
void
alliance_post_response(struct alliance *a, const struct alliance_post *to,
    uint32_t country, struct date day, Cmsa__ResponseState state)
{
	Cmsa__AlertResponseBody b;
	Cmsa__Ref ref;

	ref_to(&ref, to);
	cmsa__alert_response_body__init(&b);
	b.country = pb_text(alliance_countries[country]);
	b.alert = &ref;
	b.state = state;
	alliance_post_body(a, country, KIND_ALERT_RESPONSE, day, &b.base);
}

void
alliance_post_witness(struct alliance *a, uint32_t country, struct date day)
{
	Cmsa__Head *heads = mem_array(a->at.n_heads, sizeof(*heads));
	Cmsa__Head **list = mem_array(a->at.n_heads, sizeof(*list));
	Cmsa__WitnessBody b;

	cmsa__witness_body__init(&b);
	b.full = true;
	b.heads = list;
	for (size_t i = 0; i < a->at.n_heads; i++) {
		struct position_head *h = &a->at.heads[i];

		if (!strcmp(h->place.author, alliance_countries[country]))
			continue;
		cmsa__head__init(&heads[i]);
		heads[i].author = h->place.author;
		heads[i].incarnation = 1;
		heads[i].seq = h->place.seq;
		heads[i].id = pb_hash_data(h->id.b);
		list[b.n_heads++] = &heads[i];
	}
	alliance_post_body(a, country, KIND_WITNESS, day, &b.base);
	free(heads);
	free(list);
}

void
alliance_post_retraction(struct alliance *a, uint32_t country, struct date day)
{
	static const uint32_t kinds[] = { KIND_CAPACITY, KIND_DUTY, KIND_MEASURE,
		KIND_ALERT, KIND_ALERT_RESPONSE, KIND_ATTENDANCE };
	const struct alliance_post *p = alliance_some_post(
	    a, kinds[alliance_roll(a, ARRAY_LEN(kinds))], alliance_countries[country]);
	Cmsa__RetractionBody b;
	Cmsa__Ref ref, *list[] = { &ref };

	cmsa__retraction_body__init(&b);
	ref_to(&ref, p ? p : &a->posts[0]);
	b.entries = list;
	b.n_entries = 1;
	b.reason = pb_text("an error in the source");
	alliance_post_body(a, country, KIND_RETRACTION, day, &b.base);
}
