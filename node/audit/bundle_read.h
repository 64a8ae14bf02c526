/* bundle_read.h - takes a bundle apart: frames in their order, canonical, counted and hashed
 * (PROTOCOL.md 10.1).  What is inside them is for proof.h.  Memory is that of one frame, decoded
 * under a budget, whatever the file says of itself. */
#ifndef BUNDLE_READ_H
#define BUNDLE_READ_H

#include "bundle.h"

/* Up to `n` bytes into `to`; *got below n only at the end of the file. */
typedef enum err bundle_read_fn(void *ctx, uint8_t *to, size_t n, size_t *got);

struct bundle_reader;

/* The caller frees. */
struct bundle_reader *bundle_reader_new(bundle_read_fn *fn, void *ctx);
void bundle_reader_free(struct bundle_reader *r);

/* The next frame; *out NULL behind the end frame, when the file ends there and its hash and
 * counts are right.  *out is good until the next call.  ERR_REFUSED: not a whole bundle; `m`
 * says at which frame and why.  Entries and bodies are counted by the caller, who looks into
 * segments: bundle_reader_end gives what the end frame says of them. */
enum err bundle_reader_next(
    struct bundle_reader *r, const Cmsa__BundleFrame **out, struct errmsg *m);

/* The end frame, once it was read; NULL before. */
const Cmsa__BundleEnd *bundle_reader_end(const struct bundle_reader *r);

uint64_t bundle_reader_frame(
    const struct bundle_reader *r); /* number of the last, from 1 */

#endif
