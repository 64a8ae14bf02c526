/* store_facts_fixture.h - a small alliance with a log: AUS, GBR and JPN are members, USA
 * is a candidate; bodies in a few lines. */
#ifndef STORE_FACTS_FIXTURE_H
#define STORE_FACTS_FIXTURE_H

#include "acts_make.h"
#include "factsdb.h"
#include "pb.h"
#include "unit/store_fixture.h"
#include "witness.pb-c.h"

struct world {
	struct folder folder;
	struct store *log;
	struct maker acts;
	int64_t time_ms; /* of what is appended; 0: by its seq */
	struct feed {
		const char *author;
		uint64_t seq;
		struct hash id;
	} feeds[8];
};

static inline void
world_put_acts(struct world *w)
{
	ck_assert_int_eq(store_begin(w->log, true), ERR_NONE);
	for (uint64_t n = 1; n <= registry_number(w->acts.registry); n++) {
		const struct act_record *a = registry_act(w->acts.registry, n);

		ck_assert_int_eq(
		    store_act_put(w->log, n, &a->act->id, a->signed_act), ERR_NONE);
	}
	ck_assert_int_eq(store_commit(w->log), ERR_NONE);
}

static inline void
world_make(struct world *w)
{
	*w = (struct world){ .log = NULL };
	folder_make(&w->folder);
	w->log = open_log(&w->folder, STORE_WRITE);
	maker_init(&w->acts, 3, 2);
	make_member(&w->acts, "AUS", "2026-01-02");
	make_member(&w->acts, "GBR", "2026-01-02");
	make_member(&w->acts, "JPN", "2026-01-02");
	make_enrol(&w->acts, "USA", ROLE_CANDIDATE);
	world_put_acts(w);
}

static inline void
world_clear(struct world *w)
{
	store_close(&w->log);
	maker_clear(&w->acts);
	folder_remove(&w->folder);
}

static inline struct feed *
world_feed(struct world *w, const char *author)
{
	for (size_t i = 0; i < ARRAY_LEN(w->feeds); i++) {
		if (!w->feeds[i].author)
			w->feeds[i].author = author;
		if (!strcmp(w->feeds[i].author, author))
			return &w->feeds[i];
	}
	ck_abort_msg("too many feeds");
	return NULL;
}

/* Appends an entry over `body`; its body is held when `what` has WITH_BODY. */
static inline struct place
world_append(struct world *w, const char *author, uint32_t kind, uint32_t audience,
    const struct buf *body, int what)
{
	struct feed *f = world_feed(w, author);
	struct entry e = { .place = { .incarnation = 1, .seq = ++f->seq },
		.prev = f->seq > 1 ? f->id : registry_alliance(w->acts.registry),
		.key = 1,
		.time_ms = w->time_ms ? w->time_ms
				      : INT64_C(1790000000000) + (int64_t)f->seq * 1000,
		.kind = kind,
		.schema = 1,
		.audience = audience };
	struct buf header = { 0 };
	struct signature sig;

	memcpy(e.place.author, author, strlen(author));
	sig = maker_entry(&header, &e, &w->acts, buf_view(body));
	f->id = e.id;
	ck_assert_int_eq(store_begin(w->log, false), ERR_NONE);
	ck_assert_int_eq(store_append(w->log, &e, bytes_of(sig.b, 64),
			     what & WITH_BODY ? buf_view(body) : bytes_of(NULL, 0)),
	    ERR_NONE);
	ck_assert_int_eq(store_commit(w->log), ERR_NONE);
	buf_clear(&header);
	return e.place;
}

static inline struct place
world_keys(struct world *w, const char *author)
{
	struct buf body = { 0 };
	struct place p;

	maker_keys_body(&body, &w->acts, author);
	p = world_append(w, author, KIND_KEYS, AUDIENCE_PUBLIC, &body, WITH_BODY);
	buf_clear(&body);
	return p;
}

/* One ordinary line of `code` at `bp`, starting 2026-02-16. */
static inline void
duty_body(struct buf *out, const char *country, const char *code, uint32_t bp)
{
	Cmsa__DutyLine line, *lines[1] = { &line };
	Cmsa__DutyBody body;

	cmsa__duty_line__init(&line);
	line.code = pb_text(code);
	line.scope = CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRIES_OF_CONCERN;
	line.kind = CMSA__DUTY_KIND__DUTY_ORDINARY;
	line.start_days = 20500;
	line.ad_valorem_bp = bp;
	line.published = pb_text("as published");
	cmsa__duty_body__init(&body);
	body.country = pb_text(country);
	body.hs_edition = pb_text("HS2022");
	body.lines = lines;
	body.n_lines = 1;
	pb_write(out, &body.base);
}

