/* Door: an invitation, from which a node starts: acts that fold into a register, and peers
 * (PROTOCOL 3.5). */
#include "act.h"
#include "limit.h"
#include "pb.h"
#include "registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__Invitation *inv;
	struct registry *r;
	struct arena mem;

	if (size > LIMIT_INVITATION_BYTES)
		return 0;
	arena_init(&mem, 4 * LIMIT_INVITATION_BYTES);
	if (pb_parse_canonical(
		&m, &mem, &cmsa__invitation__descriptor, bytes_of(data, size)) == V_OK) {
		inv = (const Cmsa__Invitation *)m;
		r = registry_new();
		for (size_t i = 0; i < inv->n_acts; i++)
			registry_apply(r, pb_bytes(inv->acts[i]));
		registry_free(r);
	}
	arena_clear(&mem);
	return 0;
}
