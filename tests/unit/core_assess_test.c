/* Assessments: the position is the full witness entry just before, the date its UTC date, and
 * the digest is what any other node computes there. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "check_main.h"
#include "comply.h"
#include "hand.h"
#include "pb.h"

/* Has `i` assess; true when it is published, at *place. */
static bool
assess(struct world *w, int i, struct place *place)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlAssess a;
	const ProtobufCMessage *m = NULL;
	const Cmsa__ControlReply *r;
	struct buf in = { 0 }, out = { 0 };
	struct arena mem;
	bool done;

	cmsa__control_request__init(&request);
	cmsa__control_assess__init(&a);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_ASSESS;
	request.assess = &a;
	pb_write(&in, &request.base);
	core_control(w->node[i].core, &out, buf_view(&in), world_time(w));
	arena_init(&mem, 0);
	ck_assert_int_eq(
	    pb_parse(&m, &mem, &cmsa__control_reply__descriptor, buf_view(&out)), V_OK);
	r = (const Cmsa__ControlReply *)m;
	done = !r->exit_code && r->n_entries == 1;
	if (done) {
		*place = (struct place){ .incarnation = 1, .seq = r->entries[0]->seq };
		memcpy(place->author, r->entries[0]->author,
		    strlen(r->entries[0]->author) + 1);
	}
	arena_clear(&mem);
	buf_clear(&in);
	buf_clear(&out);
	return done;
}

/* The body of an entry as `i` holds it. */
static const ProtobufCMessage *
body_at(struct world *w, int i, struct stored_entry *se, struct arena *mem,
    const struct place *at)
{
	const ProtobufCMessage *m = NULL;

	ck_assert_int_eq(store_entry_get(w->node[i].store, se, at), ERR_NONE);
	ck_assert(se->body_held);
	arena_init(mem, 0);
	ck_assert_int_eq(
	    body_parse(&m, mem, se->e.kind, 1, buf_view(&se->body), NULL), V_OK);
	return m;
}

/* The position that an assessment names: the heads of its witness entry, and that itself. */
static void
position_of(struct position *out, struct date *as_of, struct world *w, int i,
    const Cmsa__Ref *ref)
{
	struct place at = { .incarnation = ref->incarnation, .seq = ref->seq };
	struct stored_entry se = { 0 };
	struct arena mem;
	const Cmsa__WitnessBody *b;
	struct hash id;

	memcpy(at.author, ref->author, strlen(ref->author) + 1);
	b = (const Cmsa__WitnessBody *)body_at(w, i, &se, &mem, &at);
	ck_assert_uint_eq(se.e.kind, KIND_WITNESS);
	ck_assert(b->full);
	ck_assert(hash_from(&id, pb_bytes(ref->id)) && hash_eq(&id, &se.e.id));
	*out = (struct position){ .register_number = se.e.register_number,
		.register_id = se.e.register_id };
	*as_of = date_of_time_ms(se.e.time_ms);
	position_set(out, &at, &se.e.id);
	for (size_t k = 0; k < b->n_heads; k++) {
		struct place head = { .incarnation = b->heads[k]->incarnation,
			.seq = b->heads[k]->seq };

		memcpy(head.author, b->heads[k]->author, strlen(b->heads[k]->author) + 1);
		ck_assert(hash_from(&id, pb_bytes(b->heads[k]->id)));
		position_set(out, &head, &id);
	}
	arena_clear(&mem);
	stored_entry_clear(&se);
}

static struct hash
replay(struct world *w, int i, const struct position *p, struct date as_of)
{
	const struct registry *now = core_registry(w->node[i].core);
	struct registry *then = registry_at(now, p->register_number);
	struct facts *f = NULL;
	struct findings *fs;
	struct errmsg m = { "" };
	struct hash digest;

	ck_assert_msg(
	    !factsdb_load(w->node[i].facts, &f, then, p, LEVEL_MEMBER_FACTS, &m), "%s",
	    m.text);
	fs = comply_judge(f, as_of);
	digest = fs->digest;
	findings_free(fs);
	facts_free(f);
	registry_free(then);
	return digest;
}

