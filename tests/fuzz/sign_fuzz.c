/* sign_fuzz.c - the door of the sign process: any bytes as a request.  Whatever comes, no
 * second header is signed for a place. */
#include <stdlib.h>
#include <string.h>

#include "sign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sign *
start(struct key *key)
{
	static const uint8_t seed[32] = { 1 };
	struct sign_config cfg = {
		.author = "AUS", .incarnation = 1, .generation = 1, .key = key
	};
	struct sign *s;

	cfg.alliance.b[0] = 1;
	if (key_of_seed(key, KEY_SIGNING, "AUS", seed) != ERR_NONE ||
	    sign_open(&s, &cfg, NULL) != ERR_NONE)
		abort();
	return s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf reply = { 0 };
	struct sign_reply before, after;
	struct key key;
	struct sign *s = start(&key);

	sign_answer(s, &reply, bytes_of(data, size));
	sign_status(s, &before);
	buf_reset(&reply);
	sign_answer(s, &reply, bytes_of(data, size));
	sign_status(s, &after);
	if (!hash_eq(&before.record.id, &after.record.id) || !reply.n)
		__builtin_trap();
	sign_close(s);
	key_clear(&key);
	buf_clear(&reply);
	return 0;
}
