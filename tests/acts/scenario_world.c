/* scenario_world.c - test keys, signed acts, chained entries, facts. */
#include "scenario_world.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "pb.h"

static void
seed_of(uint8_t seed[static 32], const char *use, const char *name)
{
	struct hash_state s;
	struct hash h;

	hash_begin(&s, "scenario");
	hash_add(&s, use, strlen(use) + 1);
	hash_add(&s, name, strlen(name));
	h = hash_end(&s);
	memcpy(seed, h.b, sizeof(h.b));
}

static void
sign_pair(uint8_t public[static 32], uint8_t secret[static 64], const char *use,
    const char *name)
{
	uint8_t seed[32];

	seed_of(seed, use, name);
	crypto_sign_seed_keypair(public, secret, seed);
}

static void
box_key(uint8_t public[static 32], const char *use, const char *name)
{
	uint8_t seed[32], secret[32];

	seed_of(seed, use, name);
	crypto_box_seed_keypair(public, secret, seed);
}

void
world_keys_of(struct world_keys *k, const char *author)
{
	sign_pair(k->identity.b, k->identity_secret, "identity", author);
	sign_pair(k->signing.b, k->signing_secret, "signing", author);
	box_key(k->reading.b, "reading", author);
	box_key(k->curve.b, "curve", author);
}

static ProtobufCBinaryData
copy_in(struct arena *mem, const void *p, size_t n)
{
	uint8_t *copy = arena_get(mem, n);

	if (n)
		memcpy(copy, p, n);
	return (ProtobufCBinaryData){ .len = n, .data = copy };
}

static enum verdict
add_genesis(struct world *w)
{
	const char *const names[WORLD_REGISTRARS] = { "first", "second", "third" };
	Cmsa__RegistrarKey keys[WORLD_REGISTRARS], *list[WORLD_REGISTRARS];
	const struct world_act label = { .kind = ACT_GENESIS };
	uint8_t nonce[32] = { 7 };
	Cmsa__Genesis g;
	Cmsa__Act act;

	cmsa__genesis__init(&g);
	for (size_t i = 0; i < WORLD_REGISTRARS; i++) {
		uint8_t public[32];

		sign_pair(public, w->registrar_key[i], "registrar", names[i]);
		cmsa__registrar_key__init(&keys[i]);
		keys[i].name = pb_text(names[i]);
		keys[i].algorithm = 1;
		keys[i].key = copy_in(&w->mem, public, sizeof(public));
		list[i] = &keys[i];
	}
	g.name = pb_text("scenario");
	g.registrars = list;
	g.n_registrars = WORLD_REGISTRARS;
	g.threshold = WORLD_THRESHOLD;
	g.nonce = copy_in(&w->mem, nonce, sizeof(nonce));
	cmsa__act__init(&act);
	act.date_days = date_of_ymd(2025, 1, 1).days;
	act.body_case = CMSA__ACT__BODY_GENESIS;
	act.genesis = &g;
	return world_add_act(w, &act, &label);
}

struct world *
world_new(void)
{
	struct world *w = mem_new(sizeof(*w));
	enum verdict v;

	arena_init(&w->mem, 0);
	w->registry = registry_new();
	v = add_genesis(w);
	assert(v == V_OK);
	return w;
}

void
world_free(struct world *w)
{
	if (!w)
		return;
	registry_free(w->registry);
	arena_clear(&w->mem);
	free(w);
}

static void
sign_act(struct act_signature *sig, const struct world *w, size_t registrar,
    const struct hash *id)
{
	struct hash alliance = { { 0 } };
	struct buf text = { 0 };

	if (w->n_acts)
		alliance = registry_alliance(w->registry);
	act_signing_string(&text, &alliance, id);
	*sig = (struct act_signature){ .registrar = (uint32_t)registrar };
	crypto_sign_detached(
	    sig->sig.b, NULL, text.p, text.n, w->registrar_key[registrar]);
	buf_clear(&text);
}

enum verdict
world_add_act(struct world *w, Cmsa__Act *act, const struct world_act *label)
{
	struct act_signature sigs[WORLD_THRESHOLD];
	struct buf bytes = { 0 }, signed_act = { 0 };
	struct hash id;
	enum verdict v;

	assert(w->n_acts < WORLD_MAX_ACTS);
	act->number = w->n_acts + 1;
	if (w->n_acts)
		act->prev = pb_hash_data(w->last_act.b);
	act_write(&bytes, act);
	id = act_id(buf_view(&bytes));
	/* any two of the three sign, in turn, so that no registrar is privileged */
	for (size_t i = 0; i < WORLD_THRESHOLD; i++)
		sign_act(&sigs[i], w, (w->n_acts % 2) + i, &id);
	signed_act_write(&signed_act, buf_view(&bytes), sigs, WORLD_THRESHOLD);
	v = registry_apply(w->registry, buf_view(&signed_act));
	if (!v) {
		w->acts[w->n_acts++] = *label;
		w->last_act = id;
	}
	buf_clear(&bytes);
	buf_clear(&signed_act);
	return v;
}

