/* tempest_check.c - what must hold in the storm, and after it, of honest nodes. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "comply.h"
#include "pb.h"
#include "tempest.h"
#include "verify.h"

enum {
	MUTED_MS = 5000,
	WAITING_MOST = 66 << 20, /* bytes: what core says of itself, and a frame */
	SILENT_MOST_MS = 25000
};

static bool
is_honest(struct tempest *t, const char *author)
{
	return !villain_named(&t->vs, author);
}

/* --- during the run ----------------------------------------------------------------- */

static struct hash
id_at(struct world_node *n, const struct place *at)
{
	struct hash id = { { 0 } };

	if (store_id_get(n->store, &id, at))
		return (struct hash){ { 0 } };
	return id;
}

static void
check_acknowledged(struct tempest *t, int i)
{
	for (size_t k = 0; k < t->w.n_published; k++) {
		const struct world_entry *e = &t->w.published[k];
		struct hash id;

		if (strcmp(e->place.author, t->w.node[i].author) != 0 ||
		    t->w.node[i].replicates)
			continue;
		id = id_at(&t->w.node[i], &e->place);
		t->counts->entries_lost += !hash_eq(&id, &e->id);
		if (!(hash_eq(&id, &e->id)))
			ck_abort_msg("seed %" PRIu64 ": %s lost its own entry %" PRIu64,
			    t->seed, e->place.author, e->place.seq);
	}
}

/* The same feeds, in the same order: only numbers are compared. */
static bool
moved(const struct position *a, const struct position *b)
{
	if (a->n_heads != b->n_heads)
		return true;
	for (size_t i = 0; i < a->n_heads; i++)
		if (a->heads[i].place.seq != b->heads[i].place.seq)
			return true;
	return false;
}

static void
check_tips(struct tempest *t, int i)
{
	struct world_node *n = &t->w.node[i];
	struct position *last = &t->node[i].last;
	const struct position *now = core_position(n->core);

	if (!moved(last, now))
		return;
	for (size_t k = 0; k < last->n_heads; k++) {
		const struct position_head *h = &last->heads[k];
		uint64_t seq = position_seq(now, h->place.author, 1);
		struct hash id;

		if (!(seq >= h->place.seq))
			ck_abort_msg("seed %" PRIu64 ": %s went back in %s", t->seed,
			    n->author, h->place.author);
		if (seq == h->place.seq)
			continue;
		id = id_at(n, &h->place);
		if (!(hash_eq(&id, &h->id)))
			ck_abort_msg("seed %" PRIu64 ": %s changed %s:%" PRIu64, t->seed,
			    n->author, h->place.author, h->place.seq);
	}
	position_clear(last);
	position_copy(last, now);
}

void
tempest_check_turn(struct tempest *t, int i)
{
	struct core *c = t->w.node[i].core;

	if (core_waiting(c) > WAITING_MOST)
		ck_abort_msg("%s queues without end", t->w.node[i].author);
	if (t->node[i].fresh)
		check_acknowledged(t, i);
	t->node[i].fresh = false;
	check_tips(t, i);
}

/* --- bodies on the wire ------------------------------------------------------------- */

static void
leak_if(struct tempest *t, bool leaks, int from, int to)
{
	t->counts->bodies_leaked += leaks;
	if (leaks)
		ck_abort_msg("seed %" PRIu64 ": %s sent %s a body it may not read",
		    t->seed, t->w.node[from].author, t->w.node[to].author);
}

static bool
segment_leaks(const Cmsa__Segment *s, enum role to)
{
	for (size_t i = 0; i < s->n_blobs; i++)
		if (s->blobs[i]->bodies.len && !role_reads(to, s->blobs[i]->audience))
			return true;
	return false;
}

static bool
live_leaks(const Cmsa__Live *l, enum role to)
{
	for (size_t i = 0; i < l->n_entries; i++) {
		struct entry e;

		if (entry_parse(&e, pb_bytes(l->entries[i]->header)) ||
		    (l->entries[i]->body.len && !role_reads(to, e.audience)))
			return true;
	}
	return false;
}

