/* draft.h - acts from an operator's words and files: what `cmsa register draft` writes and
 * the registrars then sign.  Every error says what was expected, found and where. */
#ifndef DRAFT_H
#define DRAFT_H

#include "bytes.h"
#include "err.h"
#include "registry.h"

/* What each kind takes; `date=YYYY-MM-DD` (of the act) goes with every one. */
struct draft_kind {
	const char *name;  /* "certification" */
	const char *words; /* "country=AUS finance=DATE ways_and_means=DATE" */
	const char *file;  /* what `file` must hold; NULL: none is taken */
};

/* The table of kinds, *n rows. */
const struct draft_kind *draft_kinds(size_t *n);

struct draft_input {
	const char *const *words; /* "key=value" */
	size_t n_words;
	struct bytes file;     /* SignedApplication or CSV; p NULL: none */
	const char *file_name; /* for messages */
	struct hash nonce;     /* random; goes into a genesis */
};

/* Appends the canonical bytes of the act that follows `r`'s head.  ERR_INPUT: a word or a
 * row is wrong; ERR_REFUSED: the act would break a rule. */
enum err draft_act(struct buf *out, const struct registry *r, const char *kind,
    const struct draft_input *in, struct errmsg *m);

#endif