START_TEST(any_member_and_auditor_computes_the_digest_of_an_assessment)
{
	struct world w;
	struct place at;
	struct stored_entry se = { 0 };
	struct arena mem;
	struct position p;
	struct date as_of;
	const Cmsa__AssessmentBody *a;
	struct hash said, computed;

	world_init(&w, 3);
	world_add(&w, "AUS", ROLE_MEMBER);
	world_add(&w, "GBR", ROLE_MEMBER);
	world_add(&w, "court", ROLE_AUDITOR);
	for (int i = 0; i < w.n_nodes; i++)
		world_start(&w, i, registry_number(w.maker.registry));
	world_run(&w, 3000);
	for (int k = 0; k < 8; k++)
		ck_assert(world_publish(
		    &w, k % 2, k % 3 ? AUDIENCE_PUBLIC : AUDIENCE_ALLIANCE));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert(assess(&w, 0, &at));
	/* what comes after it must not change it */
	for (int k = 0; k < 8; k++)
		world_publish(&w, k % 2, AUDIENCE_PUBLIC);
	make_enrol(&w.maker, "FRA", ROLE_MEMBER);
	world_submit(&w, 1, buf_view(&w.maker.last));
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	a = (const Cmsa__AssessmentBody *)body_at(&w, 1, &se, &mem, &at);
	ck_assert(!a->incomplete);
	ck_assert_str_eq(a->position->author, "AUS");
	ck_assert_uint_eq(a->position->seq, at.seq - 1);
	position_of(&p, &as_of, &w, 1, a->position);
	ck_assert_int_eq(a->as_of_days, as_of.days);
	ck_assert(hash_from(&said, pb_bytes(a->digest)));
	for (int i = 0; i < w.n_nodes; i++) {
		computed = replay(&w, i, &p, as_of);
		ck_assert_msg(hash_eq(&said, &computed), "%s computes another digest",
		    w.node[i].author);
	}
	position_clear(&p);
	arena_clear(&mem);
	stored_entry_clear(&se);
	world_clear(&w);
}
END_TEST

START_TEST(without_a_body_it_is_incomplete_and_has_no_digest)
{
	struct hand h;
	struct hand_feed gbr = { .author = "GBR" };
	struct hand_entry e[2];
	struct stored_entry se = { 0 };
	struct arena mem;
	struct place at;
	const Cmsa__AssessmentBody *a;

	hand_init(&h, ROLE_MEMBER);
	hand_hello(&h, "GBR");
	hand_review(&h, &e[0], &gbr, AUDIENCE_PUBLIC, 1);
	hand_review(&h, &e[1], &gbr, AUDIENCE_ALLIANCE, 1);
	hand_live(&h, "GBR", e, 1, true);
	hand_live(&h, "GBR", &e[1], 1, false);
	hand_pass(&h, 500);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	ck_assert(assess(&h.w, 0, &at));
	a = (const Cmsa__AssessmentBody *)body_at(&h.w, 0, &se, &mem, &at);
	ck_assert(a->incomplete);
	ck_assert_uint_eq(a->digest.len, 0);
	arena_clear(&mem);
	stored_entry_clear(&se);
	hand_entry_clear(&e[0]);
	hand_entry_clear(&e[1]);
	hand_clear(&h);
}
END_TEST

START_TEST(before_the_own_head_is_known_nothing_is_assessed)
{
	struct hand h;
	struct place at;
	uint64_t before;

	hand_init(&h, ROLE_MEMBER);
	hand_restart(&h);
	before = hand_held(&h, "AUS");
	ck_assert(!assess(&h.w, 0, &at));
	ck_assert_uint_eq(hand_held(&h, "AUS"), before);
	hand_clear(&h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("assessments");
	TCase *t = tcase_create("assessments");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, any_member_and_auditor_computes_the_digest_of_an_assessment);
	tcase_add_test(t, without_a_body_it_is_incomplete_and_has_no_digest);
	tcase_add_test(t, before_the_own_head_is_known_nothing_is_assessed);
	suite_add_tcase(s, t);
	return check_main(s);
}