void
tempest_check_frame(struct tempest *t, int from, int to, struct bytes frame)
{
	const ProtobufCMessage *m = NULL;
	enum role role = t->node[to].role;
	const Cmsa__Wire *w;
	struct arena mem;

	if (t->w.node[from].hostile || role == ROLE_MEMBER || role == ROLE_AUDITOR)
		return; /* they may read all that is sent */
	arena_init(&mem, 0);
	if (pb_parse(&m, &mem, &cmsa__wire__descriptor, frame))
		ck_abort_msg("%s sends what is no message", t->w.node[from].author);
	w = (const Cmsa__Wire *)m;
	if (w->message_case == CMSA__WIRE__MESSAGE_LIVE)
		leak_if(t, live_leaks(w->live, role), from, to);
	if (w->message_case == CMSA__WIRE__MESSAGE_SEGMENT)
		leak_if(t, segment_leaks(w->segment, role), from, to);
	arena_clear(&mem);
}

/* --- forks -------------------------------------------------------------------------- */

static enum err
is_of(void *ctx, const struct store_fork *k)
{
	return strcmp(k->at.author, ctx) ? ERR_NONE : ERR_BUSY;
}

/* Are both histories kept? */
static bool
knows_fork(struct world_node *n, char *author)
{
	return store_forks_each(n->store, is_of, author) == ERR_BUSY;
}

/* Is it one entry, signed by its author, of a place at which the node holds another? */
static bool
shows_fork(struct tempest *t, int to, struct bytes frame, char author[AUTHOR_LEN])
{
	struct world_node *n = &t->w.node[to];
	const ProtobufCMessage *m = NULL;
	const Cmsa__Wire *w;
	struct arena mem;
	struct entry e;
	bool shows = false;

	arena_init(&mem, LIMIT_FRAME_ARENA);
	if (!pb_parse(&m, &mem, &cmsa__wire__descriptor, frame) &&
	    (w = (const Cmsa__Wire *)m)->message_case == CMSA__WIRE__MESSAGE_LIVE &&
	    w->live->n_entries == 1 &&
	    !entry_parse(&e, pb_bytes(w->live->entries[0]->header)) &&
	    !is_honest(t, e.place.author) &&
	    w->live->entries[0]->signature.len == sizeof(struct signature)) {
		struct hash held = id_at(n, &e.place),
			    alliance = registry_alliance(t->w.maker.registry);
		struct maker_pair pair = maker_signing(e.place.author);
		struct signature sig;

		memcpy(sig.b, w->live->entries[0]->signature.data, sizeof(sig.b));
		memcpy(author, e.place.author, AUTHOR_LEN);
		shows = !hash_is_zero(&held) && !hash_eq(&held, &e.id) &&
			!entry_check_signature(&alliance, &e.id, &sig, &pair.public_key);
	}
	arena_clear(&mem);
	return shows;
}

static bool
disk_is_well(const struct tempest *t, int i)
{
	const struct memdisk_unit *u = &t->disk.unit[t->node[i].unit];

	return !u->dead && !u->dies_at && u->last <= u->count;
}

static uint64_t
noticed(struct world_node *n)
{
	return core_refused(n->core, V_FORK) + core_refused(n->core, V_FEED_STOPPED);
}

