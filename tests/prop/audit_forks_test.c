/* A node's facts and an auditor's, of the same entries, agree on every fork: which are proven,
 * up to where the feeds count, and all findings; in whatever order the entries were folded
 * (PROTOCOL M4.18, M7.44, M10.7). */
#include "bundle_write.h"
#include "check_main.h"
#include "comply.h"
#include "proof.h"
#include "unit/fork_fixture.h"

static const char *const authors[] = { "AUS", "CAN", "GBR", "JPN", "KOR" };

enum {
	STEPS = 70
};

static uint64_t
draw(uint64_t *rng, uint64_t below)
{
	*rng ^= *rng << 13;
	*rng ^= *rng >> 7;
	*rng ^= *rng << 17;
	return *rng % below;
}

/* `by` names an entry of `of`: one that is there, or of another history, or beyond. */
static void
witness(struct world *w, const char *by, const struct place *of, uint64_t *rng)
{
	Cmsa__Head head, *heads[1] = { &head };
	struct place at = *of;
	struct hash id = { { 9 } };
	struct buf body = { 0 };
	Cmsa__WitnessBody b;

	if (draw(rng, 4))
		at.seq = of->seq;
	if (!draw(rng, 6))
		at.seq += 3; /* not there */
	else
		ck_assert_int_eq(store_id_get(w->log, &id, &at), ERR_NONE);
	id.b[3] ^= !draw(rng, 5);
	cmsa__head__init(&head);
	head.author = pb_text(of->author);
	head.incarnation = 1;
	head.seq = at.seq;
	head.id = pb_hash_data(id.b);
	cmsa__witness_body__init(&b);
	b.heads = heads;
	b.n_heads = 1;
	pb_write(&body, &b.base);
	world_append(w, by, KIND_WITNESS, AUDIENCE_PUBLIC, &body, WITH_BODY);
	buf_clear(&body);
}

static void
step(struct world *w, uint64_t *rng)
{
	const char *by = authors[draw(rng, ARRAY_LEN(authors))];
	const char *of = authors[draw(rng, ARRAY_LEN(authors))];
	struct place at = { .incarnation = 1,
		.seq = 1 + draw(rng, world_feed(w, of)->seq) };

	memcpy(at.author, of, 4);
	switch (draw(rng, 8)) {
	case 0: fork_prove(w, by, &at, draw(rng, 3) == 0); break;
	case 1:
	case 2:
	case 3:
		if (by != of)
			witness(w, by, &at, rng);
		break;
	default:
		world_duty(w, by, by, draw(rng, 2) ? "280530" : "280540",
		    100 * (uint32_t)draw(rng, 20), AUDIENCE_PUBLIC, WITH_BODY);
	}
}

/* --- the auditor's ------------------------------------------------------------------ */

static enum err
take(void *ctx, struct bytes b)
{
	buf_add(ctx, b.p, b.n);
	return ERR_NONE;
}

static enum err
give_entry(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool held)
{
	struct bundle_writer *b = ctx;

	bundle_writer_entry(b, e, signature, held ? body : bytes_of(NULL, 0));
	return ERR_NONE;
}

static void
write_bundle(struct buf *file, struct world *w, const struct position *p)
{
	struct bundle_manifest m = { .alliance = registry_alliance(w->acts.registry),
		.as_of = maker_date("2026-10-01"),
		.level = LEVEL_MEMBER_FACTS,
		.position = *p };
	struct bundle_writer *b = bundle_writer_new(take, file, &m);
	struct bundle_counts counts;

	for (uint64_t i = 1; i <= registry_number(w->acts.registry); i++)
		bundle_writer_act(b, registry_act(w->acts.registry, i)->signed_act);
	for (size_t i = 0; i < p->n_heads; i++) {
		struct place first = p->heads[i].place;

		first.seq = 1;
		ck_assert_int_eq(store_entries_each(w->log, &first, p->heads[i].place.seq,
				     give_entry, b),
		    ERR_NONE);
	}
	ck_assert_int_eq(bundle_writer_end(b, &counts), ERR_NONE);
	bundle_writer_free(b);
}

struct reading {
	const struct buf *file;
	size_t at;
};

