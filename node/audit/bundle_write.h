/* bundle_write.h - makes a bundle, frame by frame; memory is that of one segment.
 * Deterministic: equal acts, entries, bodies, signatures and findings give equal bytes. */
#ifndef BUNDLE_WRITE_H
#define BUNDLE_WRITE_H

#include "bundle.h"
#include "comply.h"

/* Takes the next bytes of the file; an error ends the writing. */
typedef enum err bundle_write_fn(void *ctx, struct bytes b);

struct bundle_writer;

/* Writes magic and manifest.  The caller frees. */
struct bundle_writer *bundle_writer_new(
    bundle_write_fn *fn, void *ctx, const struct bundle_manifest *m);
void bundle_writer_free(struct bundle_writer *w);

/* Acts from 1 on, in order. */
void bundle_writer_act(struct bundle_writer *w, struct bytes signed_act);

/* The next entry; feeds by place.  One that does not follow the one before it begins a new
 * range.  `body` with p NULL: not in the bundle.  `signature` empty or of 64 bytes: a range
 * must end with an entry that has one. */
void bundle_writer_entry(struct bundle_writer *w, const struct entry *e,
    struct bytes signature, struct bytes body);

/* The entry given last is the one that a cut names: its range may end without a signature, and
 * does. */
void bundle_writer_named(struct bundle_writer *w);

/* Once, behind the entries, when the manifest says that there are findings. */
void bundle_writer_findings(struct bundle_writer *w, const struct findings *fs);

struct bundle_counts {
	uint64_t acts, entries, bodies, findings, bytes;
};

/* Writes the end; the first error of any call.  ERR_REFUSED: a range ends with an entry
 * without a signature. */
enum err bundle_writer_end(struct bundle_writer *w, struct bundle_counts *counts);

#endif
