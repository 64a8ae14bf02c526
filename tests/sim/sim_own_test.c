/* sim_own_test.c - what a core writes by itself: nothing leaves before it is on disk, witness
 * entries when there is news, assessments that anybody can replay (PROTOCOL.md 4.3, 5.2, 5.5,
 * 7.6). */
#include <string.h>

#include "body.h"
#include "check_main.h"
#include "comply.h"
#include "hand.h"
#include "kind.h"
#include "pb.h"
#include "sql.h"

static struct hand h;

/* --- on disk, then sent ------------------------------------------------------------- */

static enum err (*real_sign)(void *ctx, struct sign_reply *out, struct bytes header);

/* The connection is the first member of the store: white box. */
static void
limit_pages(const char *pragma)
{
	sqlite3 *db = ((struct sql *)(void *)h.w.node[0].store)->db;

	ck_assert_int_eq(sqlite3_exec(db, pragma, NULL, NULL, NULL), SQLITE_OK);
}

/* The draft is on disk when it is signed; from then on the disk is full. */
static enum err
sign_and_fill_the_disk(void *ctx, struct sign_reply *out, struct bytes header)
{
	enum err e = real_sign(ctx, out, header);

	limit_pages("PRAGMA max_page_count=1");
	return e;
}

/* PROTOCOL M4.11 */
START_TEST(an_entry_that_is_not_on_disk_is_sent_to_nobody)
{
	const Cmsa__Wire *w;
	uint64_t tip;

	hand_init(&h, ROLE_MEMBER);
	hand_greet(&h, "JPN");
	tip = hand_held(&h, "AUS");
	real_sign = h.w.node[0].signer.sign;
	h.w.node[0].signer.sign = sign_and_fill_the_disk;
	hand_publish(&h, AUDIENCE_PUBLIC, 1, 1000);
	h.w.node[0].signer.sign = real_sign;
	ck_assert_uint_eq(hand_waiting(&h, "JPN", CMSA__WIRE__MESSAGE_LIVE), 0);
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip);
	limit_pages("PRAGMA max_page_count=1000000");
	hand_pass(&h, 8000);
	w = hand_took(&h, "JPN", CMSA__WIRE__MESSAGE_LIVE);
	ck_assert_ptr_nonnull(w);
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip + 1);
	ck_assert(hand_body_held(&h, "AUS", tip + 1));
	hand_clear(&h);
}
END_TEST

/* --- own entries -------------------------------------------------------------------- */

/* An own entry and its body, in the hand's arena. */
static const ProtobufCMessage *
own_entry(struct entry *e, uint64_t seq, uint32_t kind)
{
	struct place at = { .author = "AUS", .incarnation = 1, .seq = seq };
	struct stored_entry se = { 0 };
	const ProtobufCMessage *m = NULL;

	ck_assert_int_eq(store_entry_get(h.w.node[0].store, &se, &at), ERR_NONE);
	ck_assert_int_eq(entry_parse(e, buf_view(&se.header)), V_OK);
	ck_assert_uint_eq(e->kind, kind);
	ck_assert_int_eq(body_parse(&m, &h.mem, kind, 1, buf_view(&se.body), NULL), V_OK);
	stored_entry_clear(&se);
	e->header = bytes_of(NULL, 0);
	return m;
}

/* The witness entry at the tip of AUS; its heads are the feed of JPN and nothing else. */
static void
check_witness(bool full, const struct hand_feed *jpn)
{
	struct entry e;
	const Cmsa__WitnessBody *b =
	    (const Cmsa__WitnessBody *)own_entry(&e, hand_held(&h, "AUS"), KIND_WITNESS);

	ck_assert_int_eq(b->full, full);
	ck_assert_uint_eq(b->n_heads, 1);
	ck_assert_str_eq(b->heads[0]->author, "JPN");
	ck_assert_uint_eq(b->heads[0]->seq, jpn->seq);
	ck_assert_mem_eq(b->heads[0]->id.data, jpn->tip.b, sizeof(jpn->tip.b));
}

static void
jpn_writes(struct hand_feed *jpn, uint32_t kind, struct bytes body)
{
	struct hand_entry e;

	hand_greet(&h, "JPN");
	if (kind == KIND_CAPACITY)
		hand_review(&h, &e, jpn, AUDIENCE_PUBLIC, (unsigned)jpn->seq);
	else
		hand_write(&h, &e, jpn, kind, AUDIENCE_PUBLIC, body);
	hand_live(&h, "JPN", &e, 1, true);
	core_flush(h.core, world_time(&h.w));
	ck_assert_uint_eq(hand_held(&h, "JPN"), jpn->seq);
	hand_entry_clear(&e);
}

/* The world's cores witness news every 20 s, where others do every hour, and in full every
 * 60 s for a day.  PROTOCOL M5.5 */
START_TEST(news_is_witnessed_once_an_interval_and_everything_once_in_a_long_one)
{
	struct hand_feed jpn = { .author = "JPN" };
	uint64_t tip;

	hand_init(&h, ROLE_MEMBER);
	tip = hand_held(&h, "AUS");
	for (int i = 0; i < 4; i++) {
		jpn_writes(&jpn, KIND_CAPACITY, bytes_of(NULL, 0));
		hand_pass(&h, 4000);
	}
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip);
	hand_pass(&h, 5000); /* 21 s */
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip + 1);
	check_witness(false, &jpn);
	jpn_writes(&jpn, KIND_WITNESS, bytes_of(NULL, 0)); /* is no news */
	hand_pass(&h, 35000);                              /* 56 s */
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip + 1);
	hand_pass(&h, 6000); /* 62 s */
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip + 2);
	check_witness(true, &jpn);
	hand_clear(&h);
}
END_TEST

