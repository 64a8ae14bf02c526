/* sign_rules.c - what the signing key may sign. */
#include "sign_rules.h"

#include <string.h>

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
	};

	return v < ARRAY_LEN(texts) ? texts[v] : "unknown answer of the sign process";
}

static enum sign_verdict
check_scope(const struct sign_scope *scope, const struct entry *e)
{
	if (strcmp(e->place.author, scope->author) != 0 ||
	    e->place.incarnation != scope->incarnation)
		return SIGN_NOT_OWN;
	return e->key == scope->generation ? SIGN_DONE : SIGN_GENERATION;
}

enum sign_verdict
sign_rules_next(bool *again, const struct sign_scope *scope, const struct sign_record *r,
    const struct entry *e)
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
		return e->kind == KIND_KEYS ? SIGN_DONE : SIGN_SEQ;
	/* PROTOCOL M4.3: what does not follow may stand where another header did. */
	if (e->place.seq != r->place.seq + 1)
		return SIGN_SEQ;
	/* The first entry of a feed chains to the alliance (PROTOCOL.md 4). */
	if (!hash_eq(&e->prev, r->place.seq ? &r->id : &scope->alliance))
		return SIGN_PREV;
	return e->register_number < r->register_number ? SIGN_REGISTER_FALLS : SIGN_DONE;
}

enum sign_verdict
sign_rules_advance(bool *again, const struct sign_scope *scope,
    const struct sign_record *r, const struct entry *e)
{
	enum sign_verdict v = check_scope(scope, e);

	*again = false;
	if (v || !r || e->place.seq > r->place.seq)
		return v;
	if (e->place.seq < r->place.seq)
		return SIGN_NOT_NEWER;
	*again = hash_eq(&e->id, &r->id);
	return *again ? SIGN_DONE : SIGN_PLACE_TAKEN;
}
