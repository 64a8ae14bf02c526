/* world.c - the simulated network, clock and machines. */
#include "world.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "application.h"
#include "body.h"
#include "control.pb-c.h"
#include "mem.h"
#include "pb.h"

enum {
	TICK_MS = 100,
	RESTART_MS = 500,
	EXIT_GONE = 4
};
static const int64_t EPOCH_MS = INT64_C(1780272000000); /* 2026-06-01 */

struct core_time
world_time(const struct world *w)
{
	return (struct core_time){ .wall_ms = EPOCH_MS + w->now_ms - w->epoch_back_ms,
		.mono_ms = 1000 + w->now_ms };
}

struct core_time
world_node_time(const struct world *w, int i)
{
	struct core_time t = world_time(w);

	t.wall_ms += w->node[i].clock_off_ms;
	return t;
}

/* xorshift64*: good enough to choose, the same everywhere */
uint64_t
world_random(struct world *w, uint64_t below)
{
	w->rng ^= w->rng >> 12;
	w->rng ^= w->rng << 25;
	w->rng ^= w->rng >> 27;
	return (w->rng * UINT64_C(2685821657736338717) >> 16) % below;
}

void
world_init(struct world *w, uint64_t seed)
{
	*w = (struct world){ .rng = seed * 2 + 1,
		.delay_most_ms = 20,
		.witness_every_ms = 20000,
		.full_witness_every_ms = 60000 };
	maker_init(&w->maker, 3, 2);
}

/* --- nodes -------------------------------------------------------------------------- */

static void
make_dir(struct world_node *n)
{
	const char *base = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";

	snprintf(n->dir, sizeof(n->dir), "%s/cmsa-sim-XXXXXX", base);
	ck_assert_ptr_nonnull(mkdtemp(n->dir));
}

static int
add_node(struct world *w, const char *author, const char *node)
{
	struct world_node *n = &w->node[w->n_nodes];
	struct maker_pair pair = maker_signing(author);
	struct sign_config cfg = {
		.author = n->author, .incarnation = 1, .generation = 1, .key = &n->key
	};
	struct errmsg m = { "" };

	ck_assert_int_lt(w->n_nodes, WORLD_MAX_NODES);
	*n = (struct world_node){ 0 };
	memcpy(n->author, author, strlen(author) + 1);
	memcpy(n->node, node, strlen(node) + 1);
	make_dir(n);
	cfg.alliance = registry_alliance(w->maker.registry);
	ck_assert_int_eq(
	    key_of_seed(&n->key, KEY_SIGNING, author, pair.secret), ERR_NONE);
	ck_assert_int_eq(signer_memory(&n->signer, &cfg, &m), ERR_NONE);
	n->generation = 1;
	maker_keys_body(&n->statement, &w->maker, author);
	return w->n_nodes++;
}

int
world_add(struct world *w, const char *author, enum role role)
{
	make_enrol(&w->maker, author, role);
	return add_node(w, author, "main");
}

int
world_add_two(struct world *w, const char *author, enum role role)
{
	struct maker_enrol space;
	struct public_key key = maker_transport(author, "second");
	Cmsa__Act act = maker_act(&w->maker);
	Cmsa__EnrolNode second, *nodes[2] = { &space.node, &second };
	int i;

	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = maker_enrol(&space, author, role);
	second = space.node;
	second.name = pb_text("second");
	second.curve_key = pb_hash_data(key.b);
	second.writes = false;
	act.enrol->nodes = nodes;
	act.enrol->n_nodes = 2;
	maker_add(&w->maker, &act);
	i = add_node(w, author, "main");
	w->node[add_node(w, author, "second")].replicates = true;
	return i;
}

int
world_add_desk(struct world *w, const char *name)
{
	return add_node(w, name, "main");
}

void
world_application(struct buf *out, const char *name)
{
	struct maker_pair identity = maker_identity(name), signing = maker_signing(name);
	struct key id = { 0 }, sign = { 0 };
	struct maker_enrol space;
	const Cmsa__Enrol *e = maker_enrol(&space, name, ROLE_DESK);
	struct application_parts parts = { .author = name,
		.role = CMSA__ROLE__ROLE_DESK,
		.identity = &id,
		.signing = &sign,
		.reading_key = maker_reading(name),
		.nodes = e->nodes,
		.n_nodes = e->n_nodes };
	struct errmsg m = { "" };

	ck_assert_int_eq(key_of_seed(&id, KEY_IDENTITY, name, identity.secret), ERR_NONE);
	ck_assert_int_eq(key_of_seed(&sign, KEY_SIGNING, name, signing.secret), ERR_NONE);
	ck_assert_msg(application_make(out, &parts, &m) == ERR_NONE, "%s", m.text);
	key_clear(&id);
	key_clear(&sign);
}

