/* audit_fixture.h - a bundle in memory: a few acts, feeds and findings, and ways to spoil them.
 * Every entry is signed, so that a test can leave out or exchange any of them. */
#ifndef AUDIT_FIXTURE_H
#define AUDIT_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "acts_make.h"
#include "bundle_write.h"
#include "capacity.pb-c.h"
#include "mem.h"
#include "pb.h"
#include "proof.h"
#include "witness.pb-c.h"

struct line {
	struct entry e;
	struct buf header, body;
	struct signature sig;
	bool is_signed, held, left_out;
};

struct made {
	struct maker acts;
	struct line lines[32]; /* by place */
	size_t n;
	struct bundle_manifest manifest;
	struct buf file;
	size_t end_at; /* offset of the end frame's length */
	struct bundle_counts counts;
	enum err written;
};

/* --- feeds -------------------------------------------------------------------------- */

static inline struct line *
made_find(struct made *w, const char *author, uint64_t seq)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->lines[i].e.place.author, author) &&
		    w->lines[i].e.place.seq == seq)
			return &w->lines[i];
	ck_abort_msg("%s:%llu was not made", author, (unsigned long long)seq);
	abort(); /* not reached: for the compiler */
}

/* The next entry of the feed that was added last, or the first of a new one. */
static inline struct line *
made_add(struct made *w, const char *author, uint32_t kind, uint32_t audience,
    const struct buf *body)
{
	struct line *l = &w->lines[w->n], *before = w->n ? l - 1 : NULL;

	ck_assert_uint_lt(w->n, ARRAY_LEN(w->lines));
	if (before && strcmp(before->e.place.author, author) != 0)
		before = NULL;
	l->e = (struct entry){ .place = { .incarnation = 1,
				   .seq = before ? before->e.place.seq + 1 : 1 },
		.prev = before ? before->e.id : registry_alliance(w->acts.registry),
		.key = 1,
		.time_ms = INT64_C(1790000000000) + (int64_t)w->n * 1000,
		.kind = kind,
		.schema = 1,
		.audience = audience };
	memcpy(l->e.place.author, author, strlen(author));
	l->sig = maker_entry(&l->header, &l->e, &w->acts, buf_view(body));
	buf_add(&l->body, body->p, body->n);
	l->is_signed = l->held = true;
	w->n++;
	return l;
}

/* Header and signature again, after its values were changed. */
static inline void
made_renew(struct made *w, struct line *l)
{
	buf_reset(&l->header);
	l->sig = maker_entry(&l->header, &l->e, &w->acts, buf_view(&l->body));
}

static inline void
made_keys(struct made *w, const char *author)
{
	struct buf body = { 0 };

	maker_keys_body(&body, &w->acts, author);
	made_add(w, author, KIND_KEYS, AUDIENCE_PUBLIC, &body);
	buf_clear(&body);
}

/* Made-up minerals are "m-0", "m-1": a review of the first, nil, on `days`. */
static inline void
made_capacity(struct made *w, const char *author, int32_t days, uint32_t audience)
{
	char *subjects[1] = { pb_text("m-0") };
	Cmsa__CapacityReview review, *reviews[1] = { &review };
	Cmsa__Quantity capacity;
	Cmsa__CapacityBody b;
	struct buf body = { 0 };

	cmsa__quantity__init(&capacity);
	capacity.presence = CMSA__PRESENCE__PRESENCE_NIL;
	cmsa__capacity_review__init(&review);
	review.subjects = subjects;
	review.n_subjects = 1;
	review.stage = CMSA__STAGE__STAGE_MINED;
	review.capacity = &capacity;
	review.review_days = days;
	cmsa__capacity_body__init(&b);
	b.country = pb_text(author);
	b.reviews = reviews;
	b.n_reviews = 1;
	pb_write(&body, &b.base);
	made_add(w, author, KIND_CAPACITY, audience, &body);
	buf_clear(&body);
}

/* `author` says that it holds entry `seq` of `of`; `id` NULL: the one there. */
static inline void
made_witness(struct made *w, const char *author, const char *of, uint64_t seq,
    const struct hash *id)
{
	Cmsa__Head head, *heads[1] = { &head };
	struct buf body = { 0 };
	Cmsa__WitnessBody b;

	cmsa__head__init(&head);
	head.author = pb_text(of);
	head.incarnation = 1;
	head.seq = seq;
	head.id = pb_hash_data(id ? id->b : made_find(w, of, seq)->e.id.b);
	cmsa__witness_body__init(&b);
	b.heads = heads;
	b.n_heads = 1;
	pb_write(&body, &b.base);
	made_add(w, author, KIND_WITNESS, AUDIENCE_PUBLIC, &body);
	buf_clear(&body);
}

/* --- the file ----------------------------------------------------------------------- */

static inline enum err
made_take(void *ctx, struct bytes b)
{
	struct buf *out = ctx;

	buf_add(out, b.p, b.n);
	return ERR_NONE;
}

/* Manifest of everything that was added. */
static inline void
made_manifest(struct made *w)
{
	bundle_manifest_clear(&w->manifest);
	w->manifest =
	    (struct bundle_manifest){ .alliance = registry_alliance(w->acts.registry),
		    .as_of = maker_date("2026-10-01"),
		    .level = LEVEL_MEMBER_FACTS };
	w->manifest.position.register_number = registry_number(w->acts.registry);
	w->manifest.position.register_id = registry_id(w->acts.registry);
	for (size_t i = 0; i < w->n; i++)
		position_set(
		    &w->manifest.position, &w->lines[i].e.place, &w->lines[i].e.id);
}

