/* bucket.c - a token bucket. */
#include "bucket.h"

void
bucket_init(struct bucket *b, int64_t most, int64_t per_second, int64_t now_ms)
{
	*b = (struct bucket){
		.level = most, .most = most, .per_second = per_second, .at_ms = now_ms
	};
}

bool
bucket_take(struct bucket *b, int64_t n, int64_t now_ms)
{
	int64_t passed = now_ms - b->at_ms;

	if (passed > 0) {
		/* after this long it is full whatever the rate: keeps the product small
		 */
		if (passed > 3600 * 1000)
			passed = 3600 * 1000;
		b->level += passed * b->per_second / 1000;
		if (b->level > b->most)
			b->level = b->most;
		b->at_ms = now_ms;
	}
	if (n > b->level)
		return false;
	b->level -= n;
	return true;
}

void
bucket_owe(struct bucket *b, int64_t n)
{
	b->level -= n;
}
