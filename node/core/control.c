/* control.c - requests of the operator's command line (control.proto). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control_desk.h"
#include "control_forks.h"
#include "control_listed.h"
#include "control_keys.h"
#include "control_peers.h"
#include "core_priv.h"
#include "mem.h"
#include "pb.h"

enum {
	CONTROL_ARENA = 64 << 20,
	MAX_BODIES = LIMIT_BATCH_PARTS
};

enum {
	EXIT_DONE = 0,
	EXIT_NO = 1,
	EXIT_INPUT = 3,
	EXIT_MACHINE = 4
};

/* What a reply points to until it is written. */
struct answer {
	Cmsa__ControlReply pb;
	struct errmsg text;
	Cmsa__PublishedEntry *entries, **entry_list;
	struct place *places;
	struct hash *ids;
	struct hash register_id;
	Cmsa__VerdictCount *counts, **count_list;
	struct peer_list peers;
	struct desk_list desks;
	struct fork_list forks;
	struct key_list keys;
	struct warnings warnings;
	char **warning_list;
	struct store_aside *aside;
	struct buf readers; /* names by commas, with a NUL */
	struct readers could_read;
	char **could_read_list;
	Cmsa__SetAside *aside_status, **aside_list;
	struct arena mem;
	struct branches branches;
};

static void
answer_error(struct answer *a, enum err e)
{
	switch (e) {
	case ERR_NONE: return;
	case ERR_INPUT:
	case ERR_NOT_FOUND: a->pb.exit_code = EXIT_INPUT; break;
	case ERR_REFUSED: a->pb.exit_code = EXIT_NO; break;
	case ERR_IO:
	case ERR_STORE:
	case ERR_FULL:
	case ERR_CRYPTO:
	case ERR_GONE:
	case ERR_BUSY: a->pb.exit_code = EXIT_MACHINE; break;
	}
	if (!a->text.text[0])
		errmsg_set(&a->text, e, "%s", err_name(e));
}

/* --- publish ------------------------------------------------------------------------ */

/* Names by commas.  What holds a comma is no author, and found out as such. */
static const char *
join_readers(struct answer *a, const Cmsa__ControlPublish *r)
{
	for (size_t i = 0; i < r->n_readers; i++) {
		buf_add(&a->readers, ",", i ? 1 : 0);
		buf_add_str(&a->readers, r->readers[i]);
	}
	buf_add(&a->readers, "", 1);
	return (const char *)a->readers.p;
}

static void
list_readers(struct core *c, struct answer *a, uint32_t audience)
{
	readers_list(&a->could_read, c, audience, (const char *)a->readers.p);
	a->could_read_list = mem_array(a->could_read.n, sizeof(*a->could_read_list));
	for (size_t i = 0; i < a->could_read.n; i++)
		a->could_read_list[i] = a->could_read.list[i];
	a->pb.readers = a->could_read_list;
	a->pb.n_readers = a->could_read.n;
}

static enum err
check_all(
    struct core *c, struct answer *a, const Cmsa__ControlPublish *r, struct core_time now)
{
	const char *readers = join_readers(a, r);

	if (!r->n_bodies || r->n_bodies > MAX_BODIES)
		return errmsg_set(&a->text, ERR_INPUT,
		    "expected 1 to %d bodies, found %zu", MAX_BODIES, r->n_bodies);
	for (size_t i = 0; i < r->n_bodies; i++) {
		enum err e = publish_check(
		    c, r->kind, r->audience, pb_bytes(r->bodies[i]), now, &a->text);

		if (!e)
			e = readers_check(c, r->audience, readers, &a->text);
		if (e)
			return e;
		publish_warn(&a->warnings, c, r->kind, pb_bytes(r->bodies[i]), now);
		publish_warn_readers(
		    &a->warnings, c, r->kind, pb_bytes(r->bodies[i]), readers);
	}
	return ERR_NONE;
}

static void
list_warnings(struct answer *a)
{
	a->warning_list = mem_array(a->warnings.n, sizeof(*a->warning_list));
	for (size_t i = 0; i < a->warnings.n; i++)
		a->warning_list[i] = a->warnings.list[i].text;
	a->pb.warnings = a->warning_list;
	a->pb.n_warnings = a->warnings.n;
}

/* All bodies are queued in one durable transaction: whole or not at all, also if the
 * machine stops before the last is signed. */
