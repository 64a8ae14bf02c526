/* acts_make.c - makes what the tests spoil. */
#include "acts_make.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "body.h"
#include "lifecycle.h"
#include "mem.h"
#include "pb.h"

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "acts_make: %s\n", what);
	abort();
}

struct maker_pair
maker_pair_of(const char *name)
{
	struct hash seed = hash_tagged("test-key", bytes_of(name, strlen(name)));
	struct maker_pair p;

	must(sodium_init() >= 0, "sodium_init");
	crypto_sign_seed_keypair(p.public_key.b, p.secret, seed.b);
	return p;
}

static struct maker_pair
pair_for(const char *author, const char *use)
{
	char name[64];

	snprintf(name, sizeof(name), "%s/%s", author, use);
	return maker_pair_of(name);
}

static struct public_key
bytes_for(const char *author, const char *use)
{
	struct public_key k;
	struct hash h;
	char name[64];

	snprintf(name, sizeof(name), "%s/%s", author, use);
	h = hash_tagged("test-bytes", bytes_of(name, strlen(name)));
	memcpy(k.b, h.b, sizeof(k.b));
	return k;
}

struct maker_pair
maker_identity(const char *author)
{
	return pair_for(author, "identity");
}

struct maker_pair
maker_signing(const char *author)
{
	return pair_for(author, "signing");
}

struct public_key
maker_reading(const char *author)
{
	struct public_key secret = maker_reading_secret(author), k;

	crypto_scalarmult_base(k.b, secret.b);
	return k;
}

struct public_key
maker_reading_secret(const char *author)
{
	return bytes_for(author, "reading");
}

struct public_key
maker_transport(const char *author, const char *node)
{
	char use[48];

	snprintf(use, sizeof(use), "transport-%s", node);
	return bytes_for(author, use);
}

/* --- acts --------------------------------------------------------------------------- */

static void
add_genesis(struct maker *m)
{
	Cmsa__RegistrarKey keys[MAKER_REGISTRARS], *list[MAKER_REGISTRARS];
	Cmsa__Genesis g;
	Cmsa__Act act = maker_act(m);
	char names[MAKER_REGISTRARS][32];
	const uint8_t nonce[32] = { 7 };

	cmsa__genesis__init(&g);
	for (size_t i = 0; i < m->n_registrars; i++) {
		snprintf(names[i], sizeof(names[i]), "registrar-%zu", i);
		m->registrars[i] = maker_pair_of(names[i]);
		cmsa__registrar_key__init(&keys[i]);
		keys[i].name = names[i];
		keys[i].algorithm = 1;
		keys[i].key = pb_hash_data(m->registrars[i].public_key.b);
		list[i] = &keys[i];
	}
	g.name = pb_text("Test alliance");
	g.registrars = list;
	g.n_registrars = m->n_registrars;
	g.threshold = m->threshold;
	g.nonce = pb_hash_data(nonce);
	act.body_case = CMSA__ACT__BODY_GENESIS;
	act.genesis = &g;
	maker_add(m, &act);
}

void
maker_init(struct maker *m, size_t n, uint32_t threshold)
{
	must(n <= MAKER_REGISTRARS, "too many registrars");
	*m = (struct maker){ .registry = registry_new(),
		.n_registrars = n,
		.threshold = threshold,
		.date = date_of_ymd(2026, 1, 1) };
	add_genesis(m);
}

void
maker_clear(struct maker *m)
{
	registry_free(m->registry);
	buf_clear(&m->last);
	*m = (struct maker){ 0 };
}

Cmsa__Act
maker_act(const struct maker *m)
{
	Cmsa__Act act;

	(void)m;
	cmsa__act__init(&act);
	return act;
}

void
maker_write(struct buf *out, const struct maker *m, const Cmsa__Act *act)
{
	struct hash prev = registry_id(m->registry);
	Cmsa__Act a = *act;

	if (!a.number)
		a.number = registry_number(m->registry) + 1;
	if (!a.prev.len && a.number > 1)
		a.prev = pb_hash_data(prev.b);
	if (!a.date_days)
		a.date_days = m->date.days;
	act_write(out, &a);
}

struct act_signature
maker_sign(const struct hash *alliance, struct bytes act, const struct maker_pair *by,
    uint32_t index, bool incoming)
{
	struct act_signature s = { .registrar = index, .incoming = incoming };
	struct hash id = act_id(act);
	struct buf string = { 0 };

	act_signing_string(&string, alliance, &id);
	crypto_sign_detached(s.sig.b, NULL, string.p, string.n, by->secret);
	buf_clear(&string);
	return s;
}

