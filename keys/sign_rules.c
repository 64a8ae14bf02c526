/* sign_rules.c - what the signing key may sign. */
#include "sign_rules.h"

#include <string.h>

#include "kind.h"

const char *
sign_verdict_text(uint32_t v)
{
	static const char *const texts[] = {
		[SIGN_DONE] = "signed",
		[SIGN_MALFORMED] = "the request or the header in it does not parse",
		[SIGN_NOT_OWN] = "the header is of another author or incarnation",
		[SIGN_ALLIANCE] = "the request is for another alliance",
		[SIGN_GENERATION] = "the header names another key generation",
		[SIGN_SEQ] = "the header is not at the place after the last signed one",
		[SIGN_PLACE_TAKEN] = "another header was signed for that place",
		[SIGN_PREV] = "the header does not chain to the last signed one",
		[SIGN_REGISTER_FALLS] =
		    "the header names an older register than the last signed one",
		[SIGN_BAD_SIGNATURE] = "the entry is not signed by this key",
		[SIGN_NOT_NEWER] = "the entry is behind the last signed one",
		[SIGN_NO_RECORD] = "the record of what was signed last is lost",
		[SIGN_RECORD_FAILED] =
		    "the record could not be written, so nothing was signed",
		[SIGN_NO_KEY] =
		    "the key that signs there, or the one named next, is not open here",
		[SIGN_STATEMENT] = "what names the next key does not hold",
	};

	return v < ARRAY_LEN(texts) ? texts[v] : "unknown answer of the sign process";
}

static enum sign_verdict
check_scope(const struct sign_scope *scope, const struct entry *e)
{
	return strcmp(e->place.author, scope->author) != 0 ||
		       e->place.incarnation != scope->incarnation
		   ? SIGN_NOT_OWN
		   : SIGN_DONE;
}

static bool
same(const struct public_key *a, const struct public_key *b)
{
	return !memcmp(a->b, b->b, sizeof(a->b));
}

/* PROTOCOL M4.26: the key in force, the one after the entry that hands over, or, in an entry
 * that replaces a lost key, the one that it names. */
static enum sign_verdict
choose_key(struct public_key *key, bool *hands_over, const struct sign_scope *scope,
    const struct sign_record *r, const struct entry *e, const struct sign_handover *h)
{
	uint32_t now = r->place.seq ? r->generation : scope->generation;

	*key = r->hands_over ? r->next : r->key;
	now += r->hands_over;
	*hands_over = h && e->key == now;
	if (h && (e->kind != KIND_KEYS || h->generation != now + 1 ||
		     !same(&h->old_key, key) || !hash_eq(&h->body_hash, &e->body_hash)))
		return SIGN_STATEMENT;
	if (h && e->key == now + 1) {
		*key = h->new_key;
		return SIGN_DONE;
	}
	return e->key == now ? SIGN_DONE : SIGN_GENERATION;
}

enum sign_verdict
sign_rules_next(bool *again, struct public_key *key, bool *hands_over,
    const struct sign_scope *scope, const struct sign_record *r, const struct entry *e,
    const struct sign_handover *h)
{
	enum sign_verdict v = check_scope(scope, e);

	*again = false;
	if (v)
		return v;
	if (r->place.seq && e->place.seq == r->place.seq) {
		*again = hash_eq(&e->id, &r->id);
		return *again ? SIGN_DONE : SIGN_PLACE_TAKEN;
	}
	/* PROTOCOL M4.22: where a later incarnation begins, and after which act, core knows; the
	 * key of one signs its keys entry first, and from there on what follows. */
	if (!r->place.seq && scope->incarnation > 1)
		return e->kind == KIND_KEYS ? choose_key(key, hands_over, scope, r, e, h)
					    : SIGN_SEQ;
	/* PROTOCOL M4.3: what does not follow may stand where another header did. */
	if (e->place.seq != r->place.seq + 1)
		return SIGN_SEQ;
	/* The first entry of a feed chains to the alliance (PROTOCOL.md 4). */
	if (!hash_eq(&e->prev, r->place.seq ? &r->id : &scope->alliance))
		return SIGN_PREV;
	if (e->register_number < r->register_number)
		return SIGN_REGISTER_FALLS;
	return choose_key(key, hands_over, scope, r, e, h);
}

enum sign_verdict
sign_rules_advance(bool *again, const struct sign_scope *scope,
    const struct sign_record *r, const struct entry *e, const struct public_key *key)
{
	enum sign_verdict v = check_scope(scope, e);

	*again = false;
	if (v || !r)
		return v;
	if (e->place.seq == r->place.seq) {
		*again = hash_eq(&e->id, &r->id);
		return *again ? SIGN_DONE : SIGN_PLACE_TAKEN;
	}
	if (e->place.seq < r->place.seq)
		return SIGN_NOT_NEWER;
	/* a key that has handed over, or of an older generation, signs no more */
	if (r->hands_over && same(key, &r->key) && !same(&r->key, &r->next))
		return SIGN_BAD_SIGNATURE;
	return r->place.seq && e->key < r->generation ? SIGN_GENERATION : SIGN_DONE;
}
