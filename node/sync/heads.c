/* heads.c - comparing what two nodes hold. */
#include "heads.h"

/* PROTOCOL M6.6 */
struct hash
heads_digest(const struct position *p)
{
	struct hash_state s;

	hash_begin(&s, TAG_HEADS);
	for (size_t i = 0; i < p->n_heads; i++) {
		const struct position_head *h = &p->heads[i];
		uint8_t n = (uint8_t)strlen(h->place.author);
		uint8_t number[12];

		put_u32(number, h->place.incarnation);
		put_u64(number + 4, h->place.seq);
		hash_add(&s, &n, 1);
		hash_add(&s, h->place.author, n);
		hash_add(&s, number, sizeof(number));
		hash_add(&s, h->id.b, sizeof(h->id.b));
	}
	return hash_end(&s);
}

size_t
heads_missing(struct heads_want *out, size_t room, size_t *next,
    const struct position *ours, const struct position *theirs)
{
	size_t n = 0;

	for (; *next < theirs->n_heads && n < room; ++*next) {
		const struct place *at = &theirs->heads[*next].place;
		uint64_t held = position_seq(ours, at->author, at->incarnation);

		if (at->seq <= held)
			continue;
		out[n].first = *at;
		out[n].first.seq = held + 1;
		out[n++].theirs = at->seq;
	}
	return n;
}

const struct position_head *
heads_fork(const struct position *ours, const struct position *theirs)
{
	size_t i = 0;

	/* both are sorted: walk them side by side */
	for (size_t k = 0; k < theirs->n_heads; k++) {
		const struct position_head *t = &theirs->heads[k];
		struct place feed = t->place;

		feed.seq = 0;
		while (i < ours->n_heads && place_cmp(&ours->heads[i].place, &feed) < 0)
			i++;
		if (i < ours->n_heads && !place_cmp(&ours->heads[i].place, &t->place) &&
		    !hash_eq(&ours->heads[i].id, &t->id))
			return t;
	}
	return NULL;
}