static enum err
queue_all(struct core *c, const struct answer *a, const Cmsa__ControlPublish *r)
{
	enum err e = store_begin(c->cfg.store, true);

	for (size_t i = 0; i < r->n_bodies && !e; i++)
		e = store_queue_put_to(c->cfg.store, r->kind, r->audience,
		    (const char *)a->readers.p, pb_bytes(r->bodies[i]));
	if (!e)
		return store_commit(c->cfg.store);
	store_rollback(c->cfg.store);
	return e;
}

static void
list_published(struct answer *a, size_t n)
{
	a->entries = mem_array(n, sizeof(*a->entries));
	a->entry_list = mem_array(n, sizeof(*a->entry_list));
	for (size_t i = 0; i < n; i++) {
		Cmsa__PublishedEntry *e = &a->entries[i];

		cmsa__published_entry__init(e);
		e->author = a->places[i].author;
		e->incarnation = a->places[i].incarnation;
		e->seq = a->places[i].seq;
		e->id = pb_hash_data(a->ids[i].b);
		a->entry_list[i] = e;
	}
	a->pb.entries = a->entry_list;
	a->pb.n_entries = n;
}

static enum err
publish_one(
    struct core *c, struct answer *a, const Cmsa__ControlPublish *r, struct core_time now)
{
	enum err e = publish_entry(
	    c, a->places, a->ids, r->kind, r->audience, pb_bytes(r->bodies[0]), now);

	if (!e)
		list_published(a, 1);
	if (e == ERR_GONE)
		errmsg_set(&a->text, e,
		    "the sign process does not answer: the entry may be published when it "
		    "does; look at the log before you publish it again");
	return e;
}

static enum err
publish_many(
    struct core *c, struct answer *a, const Cmsa__ControlPublish *r, struct core_time now)
{
	const struct own_feed *f;
	enum err e = queue_all(c, a, r);

	if (e)
		return e;
	e = publish_all(c, now);
	if (e)
		return errmsg_set(&a->text, e,
		    "%zu entries are queued durably and are published as soon as it can be done (%s)",
		    r->n_bodies, err_name(e));
	f = feeds_find(c, c->author, c->incarnation);
	for (size_t i = 0; i < r->n_bodies; i++) {
		a->places[i] = f->place;
		a->places[i].seq = f->tip.seq - r->n_bodies + 1 + i;
		e = store_id_get(c->cfg.store, &a->ids[i], &a->places[i]);
		if (e)
			return e;
	}
	list_published(a, r->n_bodies);
	return ERR_NONE;
}

/* What waited before came first, and not all of it may be published any more. */
static void
say_set_aside(struct answer *a, uint64_t n)
{
	if (!n)
		return;
	a->warnings.list =
	    mem_resize(a->warnings.list, a->warnings.n + 1, sizeof(*a->warnings.list));
	errmsg_set(&a->warnings.list[a->warnings.n++], ERR_NONE,
	    "%llu that waited from before cannot be published any more and are set aside: see cmsa status",
	    (unsigned long long)n);
	free(a->warning_list);
	list_warnings(a);
}

/* While it opens its keys again, say: what is queued is published in a moment. */
static bool
signer_answers(struct core *c)
{
	struct sign_reply r;

	return !c->cfg.signer->status(c->cfg.signer->ctx, &r);
}

static const char *
why_queued(struct core *c)
{
	if (c->own_head_known)
		return "the sign process is being started; published then";
	return own_why_not(c) ? own_why_not(c)
			      : "this node has not yet learned its own head from its peers; "
				"published then";
}

static void
control_publish(
    struct core *c, struct answer *a, const Cmsa__ControlPublish *r, struct core_time now)
{
	uint64_t set_aside = c->n_set_aside;
	enum err e = check_all(c, a, r, now);

	list_warnings(a);
	/* PROTOCOL M6.28 */
	if (!e && own_is_forked(c))
		e = errmsg_set(&a->text, ERR_REFUSED, "%s", own_why_not(c));
	if (e || r->dry_run) {
		if (!e)
			list_readers(c, a, r->audience);
		answer_error(a, e);
		return;
	}
	if (!c->own_head_known || !signer_answers(c)) {
		e = queue_all(c, a, r);
		a->pb.queued = !e;
		errmsg_set(&a->text, e, "queued: %s", why_queued(c));
		answer_error(a, e);
		return;
	}
	a->places = mem_array(r->n_bodies, sizeof(*a->places));
	a->ids = mem_array(r->n_bodies, sizeof(*a->ids));
	/* one that is sealed waits in the queue until it is: see put_sealed_draft */
	e = r->n_bodies == 1 && r->audience != AUDIENCE_NAMED
		? publish_one(c, a, r, now)
		: publish_many(c, a, r, now);
	answer_error(a, e);
	say_set_aside(a, c->n_set_aside - set_aside);
}

