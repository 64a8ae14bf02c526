/* facts_follow.h - one more entry for facts that are finished: its rows are put where they
 * belong, and what can have changed is told.  Exact: the facts are then those of the longer
 * position.  Only for what stands alone; anything else is loaded anew. */
#ifndef FACTS_FOLLOW_H
#define FACTS_FOLLOW_H

#include "facts.h"

/* The entry after the head that the position names of its feed. */
struct fact_post {
	struct fact_head head;
	uint32_t kind;
	struct bytes body; /* usable, and the level reads it */
};

/* Rows of that kind, or dates of their entries, of that country: alerts and responses by
 * the countries that the alert names for action. */
struct fact_touched {
	char country[COUNTRY_LEN];
	uint32_t kind;
};

/* Zero-initialised is empty; reused over calls; facts_change_clear frees. */
struct facts_change {
	struct fact_touched *list; /* each once */
	size_t n, room;
	fact_source inserted; /* sources from here on moved by one; NO_SOURCE: none did */
};
void facts_change_clear(struct facts_change *c);

/* False: the facts cannot follow it and are spoilt, so load them anew: a retraction or a
 * correction, a row of the fund, a reply, a part of a batch, an entry of a desk or about desks, one that is not the next
 * of its feed, a witness entry out of order.  The register is that of the facts: an act
 * too asks for loading.  `out` is emptied first. */
bool facts_follow(struct facts *f, struct facts_change *out, const struct fact_post *e);

#endif