void
tempest_hostile_to(struct tempest *t, int from, int to, struct bytes frame)
{
	struct world_node *n = &t->w.node[to];
	struct core_time now = world_node_time(&t->w, to);
	char author[AUTHOR_LEN] = "";
	bool shows = disk_is_well(t, to) && shows_fork(t, to, frame, author);
	uint64_t limited = core_refused(n->core, V_RATE_LIMIT),
		 early = core_refused(n->core, V_WIRE_STATE), known = noticed(n);

	if (shows)
		core_flush(n->core, now);
	core_receive(n->core, t->w.node[from].author, t->w.node[from].node, frame, now);
	t->w.delivered++;
	if (core_refused(n->core, V_RATE_LIMIT) > limited)
		t->node[to].ignores_until_ms[from] = t->w.now_ms + MUTED_MS;
	core_flush(n->core, now);
	/* heard at all, the feed is stopped */
	if (shows && t->w.now_ms >= t->node[to].ignores_until_ms[from] &&
	    core_refused(n->core, V_WIRE_STATE) == early) {
		t->counts->forks_shown++;
		t->counts->forks_unnoticed += noticed(n) == known;
		if (!(noticed(n) > known))
			ck_abort_msg("seed %" PRIu64
				     ": %s does not notice the fork of %s",
			    t->seed, n->author, author);
	}
	world_turned(&t->w, to);
}

/* What must hold of the feeds of hostile authors: proofs reach everybody, so whoever holds the
 * place that was told in two ways keeps both, whether it was shown the other or not. */
static void
check_forks(struct tempest *t)
{
	for (size_t k = 0; k < t->vs.n; k++) {
		const struct villain *v = &t->vs.list[k];
		struct place at = { .incarnation = 1, .seq = v->fork_at };

		memcpy(at.author, t->w.node[v->node].author, sizeof(at.author));
		for (int i = 0; i < t->w.n_nodes && v->fork_at; i++) {
			struct world_node *n = &t->w.node[i];
			struct hash held;

			if (n->hostile)
				continue;
			held = id_at(n, &at);
			if (hash_is_zero(&held))
				continue; /* it never got that far */
			t->counts->forks_unnoticed += !knows_fork(n, at.author);
			ck_assert_msg(knows_fork(n, at.author),
			    "seed %" PRIu64 ": %s does not know that %s forked", t->seed,
			    n->author, at.author);
		}
	}
}

/* --- level -------------------------------------------------------------------------- */

static void
honest_position(struct tempest *t, struct position *out, struct world_node *n)
{
	const struct position *p = core_position(n->core);

	*out = (struct position){ .register_number = p->register_number,
		.register_id = p->register_id };
	for (size_t i = 0; i < p->n_heads; i++)
		if (is_honest(t, p->heads[i].place.author))
			position_set(out, &p->heads[i].place, &p->heads[i].id);
}

static bool
same_position(const struct position *a, const struct position *b)
{
	if (a->n_heads != b->n_heads || a->register_number != b->register_number ||
	    !hash_eq(&a->register_id, &b->register_id))
		return false;
	for (size_t i = 0; i < a->n_heads; i++)
		if (place_cmp(&a->heads[i].place, &b->heads[i].place) ||
		    !hash_eq(&a->heads[i].id, &b->heads[i].id))
			return false;
	return true;
}

struct hole_count {
	struct tempest *t;
	int n;
};

static enum err
count_hole(void *ctx, const struct place *first, uint64_t last, uint32_t audience)
{
	struct hole_count *h = ctx;

	(void)last;
	(void)audience;
	h->n += is_honest(h->t, first->author);
	return ERR_NONE;
}

static bool
is_filled(struct tempest *t, int i)
{
	struct hole_count h = { .t = t };

	ck_assert_int_eq(store_holes_each(t->w.node[i].store,
			     role_audiences(t->node[i].role), count_hole, &h),
	    ERR_NONE);
	return !h.n;
}

bool
tempest_is_level(struct tempest *t)
{
	struct position first = { 0 }, other;
	bool level = true, has_first = false;

	for (int i = 0; i < t->w.n_nodes && level; i++) {
		struct world_node *n = &t->w.node[i];

		if (n->hostile)
			continue;
		if (!n->core) {
			level = false;
			break;
		}
		honest_position(t, &other, n);
		if (!has_first)
			position_copy(&first, &other);
		has_first = true;
		level = same_position(&first, &other) && world_facts_follow(n) &&
			is_filled(t, i) &&
			(n->replicates || core_own_head_known(n->core));
		position_clear(&other);
	}
	position_clear(&first);
	return level;
}

