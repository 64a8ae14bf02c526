/* comply_fixture.h - for tests of comply: reference rows, duty lines and reviews written
 * down plainly, judged without a register of acts (members are given by name). */
#ifndef COMPLY_FIXTURE_H
#define COMPLY_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "b1.h"
#include "b3.h"
#include "b4.h"
#include "check_main.h"
#include "findings.h"
#include "judge.h"
#include "mem.h"
#include "pb.h"

#define KIND(k)  CMSA__DUTY_KIND__DUTY_##k
#define SCOPE(s) CMSA__ORIGIN_SCOPE__ORIGIN_##s
#define COMBO(c) CMSA__COMBINATION__COMBINATION_##c
#define STAGE(s) CMSA__STAGE__STAGE_##s

enum {
	DAY0 = 20500, /* 2026-02-16: lines start here unless they say otherwise */
	TODAY = DAY0 + 40
};

/* A duty line; zero fields: ordinary, any origin, ad valorem, from DAY0, open. */
struct duty_row {
	const char *code;
	Cmsa__OriginScope scope;
	const char *origin;
	Cmsa__DutyKind kind;
	const char *measure;
	uint32_t bp;
	Cmsa__Combination combination;
	int32_t start, end;
	uint32_t equivalent_bp; /* 0: none; else complete unless `hollow` */
	bool hollow;
};

struct duty_sheet {
	const char *author;  /* NULL: AUS */
	const char *country; /* NULL: the author */
	const char *edition; /* NULL: HS2022 */
	uint64_t seq;
	int32_t day; /* of publishing; 0: DAY0 */
	bool mfn_only;
	uint32_t part, parts; /* parts 0: no batch */
	const struct duty_row *rows;
	size_t n;
};

static inline struct place
place_of(const char *author, uint64_t seq)
{
	struct place p = { .incarnation = 1, .seq = seq ? seq : 1 };

	memcpy(p.author, author, strlen(author));
	return p;
}

static inline struct hash
id_of(const char *author, uint64_t seq)
{
	struct hash h = { { (uint8_t)seq, (uint8_t)author[0], (uint8_t)author[1], 1 } };

	return h;
}

static inline int64_t
day_ms(int32_t day)
{
	return (int64_t)day * 86400000 + 3600000;
}

static inline struct facts *
facts_empty(void)
{
	static const struct position nothing = { 0 };

	return facts_new(registry_new(), &nothing, LEVEL_MEMBER_FACTS);
}

static inline void
facts_done(struct facts *f)
{
	struct registry *r = NULL;

	/* The register is the fixture's own: given back with the facts. */
	memcpy(&r, &f->registry, sizeof(r));
	facts_free(f);
	registry_free(r);
}

static inline void
fill_line(Cmsa__DutyLine *l, Cmsa__Equivalent *e, const struct duty_row *row)
{
	cmsa__duty_line__init(l);
	l->code = pb_text(row->code);
	l->scope = row->scope ? row->scope : row->origin ? SCOPE(COUNTRY) : SCOPE(ANY);
	l->origin = pb_text(row->origin ? row->origin : "");
	l->kind = row->kind ? row->kind : KIND(ORDINARY);
	l->measure = pb_text(row->measure ? row->measure : "");
	l->ad_valorem_bp = row->bp;
	l->combination = row->combination;
	l->specific = pb_text(row->combination ? "5 c/kg" : "");
	l->published = pb_text(row->combination ? "some % and 5 c/kg" : "");
	l->start_days = row->start ? row->start : DAY0;
	l->end_days = row->end;
	if (!row->equivalent_bp)
		return;
	cmsa__equivalent__init(e);
	e->rate_bp = row->equivalent_bp;
	e->from_days = DAY0 - 365;
	e->to_days = DAY0 - 1;
	e->value_cents = 100;
	e->currency = pb_text("USD");
	e->quantity = row->hollow ? 0 : 7;
	e->source = pb_text("customs statistics");
	l->equivalent = e;
}

