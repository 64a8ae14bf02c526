/* tempest.c - the alliance of a seed, and its weather. */
#include "tempest.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerts_make.h"
#include "mem.h"
#include "pb.h"

enum {
	STEP_MS = 500,
	STEPS = 28,
	STEPS_OF_MANY = 12,
	FEW = 10,
	MANY = 60,
	EVERY_MANY = 50, /* one seed in so many has MANY nodes */
	SETTLE_MS = 300000,
	MINUTE_MS = 60000
};

int
tempest_nodes(uint64_t seed)
{
	const char *given = getenv("CMSA_NODES");
	long n = given ? strtol(given, NULL, 10) : 0;

	if (n)
		return n < FEW ? FEW : n > MANY ? MANY : (int)n;
	return seed % EVERY_MANY ? FEW + (int)(seed % 5) : MANY;
}

void
tempest_trace(struct tempest *t, const char *what, int from, int to, struct bytes b)
{
	struct world *w = &t->w;
	uint64_t h = t->trace ^ (uint64_t)w->now_ms ^ (uint64_t)(from * 64 + to) << 40;

	/* FNV-1a */
	for (size_t i = 0; i < b.n; i++)
		h = (h ^ b.p[i]) * UINT64_C(1099511628211);
	for (const char *p = what; *p; p++)
		h = (h ^ (uint8_t)*p) * UINT64_C(1099511628211);
	t->trace = h;
	if (t->prints)
		printf("%8" PRId64 " %s %s/%s > %s/%s %zu %016" PRIx64 "\n", w->now_ms,
		    what, w->node[from].author, w->node[from].node, w->node[to].author,
		    w->node[to].node, b.n, h);
}

static void
trace_node(struct tempest *t, const char *what, int i)
{
	tempest_trace(t, what, i, i, bytes_of(NULL, 0));
}

/* --- the seams of the world --------------------------------------------------------- */

static bool
on_frame(struct world *w, int from, int to, struct buf *frame)
{
	struct tempest *t = w->ctx;

	tempest_trace(t, "frame", from, to, buf_view(frame));
	if (w->node[from].hostile) {
		tempest_hostile_to(t, from, to, buf_view(frame));
		return false;
	}
	tempest_check_frame(t, from, to, buf_view(frame));
	return true;
}

static void
on_hostile_frame(struct world *w, int from, int to, struct bytes frame)
{
	struct tempest *t = w->ctx;

	tempest_trace(t, "frame", from, to, frame);
	tempest_check_frame(t, from, to, frame);
	villain_frame(&t->vs, from, to, frame);
}

static void
on_hostile_tick(struct world *w, int i)
{
	struct tempest *t = w->ctx;

	villain_tick(&t->vs, i);
}

/* What had been sent when it died may have left. */
static void
on_death(void *ctx, size_t unit)
{
	struct tempest *t = ctx;

	for (int i = 0; i < t->w.n_nodes; i++)
		if (t->node[i].unit == unit && t->w.node[i].core &&
		    world_random(&t->w, 2))
			world_drain(&t->w, i);
}

static bool
on_turn(struct world *w, int i)
{
	struct tempest *t = w->ctx;
	struct memdisk_unit *u = &t->disk.unit[t->node[i].unit];
	enum memdisk_loss loss;

	if (!u->dead) {
		if (w->node[i].core)
			tempest_check_turn(t, i);
		return true;
	}
	loss = (enum memdisk_loss)world_random(w, 3);
	trace_node(t, "dies", i);
	world_crash(w, i, 300 + (int64_t)world_random(w, 3000));
	memdisk_revive(&t->disk, t->node[i].unit, loss, world_random(w, UINT32_MAX));
	t->node[i].fresh = true;
	if (loss != MEMDISK_ALL_KEPT)
		position_clear(&t->node[i].last);
	return false;
}

static enum err
sign_once(void *ctx, struct sign_reply *out, struct bytes header)
{
	struct tempest_node *n = ctx;
	struct entry e;
	enum err err;

	if (n->t->disk.unit[n->unit].dead)
		return ERR_GONE;
	err = n->signer.sign(n->signer.ctx, out, header);
	if (err || out->verdict != SIGN_DONE)
		return err;
	ck_assert_int_eq(entry_parse(&e, header), V_OK);
	ck_assert_uint_lt(e.place.seq, TEMPEST_SIGNED_MOST);
	if (n->is_signed[e.place.seq])
		ck_assert(hash_eq(&n->signed_id[e.place.seq], &e.id));
	n->is_signed[e.place.seq] = true;
	n->signed_id[e.place.seq] = e.id;
	return err;
}

static enum err
advance(void *ctx, struct sign_reply *out, struct bytes signed_entry)
{
	struct tempest_node *n = ctx;

	return n->signer.advance(n->signer.ctx, out, signed_entry);
}