static inline struct place
world_duty(struct world *w, const char *author, const char *country, const char *code,
    uint32_t bp, uint32_t audience, int what)
{
	struct buf body = { 0 };
	struct place p;

	duty_body(&body, country, code, bp);
	p = world_append(w, author, KIND_DUTY, audience, &body, what);
	buf_clear(&body);
	return p;
}

/* One review, mined, of two minerals; as part of a batch when `parts`. */
static inline struct place
world_capacity(struct world *w, const char *author, uint32_t part, uint32_t parts)
{
	char *subjects[2] = { pb_text("cobalt"), pb_text("gallium") };
	Cmsa__CapacityReview review, *reviews[1] = { &review };
	struct buf body = { 0 };
	Cmsa__Quantity capacity;
	Cmsa__CapacityBody b;
	Cmsa__Batch batch;
	struct place p;

	cmsa__quantity__init(&capacity);
	capacity.presence = CMSA__PRESENCE__PRESENCE_NOT_AVAILABLE;
	cmsa__capacity_review__init(&review);
	review.subjects = subjects;
	review.n_subjects = 2;
	review.stage = CMSA__STAGE__STAGE_MINED;
	review.capacity = &capacity;
	review.review_days = 20485;
	cmsa__batch__init(&batch);
	batch.id = pb_data(bytes_of("0123456789abcdef", 16));
	batch.part = part;
	batch.parts = parts;
	cmsa__capacity_body__init(&b);
	b.country = pb_text(author);
	b.reviews = reviews;
	b.n_reviews = 1;
	b.batch = parts ? &batch : NULL;
	pb_write(&body, &b.base);
	p = world_append(w, author, KIND_CAPACITY, AUDIENCE_ALLIANCE, &body, WITH_BODY);
	buf_clear(&body);
	return p;
}

/* `author` says that it holds the entry at `of`. */
static inline struct place
world_witness(struct world *w, const char *author, const struct place *of)
{
	Cmsa__Head head, *heads[1] = { &head };
	struct buf body = { 0 };
	Cmsa__WitnessBody b;
	struct hash id;
	struct place p;

	ck_assert_int_eq(store_id_get(w->log, &id, of), ERR_NONE);
	cmsa__head__init(&head);
	head.author = pb_text(of->author);
	head.incarnation = of->incarnation;
	head.seq = of->seq;
	head.id = pb_hash_data(id.b);
	cmsa__witness_body__init(&b);
	b.heads = heads;
	b.n_heads = 1;
	pb_write(&body, &b.base);
	p = world_append(w, author, KIND_WITNESS, AUDIENCE_PUBLIC, &body, WITH_BODY);
	buf_clear(&body);
	return p;
}

static inline struct factsdb *
open_facts(const struct folder *f, enum store_mode mode)
{
	struct errmsg m = { { 0 } };
	struct factsdb *facts = NULL;
	enum err err = factsdb_open(&facts, f->path, mode, &m);

	ck_assert_msg(!err, "%s", m.text);
	return facts;
}

/* Folds at most `most` at a time until nothing is left. */
static inline void
fold_all(struct factsdb *f, struct world *w, size_t most)
{
	bool more = true;

	for (int i = 0; more; i++) {
		ck_assert_int_eq(
		    factsdb_fold(f, w->log, w->acts.registry, most, &more), ERR_NONE);
		ck_assert_int_lt(i, 100000);
	}
}

static inline struct hash
digest_of(struct factsdb *f)
{
	struct hash d = { { 0 } };

	ck_assert_int_eq(factsdb_digest(f, &d), ERR_NONE);
	return d;
}

/* The digest of facts folded anew, in a folder of their own. */
static inline struct hash
fresh_digest(struct world *w, size_t most)
{
	struct folder other;
	struct factsdb *f;
	struct hash d;

	folder_make(&other);
	f = open_facts(&other, STORE_WRITE);
	fold_all(f, w, most);
	d = digest_of(f);
	factsdb_close(&f);
	folder_remove(&other);
	return d;
}

#endif