static inline void
add_duty(struct facts *f, const struct duty_sheet *s)
{
	const char *author = s->author ? s->author : "AUS";
	const struct place p = place_of(author, s->seq);
	const struct hash id = id_of(author, p.seq);
	uint8_t batch_id[16] = { 9 };
	Cmsa__DutyLine *lines = mem_array(s->n, sizeof(*lines));
	Cmsa__Equivalent *eq = mem_array(s->n, sizeof(*eq));
	Cmsa__DutyLine **list = mem_array(s->n, sizeof(*list));
	struct buf b = { 0 };
	Cmsa__Batch batch;
	Cmsa__DutyBody body;

	cmsa__duty_body__init(&body);
	body.country = pb_text(s->country ? s->country : author);
	body.hs_edition = pb_text(s->edition ? s->edition : "HS2022");
	body.mfn_only = s->mfn_only;
	for (size_t i = 0; i < s->n; i++) {
		fill_line(&lines[i], &eq[i], &s->rows[i]);
		list[i] = &lines[i];
	}
	body.lines = list;
	body.n_lines = s->n;
	if (s->parts) {
		cmsa__batch__init(&batch);
		batch.id = pb_data(bytes_of(batch_id, sizeof(batch_id)));
		batch.part = s->part;
		batch.parts = s->parts;
		body.batch = &batch;
	}
	pb_write(&b, &body.base);
	facts_add_duty(f, facts_add_source(f, &p, &id, day_ms(s->day ? s->day : DAY0)),
	    buf_view(&b));
	buf_clear(&b);
	free(lines);
	free(eq);
	free(list);
}

/* Lines of AUS in one entry. */
#define ADD_DUTY(f, ...)                                                              \
	do {                                                                          \
		const struct duty_row rows_[] = { __VA_ARGS__ };                      \
		add_duty(                                                             \
		    f, &(struct duty_sheet){ .rows = rows_, .n = ARRAY_LEN(rows_) }); \
	} while (0)

struct review_row {
	const char *subject; /* NULL: nil for all the rest */
	const char *second;  /* another subject: an aggregate */
	Cmsa__Stage stage;   /* 0: mined */
	Cmsa__Presence presence;
	int32_t day;
	bool secondary, sample;
};

static inline void
fill_review(Cmsa__CapacityReview *r, Cmsa__Quantity *q, char **subjects,
    const struct review_row *row)
{
	cmsa__capacity_review__init(r);
	cmsa__quantity__init(q);
	subjects[0] = pb_text(row->subject);
	subjects[1] = pb_text(row->second);
	r->subjects = subjects;
	r->n_subjects = row->second ? 2 : row->subject ? 1 : 0;
	r->nil_for_rest = !row->subject;
	r->stage = row->stage || !row->subject ? row->stage : STAGE(MINED);
	q->presence = row->presence;
	r->capacity = q;
	r->review_days = row->day;
	r->secondary = row->secondary;
	r->sample = row->sample;
}

static inline void
add_reviews(struct facts *f, const char *author, uint64_t seq,
    const struct review_row *rows, size_t n)
{
	const struct place p = place_of(author, seq);
	const struct hash id = id_of(author, seq);
	Cmsa__CapacityReview *reviews = mem_array(n, sizeof(*reviews));
	Cmsa__CapacityReview **list = mem_array(n, sizeof(*list));
	Cmsa__Quantity *q = mem_array(n, sizeof(*q));
	char *(*subjects)[2] = mem_array(n, sizeof(*subjects));
	struct buf b = { 0 };
	Cmsa__CapacityBody body;

	cmsa__capacity_body__init(&body);
	body.country = pb_text(author);
	for (size_t i = 0; i < n; i++) {
		fill_review(&reviews[i], &q[i], subjects[i], &rows[i]);
		list[i] = &reviews[i];
	}
	body.reviews = list;
	body.n_reviews = n;
	pb_write(&b, &body.base);
	facts_add_capacity(f, facts_add_source(f, &p, &id, day_ms(DAY0)), buf_view(&b));
	buf_clear(&b);
	free(reviews);
	free(list);
	free(q);
	free(subjects);
}

#define ADD_REVIEWS(f, seq, ...)                                     \
	do {                                                         \
		const struct review_row rows_[] = { __VA_ARGS__ };   \
		add_reviews(f, "AUS", seq, rows_, ARRAY_LEN(rows_)); \
	} while (0)

/* --- law ---------------------------------------------------------------------------- */

enum {
	MOST_ROWS = 64
};