/* --- the register ------------------------------------------------------------------- */

static void
control_submit(struct core *c, struct answer *a, const Cmsa__ControlSubmitAct *r,
    struct core_time now)
{
	enum verdict v = acts_take(c, pb_bytes(r->signed_act), now);

	if (v == V_OK || v == V_KNOWN)
		return;
	a->pb.exit_code = EXIT_INPUT;
	errmsg_set(&a->text, ERR_INPUT, "the act is refused (%s): %s", verdict_word(v),
	    verdict_text(v));
}

/* --- status ------------------------------------------------------------------------- */

static void
list_set_aside(struct core *c, struct answer *a)
{
	size_t n;

	answer_error(a, aside_list(c, &a->aside, &n));
	a->aside_status = mem_array(n, sizeof(*a->aside_status));
	a->aside_list = mem_array(n, sizeof(*a->aside_list));
	for (size_t i = 0; i < n; i++) {
		Cmsa__SetAside *s = &a->aside_status[i];

		cmsa__set_aside__init(s);
		s->number = a->aside[i].id;
		s->kind = a->aside[i].kind;
		s->audience = a->aside[i].audience;
		s->time_ms = a->aside[i].time_ms;
		s->reason = a->aside[i].reason.text;
		s->body_bytes = a->aside[i].body_bytes;
		a->aside_list[i] = s;
	}
	a->pb.aside = a->aside_list;
	a->pb.n_aside = n;
}

static void
control_aside(struct core *c, struct answer *a, const Cmsa__ControlAside *r)
{
	answer_error(a, aside_decide(c, r->number, r->again, &a->text));
	list_set_aside(c, a);
}

static void
control_status(struct core *c, struct answer *a)
{
	size_t n = 0;

	a->counts = mem_array(MAX_VERDICTS + MAX_COUNTERS, sizeof(*a->counts));
	a->count_list = mem_array(MAX_VERDICTS + MAX_COUNTERS, sizeof(*a->count_list));
	for (size_t i = 0; i < MAX_VERDICTS + c->n_counters; i++) {
		Cmsa__VerdictCount *k = &a->counts[n];
		bool verdict = i < MAX_VERDICTS;
		uint64_t count =
		    verdict ? c->refused[i] : c->counters[i - MAX_VERDICTS].count;

		if (!count)
			continue;
		cmsa__verdict_count__init(k);
		k->what = pb_text(verdict ? verdict_word((enum verdict)i)
					  : c->counters[i - MAX_VERDICTS].reason);
		k->count = count;
		a->count_list[n++] = k;
	}
	a->pb.counts = a->count_list;
	a->pb.n_counts = n;
	list_set_aside(c, a);
	control_forks_list(&a->forks, c);
	a->pb.forks = a->forks.fork_list;
	a->pb.n_forks = a->forks.n_forks;
	a->pb.claims = a->forks.claim_list;
	a->pb.n_claims = a->forks.n_claims;
	if (own_why_not(c))
		errmsg_set(&a->text, ERR_NONE, "%s", own_why_not(c));
	answer_error(a, cut_branches(c, &a->branches));
	a->pb.branches = a->branches.list;
	a->pb.n_branches = a->branches.n;
}

static void
control_assess(struct core *c, struct answer *a, struct core_time now)
{
	a->places = mem_array(1, sizeof(*a->places));
	a->ids = mem_array(1, sizeof(*a->ids));
	enum err e = witness_assess(c, a->places, a->ids, now, &a->text);

	if (!e)
		list_published(a, 1);
	answer_error(a, e);
}

static void
control_desks(
    struct core *c, struct answer *a, const Cmsa__ControlDesk *r, struct core_time now)
{
	enum err e;

	a->places = mem_array(1, sizeof(*a->places));
	a->ids = mem_array(1, sizeof(*a->ids));
	e = control_desk(c, a->places, a->ids, r, now, &a->text);
	if (!e && a->places->seq)
		list_published(a, 1);
	control_desk_list(&a->desks, c);
	a->pb.desks = a->desks.list;
	a->pb.n_desks = a->desks.n;
	answer_error(a, e);
}

