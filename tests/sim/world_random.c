/* world_random.c - the randomness of cores in a world: of its seed, so that what is sealed comes out
 * the same in every run. */
#include "world.h"

void
world_random_fill(void *ctx, void *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((uint8_t *)out)[i] = (uint8_t)world_random(ctx, 256);
}
