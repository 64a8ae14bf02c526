/* comply_rejudge_test.c - property: findings that follow entries one by one are, byte for
 * byte, those of a judgement of everything from facts put together anew. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "alliance_data.h"
#include "attr.h"
#include "check_main.h"
#include "findings.h"
#include "pb.h"
#include "rejudge.h"

enum {
	STEPS = 50,
	SEEDS = 2
};

static const uint32_t kinds[] = { KIND_DUTY, KIND_CAPACITY, KIND_MEASURE, KIND_ATTENDANCE,
	KIND_ALERT, KIND_ALERT_RESPONSE, KIND_WITNESS, KIND_WITNESS, KIND_RETRACTION };

/* The whole answer: the digest, which is over position and findings, and what it is not
 * over: sentences, counts, statuses, notes. */
static void
answer_of(struct buf *out, const struct findings *fs)
{
	ck_assert(!hash_is_zero(&fs->digest));
	buf_add(out, fs->digest.b, sizeof(fs->digest.b));
	for (size_t i = 0; i < fs->n_list; i++)
		buf_add_str(out, fs->list[i].sentence);
	for (size_t i = 0; i < fs->n_counts; i++) {
		buf_add_str(out, fs->counts[i].reason);
		buf_add_u32(out, fs->counts[i].status);
		buf_add_u32(out, fs->counts[i].count);
	}
	for (size_t i = 0; i < fs->n_criteria; i++) {
		const struct criterion_result *c = &fs->criteria[i];

		buf_add_u32(out, c->status);
		buf_add_u32(out, (uint32_t)c->counted * 2 + c->before_entry);
		buf_add_u32(out, c->first_finding);
		buf_add_u32(out, c->n_findings);
		buf_add_u32(out, c->first_count);
		buf_add_u32(out, c->n_counts);
	}
	for (size_t i = 0; i < fs->n_countries; i++) {
		buf_add_str(out, fs->countries[i].country);
		buf_add_str(out, fs->countries[i].note);
		buf_add_u32(out, fs->countries[i].complies);
	}
}

struct following {
	struct alliance *a;
	struct date d;
	struct facts *facts;
	struct rejudge *r;
	size_t followed, refused;
};

static void
begin(struct following *w)
{
	rejudge_free(w->r);
	facts_free(w->facts);
	w->facts = alliance_facts(w->a, w->a->n_posts, true);
	w->r = rejudge_new(w->facts, w->d);
}

static void
follow(struct following *w, const struct alliance_post *p)
{
	const struct entry *e = &p->entry;
	const struct fact_post post = { { e->place, e->id, e->time_ms, e->audience,
					    e->register_number },
		e->kind, p->body };

	if (rejudge_follow(w->r, &post)) {
		w->followed++;
		return;
	}
	ck_assert_msg(e->kind == KIND_RETRACTION, "kind %u was not followed", e->kind);
	w->refused++;
	begin(w);
}

/* What is kept of criteria that were not judged again is what the whole would hash. */
static void
check_digest(const struct findings *fs)
{
	const struct findings_about about = { registry_alliance(fs->facts->registry),
		fs->rules_version, fs->facts->level, &fs->facts->position, fs->as_of };
	const struct hash h = findings_digest(&about, fs->list, fs->n_list);

	ck_assert(hash_eq(&h, &fs->digest));
}

static void
compare(const struct following *w, uint64_t seed, int step, uint32_t kind)
{
	struct facts *f = alliance_facts(w->a, w->a->n_posts, true);
	struct findings *fs = comply_judge(f, w->d);
	struct buf anew = { 0 }, followed = { 0 };

	check_digest(rejudge_findings(w->r));
	answer_of(&anew, fs);
	answer_of(&followed, rejudge_findings(w->r));
	ck_assert_msg(bytes_eq(buf_view(&anew), buf_view(&followed)),
	    "seed %llu, step %d: after an entry of kind %s", (unsigned long long)seed,
	    step, kind_name(kind));
	buf_clear(&anew);
	buf_clear(&followed);
	findings_free(fs);
	facts_free(f);
}

START_TEST(following_entries_gives_what_judging_all_anew_gives)
{
	const char *given = getenv("CMSA_SEED");
	const uint64_t seed = given ? strtoull(given, NULL, 10) : 74 + (uint64_t)_i;
	const struct alliance_size size = { .countries = 6,
		.years = 1,
		.lines = 300,
		.named = 3,
		.witness_days = 60,
		.seed = seed };
	struct following w = { .a = alliance_new(&size, DEPLOY_DIR) };
	uint64_t dice = seed * 6364136223846793005u + 1;

	printf("rejudge: CMSA_SEED=%llu\n", (unsigned long long)seed);
	w.d.days = w.a->today.days + 20;
	begin(&w);
	for (int step = 0; step < STEPS; step++) {
		uint32_t kind, country;

		dice = dice * 6364136223846793005u + 1442695040888963407u;
		kind = kinds[(dice >> 33) % ARRAY_LEN(kinds)];
		country = (uint32_t)(dice >> 40) % size.countries;
		w.a->today.days += (dice >> 60) == 0;
		follow(&w, alliance_publish(w.a, country, kind));
		compare(&w, seed, step, kind);
	}
	ck_assert_uint_ge(w.followed, STEPS / 2);
	rejudge_free(w.r);
	facts_free(w.facts);
	alliance_free(w.a);
}
END_TEST

