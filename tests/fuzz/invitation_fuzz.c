/* Door: an invitation, from which a node starts: acts that fold into a register, and peers
 * (PROTOCOL 3.5).  What is accepted must write back to the same bytes. */
#include <assert.h>

#include "invitation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf again = { 0 };
	struct invitation inv;

	if (invitation_parse(&inv, bytes_of(data, size)) != V_OK)
		return 0;
	invitation_write(&again, inv.registry, inv.peers, inv.n_peers);
	assert(bytes_eq(buf_view(&again), bytes_of(data, size)));
	buf_clear(&again);
	invitation_clear(&inv);
	return 0;
}
