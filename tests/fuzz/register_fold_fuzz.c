/* Door: acts that registrars did sign (PROTOCOL 3.4).  A flipped bit never passes their
 * signatures, so this target signs: the input is a row of acts, each behind a 2-byte
 * length, whose number and prev are filled in.  Whatever registrars sign, the fold must
 * take it, say the same again from registry_at, and answer every question. */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "allowance.h"
#include "invitation.h"
#include "law.h"
#include "lifecycle.h"
#include "modification.h"
#include "pb.h"
#include "resolution.h"
#include "story.h"

enum {
	MAX_ACTS = 48
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct registrar {
	uint8_t public_key[32];
	uint8_t secret[64];
};

static struct registrar
registrar_of(uint8_t which)
{
	uint8_t seed[32] = { which };
	struct registrar r;

	if (sodium_init() < 0)
		abort();
	crypto_sign_seed_keypair(r.public_key, r.secret, seed);
	return r;
}

static struct act_signature
sign(const struct registry *r, struct bytes act, bool incoming)
{
	struct registrar by = registrar_of(1);
	struct act_signature s = { .incoming = incoming };
	struct hash alliance = registry_alliance(r), id = act_id(act);
	struct buf string = { 0 };

	act_signing_string(&string, &alliance, &id);
	crypto_sign_detached(s.sig.b, NULL, string.p, string.n, by.secret);
	buf_clear(&string);
	return s;
}

/* Signs and applies; a registrars act keeps the one registrar, under its new name. */
static enum verdict
apply(struct registry *r, Cmsa__Act *act)
{
	struct hash prev = registry_id(r);
	struct registrar key = registrar_of(1);
	struct buf bytes = { 0 }, signed_act = { 0 };
	struct act_signature sigs[2];
	bool change = act->body_case == CMSA__ACT__BODY_REGISTRARS;
	enum verdict v;

	act->number = registry_number(r) + 1;
	act->prev = pb_data(bytes_of(prev.b, act->number > 1 ? 32 : 0));
	if (change && act->registrars->n_registrars == 1)
		act->registrars->registrars[0]->key = pb_hash_data(key.public_key);
	act_write(&bytes, act);
	sigs[0] = sign(r, buf_view(&bytes), false);
	sigs[1] = sign(r, buf_view(&bytes), true);
	signed_act_write(&signed_act, buf_view(&bytes), sigs, change ? 2 : 1);
	v = registry_apply(r, buf_view(&signed_act));
	buf_clear(&bytes);
	buf_clear(&signed_act);
	return v;
}

static void
begin(struct registry *r)
{
	struct registrar key = registrar_of(1);
	const uint8_t nonce[32] = { 0 };
	Cmsa__RegistrarKey k, *list[] = { &k };
	Cmsa__Genesis g;
	Cmsa__Act act;

	cmsa__registrar_key__init(&k);
	k.name = pb_text("r");
	k.algorithm = 1;
	k.key = pb_hash_data(key.public_key);
	cmsa__genesis__init(&g);
	g.name = pb_text("a");
	g.registrars = list;
	g.n_registrars = 1;
	g.threshold = 1;
	g.nonce = pb_hash_data(nonce);
	cmsa__act__init(&act);
	act.date_days = 20454;
	act.body_case = CMSA__ACT__BODY_GENESIS;
	act.genesis = &g;
	if (apply(r, &act) != V_OK)
		abort();
}

static void
take(struct registry *r, struct bytes in)
{
	const ProtobufCMessage *m = NULL;
	uint64_t before = registry_number(r);
	struct arena mem;
	Cmsa__Act act;
	enum verdict v;

	arena_init(&mem, LIMIT_ACT_ARENA);
	if (pb_parse(&m, &mem, &cmsa__act__descriptor, in) == V_OK) {
		act = *(const Cmsa__Act *)m;
		v = apply(r, &act);
		assert(registry_number(r) == before + (v == V_OK));
		/* Beside an act of an unknown body the next one is a second one. */
		assert(!registry_is_split(r) || registry_needs_upgrade(r));
	}
	arena_clear(&mem);
}

/* What is asked of the terms of one agreement. */
static void
ask_terms(const struct registry *r, const char *country, struct date d)
{
	struct modification *modifications;
	struct allowance *allowances;
	struct story s;
	size_t n = 0;

	modifications = modification_list(r, &n, country, d);
	for (size_t i = 0; i < n; i++)
		assert(modifications[i].effect.days <= d.days);
	free(modifications);
	allowances = allowance_list(r, &n, country, d);
	for (size_t i = 0; i < n; i++)
		assert(allowance_share_bp(allowances[i].allowance, d) <= 10000);
	free(allowances);
	story_tell(&s, r, country, d);
	for (size_t i = 0; i < s.n; i++)
		assert(s.lines[i].act <= registry_number(r));
	story_clear(&s);
}

static void
ask_words(const struct registry *r, uint64_t number)
{
	struct buf words = { 0 };
	struct errmsg m;
	enum err e = resolution_text(&words, r, number, true, &m);

	assert(!e == (words.n > 0));
	buf_clear(&words);
}

/* Every question, at dates around those of the acts. */
static void
ask(const struct registry *r, const struct registry *same)
{
	static const char *const names[] = { "USA", "AUS", "XEU", "DEU", "CHN" };

	for (uint64_t i = 1; i <= registry_number(r); i++) {
		const struct act_record *rec = registry_act(r, i);
		struct date d = rec->act->date;
		struct law l;

		assert(act_void_reason(r, i) == act_void_reason(same, i));
		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			struct lifecycle x = lifecycle_at(r, names[k], d);
			size_t n = 0;

			assert(is_member(r, names[k], d) == (x.state == LIFE_IN_FORCE));
			assert(is_member(r, names[k], d) == is_member(same, names[k], d));
			free(lifecycle_certifications(r, names[k], &n));
			assert(n <= registry_number(r));
			registry_author(r, names[k], i);
			ask_terms(r, names[k], d);
		}
		ask_words(r, i);
		law_at(&l, r, d);
		assert(l.policy);
		law_is_critical(&l, "lithium");
		assert(law_is_of_concern(&l, "CHN") == law_is_of_concern_at(r, "CHN", d));
		law_clear(&l);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct registry *r = registry_new(), *same;

	begin(r);
	for (int i = 0; i < MAX_ACTS && size >= 2; i++) {
		size_t n = (size_t)data[0] << 8 | data[1];

		data += 2;
		size -= 2;
		if (n > size)
			n = size;
		take(r, bytes_of(data, n));
		data += n;
		size -= n;
	}
	same = registry_at(r, registry_number(r));
	ask(r, same);
	registry_free(r);
	registry_free(same);
	return 0;
}