/* --- what is not followed ----------------------------------------------------------- */

/* Spoils the next entry of a country in one way. */
static void
spoil(struct fact_post *p, struct buf *body, int how)
{
	Cmsa__Batch batch;
	Cmsa__Ref ref, *refs[] = { &ref };
	Cmsa__MeasureBody b;
	uint8_t id[32] = { 1 };

	cmsa__measure_body__init(&b);
	cmsa__batch__init(&batch);
	cmsa__ref__init(&ref);
	b.country = pb_text("AUS");
	batch.id = pb_data(bytes_of(id, 16));
	batch.part = 1;
	batch.parts = 2;
	ref.author = pb_text("AUS");
	ref.incarnation = 1;
	ref.seq = 2;
	ref.id = pb_data(bytes_of(id, 32));
	switch (how) {
	case 0: return; /* as it is: followed */
	case 1: p->head.place.seq++; break;
	case 2: p->head.place.seq--; break;
	case 3: p->head.place.incarnation++; break;
	case 4: memcpy(p->head.place.author, "AUS.customs", 12); break;
	case 5: p->kind = KIND_KEYS; break;
	case 6: p->kind = KIND_RETRACTION; break;
	case 7: p->kind = KIND_FUND; break;
	case 8: p->kind = KIND_REPLY; break;
	case 9: b.batch = &batch; break;
	default:
		b.corrects = refs;
		b.n_corrects = 1;
		break;
	}
	if (how < 9)
		return;
	pb_write(body, &b.base);
	p->body = buf_view(body);
}

/* The next entry of the country with that index, as it comes. */
static struct fact_post
post_of(struct alliance *a, uint32_t country, uint32_t kind)
{
	const struct entry *e = &alliance_publish(a, country, kind)->entry;

	return (struct fact_post){ { e->place, e->id, e->time_ms, e->audience,
				       e->register_number },
		e->kind, a->posts[a->n_posts - 1].body };
}

START_TEST(what_does_not_stand_alone_or_come_next_is_refused) /* _i in 0..10 */
{
	const struct alliance_size size = {
		.countries = 4, .years = 1, .lines = 300, .witness_days = 90, .seed = 5
	};
	struct alliance *a = alliance_new(&size, DEPLOY_DIR);
	struct facts *f = alliance_facts(a, a->n_posts, true);
	struct fact_post p = post_of(a, 1, KIND_MEASURE);
	struct facts_change change = { 0 };
	struct buf body = { 0 };

	spoil(&p, &body, _i);
	ck_assert_int_eq(facts_follow(f, &change, &p), _i == 0);
	facts_change_clear(&change);
	buf_clear(&body);
	facts_free(f);
	alliance_free(a);
}
END_TEST

/* Sources behind one that is put between them move: those of replies and of the fund, too. */
START_TEST(rows_that_no_criterion_reads_keep_their_entries)
{
	const struct alliance_size size = {
		.countries = 4, .years = 1, .lines = 300, .witness_days = 90, .seed = 5
	};
	struct alliance *a = alliance_new(&size, DEPLOY_DIR);
	struct facts *f = alliance_facts(a, a->n_posts, false);
	const struct place late = { "ZZZ", 1, 7 };
	const struct fact_head head = { .place = late, .audience = AUDIENCE_PUBLIC };
	struct facts_change change = { 0 };
	struct buf body = { 0 };
	struct fact_post p;
	Cmsa__FundRow row, *rows[] = { &row };
	Cmsa__FundBody fund;
	Cmsa__ReplyBody reply;

	cmsa__reply_body__init(&reply);
	reply.country = pb_text("ZZZ");
	pb_write(&body, &reply.base);
	facts_add_reply(f, facts_add_entry(f, &head), buf_view(&body));
	buf_reset(&body);
	cmsa__fund_body__init(&fund);
	cmsa__fund_row__init(&row);
	row.id = pb_text("r1");
	fund.rows = rows;
	fund.n_rows = 1;
	pb_write(&body, &fund.base);
	facts_add_fund(f,
	    facts_add_entry(f, &(struct fact_head){ .place = { "ZZZ", 1, 8 },
				   .audience = AUDIENCE_PUBLIC }),
	    buf_view(&body));
	facts_finish(f);
	ck_assert_uint_eq(f->n_replies, 1);
	ck_assert_uint_eq(f->n_funds, 1);
	p = post_of(a, 1, KIND_MEASURE);
	ck_assert(facts_follow(f, &change, &p));
	ck_assert_uint_eq(f->sources[f->replies[0].source].place.seq, 7);
	ck_assert_uint_eq(f->sources[f->funds[0].source].place.seq, 8);
	facts_change_clear(&change);
	buf_clear(&body);
	facts_free(f);
	alliance_free(a);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rejudge");
	TCase *c = tcase_create("rejudge");

	tcase_set_timeout(c, 280);
	tcase_add_loop_test(
	    c, following_entries_gives_what_judging_all_anew_gives, 0, SEEDS);
	tcase_add_loop_test(c, what_does_not_stand_alone_or_come_next_is_refused, 0, 11);
	tcase_add_test(c, rows_that_no_criterion_reads_keep_their_entries);
	suite_add_tcase(s, c);
	return check_main(s);
}