/* Owns the rows that its `law` points to. */
struct tables {
	struct law law;
	Cmsa__Policy policy;
	Cmsa__MineralRow minerals[MOST_ROWS];
	Cmsa__ConcernRow concern[MOST_ROWS];
	Cmsa__MineralHsRow hs[MOST_ROWS];
	char *hts8[MOST_ROWS][4];
	Cmsa__FloorRow floors[MOST_ROWS];
	char *holders[MOST_ROWS][4];
	Cmsa__SelectRow select[MOST_ROWS];
	Cmsa__HsMapRow map[MOST_ROWS];
	char *to[MOST_ROWS][4];
};

static inline struct tables *
tables_new(void)
{
	struct tables *t = mem_new(sizeof(*t));

	t->policy = *policy_default();
	t->law.policy = &t->policy;
	t->law.date = (struct date){ TODAY };
	t->law.minerals = mem_array(MOST_ROWS, sizeof(*t->law.minerals));
	t->law.concern = mem_array(MOST_ROWS, sizeof(*t->law.concern));
	t->law.mineral_hs = mem_array(MOST_ROWS, sizeof(*t->law.mineral_hs));
	t->law.floors = mem_array(MOST_ROWS, sizeof(*t->law.floors));
	t->law.select = mem_array(MOST_ROWS, sizeof(*t->law.select));
	t->law.hs_map = mem_array(MOST_ROWS, sizeof(*t->law.hs_map));
	return t;
}

static inline void
tables_free(struct tables *t)
{
	law_clear(&t->law);
	free(t);
}

static inline void
table_mineral(struct tables *t, const char *id, int32_t from)
{
	Cmsa__MineralRow *r = &t->minerals[t->law.n_minerals];

	cmsa__mineral_row__init(r);
	r->mineral = pb_text(id);
	r->from_days = from ? from : 18000;
	t->law.minerals[t->law.n_minerals++] = r;
}

static inline void
table_concern(struct tables *t, const char *country)
{
	Cmsa__ConcernRow *r = &t->concern[t->law.n_concern];

	cmsa__concern_row__init(r);
	r->country = pb_text(country);
	r->status = CMSA__CONCERN_STATUS__CONCERN_YES;
	t->law.concern[t->law.n_concern++] = r;
}

/* us: a US code it is mapped to, or NULL */
static inline void
table_hs6(struct tables *t, const char *mineral, Cmsa__Stage stage, const char *hs6,
    const char *us)
{
	size_t i = t->law.n_mineral_hs;
	Cmsa__MineralHsRow *r = &t->hs[i];

	cmsa__mineral_hs_row__init(r);
	r->mineral = pb_text(mineral);
	r->stage = stage;
	r->hs6 = pb_text(hs6);
	r->hs_edition = pb_text("HS2022");
	t->hts8[i][0] = pb_text(us);
	r->us_hts8 = t->hts8[i];
	r->n_us_hts8 = us != NULL;
	t->law.mineral_hs[t->law.n_mineral_hs++] = r;
}

/* mineral NULL: a line that holds none */
static inline void
table_floor(struct tables *t, const char *hts8, const char *mineral, Cmsa__Stage stage,
    uint32_t bp)
{
	size_t i = t->law.n_floors;
	Cmsa__FloorRow *r = &t->floors[i];

	cmsa__floor_row__init(r);
	r->hts8 = pb_text(hts8);
	r->hs6 = mem_new(7);
	memcpy(r->hs6, hts8, 6);
	t->holders[i][0] = pb_text(mineral);
	r->minerals = t->holders[i];
	r->n_minerals = mineral != NULL;
	r->stage = stage;
	r->rate_bp = bp;
	t->law.floors[t->law.n_floors++] = r;
}

static inline void
tables_free_codes(struct tables *t)
{
	for (size_t i = 0; i < t->law.n_floors; i++)
		free(t->floors[i].hs6);
}

static inline void
table_map(struct tables *t, const char *from, const char *to1, const char *to2)
{
	size_t i = t->law.n_hs_map;
	Cmsa__HsMapRow *r = &t->map[i];

	cmsa__hs_map_row__init(r);
	r->from_code = pb_text(from);
	t->to[i][0] = pb_text(to1);
	t->to[i][1] = pb_text(to2);
	r->to_codes = t->to[i];
	r->n_to_codes = to2 ? 2 : 1;
	t->law.hs_map[t->law.n_hs_map++] = r;
}