static enum err
say_hole(void *ctx, const struct place *first, uint64_t last, uint32_t audience)
{
	struct world_node *n = ctx;

	printf("%s lacks bodies of %s:%" PRIu64 "-%" PRIu64 ", audience %u\n", n->author,
	    first->author, first->seq, last, audience);
	return ERR_NONE;
}

void
tempest_say(struct tempest *t)
{
	for (int i = 0; i < t->w.n_nodes; i++)
		if (t->w.node[i].core)
			(void)store_holes_each(t->w.node[i].store,
			    role_audiences(t->node[i].role), say_hole, &t->w.node[i]);
	for (size_t i = 0; i < t->vs.n; i++)
		printf("hostile: %s, habits %u, %zu and %zu entries, fork at %" PRIu64
		       "\n",
		    t->w.node[t->vs.list[i].node].author, t->vs.list[i].habits,
		    t->vs.list[i].branch[0].n, t->vs.list[i].branch[1].n,
		    t->vs.list[i].fork_at);
	world_say(&t->w);
}

/* --- afterwards --------------------------------------------------------------------- */

static bool
reads_members_facts(struct tempest *t, int i)
{
	return t->node[i].role == ROLE_MEMBER || t->node[i].role == ROLE_AUDITOR;
}

/* Of everything that honest authors wrote. */
static struct hash
findings_digest(struct tempest *t, struct world_node *n)
{
	struct position at;
	struct facts *f = NULL;
	struct findings *fs;
	struct hash digest;
	struct errmsg m = { "" };

	honest_position(t, &at, n);
	ck_assert_msg(!factsdb_load(n->facts, &f, core_registry(n->core), &at,
			  LEVEL_MEMBER_FACTS, &m),
	    "%s", m.text);
	fs = comply_judge(f, maker_date("2026-06-02"));
	ck_assert(!fs->incomplete);
	digest = fs->digest;
	findings_free(fs);
	facts_free(f);
	position_clear(&at);
	return digest;
}

static void
check_findings(struct tempest *t)
{
	struct hash first = { { 0 } };

	for (int i = 0; i < t->w.n_nodes; i++) {
		struct hash other;

		if (t->w.node[i].hostile || !reads_members_facts(t, i))
			continue;
		other = findings_digest(t, &t->w.node[i]);
		if (hash_is_zero(&first))
			first = other;
		ck_assert_msg(hash_eq(&first, &other),
		    "seed %" PRIu64 ": %s finds otherwise", t->seed, t->w.node[i].author);
	}
	ck_assert(!hash_is_zero(&first));
}

struct body_check {
	struct tempest *t;
	int i;
};

/* Every body that its role reads, of honest authors; and no other. */
static enum err
check_body(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool body_held)
{
	const struct body_check *b = ctx;
	const char *name = b->t->w.node[b->i].author;
	bool own = !strcmp(e->place.author, name);
	bool reads = role_reads(b->t->node[b->i].role, e->audience);
	bool leaks =
	    e->body_size && e->kind >= KIND_FIRST_DATA && body_held && !reads && !own;

	(void)signature;
	(void)body;
	b->t->counts->bodies_leaked += leaks;
	if (leaks)
		ck_abort_msg("seed %" PRIu64 ": %s holds the body of %s:%" PRIu64,
		    b->t->seed, name, e->place.author, e->place.seq);
	if (reads && !body_held && is_honest(b->t, e->place.author))
		ck_abort_msg("seed %" PRIu64 ": %s lacks the body of %s:%" PRIu64,
		    b->t->seed, name, e->place.author, e->place.seq);
	return ERR_NONE;
}