static enum err
status(void *ctx, struct sign_reply *out)
{
	struct tempest_node *n = ctx;

	return n->signer.status(n->signer.ctx, out);
}

static void
free_signer(void *ctx)
{
	struct tempest_node *n = ctx;

	signer_clear(&n->signer);
}

/* --- founding ----------------------------------------------------------------------- */

static void
name_of(char name[AUTHOR_LEN], int i)
{
	snprintf(name, AUTHOR_LEN, "%c%cX", 'A' + i / 20, 'A' + i % 20);
}

static void
has_role(struct tempest *t, int from, enum role role)
{
	for (int i = from; i < t->w.n_nodes; i++)
		t->node[i].role = role;
}

/* Members first: those with a second node, those with a desk, others; then candidates, auditors,
 * desks. */
static void
enrol(struct tempest *t, int n)
{
	int some = 1 + n / 20, candidates = 1 + n / 8;
	int members = n - 3 * some - candidates, named = 0;
	char name[AUTHOR_LEN], desk[AUTHOR_LEN];
	struct world *w = &t->w;

	for (int i = 0; i < members + candidates; i++) {
		int first = w->n_nodes;
		enum role role = i < members ? ROLE_MEMBER : ROLE_CANDIDATE;

		name_of(name, named++);
		if (i < some)
			world_add_two(w, name, role);
		else
			world_add(w, name, role);
		has_role(t, first, role);
	}
	for (int i = 0; i < some; i++) {
		snprintf(name, sizeof(name), "court-%d", i);
		has_role(t, world_add(w, name, ROLE_AUDITOR), ROLE_AUDITOR);
	}
	for (int i = 0; i < some; i++) {
		name_of(name, some + i);
		snprintf(desk, sizeof(desk), "%.3s.customs", name);
		has_role(t, world_add_desk(w, desk), ROLE_DESK);
	}
	ck_assert_int_eq(w->n_nodes, n);
}

/* A third at most, of the members fewer than a third; not the countries of desks, so that there
 * are desks, and of authors with two nodes neither. */
static void
choose_hostile(struct tempest *t, int n)
{
	struct world *w = &t->w;
	int some = 1 + n / 20, members = 0, bad_members = 0;
	int most = 1 + (int)world_random(w, (uint64_t)n / 3);

	for (int i = 0; i < n; i++)
		members += t->node[i].role == ROLE_MEMBER && !w->node[i].replicates;
	for (int tries = 0; tries < 4 * n && (int)t->vs.n < most; tries++) {
		int i = 3 * some + (int)world_random(w, (uint64_t)(n - 3 * some));
		bool member = t->node[i].role == ROLE_MEMBER;

		if (w->node[i].hostile || (member && 3 * (bad_members + 1) >= members))
			continue;
		bad_members += member;
		villain_add(&t->vs, i, t->node[i].role,
		    1 + (unsigned)world_random(w, VILLAIN_ALL));
	}
	t->counts->hostile += t->vs.n;
}

static void
start_all(struct tempest *t)
{
	struct world *w = &t->w;

	t->acts = registry_number(w->maker.registry);
	for (int i = 0; i < w->n_nodes; i++) {
		struct tempest_node *n = &t->node[i];
		struct world_node *at = &w->node[i];

		n->t = t;
		n->unit = memdisk_add(&t->disk, at->dir);
		n->signer = at->signer;
		at->signer =
		    (struct signer){ .sign = sign_once, .advance = advance,
			    .status = status, .free = free_signer, .ctx = n };
		at->clock_off_ms = (int64_t)world_random(w, 6 * MINUTE_MS) - 3 * MINUTE_MS;
		if (!at->hostile)
			world_start(w, i, t->acts);
	}
	w->turn = on_turn;
}

static void
grant_desk(struct tempest *t, int desk)
{
	uint32_t kinds[] = { KIND_ALERT },
		 audiences[] = { AUDIENCE_PUBLIC, AUDIENCE_CUSTOMS };
	struct buf application = { 0 };
	Cmsa__ControlRequest request;
	Cmsa__ControlDesk d;
	int i = 0;

	while (strncmp(t->w.node[i].author, t->w.node[desk].author, 3) != 0)
		i++;
	world_application(&application, t->w.node[desk].author);
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
	ck_assert_uint_eq(world_ask(&t->w, i, &request), 0);
	buf_clear(&application);
}

