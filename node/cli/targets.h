/* targets.h - entries that are to be taken back or corrected, as an operator names them. */
#ifndef TARGETS_H
#define TARGETS_H

#include "cli.h"
#include "common.pb-c.h"

struct target {
	struct place place;
	struct hash id;
	uint32_t kind;
	Cmsa__Ref ref; /* of the two above */
};

struct targets {
	struct target *at; /* by place, each once */
	Cmsa__Ref **refs;  /* of these, for a body */
	size_t n;
};

/* Words "AUTHOR:SEQ", or several of these joined by commas.  Each must be held here, be a
 * data entry other than a retraction, be of this node's author or of a desk of it, and not
 * be removed yet; of `kind`, unless that is 0.  ERR_INPUT or ERR_REFUSED, and `m` says which
 * one and why.  The caller clears them. */
enum err targets_read(struct targets *out, const struct cli *cli,
    const char *const *words, size_t n_words, uint32_t kind, struct errmsg *m);
void targets_clear(struct targets *t);

#endif
