/* feed.c - chain rules. */
#include "feed.h"

/* What holds for the entry in the next place, and only there. */
static enum verdict
check_next(const struct feed_tip *tip, const struct hash *alliance, const struct entry *e)
{
	const struct hash *prev = hash_is_zero(&tip->id) ? alliance : &tip->id;

	/* PROTOCOL M4.4 */
	if (!hash_eq(&e->prev, prev))
		return V_PREV;
	/* PROTOCOL M4.5, M4.26: which one is current here is asked of the keys entries before
	 * it.  At most two steps: the tip names a key, and that key is lost at once. */
	if (e->key < tip->key || e->key > tip->key + (tip->key ? 2 : 1))
		return V_WRONG_KEY;
	if (!tip->key && e->kind != KIND_KEYS)
		return V_FIRST_NOT_KEYS;
	/* PROTOCOL M4.6: falling, it could choose the rules it likes better. */
	if (e->register_number < tip->register_number)
		return V_REGISTER_FALLS;
	return V_OK;
}

enum verdict
feed_check(const struct feed_tip *tip, const struct hash *alliance, const struct entry *e)
{
	/* PROTOCOL M4.5: a later incarnation has an act to begin after. */
	if (e->place.incarnation != 1 && hash_is_zero(&tip->id))
		return V_WRONG_KEY;
	if (e->place.seq > tip->seq + 1)
		return V_GAP;
	if (!tip->key && e->place.seq <= tip->seq)
		return V_FIELD; /* before its incarnation begins */
	if (e->place.seq == tip->seq + 1)
		return check_next(tip, alliance, e);
	if (e->place.seq < tip->seq)
		return V_OLD;
	return hash_eq(&e->id, &tip->id) ? V_KNOWN : V_FORK;
}

/* PROTOCOL M4.22 */
struct feed_tip
feed_start(uint64_t first_seq, const struct hash *act_id, uint64_t act)
{
	return (struct feed_tip){
		.seq = first_seq - 1, .id = *act_id, .register_number = act
	};
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