static void
found(struct tempest *t, uint64_t seed)
{
	struct world *w = &t->w;
	int n = tempest_nodes(seed);

	memdisk_install(&t->disk);
	t->disk.died = on_death;
	t->disk.ctx = t;
	world_init(w, seed);
	w->witness_every_ms = 20000;
	villain_init(&t->vs, w);
	w->ctx = t;
	w->tamper = on_frame;
	w->hostile_frame = on_hostile_frame;
	w->hostile_tick = on_hostile_tick;
	enrol(t, n);
	choose_hostile(t, n);
	start_all(t);
	world_run(w, 1000);
	for (int i = 0; i < n; i++)
		if (t->node[i].role == ROLE_DESK)
			grant_desk(t, i);
}

/* --- weather ------------------------------------------------------------------------ */

static int
any_node(struct tempest *t)
{
	return (int)world_random(&t->w, (uint64_t)t->w.n_nodes);
}

static int
any_honest(struct tempest *t)
{
	int i;

	do
		i = any_node(t);
	while (t->w.node[i].hostile);
	return i;
}

static void
publish(struct tempest *t, int i)
{
	struct world *w = &t->w;
	struct buf body = { 0 };
	char id[24], country[4] = "";

	if (t->node[i].role == ROLE_AUDITOR || w->node[i].replicates || !w->node[i].core)
		return;
	if (t->node[i].role != ROLE_DESK && world_random(w, 5)) {
		world_publish(
		    w, i, world_random(w, 2) ? AUDIENCE_PUBLIC : AUDIENCE_ALLIANCE);
		return;
	}
	/* of a country that has a desk the desk writes them: that is refused */
	snprintf(id, sizeof(id), "a-%" PRIu64, world_random(w, UINT32_MAX));
	memcpy(country, w->node[i].author, 3);
	alerts_make(&body, country, id, "");
	world_publish_body(w, i, KIND_ALERT, AUDIENCE_CUSTOMS, buf_view(&body));
	buf_clear(&body);
}

static void
link_event(struct tempest *t, int from, int to, enum core_peer_event ev)
{
	const struct world_node *b = &t->w.node[to];

	if (t->w.node[from].core)
		core_peer_event(t->w.node[from].core, b->author, b->node, ev, "flap",
		    world_node_time(&t->w, from));
}

static void
link_up(struct tempest *t)
{
	int a = t->link[0], b = t->link[1];

	if (a < 0)
		return;
	t->w.node[a].deaf_to_it &= ~(UINT64_C(1) << b);
	t->w.node[b].deaf_to_it &= ~(UINT64_C(1) << a);
	link_event(t, a, b, CORE_PEER_UP);
	link_event(t, b, a, CORE_PEER_UP);
	t->link[0] = -1;
}

static void
link_down(struct tempest *t)
{
	int a = any_node(t), b = any_node(t);

	if (a == b)
		return;
	t->link[0] = a;
	t->link[1] = b;
	t->w.node[a].deaf_to_it |= UINT64_C(1) << b;
	t->w.node[b].deaf_to_it |= UINT64_C(1) << a;
	link_event(t, a, b, CORE_PEER_DOWN);
	link_event(t, b, a, CORE_PEER_DOWN);
	t->counts->flaps++;
}

static void
cut(struct tempest *t)
{
	struct world *w = &t->w;

	if (!world_random(w, 8)) {
		for (int i = 0; i < w->n_nodes; i++)
			w->node[i].group = (int)world_random(w, 2);
		t->counts->cuts++;
	}
	if (!world_random(w, 5)) /* one way */
		w->node[any_node(t)].deaf_to_it = world_random(w, UINT64_C(1) << 47);
	if (world_random(w, 5))
		return;
	for (int i = 0; i < w->n_nodes; i++) {
		w->node[i].group = 0;
		w->node[i].deaf_to_it = 0;
	}
}

