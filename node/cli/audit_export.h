/* audit_export.h - a node's log as an audit bundle (PROTOCOL.md 10). */
#ifndef AUDIT_EXPORT_H
#define AUDIT_EXPORT_H

#include "bundle_write.h"
#include "store.h"

/* What is not in the file though the file speaks of it. */
struct audit_export {
	struct store *log;
	const struct registry *registry; /* all acts of the log */
	const struct bundle_manifest *manifest;
	const struct findings *findings; /* NULL: none are asked for */
	struct bundle_counts counts;     /* what was written */
	uint64_t not_public, not_held;   /* bodies left out of what was asked for */
	uint64_t headers_only;           /* entries that only lead to a signature */
};

/* Writes the whole bundle through `fn`.  ERR_NOT_FOUND: the log does not hold what the position
 * names. */
enum err audit_export_run(
    struct audit_export *x, bundle_write_fn *fn, void *ctx, struct errmsg *m);

#endif