uint64_t
world_act_number(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->n_acts && *name; i++)
		if (!strcmp(w->acts[i].name, name))
			return i + 1;
	return 0;
}

uint64_t
world_certification(const struct world *w, const char *country)
{
	for (size_t i = w->n_acts; i > 0; i--)
		if (w->acts[i - 1].kind == ACT_CERTIFICATION &&
		    !strcmp(w->acts[i - 1].country, country))
			return i;
	return 0;
}

static struct world_feed *
feed_of(struct world *w, const char *author)
{
	for (size_t i = 0; i < w->n_feeds; i++)
		if (!strcmp(w->feeds[i].author, author))
			return &w->feeds[i];
	return NULL;
}

const struct world_feed *
world_feed(const struct world *w, const char *author)
{
	for (size_t i = 0; i < w->n_feeds; i++)
		if (!strcmp(w->feeds[i].author, author))
			return &w->feeds[i];
	return NULL;
}

static void
fill_entry(struct entry *e, const struct world *w, const struct world_feed *f,
    const struct world_post *p, struct bytes body)
{
	*e = (struct entry){ .place = { .incarnation = 1, .seq = f->seq + 1 },
		.prev = f->seq ? f->id : registry_alliance(w->registry),
		.key = 1,
		.register_number = registry_number(w->registry),
		.register_id = registry_id(w->registry),
		.time_ms = p->time_ms,
		.kind = p->kind,
		.schema = 1,
		.audience = p->audience,
		.body_hash = body_hash(body),
		.body_size = (uint32_t)body.n };
	memcpy(e->place.author, f->author, sizeof(f->author));
}

static bool
speaks_for(const struct world *w, const char *author, const char *country)
{
	return !*country || registry_speaks_for(w->registry, author, country);
}

static enum verdict
append(struct world *w, struct world_feed *f, const struct world_post *p,
    struct body_fault *fault)
{
	struct buf body = { 0 }, header = { 0 };
	const ProtobufCMessage *decoded = NULL;
	struct world_entry *we = &w->entries[w->n_entries];
	struct arena scratch;
	struct entry e;
	enum verdict v;

	assert(w->n_entries < WORLD_MAX_ENTRIES);
	if (p->body)
		pb_write(&body, p->body);
	else
		buf_add(&body, p->encoded.p, p->encoded.n);
	fill_entry(&e, w, f, p, buf_view(&body));
	entry_write(&header, &e);
	v = entry_parse(&e, buf_view(&header));
	arena_init(&scratch, 0);
	if (!v)
		v = body_parse(&decoded, &scratch, p->kind, 1, buf_view(&body), fault);
	if (!v && !speaks_for(w, f->author, body_country(p->kind, decoded)))
		v = V_COUNTRY;
	*we = (struct world_entry){ .place = e.place,
		.id = entry_id(buf_view(&header)),
		.time_ms = p->time_ms,
		.kind = p->kind,
		.audience = p->audience,
		.register_number = e.register_number,
		.held = p->held,
		.usable = v == V_OK };
	we->body = pb_bytes(copy_in(&w->mem, body.p, body.n));
	w->n_entries++;
	f->seq++;
	f->id = we->id;
	arena_clear(&scratch);
	buf_clear(&header);
	buf_clear(&body);
	return v;
}

static void
sign_statement(uint8_t sig[static 64], const struct world *w, const char *tag,
    const char *author, const struct public_key *key, const uint8_t secret[static 64])
{
	struct keys_statement s = { .tag = tag,
		.alliance = registry_alliance(w->registry),
		.author = author,
		.incarnation = 1,
		.generation = 1,
		.new_key = *key };
	struct buf text = { 0 };

	keys_signing_string(&text, &s);
	crypto_sign_detached(sig, NULL, text.p, text.n, secret);
	buf_clear(&text);
}

