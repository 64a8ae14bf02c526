/* greedy.c - linked into cmsad_greedy_ROLE: a node of that role which believes that it may read
 * every body, asks for all of them and keeps what it is given.  What it lacks was kept from it by
 * others. */
#include <stddef.h>

#include "kind.h"

uint32_t __real_role_audiences(enum role r);
uint32_t __wrap_role_audiences(enum role r);
bool __real_role_reads(enum role r, uint32_t audience);
bool __wrap_role_reads(enum role r, uint32_t audience);

uint32_t
__wrap_role_audiences(enum role r)
{
	return __real_role_audiences(r == GREEDY_ROLE ? ROLE_MEMBER : r);
}

bool
__wrap_role_reads(enum role r, uint32_t audience)
{
	return r == GREEDY_ROLE ? audience_name(audience) != NULL
				: __real_role_reads(r, audience);
}