static void
break_disk(struct tempest *t)
{
	struct world *w = &t->w;
	struct memdisk_unit *u = &t->disk.unit[t->node[any_honest(t)].unit];

	if (u->dies_at || u->last > u->count)
		return;
	if (world_random(w, 3)) {
		u->dies_at = u->count + 1 + world_random(w, 40);
		return;
	}
	u->first = u->count + 1 + world_random(w, 20);
	u->last = u->first + world_random(w, 30);
	u->failure = world_random(w, 2) ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static void
submit(struct tempest *t, int i)
{
	Cmsa__ControlRequest request;
	Cmsa__ControlSubmitAct act;

	if (!t->w.node[i].core || t->acts == registry_number(t->w.maker.registry))
		return;
	cmsa__control_request__init(&request);
	cmsa__control_submit_act__init(&act);
	act.signed_act =
	    pb_data(registry_act(t->w.maker.registry, t->acts + 1)->signed_act);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_SUBMIT_ACT;
	request.submit_act = &act;
	if (!world_ask(&t->w, i, &request))
		t->acts++;
}

static void
act(struct tempest *t)
{
	char name[AUTHOR_LEN];

	if (!world_random(&t->w, 10) && t->strangers < 10) {
		snprintf(name, sizeof(name), "ZZ%c", (char)('A' + t->strangers++));
		make_enrol(&t->w.maker, name, ROLE_CANDIDATE);
	}
	submit(t, any_honest(t));
}

static void
storm(struct tempest *t)
{
	struct world *w = &t->w;

	w->loss_permille = (int)world_random(w, 200);
	w->duplicate_permille = (int)world_random(w, 60);
	w->delay_most_ms = 10 + (int)world_random(w, 900);
	for (int k = 0; k < 3; k++)
		publish(t, any_honest(t));
	link_up(t);
	if (!world_random(w, 3))
		link_down(t);
	if (!world_random(w, 4))
		link_event(t, any_node(t), any_node(t), CORE_PEER_BEHIND);
	cut(t);
	if (world_random(w, 3))
		break_disk(t);
	if (!world_random(w, 12)) {
		w->node[any_honest(t)].clock_off_ms =
		    (int64_t)world_random(w, 20 * MINUTE_MS) - 10 * MINUTE_MS;
		t->counts->clock_jumps++;
	}
	act(t);
	world_run(w, STEP_MS);
}

static void
heal(struct tempest *t)
{
	struct world *w = &t->w;

	w->loss_permille = w->duplicate_permille = 0;
	w->delay_most_ms = 20;
	link_up(t);
	for (int i = 0; i < w->n_nodes; i++) {
		struct memdisk_unit *u = &t->disk.unit[t->node[i].unit];

		w->node[i].group = 0;
		w->node[i].deaf_to_it = 0;
		u->dies_at = u->first = u->last = 0;
	}
	t->vs.quiet = true; /* but they answer as before */
	world_run(w, 5000);
	for (int tries = 0; t->acts < registry_number(w->maker.registry); tries++) {
		ck_assert_int_lt(tries, 200);
		submit(t, any_honest(t));
		world_run(w, 100);
	}
}

static void
settle(struct tempest *t)
{
	struct world *w = &t->w;
	int64_t start = w->now_ms;

	while (!tempest_is_level(t)) {
		if (w->now_ms - start > SETTLE_MS) {
			tempest_say(t);
			ck_abort_msg("seed %" PRIu64 ": not level after %d s", t->seed,
			    SETTLE_MS / 1000);
		}
		world_run(w, STEP_MS);
	}
	if (w->now_ms - start > t->counts->settled_ms_most)
		t->counts->settled_ms_most = w->now_ms - start;
}

/* Its author and another say it, until all must have heard: one may not be on speaking terms. */
static void
reveal_all(struct tempest *t)
{
	struct villains *vs = &t->vs;

	for (int times = 0; times < 4; times++) {
		for (size_t i = 0; i < vs->n; i++) {
			villain_reveal(vs, &vs->list[i], &vs->list[i]);
			villain_reveal(vs, &vs->list[(i + 1) % vs->n], &vs->list[i]);
		}
		world_run(&t->w, 1000);
	}
}

static void
add_counts(struct tempest *t)
{
	struct tempest_counts *k = t->counts;

	k->seeds++;
	if ((uint64_t)t->w.n_nodes > k->nodes)
		k->nodes = (uint64_t)t->w.n_nodes;
	k->frames += t->w.delivered;
	k->lost += t->w.lost;
	k->duplicated += t->w.duplicated;
	k->crashes += t->w.crashes;
	for (size_t i = 0; i < t->disk.n_units; i++)
		k->store_failures += t->disk.unit[i].failures;
	k->attacks += t->vs.attacks;
	k->forks_made += t->vs.forks;
	k->entries_acknowledged += t->w.n_published;
}

static void
clear(struct tempest *t)
{
	for (int i = 0; i < t->w.n_nodes; i++)
		position_clear(&t->node[i].last);
	world_clear(&t->w);
	villain_clear(&t->vs);
	memdisk_remove(&t->disk);
}

uint64_t
tempest_run(uint64_t seed, struct tempest_counts *counts, bool prints)
{
	struct tempest *t = mem_array(1, sizeof(*t));
	uint64_t trace;

	*t = (struct tempest){
		.seed = seed, .counts = counts, .prints = prints, .link = { -1, -1 }
	};
	found(t, seed);
	for (int k = 0; k < (t->w.n_nodes < MANY ? STEPS : STEPS_OF_MANY); k++)
		storm(t);
	heal(t);
	settle(t);
	reveal_all(t);
	for (int i = 0; i < t->w.n_nodes; i++)
		if (!t->w.node[i].hostile)
			publish(t, i);
	settle(t);
	tempest_check_all(t);
	add_counts(t);
	trace = t->trace;
	clear(t);
	free(t);
	return trace;
}
