/* Door: an audit bundle (PROTOCOL 10), with the findings computed from it.  What is proven has
 * an answer; what is refused has a reason. */
#include <assert.h>
#include <string.h>

#include "proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err
give(void *ctx, uint8_t *to, size_t n, size_t *got)
{
	struct bytes *left = ctx;

	*got = left->n < n ? left->n : n;
	if (*got)
		memcpy(to, left->p, *got);
	left->p += *got;
	left->n -= *got;
	return ERR_NONE;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct proof_ask ask = { .judge = true };
	struct bytes left = bytes_of(data, size);
	struct errmsg m = { "" };
	struct proof *p = NULL;
	struct buf out = { 0 };

	if (proof_read(&p, give, &left, &ask, &m)) {
		assert(m.text[0] && !p);
		return 0;
	}
	proof_text(&out, p, &ask);
	proof_json(&out, p, &ask);
	assert(out.n);
	buf_clear(&out);
	proof_free(p);
	return 0;
}