static inline void
made_choose(struct made *w, const char *author, uint64_t first, uint64_t last)
{
	struct bundle_choice *c;

	w->manifest.chosen = mem_resize(
	    w->manifest.chosen, w->manifest.n_chosen + 1, sizeof(*w->manifest.chosen));
	c = &w->manifest.chosen[w->manifest.n_chosen++];
	*c = (struct bundle_choice){ .first = first, .last = last };
	memcpy(c->author, author, strlen(author));
}

/* Where the end frame begins. */
static inline size_t
end_frame(const struct buf *file)
{
	size_t at = BUNDLE_MAGIC_BYTES;

	while (at + 4 + get_u32(file->p + at) < file->n)
		at += 4 + get_u32(file->p + at);
	return at;
}

/* Writes acts 1..n of the register (`forged`: that one in place of the last), the lines that
 * are not left out, and the findings when the manifest says so. */
static inline void
made_write(struct made *w, const struct findings *fs, const struct buf *forged)
{
	struct bundle_writer *b;
	const uint64_t n = registry_number(w->acts.registry);

	buf_reset(&w->file);
	b = bundle_writer_new(made_take, &w->file, &w->manifest);
	for (uint64_t i = 1; i <= n; i++)
		bundle_writer_act(b, forged && i == n
					 ? buf_view(forged)
					 : registry_act(w->acts.registry, i)->signed_act);
	for (size_t i = 0; i < w->n; i++) {
		const struct line *l = &w->lines[i];

		if (!l->left_out)
			bundle_writer_entry(b, &l->e,
			    bytes_of(l->sig.b, l->is_signed ? sizeof(l->sig.b) : 0),
			    l->held ? buf_view(&l->body) : bytes_of(NULL, 0));
	}
	if (fs)
		bundle_writer_findings(b, fs);
	w->written = bundle_writer_end(b, &w->counts);
	bundle_writer_free(b);
	w->end_at = end_frame(&w->file);
}

/* The forger's end: the hash of what is there now. */
static inline void
made_seal(struct made *w)
{
	struct hash_state h;
	struct hash sum;

	hash_begin(&h, TAG_BUNDLE);
	hash_add(&h, w->file.p + BUNDLE_MAGIC_BYTES, w->end_at - BUNDLE_MAGIC_BYTES);
	sum = hash_end(&h);
	memcpy(w->file.p + w->file.n - sizeof(sum.b), sum.b, sizeof(sum.b));
}

struct reading {
	const struct buf *file;
	size_t at;
};

static inline enum err
made_give(void *ctx, uint8_t *to, size_t n, size_t *got)
{
	struct reading *r = ctx;

	*got = r->file->n - r->at < n ? r->file->n - r->at : n;
	memcpy(to, r->file->p + r->at, *got);
	r->at += *got;
	return ERR_NONE;
}

/* The proof when it holds; NULL and the reason in `why`. */
static inline struct proof *
made_read(const struct made *w, bool judge, struct errmsg *why)
{
	const struct proof_ask ask = { .judge = judge };
	struct reading r = { .file = &w->file };
	struct proof *p = NULL;
	enum err e;

	why->text[0] = '\0';
	e = proof_read(&p, made_give, &r, &ask, why);
	ck_assert(e == ERR_NONE || e == ERR_REFUSED);
	ck_assert(!e == (p != NULL));
	ck_assert(!e || why->text[0]); /* refused with words */
	return p;
}

static inline void
made_clear(struct made *w)
{
	for (size_t i = 0; i < w->n; i++) {
		buf_clear(&w->lines[i].header);
		buf_clear(&w->lines[i].body);
	}
	bundle_manifest_clear(&w->manifest);
	buf_clear(&w->file);
	maker_clear(&w->acts);
}

/* --- two alliances ------------------------------------------------------------------ */

/* One registrar, one member, a keys entry and a review for the Alliance alone, with findings:
 * small enough to spoil each byte of it. */
static inline void
made_small(struct made *w)
{
	struct errmsg why;
	struct proof *p;

	*w = (struct made){ .n = 0 };
	maker_init(&w->acts, 1, 1);
	make_minerals(&w->acts, "1", 1, 1, "m", 1);
	make_enrol(&w->acts, "AUS", ROLE_MEMBER);
	made_keys(w, "AUS");
	made_capacity(w, "AUS", 20700, AUDIENCE_ALLIANCE);
	made_manifest(w);
	made_write(w, NULL, NULL);
	p = made_read(w, true, &why);
	ck_assert_msg(p, "%s", why.text);
	w->manifest.findings = true;
	made_write(w, p->findings, NULL);
	proof_free(p);
}

/* Two of three registrars; AUS publishes, GBR and JPN witness. */
static inline void
made_some(struct made *w)
{
	*w = (struct made){ .n = 0 };
	maker_init(&w->acts, 3, 2);
	make_minerals(&w->acts, "1", 1, 1, "m", 2);
	make_member(&w->acts, "AUS", "2026-01-02");
	make_member(&w->acts, "GBR", "2026-01-02");
	make_enrol(&w->acts, "JPN", ROLE_MEMBER);
	made_keys(w, "AUS");
	made_capacity(w, "AUS", 20600, AUDIENCE_PUBLIC);
	made_capacity(w, "AUS", 20650, AUDIENCE_ALLIANCE);
	made_capacity(w, "AUS", 20700, AUDIENCE_ALLIANCE);
	made_capacity(w, "AUS", 20710, AUDIENCE_PUBLIC);
	made_keys(w, "GBR");
	made_witness(w, "GBR", "AUS", 2, NULL);
	made_witness(w, "GBR", "AUS", 5, NULL);
	made_capacity(w, "GBR", 20700, AUDIENCE_PUBLIC);
	made_keys(w, "JPN");
	made_witness(w, "JPN", "AUS", 3, NULL);
	made_manifest(w);
	made_write(w, NULL, NULL);
}

#endif
