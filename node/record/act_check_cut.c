/* act_check_cut.c - field rules of the act that ends an incarnation of a feed. */
#include "act.h"
#include "act_check.h"
#include "entry.h"

/* The key that the next incarnation begins under; none where none begins. */
static enum verdict
check_key(const Cmsa__Cut *c)
{
	if (c->then == CMSA__CUT_THEN__CUT_THEN_CLOSES)
		return c->algorithm || c->signing_key.len ? V_FIELD : V_OK;
	if (c->then != CMSA__CUT_THEN__CUT_THEN_OPENS || c->algorithm != 1 ||
	    c->signing_key.len != sizeof(struct public_key))
		return V_FIELD;
	return public_key_is_valid(c->signing_key.data) ? V_OK : V_ACT_KEYS;
}

/* PROTOCOL M3.38 */
enum verdict
act_check_cut(const Cmsa__Act *act)
{
	const Cmsa__Cut *c = act->cut;

	if (!author_is_valid(c->author) || !c->incarnation ||
	    c->incarnation == UINT32_MAX || c->last_seq >= INT64_MAX ||
	    c->last_id.len != (c->last_seq ? sizeof(struct hash) : 0) ||
	    !act_word_ok(c->reason) || !act_text_ok(c->citation))
		return V_FIELD;
	return check_key(c);
}