/* Graphite, mined, 250410, floor 25 % on 25041000; CHN and RUS of concern. */
static inline struct tables *
tables_graphite(void)
{
	struct tables *t = tables_new();

	table_mineral(t, "graphite", 0);
	table_hs6(t, "graphite", STAGE(MINED), "250410", NULL);
	table_hs6(t, "graphite", STAGE(PROCESSED), "", NULL);
	table_floor(t, "25041000", "graphite", STAGE(MINED), 2500);
	table_concern(t, "CHN");
	table_concern(t, "RUS");
	return t;
}

/* --- judging ------------------------------------------------------------------------ */

/* Names whose agreements are in force, parted by blanks; NULL: none, before F0. */
static inline void
set_members(struct judge *j, struct arena *mem, const char *names)
{
	size_t n = 0;

	if (!names)
		return;
	j->prospective = false;
	j->members = arena_get(mem, (strlen(names) / 4 + 1) * sizeof(*j->members));
	for (const char *p = names; *p; p += p[3] ? 4 : 3) {
		struct rate_origin *o = &j->members[n++];

		*o = (struct rate_origin){ .member = true };
		memcpy(o->name, p, 3);
		o->of_concern = law_is_of_concern(j->law, o->name);
	}
	j->n_members = n;
	/* what is of concern and a member at once */
	for (size_t i = 0; i < j->n_concern; i++)
		for (size_t k = 0; k < n; k++)
			if (!strcmp(j->concern[i].name, j->members[k].name))
				j->concern[i].member = true;
}

/* Judges one country by one criterion (or all three with `rule` NULL). */
static inline struct findings *
judged(struct facts *f, const struct tables *t, const char *country, const char *members,
    void (*rule)(struct judge *, struct sheet *))
{
	static void (*const all[])(
	    struct judge *, struct sheet *) = { b1_judge, b3_judge, b4_judge };
	static const Cmsa__Criterion named[] = { CMSA__CRITERION__CRITERION_B1,
		CMSA__CRITERION__CRITERION_B3, CMSA__CRITERION__CRITERION_B4 };
	struct findings *fs = findings_new(f, t->law.date, 1);
	struct sheet sheet = { .mem = &fs->mem };
	struct judge j;

	judge_init(&j, &fs->mem, f, &t->law, t->law.date);
	set_members(&j, &fs->mem, members);
	judge_country(&j, country);
	findings_add_country(fs, country);
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (rule && rule != all[i])
			continue;
		sheet_reset(&sheet);
		all[i](&j, &sheet);
		sheet_finish(&sheet);
		findings_add_criterion(fs, named[i], &sheet);
	}
	findings_finish(fs);
	sheet_clear(&sheet);
	judge_clear(&j);
	return fs;
}

static inline bool
lists(char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], word))
			return true;
	return false;
}

/* The finding of that product, HS6 and partner (NULL: any); fails when there is none. */
static inline const Cmsa__Finding *
finding_of(const struct findings *fs, const char *product, Cmsa__Stage stage,
    const char *hs6, const char *partner)
{
	for (size_t i = 0; i < fs->n_list; i++) {
		const Cmsa__Finding *f = &fs->list[i].pb;

		if ((!product || lists(f->products, f->n_products, product)) &&
		    (!stage || f->stage == stage) &&
		    (!hs6 || lists(f->hs6, f->n_hs6, hs6)) &&
		    (!partner || lists(f->partners, f->n_partners, partner)))
			return f;
	}
	ck_abort_msg("no finding for %s %s %s", product ? product : "*", hs6 ? hs6 : "*",
	    partner ? partner : "*");
	return NULL;
}

static inline bool
has_flag(const Cmsa__Finding *f, const char *flag)
{
	return lists(f->flags, f->n_flags, flag);
}

/* Adds the cases, runs them, and returns the exit code of the program. */
static inline int
run_suite(const char *name, TCase *const *cases, size_t n)
{
	Suite *s = suite_create(name);

	for (size_t i = 0; i < n; i++)
		suite_add_tcase(s, cases[i]);
	return check_main(s);
}

#endif