/* The first entry of a feed names its keys. */
static enum verdict
append_keys(struct world *w, struct world_feed *f, int64_t time_ms)
{
	uint8_t by_identity[64], by_signing[64];
	struct world_keys k;
	Cmsa__KeysBody b;
	const struct world_post p = { .author = f->author,
		.time_ms = time_ms,
		.kind = KIND_KEYS,
		.audience = AUDIENCE_PUBLIC,
		.held = true,
		.body = &b.base };

	world_keys_of(&k, f->author);
	sign_statement(
	    by_identity, w, TAG_IDENTITY, f->author, &k.signing, k.identity_secret);
	sign_statement(
	    by_signing, w, TAG_POSSESSION, f->author, &k.signing, k.signing_secret);
	cmsa__keys_body__init(&b);
	b.generation = 1;
	b.algorithm = 1;
	b.signing_key = pb_hash_data(k.signing.b);
	b.reading_key = pb_hash_data(k.reading.b);
	b.identity_signature = pb_data(bytes_of(by_identity, sizeof(by_identity)));
	b.possession_signature = pb_data(bytes_of(by_signing, sizeof(by_signing)));
	return append(w, f, &p, NULL);
}

enum verdict
world_post(struct world *w, const struct world_post *p, struct body_fault *fault)
{
	struct world_feed *f = feed_of(w, p->author);
	enum verdict v = V_OK;

	if (!f) {
		assert(w->n_feeds < WORLD_MAX_FEEDS);
		f = &w->feeds[w->n_feeds++];
		snprintf(f->author, sizeof(f->author), "%s", p->author);
		v = append_keys(w, f, p->time_ms);
	}
	return v ? v : append(w, f, p, fault);
}

void
world_name_last(struct world *w, const char *name)
{
	struct world_entry *e = &w->entries[w->n_entries - 1];

	snprintf(e->name, sizeof(e->name), "%s", name);
}

const struct world_entry *
world_entry(const struct world *w, const char *name)
{
	for (size_t i = w->n_entries; i-- > 0;)
		if (!strcmp(w->entries[i].name, name))
			return &w->entries[i];
	return NULL;
}

static bool
level_reads(enum facts_level level, uint32_t audience)
{
	return audience == AUDIENCE_PUBLIC ||
	       (level == LEVEL_MEMBER_FACTS && audience != AUDIENCE_NAMED);
}

/* What whoever loads facts does (facts.h): leave out those that are unusable, say which
 * bodies are missing: not held, or not for this level to read. */
static void
add_entry(struct facts *f, const struct world_entry *e)
{
	if (e->kind == KIND_WITNESS) {
		facts_add_witness(f, &e->place, e->time_ms, e->body);
		return;
	}
	if (e->kind == KIND_KEYS) {
		facts_add_keys(f, &e->place, e->body);
		return;
	}
	if (e->audience == AUDIENCE_NAMED)
		return;
	if (!e->held || !level_reads(f->level, e->audience)) {
		facts_add_missing(f, &e->place, e->kind, e->audience);
		return;
	}
	if (!e->usable)
		return;
	const struct fact_head h = { e->place, e->id, e->time_ms, e->audience,
		e->register_number };
	fact_source s = facts_add_entry(f, &h);

	if (e->kind == KIND_CAPACITY)
		facts_add_capacity(f, s, e->body);
	else if (e->kind == KIND_ALERT)
		facts_add_alert(f, s, e->body);
	else if (e->kind == KIND_ALERT_RESPONSE)
		facts_add_response(f, s, e->body);
	else if (e->kind == KIND_RETRACTION)
		facts_add_retraction(f, s, e->body);
	else if (e->kind == KIND_MEASURE)
		facts_add_measure(f, s, e->body);
	else if (e->kind == KIND_ATTENDANCE)
		facts_add_attendance(f, s, e->body);
	else if (e->kind == KIND_FUND)
		facts_add_fund(f, s, e->body);
	else if (e->kind == KIND_REPLY)
		facts_add_reply(f, s, e->body);
	else
		facts_add_duty(f, s, e->body);
}

struct facts *
world_facts(const struct world *w, enum facts_level level)
{
	struct position p = { .register_number = registry_number(w->registry),
		.register_id = registry_id(w->registry) };
	struct facts *f;

	for (size_t i = 0; i < w->n_feeds; i++) {
		struct place head = { .incarnation = 1, .seq = w->feeds[i].seq };

		memcpy(head.author, w->feeds[i].author, sizeof(head.author));
		position_set(&p, &head, &w->feeds[i].id);
	}
	f = facts_new(w->registry, &p, level);
	for (size_t i = 0; i < w->n_entries; i++)
		add_entry(f, &w->entries[i]);
	facts_finish(f);
	position_clear(&p);
	return f;
}
