/* secret.c - locked and wiped memory. */
#include "secret.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "log.h"

enum err
secret_new(struct secret *s, size_t n)
{
	assert(n > 0);
	if (sodium_init() < 0)
		return ERR_CRYPTO;
	s->p = sodium_malloc(n);
	if (!s->p)
		return ERR_FULL;
	s->n = n;
	/* sodium_malloc does not say when its own mlock fails; asking again does. */
	if (sodium_mlock(s->p, n) != 0)
		log_warn("secrets may be swapped to disk: mlock: %s", strerror(errno));
	sodium_memzero(s->p, n);
	return ERR_NONE;
}

void
secret_clear(struct secret *s)
{
	sodium_free(s->p);
	*s = (struct secret){ 0 };
}
