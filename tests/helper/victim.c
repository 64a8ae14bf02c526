#include "victim.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pb.h"
#include "wire.pb-c.h"

const char *const victim_peers[VICTIM_PEERS] = { "GBR", "JPN", "KOR", "court" };
static const enum role roles[] = { ROLE_MEMBER, ROLE_MEMBER, ROLE_CANDIDATE,
	ROLE_AUDITOR };

struct core_time
victim_now(const struct victim *v)
{
	return (struct core_time){ .wall_ms = INT64_C(1780272000000) + v->now_ms,
		.mono_ms = 1000 + v->now_ms };
}

static void
must(bool done)
{
	if (!done)
		abort();
}

static void
put_acts(struct victim *v)
{
	must(!store_begin(v->store, true));
	for (uint64_t i = 1; i <= registry_number(v->maker.registry); i++) {
		const struct act_record *r = registry_act(v->maker.registry, i);

		must(!store_act_put(v->store, i, &r->act->id, r->signed_act));
	}
	must(!store_commit(v->store));
}

void
victim_start(struct victim *v, bool fresh)
{
	struct core_config cfg = { .author = "AUS",
		.node = "main",
		.signer = &v->signer,
		.keys_body = buf_view(&v->statement),
		.assess_every_ms = -1 };
	struct errmsg m;

	must(!store_open(&v->store, v->dir, STORE_WRITE, &m));
	must(!factsdb_open(&v->facts, v->dir, STORE_WRITE, &m));
	if (fresh)
		put_acts(v);
	cfg.store = v->store;
	cfg.facts = v->facts;
	must(!core_new(&v->core, &cfg, victim_now(v), &m));
}

void
victim_stop(struct victim *v)
{
	core_free(v->core);
	store_close(&v->store);
	factsdb_close(&v->facts);
}

void
victim_pass(struct victim *v)
{
	struct core_out o;

	v->now_ms += 100;
	core_tick(v->core, victim_now(v));
	while (core_next(v->core, &o))
		buf_clear(&o.frame);
}

static void
say(struct victim *v, const char *from, Cmsa__Wire__MessageCase which, void *message)
{
	struct buf frame = { 0 };
	Cmsa__Wire w;

	cmsa__wire__init(&w);
	w.message_case = which;
	w.hello = message; /* the pointers of a oneof share one place */
	pb_write(&frame, &w.base);
	core_receive(v->core, from, "main", buf_view(&frame), victim_now(v));
	buf_clear(&frame);
}

/* HELLOs of everybody, who have another act; JPN says that GBR has three entries. */
static void
greet(struct victim *v)
{
	uint32_t versions[] = { 1 };
	struct hash alliance = registry_alliance(v->maker.registry);
	Cmsa__Hello h;
	Cmsa__Head head, *list[] = { &head };
	Cmsa__Heads heads;

	cmsa__hello__init(&h);
	h.versions = versions;
	h.n_versions = 1;
	h.alliance_id = pb_hash_data(alliance.b);
	h.node = pb_text("main");
	h.register_number = registry_number(v->maker.registry) + 1;
	for (size_t i = 0; i < 4; i++) {
		h.author = pb_text(victim_peers[i]);
		say(v, victim_peers[i], CMSA__WIRE__MESSAGE_HELLO, &h);
	}
	cmsa__head__init(&head);
	head.author = pb_text("GBR");
	head.incarnation = 1;
	head.seq = 3;
	head.id = pb_hash_data(alliance.b);
	cmsa__heads__init(&heads);
	heads.heads = list;
	heads.n_heads = 1;
	say(v, "JPN", CMSA__WIRE__MESSAGE_HEADS, &heads);
	victim_pass(v);
}

void
victim_begin(struct victim *v)
{
	struct maker_pair pair = maker_signing("AUS");
	struct sign_config cfg = {
		.author = "AUS", .incarnation = 1, .generation = 1, .key = &v->key
	};
	struct errmsg m;

	*v = (struct victim){ 0 };
	snprintf(v->dir, sizeof(v->dir), "%s/cmsa-fuzz-XXXXXX",
	    access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	must(mkdtemp(v->dir) != NULL);
	maker_init(&v->maker, 3, 2);
	make_enrol(&v->maker, "AUS", ROLE_MEMBER);
	for (size_t i = 0; i < 4; i++)
		make_enrol(&v->maker, victim_peers[i], roles[i]);
	make_minerals(&v->maker, "list", 1, 1, "cobalt", 1);
	maker_keys_body(&v->statement, &v->maker, "AUS");
	cfg.alliance = registry_alliance(v->maker.registry);
	must(!key_of_seed(&v->key, KEY_SIGNING, "AUS", pair.secret));
	must(!signer_memory(&v->signer, &cfg, &m));
	victim_start(v, true);
	victim_pass(v);
	greet(v);
}

void
victim_end(struct victim *v)
{
	static const char *const names[] = { "log.db", "log.db-wal", "log.db-shm",
		"log.lock", "facts.db", "facts.db-wal", "facts.db-shm", "facts.lock" };
	char path[64];

	victim_stop(v);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", v->dir, names[i]);
		unlink(path);
	}
	rmdir(v->dir);
	signer_clear(&v->signer);
	key_clear(&v->key);
	buf_clear(&v->statement);
	maker_clear(&v->maker);
}

void
victim_check(const struct victim *v)
{
	const struct position *p = core_position(v->core);
	struct hash alliance = registry_alliance(v->maker.registry);

	for (size_t i = 0; i < p->n_heads; i++) {
		const struct place *at = &p->heads[i].place;
		struct maker_pair key = maker_signing(at->author);
		struct stored_entry se = { 0 };
		struct signature sig;

		assert(!store_entry_get(v->store, &se, at));
		assert(hash_eq(&se.e.id, &p->heads[i].id));
		assert(se.signature.n == sizeof(sig.b));
		memcpy(sig.b, se.signature.p, sizeof(sig.b));
		assert(
		    !entry_check_signature(&alliance, &se.e.id, &sig, &key.public_key));
		stored_entry_clear(&se);
	}
}
