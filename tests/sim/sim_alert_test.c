/* sim_alert_test.c - alerts in a simulated alliance, frame by frame: each node passes each on
 * once, no more; a cut that heals with an alert and a response on each side; everybody holds and
 * witnesses them soon, whatever the weather was (PROTOCOL M5.5, M6.18). */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerts_make.h"
#include "attr.h"
#include "body.h"
#include "check_main.h"
#include "desks_make.h"
#include "pb.h"
#include "wire.pb-c.h"
#include "witness.pb-c.h"
#include "world.h"

enum {
	SEEDS = 8,
	AUS = 0,
	MEMBERS = 6,
	KOR = MEMBERS, /* a candidate */
	DESK,
	NODES,
	MOST_ENTRIES = 16
};
static const int64_t HOUR_MS = 3600 * 1000;

/* Live frames that came through, of each entry with priority: from whom, to whom. */
static struct sighting {
	struct place place;
	unsigned frames[NODES][NODES];
} seen[MOST_ENTRIES];
static size_t n_seen;

static struct world w;

static struct sighting *
sighting_of(const struct place *p)
{
	for (size_t i = 0; i < n_seen; i++)
		if (!place_cmp(&seen[i].place, p))
			return &seen[i];
	ck_assert_uint_lt(n_seen, MOST_ENTRIES);
	seen[n_seen] = (struct sighting){ .place = *p };
	return &seen[n_seen++];
}

static bool
watch(struct world *x, int from, int to, struct buf *frame)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__Wire *wire;
	struct arena mem;

	(void)x;
	arena_init(&mem, 0);
	ck_assert_int_eq(
	    pb_parse(&m, &mem, &cmsa__wire__descriptor, buf_view(frame)), V_OK);
	wire = (const Cmsa__Wire *)m;
	for (size_t i = 0;
	     wire->message_case == CMSA__WIRE__MESSAGE_LIVE && i < wire->live->n_entries;
	     i++) {
		struct entry e;

		ck_assert_int_eq(
		    entry_parse(&e, pb_bytes(wire->live->entries[i]->header)), V_OK);
		if (kind_has_priority(e.kind))
			sighting_of(&e.place)->frames[from][to]++;
	}
	arena_clear(&mem);
	return true;
}

static void
grant(void)
{
	uint32_t kinds[] = { KIND_ALERT },
		 audiences[] = { AUDIENCE_PUBLIC, AUDIENCE_CUSTOMS };
	Cmsa__ControlRequest request;
	Cmsa__ControlDesk d;
	struct buf application = { 0 };

	world_application(&application, "AUS.customs");
	cmsa__control_request__init(&request);
	cmsa__control_desk__init(&d);
	d.action = CMSA__DESK_ACTION__DESK_GRANT;
	d.application = pb_data(buf_view(&application));
	d.kinds = kinds;
	d.n_kinds = ARRAY_LEN(kinds);
	d.audiences = audiences;
	d.n_audiences = ARRAY_LEN(audiences);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_DESK;
	request.desk = &d;
	ck_assert_uint_eq(world_ask(&w, AUS, &request), 0);
	buf_clear(&application);
}

static void
build(uint64_t seed)
{
	static const char *const members[] = { "AUS", "FRA", "GBR", "JPN", "NZL", "USA" };
	uint64_t acts;

	n_seen = 0;
	world_init(&w, seed);
	w.witness_every_ms =
	    HOUR_MS; /* as in life: what comes sooner comes for an alert */
	w.full_witness_every_ms = 24 * HOUR_MS;
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		world_add(&w, members[i], ROLE_MEMBER);
	world_add(&w, "KOR", ROLE_CANDIDATE);
	world_add_desk(&w, "AUS.customs");
	acts = registry_number(w.maker.registry);
	for (int i = 0; i < w.n_nodes; i++)
		world_start(&w, i, acts);
	world_run(&w, 4000);
	grant();
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	w.tamper = watch;
}