void
maker_signed(struct buf *out, const struct maker *m, const Cmsa__Act *act)
{
	struct act_signature sigs[MAKER_REGISTRARS];
	struct hash alliance = registry_alliance(m->registry);
	struct buf bytes = { 0 };

	maker_write(&bytes, m, act);
	for (uint32_t i = 0; i < m->threshold; i++)
		sigs[i] =
		    maker_sign(&alliance, buf_view(&bytes), &m->registrars[i], i, false);
	signed_act_write(out, buf_view(&bytes), sigs, m->threshold);
	buf_clear(&bytes);
}

enum verdict
maker_try(struct maker *m, const Cmsa__Act *act)
{
	buf_reset(&m->last);
	maker_signed(&m->last, m, act);
	return registry_apply(m->registry, buf_view(&m->last));
}

uint64_t
maker_add(struct maker *m, const Cmsa__Act *act)
{
	enum verdict v = maker_try(m, act);

	if (v)
		fprintf(stderr, "acts_make: act: %s\n", verdict_text(v));
	must(v == V_OK, "an act was not taken");
	return registry_number(m->registry);
}

/* --- one kind each ------------------------------------------------------------------ */

Cmsa__Enrol *
maker_enrol(struct maker_enrol *s, const char *author, enum role role)
{
	s->identity = maker_identity(author).public_key;
	s->signing = maker_signing(author).public_key;
	s->reading = maker_reading(author);
	s->transport = maker_transport(author, "main");
	s->addresses[0] = pb_text("tcp://127.0.0.1:7001");
	cmsa__enrol_node__init(&s->node);
	s->node.name = pb_text("main");
	s->node.curve_key = pb_hash_data(s->transport.b);
	s->node.addresses = s->addresses;
	s->node.n_addresses = 1;
	s->node.writes = true;
	s->nodes[0] = &s->node;
	cmsa__enrol__init(&s->enrol);
	s->enrol.author = pb_text(author);
	s->enrol.role = (Cmsa__Role)role;
	s->enrol.algorithm = 1;
	s->enrol.identity_key = pb_hash_data(s->identity.b);
	s->enrol.signing_key = pb_hash_data(s->signing.b);
	s->enrol.reading_key = pb_hash_data(s->reading.b);
	s->enrol.nodes = s->nodes;
	s->enrol.n_nodes = 1;
	return &s->enrol;
}

uint64_t
make_enrol(struct maker *m, const char *author, enum role role)
{
	struct maker_enrol space;
	Cmsa__Act act = maker_act(m);

	act.body_case = CMSA__ACT__BODY_ENROL;
	act.enrol = maker_enrol(&space, author, role);
	return maker_add(m, &act);
}

/* Cuts "AUT,DEU" into `list`; `text` is written into. */
static size_t
cut(char **list, size_t most, char *text)
{
	size_t n = 0;
	char *rest = text, *word;

	while ((word = strsep(&rest, ",")) && n < most)
		list[n++] = word;
	return n;
}

uint64_t
make_territory(struct maker *m, const char *code, const char *countries)
{
	char *list[64], *text = mem_strdup(countries);
	Cmsa__Act act = maker_act(m);
	Cmsa__Territory t;
	uint64_t number;

	cmsa__territory__init(&t);
	t.code = pb_text(code);
	t.name = pb_text("a customs territory");
	t.countries = list;
	t.n_countries = cut(list, ARRAY_LEN(list), text);
	act.body_case = CMSA__ACT__BODY_TERRITORY;
	act.territory = &t;
	number = maker_add(m, &act);
	free(text);
	return number;
}

struct date
maker_date(const char *ymd)
{
	struct date d;

	must(date_parse(&d, ymd), "not a date");
	return d;
}

uint64_t
make_certification(
    struct maker *m, const char *country, const char *finance, const char *ways_and_means)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__Certification c;

	cmsa__certification__init(&c);
	c.country = pb_text(country);
	c.submitted_finance_days = maker_date(finance).days;
	c.submitted_ways_and_means_days = maker_date(ways_and_means).days;
	act.body_case = CMSA__ACT__BODY_CERTIFICATION;
	act.certification = &c;
	return maker_add(m, &act);
}