static void
control_key_list(
    struct core *c, struct answer *a, const Cmsa__ControlKeys *r, struct core_time now)
{
	enum err e = ERR_NONE;

	a->places = mem_array(1, sizeof(*a->places));
	a->ids = mem_array(1, sizeof(*a->ids));
	if (r->body.len)
		e = control_keys_publish(
		    c, a->places, a->ids, pb_bytes(r->body), now, &a->text);
	if (!e && r->body.len)
		list_published(a, 1);
	control_keys_list(&a->keys, c);
	a->pb.keys = a->keys.list;
	a->pb.n_keys = a->keys.n;
	answer_error(a, e);
}

static void
dispatch(
    struct core *c, struct answer *a, const Cmsa__ControlRequest *r, struct core_time now)
{
	switch (r->request_case) {
	case CMSA__CONTROL_REQUEST__REQUEST_PUBLISH:
		control_publish(c, a, r->publish, now);
		return;
	case CMSA__CONTROL_REQUEST__REQUEST_SUBMIT_ACT:
		control_submit(c, a, r->submit_act, now);
		return;
	case CMSA__CONTROL_REQUEST__REQUEST_STATUS: control_status(c, a); return;
	case CMSA__CONTROL_REQUEST__REQUEST_PEERS:
		control_peers_list(&a->peers, c, now);
		a->pb.peers = a->peers.list;
		a->pb.n_peers = a->peers.n;
		return;
	case CMSA__CONTROL_REQUEST__REQUEST_ASSESS: control_assess(c, a, now); return;
	case CMSA__CONTROL_REQUEST__REQUEST_DESK:
		control_desks(c, a, r->desk, now);
		return;
	case CMSA__CONTROL_REQUEST__REQUEST_ASIDE: control_aside(c, a, r->aside); return;
	case CMSA__CONTROL_REQUEST__REQUEST_LISTED:
		control_listed(c, &a->pb, &a->mem);
		return;
	case CMSA__CONTROL_REQUEST__REQUEST_KEYS:
		control_key_list(c, a, r->keys, now);
		return;
	case CMSA__CONTROL_REQUEST__REQUEST_ADMIT_AGAIN:
		answer_error(a, kept_out_admit(c, r->admit_again->author,
				    r->admit_again->node, now, &a->text));
		return;
	case CMSA__CONTROL_REQUEST__REQUEST__NOT_SET:
	case _CMSA__CONTROL_REQUEST__REQUEST__CASE_IS_INT_SIZE: break;
	}
	a->pb.exit_code = EXIT_INPUT;
	errmsg_set(&a->text, ERR_INPUT, "a request that this version does not know");
}

void
core_control(
    struct core *c, struct buf *reply, struct bytes request, struct core_time now)
{
	const ProtobufCMessage *m = NULL;
	struct answer a = { 0 };
	struct arena mem;

	cmsa__control_reply__init(&a.pb);
	arena_init(&a.mem, 0);
	arena_init(&mem, CONTROL_ARENA);
	if (pb_parse(&m, &mem, &cmsa__control_request__descriptor, request)) {
		a.pb.exit_code = EXIT_INPUT;
		errmsg_set(&a.text, ERR_INPUT, "the request does not decode");
	} else {
		dispatch(c, &a, (const Cmsa__ControlRequest *)m, now);
	}
	a.register_id = registry_id(c->registry);
	a.pb.message = a.text.text;
	a.pb.state = pb_text(own_state(c));
	a.pb.register_number = registry_number(c->registry);
	a.pb.register_id = pb_hash_data(a.register_id.b);
	pb_write(reply, &a.pb.base);
	arena_clear(&mem);
	control_desk_free(&a.desks);
	control_forks_free(&a.forks);
	control_keys_free(&a.keys);
	free(a.entries);
	free(a.entry_list);
	free(a.places);
	free(a.ids);
	free(a.counts);
	free(a.count_list);
	control_peers_free(&a.peers);
	publish_warn_clear(&a.warnings);
	free(a.warning_list);
	buf_clear(&a.readers);
	readers_clear(&a.could_read);
	free(a.could_read_list);
	free(a.aside);
	free(a.aside_status);
	free(a.aside_list);
	arena_clear(&a.mem);
	cut_branches_free(&a.branches);
}