/* The operator of `i` publishes the body; its place. */
static struct world_entry
publish(int i, uint32_t kind, uint32_t audience, struct bytes body)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish p;
	ProtobufCBinaryData bodies[] = { pb_data(body) };
	size_t before = w.n_published;

	ck_assert(w.node[i].core && core_own_head_known(w.node[i].core));
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&p);
	p.kind = kind;
	p.audience = audience;
	p.bodies = bodies;
	p.n_bodies = 1;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &p;
	ck_assert_uint_eq(world_ask(&w, i, &request), 0);
	ck_assert_uint_eq(w.n_published, before + 1);
	return w.published[before];
}

static struct world_entry
alert(int i, uint32_t audience)
{
	struct world_entry out;
	struct buf body = { 0 };
	char country[4];

	snprintf(country, sizeof(country), "%.3s", w.node[i].author);
	alerts_make(&body, country, "one", "AUS,FRA");
	out = publish(i, KIND_ALERT, audience, buf_view(&body));
	buf_clear(&body);
	return out;
}

static struct world_entry
respond(int i, const struct world_entry *to, uint32_t audience)
{
	struct world_entry out;
	struct buf body = { 0 };

	alerts_make_response(&body, w.node[i].author, &to->place, &to->id);
	out = publish(i, KIND_ALERT_RESPONSE, audience, buf_view(&body));
	buf_clear(&body);
	return out;
}

/* --- what must be so ---------------------------------------------------------------- */

/* No node gave another the same entry twice, live. */
static void
check_no_flood(void)
{
	for (size_t k = 0; k < n_seen; k++)
		for (int from = 0; from < NODES; from++)
			for (int to = 0; to < NODES; to++)
				ck_assert_msg(seen[k].frames[from][to] <= 1,
				    "%s %" PRIu64 ": %u frames from %s to %s",
				    seen[k].place.author, seen[k].place.seq,
				    seen[k].frames[from][to], w.node[from].author,
				    w.node[to].author);
}

/* How many frames of it each node sent that others took. */
static unsigned
frames_from(const struct world_entry *e, int from)
{
	const struct sighting *s = sighting_of(&e->place);
	unsigned n = 0;

	for (int to = 0; to < NODES; to++)
		n += s->frames[from][to];
	return n;
}

static uint64_t
listed_by(const Cmsa__WitnessBody *b, const struct place *p)
{
	for (size_t i = 0; i < b->n_heads; i++)
		if (!strcmp(b->heads[i]->author, p->author))
			return b->heads[i]->seq;
	return 0;
}

struct witness_search {
	const struct place *of;
	bool found;
};

static enum err
look_for(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	struct witness_search *s = ctx;
	const ProtobufCMessage *m = NULL;
	struct arena mem;

	(void)signature;
	if (e->kind != KIND_WITNESS || !body_held)
		return ERR_NONE;
	arena_init(&mem, 0);
	ck_assert_int_eq(body_parse(&m, &mem, KIND_WITNESS, 1, body, NULL), V_OK);
	s->found |= listed_by((const Cmsa__WitnessBody *)m, s->of) >= s->of->seq;
	arena_clear(&mem);
	return ERR_NONE;
}

/* Every node but its author has a witness entry of its own that lists it. */
static void
check_witnessed(const struct world_entry *e)
{
	for (int i = 0; i < w.n_nodes; i++) {
		struct place first = { .incarnation = 1, .seq = 1 };
		struct witness_search s = { .of = &e->place };

		if (!strcmp(w.node[i].author, e->place.author))
			continue;
		memcpy(first.author, w.node[i].author, sizeof(first.author));
		ck_assert_int_eq(
		    store_entries_each(w.node[i].store, &first, 0, look_for, &s),
		    ERR_NONE);
		ck_assert_msg(s.found, "%s has not witnessed %s %" PRIu64,
		    w.node[i].author, e->place.author, e->place.seq);
	}
}

/* --- tests -------------------------------------------------------------------------- */

/* Without loss everybody passes it on: each peer hears of it from each other, once, but not
 * from those that had it from that peer. */
