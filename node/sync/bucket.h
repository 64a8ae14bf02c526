/* bucket.h - how much a peer may send in a while: a token bucket.  Pure. */
#ifndef BUCKET_H
#define BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {
	int64_t level; /* what may still come */
	int64_t most;  /* after a long silence */
	int64_t per_second;
	int64_t at_ms; /* monotonic, of `level` */
};

void bucket_init(struct bucket *b, int64_t most, int64_t per_second, int64_t now_ms);

/* Takes `n`; false, and nothing taken, when there is not as much. */
bool bucket_take(struct bucket *b, int64_t n, int64_t now_ms);

/* Takes `n`, whatever is there: for what turned out larger than was asked.  What is owed
 * is made good by the time that passes. */
void bucket_owe(struct bucket *b, int64_t n);

#endif
