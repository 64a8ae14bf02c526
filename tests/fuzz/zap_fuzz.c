/* zap_fuzz.c - the door of ZAP requests: frames as libzmq hands them to the handler.
 * Input: each frame behind one byte of length. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "zap.h"

enum {
	MOST_FRAMES = 16
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct zap_request *r, bool is_valid, const struct bytes *frames, size_t n)
{
	assert(r->request_id.n <= ZAP_REQUEST_ID_BYTES);
	if (!is_valid)
		return;
	assert(n == ZAP_FRAMES && bytes_eq(r->request_id, frames[1]));
	assert(bytes_eq(frames[2], bytes_of(ZAP_DOMAIN, strlen(ZAP_DOMAIN))));
	assert(!memcmp(r->key.b, frames[6].p, CURVE_KEY_BYTES));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Copies of exact size, so that reading beyond a frame is seen. */
	uint8_t *copies[MOST_FRAMES];
	struct bytes frames[MOST_FRAMES];
	struct zap_request r;
	size_t n = 0;

	while (size && n < MOST_FRAMES) {
		size_t len = data[0] < size - 1 ? data[0] : size - 1;

		copies[n] = mem_dup(data + 1, len);
		frames[n] = bytes_of(copies[n], len);
		n++;
		data += len + 1;
		size -= len + 1;
	}
	check(&r, zap_parse(&r, frames, n), frames, n);
	for (size_t i = 0; i < n; i++)
		free(copies[i]);
	return 0;
}