/* C of a certification act; 2026-01-01 when it is none. */
static int32_t
certified_days(const struct maker *m, uint64_t number)
{
	const struct act_record *r = registry_act(m->registry, number);
	const Cmsa__Certification *c;

	if (!r || r->act->kind != ACT_CERTIFICATION)
		return date_of_ymd(2026, 1, 1).days;
	c = r->act->body->certification;
	return c->submitted_finance_days > c->submitted_ways_and_means_days
		   ? c->submitted_finance_days
		   : c->submitted_ways_and_means_days;
}

uint64_t
make_resolution(struct maker *m, uint64_t number, bool approval, const char *enacted,
    const char *notice)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__Resolution r;

	cmsa__resolution__init(&r);
	r.act_number = number;
	r.kind = approval ? CMSA__RESOLUTION_KIND__RESOLUTION_APPROVAL
			  : CMSA__RESOLUTION_KIND__RESOLUTION_DISAPPROVAL;
	r.enacted_days = maker_date(enacted).days;
	r.notice_days = notice ? maker_date(notice).days : certified_days(m, number);
	r.citation = pb_text("Public Law 119-0");
	act.body_case = CMSA__ACT__BODY_RESOLUTION;
	act.resolution = &r;
	return maker_add(m, &act);
}

static uint64_t
enter(struct maker *m, const char *country, uint64_t certification, struct date in_force)
{
	Cmsa__Act act = maker_act(m);
	Cmsa__EntryIntoForce e;

	cmsa__entry_into_force__init(&e);
	e.country = pb_text(country);
	e.certification = certification;
	e.in_force_days = in_force.days;
	act.body_case = CMSA__ACT__BODY_ENTRY_INTO_FORCE;
	act.entry_into_force = &e;
	return maker_add(m, &act);
}

uint64_t
make_entry(
    struct maker *m, const char *country, uint64_t certification, const char *in_force)
{
	return enter(m, country, certification, maker_date(in_force));
}

void
make_member(struct maker *m, const char *country, const char *finance)
{
	uint64_t c;

	make_enrol(m, country, ROLE_MEMBER);
	c = make_certification(m, country, finance, finance);
	enter(m, country, c, (struct date){ maker_date(finance).days + 91 });
}

static uint64_t
add_reference(struct maker *m, Cmsa__Reference *ref)
{
	Cmsa__Act act = maker_act(m);

	act.body_case = CMSA__ACT__BODY_REFERENCE;
	act.reference = ref;
	return maker_add(m, &act);
}

uint64_t
make_concern(struct maker *m, const char *edition, const char *countries)
{
	char *list[32], *text = mem_strdup(countries);
	Cmsa__ConcernRow rows[32], *pointers[32];
	Cmsa__Reference ref;
	uint64_t number;

	cmsa__reference__init(&ref);
	ref.table = pb_text("countries_of_concern");
	ref.edition = pb_text(edition);
	ref.part = ref.parts = 1;
	ref.n_countries_of_concern = cut(list, ARRAY_LEN(list), text);
	ref.countries_of_concern = pointers;
	for (size_t i = 0; i < ref.n_countries_of_concern; i++) {
		cmsa__concern_row__init(&rows[i]);
		rows[i].country = list[i];
		rows[i].status = CMSA__CONCERN_STATUS__CONCERN_YES;
		pointers[i] = &rows[i];
	}
	number = add_reference(m, &ref);
	free(text);
	return number;
}

uint64_t
make_minerals(struct maker *m, const char *edition, uint32_t part, uint32_t parts,
    const char *prefix, size_t n)
{
	Cmsa__MineralRow rows[16], *pointers[16];
	char names[16][40];
	Cmsa__Reference ref;

	must(n <= ARRAY_LEN(rows), "too many rows");
	cmsa__reference__init(&ref);
	ref.table = pb_text("critical_minerals");
	ref.edition = pb_text(edition);
	ref.part = part;
	ref.parts = parts;
	ref.n_critical_minerals = n;
	ref.critical_minerals = pointers;
	for (size_t i = 0; i < n; i++) {
		snprintf(names[i], sizeof(names[i]), "%.16s-%zu", prefix, i);
		cmsa__mineral_row__init(&rows[i]);
		rows[i].mineral = names[i];
		rows[i].name = names[i];
		rows[i].from_days = date_of_ymd(2018, 1, 1).days;
		pointers[i] = &rows[i];
	}
	return add_reference(m, &ref);
}