static void
put_acts(struct world *w, struct world_node *n, uint64_t acts)
{
	ck_assert_int_eq(store_begin(n->store, true), ERR_NONE);
	for (uint64_t i = 1; i <= acts; i++) {
		const struct act_record *r = registry_act(w->maker.registry, i);

		ck_assert_int_eq(
		    store_act_put(n->store, i, &r->act->id, r->signed_act), ERR_NONE);
	}
	ck_assert_int_eq(store_commit(n->store), ERR_NONE);
}

static enum err
count_act(void *ctx, uint64_t number, struct bytes act)
{
	(void)number;
	(void)act;
	++*(int *)ctx;
	return ERR_NONE;
}

static enum err
put_acts_once(struct world *w, struct world_node *n, uint64_t acts)
{
	int held = 0;
	enum err e = store_acts_each(n->store, 1, count_act, &held);

	if (!e && !held)
		put_acts(w, n, acts);
	return e;
}

bool
world_try_start(struct world *w, int i, uint64_t acts, struct errmsg *m)
{
	struct world_node *n = &w->node[i];
	struct core_config cfg = { .author = n->author,
		.node = n->node,
		.incarnation = n->incarnation,
		.signer = n->replicates ? NULL : &n->signer,
		.random = { .fill = world_random_fill, .ctx = w },
		.witness_every_ms = w->witness_every_ms,
		.full_witness_every_ms = w->full_witness_every_ms,
		.assess_every_ms = -1 };
	enum err e = store_open(&n->store, n->dir, STORE_WRITE, m);

	if (!e)
		e = factsdb_open(&n->facts, n->dir, STORE_WRITE, m);
	if (!e)
		e = put_acts_once(w, n, acts);
	cfg.store = n->store;
	cfg.facts = n->facts;
	cfg.keys_body = buf_view(&n->statement);
	if (!e)
		e = core_new(&n->core, &cfg, world_node_time(w, i), m);
	if (!e)
		return true;
	store_close(&n->store);
	factsdb_close(&n->facts);
	n->up_again_ms = w->now_ms + RESTART_MS;
	if (w->turn)
		w->turn(w, i);
	return false;
}

void
world_start(struct world *w, int i, uint64_t acts)
{
	struct errmsg m = { "" };

	ck_assert_msg(world_try_start(w, i, acts, &m), "%s", m.text);
}

void
world_crash(struct world *w, int i, int64_t up_again_ms)
{
	struct world_node *n = &w->node[i];

	if (!n->core)
		return;
	core_free(n->core);
	n->core = NULL;
	store_close(&n->store);
	factsdb_close(&n->facts);
	n->up_again_ms = w->now_ms + up_again_ms;
	w->crashes++;
}

static bool
is_named(const struct world_node *n, const char *author, const char *node)
{
	return !strcmp(n->author, author) && !strcmp(n->node, node);
}

/* A desk that is not admitted has no connection. */
static bool
is_let_in(const struct world *w, int from, int to)
{
	return !author_is_desk(w->node[from].author) || w->node[to].hostile ||
	       w->node[to].admits[from] != ROLE_NONE;
}

bool
world_hears(const struct world *w, int from, int to)
{
	return to != from && !is_named(&w->node[to], w->node[from].author, w->node[from].node) &&
	       w->node[to].group == w->node[from].group &&
	       !(w->node[from].deaf_to_it >> to & 1) && is_let_in(w, from, to) &&
	       is_let_in(w, to, from);
}