START_TEST(in_fair_weather_each_node_passes_an_alert_on_once)
{
	struct world_entry a;

	build(100 + (uint64_t)_i);
	a = alert(2, _i ? AUDIENCE_CUSTOMS : AUDIENCE_PUBLIC);
	world_run(&w, 30500);
	check_no_flood();
	ck_assert_uint_ge(frames_from(&a, 2), NODES - 1 - (_i ? 1 : 0));
	for (int i = 0; i < NODES; i++)
		if (i != 2 && (!_i || i != KOR))
			ck_assert_uint_ge(frames_from(&a, i), NODES - 3);
	check_witnessed(&a);
	world_clear(&w);
}
END_TEST

/* Members other than AUS are put on either side; AUS with its desk, and KOR, by chance too. */
static void
cut(int *left, int *right)
{
	for (int i = 1; i < NODES; i++)
		w.node[i].group = (int)world_random(&w, 2);
	*left = 1;
	*right = 2;
	w.node[*left].group = 0;
	w.node[*right].group = 1;
	w.node[3].group = 0; /* each side has one that answers */
	w.node[4].group = 1;
}

START_TEST(alerts_and_answers_of_both_sides_of_a_cut_are_everywhere_soon_after_it_heals)
{
	struct world_entry made[4];
	int left, right;

	build(1 + (uint64_t)_i);
	w.loss_permille = (int)world_random(&w, 80);
	w.delay_most_ms = 20 + (int)world_random(&w, 200);
	cut(&left, &right);
	made[0] = alert(left, AUDIENCE_PUBLIC);
	made[1] = alert(right, AUDIENCE_CUSTOMS);
	world_run(&w, 6000);
	made[2] = respond(3, &made[0], AUDIENCE_PUBLIC);
	made[3] = respond(4, &made[1], AUDIENCE_CUSTOMS);
	world_run(&w, 1000 + (int64_t)world_random(&w, 20000));
	/* one of those that did not write is started anew, before or after it is mended */
	world_crash(&w, 5, 500 + (int64_t)world_random(&w, 6000));
	for (int i = 0; i < NODES; i++)
		w.node[i].group = 0;
	world_run(&w, 8000);
	w.loss_permille = 0;
	world_run(&w, 34000);
	check_no_flood();
	for (size_t k = 0; k < ARRAY_LEN(made); k++)
		check_witnessed(&made[k]);
	ck_assert_int_ge(world_settle(&w, 60000), 0);
	ck_assert(world_holds_all(&w));
	world_clear(&w);
}
END_TEST

/* What came by catching up goes on live: nobody but AUS hears GBR, and AUS only later. */
static bool
gbr_tells_aus_alone(struct world *x, int from, int to, struct buf *frame)
{
	if (from == 2 && to != AUS)
		return false;
	return watch(x, from, to, frame);
}

START_TEST(an_alert_that_one_node_caught_up_on_goes_to_all_others_live)
{
	struct world_entry a;
	unsigned from_aus;

	build(200 + (uint64_t)_i);
	w.node[AUS].group = 1; /* not there while it is news */
	w.tamper = gbr_tells_aus_alone;
	a = alert(2, AUDIENCE_PUBLIC);
	world_run(&w, 2000);
	for (int i = 0; i < NODES; i++)
		ck_assert(i == 2 || position_seq(core_position(w.node[i].core), "GBR",
					1) < a.place.seq);
	w.node[AUS].group = 0;
	world_run(&w, 12000);
	from_aus = frames_from(&a, AUS);
	ck_assert_uint_ge(from_aus, NODES - 3);
	check_no_flood();
	for (int i = 0; i < NODES; i++)
		ck_assert_uint_ge(
		    position_seq(core_position(w.node[i].core), "GBR", 1), a.place.seq);
	world_clear(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("simulated alerts");
	TCase *t = tcase_create("alerts");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, in_fair_weather_each_node_passes_an_alert_on_once, 0, 2);
	tcase_add_loop_test(t,
	    alerts_and_answers_of_both_sides_of_a_cut_are_everywhere_soon_after_it_heals,
	    0, SEEDS);
	tcase_add_loop_test(
	    t, an_alert_that_one_node_caught_up_on_goes_to_all_others_live, 0, 2);
	suite_add_tcase(s, t);
	return check_main(s);
}