static enum err
give(void *ctx, uint8_t *to, size_t n, size_t *got)
{
	struct reading *r = ctx;

	*got = r->file->n - r->at < n ? r->file->n - r->at : n;
	memcpy(to, r->file->p + r->at, *got);
	r->at += *got;
	return ERR_NONE;
}

static struct proof *
audited(struct world *w, const struct position *p)
{
	const struct proof_ask ask = { .judge = true };
	struct buf file = { 0 };
	struct reading r = { .file = &file };
	struct proof *out = NULL;
	struct errmsg m;

	write_bundle(&file, w, p);
	ck_assert_msg(!proof_read(&out, give, &r, &ask, &m), "%s", m.text);
	buf_clear(&file);
	return out;
}

/* --- both --------------------------------------------------------------------------- */

static void
expect_equal(const struct facts *a, const struct facts *b)
{
	ck_assert_uint_eq(a->n_forks, b->n_forks);
	for (size_t i = 0; i < a->n_forks; i++) {
		const struct fact_fork *x = &a->forks[i], *y = &b->forks[i];

		ck_assert(!place_cmp(&x->at, &y->at) && !place_cmp(&x->proof, &y->proof));
		ck_assert(
		    hash_eq(&x->ids[0], &y->ids[0]) && hash_eq(&x->ids[1], &y->ids[1]));
		ck_assert_msg(x->witnessed == y->witnessed && x->limit == y->limit &&
				  x->head == y->head && x->since_ms == y->since_ms,
		    "%s: witnessed %llu and %llu", x->at.author,
		    (unsigned long long)x->witnessed, (unsigned long long)y->witnessed);
	}
	ck_assert_uint_eq(a->n_duties, b->n_duties);
}

static void
run(uint64_t seed, size_t *n_forks, size_t *n_raised)
{
	const struct date d = maker_date("2026-10-01");
	uint64_t rng = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	struct world w;
	struct factsdb *f;
	struct position p;
	struct facts *facts = NULL;
	struct findings *fs;
	struct proof *proof;
	struct errmsg m;

	world_make(&w);
	make_member(&w.acts, "CAN", "2026-01-02");
	make_member(&w.acts, "KOR", "2026-01-02");
	world_put_acts(&w);
	f = open_facts(&w.folder, STORE_WRITE);
	for (size_t i = 0; i < ARRAY_LEN(authors); i++)
		world_keys(&w, authors[i]);
	for (int i = 0; i < STEPS; i++)
		step(&w, &rng);
	fold_all(f, &w, 1 + draw(&rng, 20));
	ck_assert_int_eq(factsdb_position(f, &p), ERR_NONE);
	p.register_number = registry_number(w.acts.registry);
	p.register_id = registry_id(w.acts.registry);
	ck_assert_msg(
	    !factsdb_load(f, &facts, w.acts.registry, &p, LEVEL_MEMBER_FACTS, &m), "%s",
	    m.text);
	proof = audited(&w, &p);
	expect_equal(facts, proof->facts);
	fs = comply_judge(facts, d);
	ck_assert(hash_eq(&fs->digest, &proof->findings->digest));
	for (size_t i = 0; i < facts->n_forks; i++)
		*n_raised += facts->forks[i].witnessed >= facts->forks[i].at.seq;
	*n_forks += facts->n_forks;
	findings_free(fs);
	facts_free(facts);
	proof_free(proof);
	position_clear(&p);
	factsdb_close(&f);
	world_clear(&w);
}

START_TEST(a_node_and_an_auditor_agree)
{
	const char *s = getenv("CMSA_SEED");
	const uint64_t from = s ? strtoull(s, NULL, 10) : 1;
	size_t forks = 0, raised = 0;

	for (uint64_t seed = from; seed < from + 12; seed++) {
		printf("seed %llu\n", (unsigned long long)seed);
		run(seed, &forks, &raised);
	}
	printf(
	    "%zu forks, %zu with more witnessed than the place before\n", forks, raised);
	ck_assert_uint_ge(forks, 12);
	ck_assert_uint_ge(raised, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("audit_forks");
	TCase *tc = tcase_create("agree");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_node_and_an_auditor_agree);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