static void
take_admission(struct world *w, int i, const struct core_out *o)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__AdmissionList *list;
	struct arena mem;

	arena_init(&mem, 0);
	ck_assert_int_eq(
	    pb_parse(&m, &mem, &cmsa__admission_list__descriptor, buf_view(&o->frame)),
	    V_OK);
	list = (const Cmsa__AdmissionList *)m;
	memset(w->node[i].admits, 0, sizeof(w->node[i].admits));
	memset(w->node[i].keys_admitted, 0, sizeof(w->node[i].keys_admitted));
	for (size_t k = 0; k < list->n_peers; k++)
		for (int to = 0; to < w->n_nodes; to++) {
			if (!is_named(&w->node[to], list->peers[k]->author, list->peers[k]->node))
				continue;
			w->node[i].admits[to] = (enum role)list->peers[k]->role;
			w->node[i].keys_admitted[to]++;
		}
	arena_clear(&mem);
}

static void
send_out(struct world *w, int from, const struct core_out *o)
{
	if (o->type == CORE_ADMISSION)
		take_admission(w, from, o);
	if (o->type != CORE_SEND)
		return;
	for (int to = 0; to < w->n_nodes; to++)
		if ((*o->author ? is_named(&w->node[to], o->author, o->node)
				: w->node[from].admits[to] == o->role &&
				      strcmp(w->node[to].author, o->except) != 0) &&
		    world_hears(w, from, to))
			world_put_frame(w, from, to, buf_view(&o->frame));
}

void
world_drain(struct world *w, int i)
{
	struct core_out o;

	while (w->node[i].core && core_next(w->node[i].core, &o)) {
		send_out(w, i, &o);
		buf_clear(&o.frame);
	}
}

void
world_turned(struct world *w, int i)
{
	if (!w->turn || w->turn(w, i))
		world_drain(w, i);
}

static void
deliver(struct world *w, struct world_frame *f)
{
	struct world_node *to = &w->node[f->to];

	if (to->hostile && world_hears(w, f->from, f->to))
		w->hostile_frame(w, f->from, f->to, buf_view(&f->frame));
	/* a frame under way when the cable was pulled is lost too */
	if (to->core && world_hears(w, f->from, f->to) &&
	    (!w->tamper || w->tamper(w, f->from, f->to, &f->frame))) {
		core_receive(to->core, w->node[f->from].author, w->node[f->from].node,
		    buf_view(&f->frame), world_node_time(w, f->to));
		w->delivered++;
		if (!w->n_frames || w->frames[0].at_ms > w->now_ms ||
		    w->frames[0].to != f->to)
			core_flush(to->core, world_node_time(w, f->to));
		world_turned(w, f->to);
	}
	buf_clear(&f->frame);
}

static void
tick_all(struct world *w)
{
	for (int i = 0; i < w->n_nodes; i++) {
		struct world_node *n = &w->node[i];
		struct errmsg m = { "" };

		if (n->hostile)
			w->hostile_tick(w, i);
		if (!n->core && n->up_again_ms && n->up_again_ms <= w->now_ms)
			(void)world_try_start(w, i, 0, &m);
		if (!n->core)
			continue;
		core_tick(n->core, world_node_time(w, i));
		world_turned(w, i);
	}
}

void
world_run(struct world *w, int64_t for_ms)
{
	int64_t end = w->now_ms + for_ms;

	while (w->now_ms < end) {
		int64_t next = (w->now_ms / TICK_MS + 1) * TICK_MS;

		while (w->n_frames && w->frames[0].at_ms <= next) {
			struct world_frame f = world_take_frame(w);

			w->now_ms = f.at_ms;
			deliver(w, &f);
		}
		w->now_ms = next;
		tick_all(w);
	}
}

/* --- operators ---------------------------------------------------------------------- */

static const Cmsa__ControlReply *
ask(struct world *w, int i, const Cmsa__ControlRequest *request, struct arena *mem)
{
	const ProtobufCMessage *reply = NULL;
	struct buf in = { 0 }, out = { 0 };

	pb_write(&in, &request->base);
	core_control(w->node[i].core, &out, buf_view(&in), world_node_time(w, i));
	arena_init(mem, 0);
	ck_assert_int_eq(
	    pb_parse(&reply, mem, &cmsa__control_reply__descriptor, buf_view(&out)),
	    V_OK);
	buf_clear(&in);
	buf_clear(&out);
	world_turned(w, i);
	return (const Cmsa__ControlReply *)reply;
}