static void
check_store(struct tempest *t, int i)
{
	struct world_node *n = &t->w.node[i];
	const struct position *p = core_position(n->core);
	struct body_check b = { t, i };
	struct verify_log v = { 0 };
	struct registry *r = registry_new();
	struct errmsg m = { "" };

	ck_assert_msg(store_check(n->store, &m) == ERR_NONE, "%s", m.text);
	ck_assert_int_eq(verify_log_run(&v, r, n->store), ERR_NONE);
	ck_assert_msg(
	    !v.faults, "seed %" PRIu64 ": %s: %s", t->seed, n->author, v.first_fault);
	t->counts->signatures_checked += v.signatures;
	registry_free(r);
	/* what anybody may claim takes no room */
	ck_assert_uint_le(p->n_heads, (size_t)t->w.n_nodes);
	for (size_t k = 0; k < p->n_heads; k++) {
		struct place first = p->heads[k].place;

		first.seq = 1;
		ck_assert_int_eq(
		    store_entries_each(n->store, &first, 0, check_body, &b), ERR_NONE);
	}
}

static void
check_lost(struct tempest *t)
{
	for (int i = 0; i < t->w.n_nodes; i++)
		for (size_t k = 0; k < t->w.n_published && !t->w.node[i].hostile; k++) {
			struct hash id = id_at(&t->w.node[i], &t->w.published[k].place);

			t->counts->entries_lost += !hash_eq(&id, &t->w.published[k].id);
			if (!(hash_eq(&id, &t->w.published[k].id)))
				ck_abort_msg("seed %" PRIu64 ": %s lacks %s:%" PRIu64,
				    t->seed, t->w.node[i].author,
				    t->w.published[k].place.author,
				    t->w.published[k].place.seq);
		}
}

/* Honest nodes are on speaking terms. */
static void
check_peers(struct tempest *t, int i)
{
	struct world_node *n = &t->w.node[i];
	int64_t now_ms = world_node_time(&t->w, i).wall_ms;
	const ProtobufCMessage *m = NULL;
	const Cmsa__ControlReply *r;
	Cmsa__ControlRequest request;
	Cmsa__ControlPeers peers;
	struct buf in = { 0 }, out = { 0 };
	struct arena mem;
	size_t honest = 0;

	cmsa__control_request__init(&request);
	cmsa__control_peers__init(&peers);
	request.request_case = CMSA__CONTROL_REQUEST__REQUEST_PEERS;
	request.peers = &peers;
	pb_write(&in, &request.base);
	core_control(n->core, &out, buf_view(&in), world_node_time(&t->w, i));
	arena_init(&mem, 0);
	ck_assert_int_eq(
	    pb_parse(&m, &mem, &cmsa__control_reply__descriptor, buf_view(&out)), V_OK);
	r = (const Cmsa__ControlReply *)m;
	for (size_t k = 0; k < r->n_peers; k++) {
		const Cmsa__PeerStatus *p = r->peers[k];

		if (!is_honest(t, p->author) || !strncmp(p->author, "ZZ", 2))
			continue;
		honest++;
		ck_assert_msg(p->up && now_ms - p->last_seen_ms < SILENT_MOST_MS,
		    "seed %" PRIu64 ": %s does not hear %s/%s", t->seed, n->author,
		    p->author, p->node);
	}
	ck_assert_uint_eq(honest, (size_t)t->w.n_nodes - t->vs.n - 1);
	arena_clear(&mem);
	buf_clear(&in);
	buf_clear(&out);
}

void
tempest_check_all(struct tempest *t)
{
	ck_assert_uint_gt(t->w.n_published, 10);
	check_lost(t);
	for (int i = 0; i < t->w.n_nodes; i++) {
		if (t->w.node[i].hostile)
			continue;
		ck_assert_uint_eq(registry_number(core_registry(t->w.node[i].core)),
		    registry_number(t->w.maker.registry));
		check_store(t, i);
		check_peers(t, i);
	}
	check_forks(t);
	check_findings(t);
}
