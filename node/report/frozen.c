/* frozen.c - forked feeds in words. */
#include "frozen.h"

#include <inttypes.h>
#include <stdio.h>

#include "grid_formats.h"

/* PROTOCOL M7.45 */
void
frozen_words(char out[static FROZEN_LEN], const struct fact_fork *k)
{
	const uint32_t inc = k->at.incarnation;
	int n = snprintf(out, FROZEN_LEN,
	    "%s is forked at %u:%" PRIu64 ", proven by %s:%u:%" PRIu64
	    ": it counts up to %u:%" PRIu64,
	    k->at.author, inc, k->at.seq, k->proof.author, k->proof.incarnation,
	    k->proof.seq, inc, k->limit);

	if (n > 0 && n < FROZEN_LEN && k->head > k->limit)
		snprintf(out + n, (size_t)(FROZEN_LEN - n),
		    "; what it published beyond, up to %u:%" PRIu64 ", is left out", inc,
		    k->head);
}

void
frozen_text(struct buf *out, const struct facts *f, const char *indent)
{
	char words[FROZEN_LEN];

	for (size_t i = 0; i < f->n_forks; i++) {
		frozen_words(words, &f->forks[i]);
		buf_add_line(out, "%sfrozen   %s", indent, words);
	}
}

void
frozen_note(struct buf *out, const struct facts *f)
{
	char words[FROZEN_LEN];

	for (size_t i = 0; i < f->n_forks; i++) {
		frozen_words(words, &f->forks[i]);
		buf_add_line(out, "note: %s", words);
	}
}
