/* opening.h - opening sealed entries of this node's folder: by a disclosure that is held, by an
 * exported key, by the reading key of this author.  core does none of it: it has no reading
 * key. */
#ifndef OPENING_H
#define OPENING_H

#include "cli.h"
#include "key.h"
#include "sealed_body.h"
#include "store.h"

struct opening {
	const struct cli *cli;
	struct store *log; /* borrowed */
	struct factsdb *facts;
	struct hash alliance;
	struct key reading; /* secret empty until opening_load_key */
};

/* What became of one entry.  Zero it first; opened_clear wipes. */
struct opened {
	struct secret key; /* the content key; empty: not known */
	bool done;         /* `body` is what was sealed */
	struct buf body;
	enum verdict verdict; /* of the last step that failed, while not done */
	char how[256];        /* "by disclosure AUS:19: asked by the auditor" */
	size_t wrong;         /* disclosures held whose key is not the entry's */
};
void opened_clear(struct opened *x);

/* The log is the caller's, and open longer.  ERR_NOT_FOUND, ERR_STORE: no acts or no facts. */
enum err opening_begin(struct opening *o, const struct cli *cli, struct store *log);
void opening_end(struct opening *o);

/* The reading key of this folder; asks for the passphrase as the options say.  The public half
 * is the file's own, so an old key opens what was sealed to it. */
enum err opening_load_key(struct opening *o, struct errmsg *m);

/* Each tries one way, when `x` is not done yet; x->done, x->verdict and x->how say what came of it.
 * An error of the store is as if nothing were held. */
void opening_by_disclosure(
    struct opened *x, struct opening *o, const struct stored_entry *se);
/* Its own wrap, then disclosures sealed to it. */
void opening_by_reading_key(
    struct opened *x, struct opening *o, const struct stored_entry *se);
/* A file of --export-key.  ERR_INPUT: it is none, or of another entry; others of reading it. */
enum err opening_by_file(struct opened *x, struct opening *o,
    const struct stored_entry *se, const char *path, struct errmsg *m);

/* Writes the content key to a new file of mode 0600: the body of a disclosure. */
enum err opening_export(const struct opened *x, const struct stored_entry *se,
    const char *path, struct errmsg *m);

/* The disclosure that a key and a reason make; appended to `out`. */
void opening_write_disclosure(struct buf *out, const struct entry *e,
    const struct secret *key, const char *reason, bool sample);

#endif
