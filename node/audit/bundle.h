/* bundle.h - an audit bundle: one file of frames that proves what it says, without a node
 * and without a network (PROTOCOL.md 10).
 *
 *     "cmsa/1/bundle" 0, then frames: u32 length || canonical BundleFrame
 *     manifest, acts 1.., segments by feed, findings asked for, end
 *
 * Its parts: bundle_write makes one, bundle_read takes one apart, proof checks what is in it. */
#ifndef BUNDLE_H
#define BUNDLE_H

#include "bundle.pb-c.h"
#include "err.h"
#include "facts.h"
#include "position.h"

enum {
	BUNDLE_VERSION = 1,
	BUNDLE_MAGIC_BYTES = 14,      /* TAG_BUNDLE and its zero byte */
	BUNDLE_MOST_CHOICES = 256,    /* each is compared with every entry */
	BUNDLE_MOST_ENTRIES = 4 << 20 /* this reader keeps 40 bytes of each */
};

/* Of one feed: entries first..last; last 0: up to its head at the position. */
struct bundle_choice {
	char author[AUTHOR_LEN];
	uint64_t first, last;
};

struct bundle_manifest {
	struct hash alliance;
	struct position position;
	struct date as_of;
	enum facts_level level;
	struct bundle_choice *chosen; /* by author and first; owned */
	size_t n_chosen;              /* 0: everything at the position */
	bool findings;
};

void bundle_manifest_clear(struct bundle_manifest *m);

/* PROTOCOL M10.3.  Takes a decoded manifest; ERR_REFUSED and what is wrong with it.  `out` is
 * written on success only, and cleared by the caller. */
enum err bundle_manifest_take(
    struct bundle_manifest *out, const Cmsa__BundleManifest *pb, struct errmsg *m);

/* Is entry `seq` of that author among what was asked for? */
bool bundle_is_chosen(const struct bundle_manifest *m, const char *author, uint64_t seq);

/* PROTOCOL M10.3.  Orders the choices; ERR_INPUT: too many, two overlap, or one is of no feed at
 * the position or reaches beyond its head. */
enum err bundle_order_choices(struct bundle_manifest *m, struct errmsg *why);

#endif