/* --- entries ------------------------------------------------------------------------ */

static struct signature
state(const struct keys_statement *s, const char *tag, const struct maker_pair *by)
{
	struct keys_statement tagged = *s;
	struct signature sig;
	struct buf string = { 0 };

	tagged.tag = tag;
	keys_signing_string(&string, &tagged);
	crypto_sign_detached(sig.b, NULL, string.p, string.n, by->secret);
	buf_clear(&string);
	return sig;
}

void
maker_keys_body(struct buf *out, const struct maker *m, const char *author)
{
	struct maker_pair identity = maker_identity(author),
			  signing = maker_signing(author);
	struct public_key reading = maker_reading(author);
	struct keys_statement s = { .alliance = registry_alliance(m->registry),
		.author = author,
		.incarnation = 1,
		.generation = 1,
		.new_key = signing.public_key };
	struct signature by_identity = state(&s, TAG_IDENTITY, &identity);
	struct signature by_signing = state(&s, TAG_POSSESSION, &signing);
	Cmsa__KeysBody b;

	cmsa__keys_body__init(&b);
	b.generation = 1;
	b.algorithm = 1;
	b.signing_key = pb_hash_data(signing.public_key.b);
	b.reading_key = pb_hash_data(reading.b);
	b.identity_signature = pb_data(bytes_of(by_identity.b, sizeof(by_identity.b)));
	b.possession_signature = pb_data(bytes_of(by_signing.b, sizeof(by_signing.b)));
	pb_write(out, &b.base);
}

struct maker_pair
maker_signing_of(const char *author, uint32_t generation)
{
	char use[32];

	if (generation < 2)
		return maker_signing(author);
	snprintf(use, sizeof(use), "signing %u", generation);
	return pair_for(author, use);
}

struct public_key
maker_reading_of(const char *author, uint32_t generation)
{
	char use[32];

	if (generation < 2)
		return maker_reading(author);
	snprintf(use, sizeof(use), "reading %u", generation);
	return bytes_for(author, use);
}

void
maker_rotation(struct buf *out, const struct maker *m, const char *author,
    uint32_t number, const struct public_key *transport)
{
	struct maker_pair identity = maker_identity(author),
			  signing = maker_signing_of(author, number);
	struct public_key reading = maker_reading_of(author, number);
	struct keys_statement s = { .alliance = registry_alliance(m->registry),
		.author = author,
		.incarnation = 1,
		.generation = number,
		.old_key = maker_signing_of(author, number - 1).public_key,
		.new_key = signing.public_key };
	struct signature by_identity = state(&s, TAG_IDENTITY, &identity);
	struct signature by_signing = state(&s, TAG_POSSESSION, &signing);
	Cmsa__NodeKey node, *list = &node;
	Cmsa__KeysBody b;

	cmsa__keys_body__init(&b);
	b.generation = number;
	b.algorithm = 1;
	b.signing_key = pb_hash_data(signing.public_key.b);
	b.reading_key = pb_hash_data(reading.b);
	b.identity_signature = pb_data(bytes_of(by_identity.b, sizeof(by_identity.b)));
	b.possession_signature = pb_data(bytes_of(by_signing.b, sizeof(by_signing.b)));
	cmsa__node_key__init(&node);
	node.name = pb_text("main");
	if (transport)
		node.curve_key = pb_hash_data(transport->b);
	b.nodes = &list;
	b.n_nodes = transport ? 1 : 0;
	pb_write(out, &b.base);
}

struct signature
maker_entry(struct buf *header, struct entry *e, const struct maker *m, struct bytes body)
{
	struct maker_pair signing = maker_signing_of(e->place.author, e->key);
	struct hash alliance = registry_alliance(m->registry);
	struct buf string = { 0 };
	struct signature sig;

	e->key = e->key ? e->key : 1;
	e->register_number = registry_number(m->registry);
	e->register_id = registry_id(m->registry);
	e->body_size = (uint32_t)body.n;
	e->body_hash = body_hash(body);
	buf_reset(header);
	entry_write(header, e);
	e->header = buf_view(header);
	e->id = entry_id(e->header);
	entry_signing_string(&string, &alliance, &e->id);
	crypto_sign_detached(sig.b, NULL, string.p, string.n, signing.secret);
	buf_clear(&string);
	return sig;
}