void
world_submit(struct world *w, int i, struct bytes signed_act)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlSubmitAct submit;
	const Cmsa__ControlReply *r;
	struct arena mem;

	cmsa__control_request__init(&request);
	cmsa__control_submit_act__init(&submit);
	submit.signed_act = pb_data(signed_act);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_SUBMIT_ACT;
	request.submit_act = &submit;
	r = ask(w, i, &request, &mem);
	ck_assert_msg(r->exit_code == 0, "%s", r->message);
	arena_clear(&mem);
}

void
world_review(struct buf *out, struct world *w, const char *country)
{
	static const char *const minerals[] = { "cobalt", "gallium", "graphite",
		"lithium", "tungsten" };
	Cmsa__CapacityBody b;
	Cmsa__CapacityReview r, *reviews[1] = { &r };
	Cmsa__Quantity q;
	char *subjects[1] = { pb_text(minerals[world_random(w, ARRAY_LEN(minerals))]) };
	char figure[24];

	snprintf(figure, sizeof(figure), "%" PRIu64, 1 + world_random(w, 100000));
	cmsa__quantity__init(&q);
	q.presence = CMSA__PRESENCE__PRESENCE_REPORTED;
	q.published = figure;
	q.unit = pb_text("t");
	q.grams = 1000000;
	cmsa__capacity_review__init(&r);
	r.subjects = subjects;
	r.n_subjects = 1;
	r.stage =
	    world_random(w, 2) ? CMSA__STAGE__STAGE_MINED : CMSA__STAGE__STAGE_PROCESSED;
	r.capacity = &q;
	r.review_days = date_of_time_ms(EPOCH_MS).days - (int32_t)world_random(w, 400);
	cmsa__capacity_body__init(&b);
	b.country = pb_text(country);
	b.reviews = reviews;
	b.n_reviews = 1;
	pb_write(out, &b.base);
}

static void
remember(struct world *w, const Cmsa__PublishedEntry *e, uint32_t audience)
{
	struct world_entry *k;

	w->published =
	    mem_resize(w->published, w->n_published + 1, sizeof(*w->published));
	k = &w->published[w->n_published++];
	*k = (struct world_entry){ .place = { .incarnation = e->incarnation,
				       .seq = e->seq },
		.audience = audience };
	memcpy(k->place.author, e->author, strlen(e->author) + 1);
	ck_assert(hash_from(&k->id, pb_bytes(e->id)));
}

bool
world_publish(struct world *w, int i, uint32_t audience)
{
	struct buf body = { 0 };
	bool done;

	if (!w->node[i].core)
		return false;
	world_review(&body, w, w->node[i].author);
	done = world_publish_body(w, i, KIND_CAPACITY, audience, buf_view(&body));
	buf_clear(&body);
	return done;
}

bool
world_publish_body(
    struct world *w, int i, uint32_t kind, uint32_t audience, struct bytes body)
{
	ProtobufCBinaryData bodies[1] = { pb_data(body) };
	Cmsa__ControlRequest request;
	Cmsa__ControlPublish publish;
	const Cmsa__ControlReply *r;
	struct arena mem;
	bool done;

	if (!w->node[i].core)
		return false;
	cmsa__control_request__init(&request);
	cmsa__control_publish__init(&publish);
	publish.kind = kind;
	publish.audience = audience;
	publish.bodies = bodies;
	publish.n_bodies = 1;
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PUBLISH;
	request.publish = &publish;
	r = ask(w, i, &request, &mem);
	/* what it said last before it died nobody heard */
	done = r->exit_code == 0 && !r->queued && w->node[i].core;
	for (size_t k = 0; done && k < r->n_entries; k++)
		remember(w, r->entries[k], audience);
	arena_clear(&mem);
	return done;
}

uint32_t
world_ask(struct world *w, int i, const Cmsa__ControlRequest *request)
{
	struct arena mem;
	const Cmsa__ControlReply *r = ask(w, i, request, &mem);
	uint32_t code = w->node[i].core ? r->exit_code : EXIT_GONE;

	for (size_t k = 0; !code && k < r->n_entries; k++)
		remember(w, r->entries[k], AUDIENCE_PUBLIC);
	arena_clear(&mem);
	return code;
}

/* --- looking ------------------------------------------------------------------------ */