/* --- assessments -------------------------------------------------------------------- */

/* What the witness entry lists, and itself. */
static void
position_of(struct position *p, const struct entry *e, const Cmsa__WitnessBody *b)
{
	*p = (struct position){ .register_number = e->register_number,
		.register_id = e->register_id };
	for (size_t i = 0; i < b->n_heads; i++) {
		struct place at = { .incarnation = b->heads[i]->incarnation,
			.seq = b->heads[i]->seq };
		struct hash id;

		memcpy(at.author, b->heads[i]->author, strlen(b->heads[i]->author) + 1);
		ck_assert(hash_from(&id, pb_bytes(b->heads[i]->id)));
		position_set(p, &at, &id);
	}
	position_set(p, &e->place, &e->id);
}

/* The whole of one assessment computed again from its position. */
static void
check_replay(const Cmsa__AssessmentBody *a, const struct position *p)
{
	struct facts *facts = NULL;
	struct errmsg m = { "" };
	struct findings *fs;
	size_t k = 0;

	ck_assert_msg(factsdb_load(h.w.node[0].facts, &facts, core_registry(h.core), p,
			  LEVEL_MEMBER_FACTS, &m) == ERR_NONE,
	    "%s", m.text);
	fs = comply_judge(facts, (struct date){ a->as_of_days });
	ck_assert_uint_eq(a->rules_version, fs->rules_version);
	ck_assert(!a->incomplete);
	ck_assert_mem_eq(a->digest.data, fs->digest.b, sizeof(fs->digest.b));
	ck_assert_uint_eq(a->n_counts, fs->n_criteria);
	for (size_t i = 0; i < fs->n_criteria; i++) {
		ck_assert_str_eq(a->counts[i]->country, fs->criteria[i].country);
		ck_assert_int_eq(a->counts[i]->criterion, fs->criteria[i].criterion);
		ck_assert_int_eq(a->counts[i]->status, fs->criteria[i].status);
		for (size_t n = 0; n < a->counts[i]->n_counts; n++, k++)
			ck_assert_uint_eq(
			    a->counts[i]->counts[n]->count, fs->counts[k].count);
	}
	ck_assert_uint_eq(k, fs->n_counts);
	findings_free(fs);
	facts_free(facts);
}

static const Cmsa__AssessmentBody *
assess(struct position *p)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlAssess ask;
	const Cmsa__AssessmentBody *a;
	const Cmsa__WitnessBody *b;
	struct entry e, witness;
	uint64_t tip = hand_held(&h, "AUS");

	cmsa__control_request__init(&request);
	cmsa__control_assess__init(&ask);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_ASSESS;
	request.assess = &ask;
	ck_assert_uint_eq(hand_ask(&h, &request)->exit_code, 0);
	ck_assert_uint_eq(hand_held(&h, "AUS"), tip + 2);
	b = (const Cmsa__WitnessBody *)own_entry(&witness, tip + 1, KIND_WITNESS);
	a = (const Cmsa__AssessmentBody *)own_entry(&e, tip + 2, KIND_ASSESSMENT);
	ck_assert(b->full);
	ck_assert_str_eq(a->position->author, "AUS");
	ck_assert_uint_eq(a->position->seq, tip + 1);
	ck_assert_mem_eq(a->position->id.data, witness.id.b, sizeof(witness.id.b));
	ck_assert_int_eq(a->as_of_days, date_of_time_ms(witness.time_ms).days);
	ck_assert_int_eq(a->level, CMSA__LEVEL__LEVEL_MEMBER);
	position_of(p, &witness, b);
	return a;
}

/* PROTOCOL M5.14, M7.14 */
START_TEST(an_assessment_is_replayed_from_its_own_witness_entry)
{
	struct hand_feed jpn = { .author = "JPN" };
	const Cmsa__AssessmentBody *first, *second;
	struct position at_first, at_second;

	hand_init(&h, ROLE_MEMBER);
	jpn_writes(&jpn, KIND_CAPACITY, bytes_of(NULL, 0));
	first = assess(&at_first);
	jpn_writes(&jpn, KIND_CAPACITY, bytes_of(NULL, 0));
	second = assess(&at_second);
	ck_assert_uint_eq(position_seq(&at_first, "JPN", 1), 1);
	ck_assert_uint_eq(position_seq(&at_second, "JPN", 1), 2);
	ck_assert_mem_ne(first->digest.data, second->digest.data, 32);
	check_replay(first, &at_first); /* also after more has come */
	check_replay(second, &at_second);
	position_clear(&at_first);
	position_clear(&at_second);
	hand_clear(&h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_own");
	TCase *t = tcase_create("own");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, an_entry_that_is_not_on_disk_is_sent_to_nobody);
	tcase_add_test(
	    t, news_is_witnessed_once_an_interval_and_everything_once_in_a_long_one);
	tcase_add_test(t, an_assessment_is_replayed_from_its_own_witness_entry);
	suite_add_tcase(s, t);
	return check_main(s);
}
