/* feed.c - chain rules. */
#include "feed.h"

/* What holds for the entry in the next place, and only there. */
static enum verdict
check_next(const struct feed_tip *tip, const struct hash *alliance, const struct entry *e)
{
	const struct hash *prev = tip->seq ? &tip->id : alliance;

	/* PROTOCOL M4.4 */
	if (!hash_eq(&e->prev, prev))
		return V_PREV;
	/* PROTOCOL M4.5, M4.26: which one is current here is asked of the keys entries before
	 * it.  At most two steps: the tip names a key, and that key is lost at once. */
	if (e->key < tip->key || e->key > tip->key + (tip->seq ? 2 : 1))
		return V_WRONG_KEY;
	if (!tip->seq && e->kind != KIND_KEYS)
		return V_FIRST_NOT_KEYS;
	/* PROTOCOL M4.6: falling, it could choose the rules it likes better. */
	if (e->register_number < tip->register_number)
		return V_REGISTER_FALLS;
	return V_OK;
}

enum verdict
feed_check(const struct feed_tip *tip, const struct hash *alliance, const struct entry *e)
{
	/* A later incarnation is opened by an act, and this version knows no such act. */
	if (e->place.incarnation != 1)
		return V_WRONG_KEY;
	if (e->place.seq > tip->seq + 1)
		return V_GAP;
	if (e->place.seq == tip->seq + 1)
		return check_next(tip, alliance, e);
	if (e->place.seq < tip->seq)
		return V_OLD;
	return hash_eq(&e->id, &tip->id) ? V_KNOWN : V_FORK;
}

struct feed_tip
feed_advance(const struct entry *e)
{
	return (struct feed_tip){
		.seq = e->place.seq,
		.id = e->id,
		.key = e->key,
		.register_number = e->register_number,
		.time_ms = e->time_ms,
	};
}