bool
world_facts_follow(struct world_node *n)
{
	struct position p = { 0 };
	struct buf a = { 0 }, b = { 0 };
	bool same = false;

	if (!factsdb_position(n->facts, &p)) {
		registry_limit(core_registry(n->core), &p);
		position_write(&a, &p);
		position_write(&b, core_position(n->core));
		same = bytes_eq(buf_view(&a), buf_view(&b));
	}
	position_clear(&p);
	buf_clear(&a);
	buf_clear(&b);
	return same;
}

static enum err
count_hole(void *ctx, const struct place *first, uint64_t last, uint32_t audience)
{
	(void)first;
	(void)last;
	(void)audience;
	++*(int *)ctx;
	return ERR_NONE;
}

/* No body that its role reads is missing. */
static bool
is_filled(struct world_node *n)
{
	const struct registry *r = core_registry(n->core);
	const struct author *a = registry_author(r, n->author, registry_number(r));
	int holes = 0;

	ck_assert_int_eq(store_holes_each(n->store,
			     role_audiences(a ? a->role : ROLE_NONE), count_hole, &holes),
	    ERR_NONE);
	return !holes;
}

bool
world_is_level(struct world *w)
{
	struct buf first = { 0 }, other = { 0 };
	bool level = true;

	for (int i = 0; i < w->n_nodes && level; i++) {
		struct world_node *n = &w->node[i];

		if (!n->core) {
			level = !n->up_again_ms;
			continue;
		}
		buf_reset(&other);
		position_write(&other, core_position(n->core));
		if (!first.n)
			buf_add(&first, other.p, other.n);
		level = bytes_eq(buf_view(&first), buf_view(&other)) && world_facts_follow(n) &&
			is_filled(n);
	}
	buf_clear(&first);
	buf_clear(&other);
	return level;
}

void
world_say(struct world *w)
{
	for (int i = 0; i < w->n_nodes; i++) {
		struct world_node *n = &w->node[i];
		struct buf p = { 0 };

		if (n->core)
			position_write(&p, core_position(n->core));
		printf("%s: %s, facts %s, bodies %s, own head %s, %.*s\n", n->author,
		    n->core ? "up" : "down",
		    n->core && world_facts_follow(n) ? "follow" : "behind",
		    n->core && is_filled(n) ? "held" : "missing",
		    n->core && core_own_head_known(n->core) ? "known" : "unknown",
		    (int)p.n, (const char *)p.p);
		for (int v = 1; n->core && v < 100; v++)
			if (core_refused(n->core, (enum verdict)v))
				printf("    %s: %" PRIu64 "\n",
				    verdict_word((enum verdict)v),
				    core_refused(n->core, (enum verdict)v));
		buf_clear(&p);
	}
}

int64_t
world_settle(struct world *w, int64_t most_ms)
{
	int64_t start = w->now_ms;

	while (w->now_ms - start < most_ms) {
		if (world_is_level(w))
			return w->now_ms - start;
		world_run(w, 500);
	}
	return -1;
}

bool
world_holds_all(struct world *w)
{
	for (int i = 0; i < w->n_nodes; i++) {
		if (!w->node[i].core)
			continue;
		for (size_t k = 0; k < w->n_published; k++) {
			struct hash id;

			if (store_id_get(w->node[i].store, &id, &w->published[k].place) ||
			    !hash_eq(&id, &w->published[k].id)) {
				fprintf(stderr, "%s lacks %s:%" PRIu64 "\n",
				    w->node[i].author, w->published[k].place.author,
				    w->published[k].place.seq);
				return false;
			}
		}
	}
	return true;
}

static void
remove_dir(const char *dir)
{
	static const char *const names[] = { "log.db", "log.db-wal", "log.db-shm",
		"log.lock", "facts.db", "facts.db-wal", "facts.db-shm", "facts.lock" };
	char path[128];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
}

void
world_clear(struct world *w)
{
	for (int i = 0; i < w->n_nodes; i++) {
		struct world_node *n = &w->node[i];

		core_free(n->core);
		store_close(&n->store);
		factsdb_close(&n->facts);
		signer_clear(&n->signer);
		key_clear(&n->key);
		key_clear(&n->next);
		buf_clear(&n->statement);
		remove_dir(n->dir);
	}
	while (w->n_frames)
		buf_clear(&w->frames[--w->n_frames].frame);
	free(w->frames);
	free(w->published);
	maker_clear(&w->maker);
}
