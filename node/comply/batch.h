/* batch.h - which files of several entries are whole (design 4: "counts only when
 * complete"). */
#ifndef BATCH_H
#define BATCH_H

#include <stdbool.h>

#include "common.pb-c.h"
#include "facts.h"

/* One entry that is a part. */
struct batch_part {
	const char *author;
	uint32_t kind;
	const Cmsa__Batch *batch;
	fact_source source;
};

/* Sets incomplete[source] of each part: are parts 1..parts of its author, kind and batch
 * id all there?  Reorders `parts`. */
void batch_check(bool *incomplete, struct batch_part *parts, size_t n);

#endif
