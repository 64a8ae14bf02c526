/* secret.c - locked and wiped memory. */
#include "secret.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>

#include "log.h"

enum err
secret_new(struct secret *s, size_t n)
{
	assert(n > 0);
	if (sodium_init() < 0)
		return ERR_CRYPTO;
	/* whoever holds a secret leaves no core file, and is not read by its own user */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		log_warn("memory may end in a core file: prctl: %s", strerror(errno));
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
