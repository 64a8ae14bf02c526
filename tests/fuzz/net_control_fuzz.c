/* net_control_fuzz.c - the door of NetMessages: a stream of lengths and messages as it
 * comes from core, through framing, credit, decoding and the checks of every row. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_spec(const struct peer_spec *s)
{
	assert(author_is_valid(s->author) && node_name_is_valid(s->node));
	assert(s->n_keys >= 1 && s->n_keys <= PEER_KEYS);
	assert(s->n_addresses <= LIMIT_ADDRESSES);
	for (size_t i = 0; i < s->n_addresses; i++)
		assert(address_is_literal(s->addresses[i]));
}

static void
check_admission(const struct admission *a)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct peer_spec *s = &a->specs[i];

		check_spec(s);
		if (i)
			assert(control_name_cmp(
				   s[-1].author, s[-1].node, s->author, s->node) < 0);
	}
}

static void
take(const Cmsa__NetMessage *m, struct counts *c)
{
	struct admission a;

	if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_ADMISSION) {
		admission_read(&a, c, m->admission);
		check_admission(&a);
		admission_clear(&a);
	} else if (m->message_case == CMSA__NET_MESSAGE__MESSAGE_SEND)
		control_send_is_valid(c, m->send);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct link l;
	struct arena mem;
	struct counts c = { 0 };
	const Cmsa__NetMessage *m;

	link_init(&l);
	arena_init(&mem, LINK_ARENA_BYTES);
	/* In two pieces, so that a length or a message can be cut anywhere. */
	link_feed(&l, bytes_of(data, size / 2));
	while (link_next(&l, &m, &mem) == LINK_MESSAGE)
		take(m, &c);
	link_feed(&l, bytes_of(data + size / 2, size - size / 2));
	while (link_next(&l, &m, &mem) == LINK_MESSAGE)
		take(m, &c);
	assert(l.may_send <= LINK_WINDOW_BYTES);
	arena_clear(&mem);
	link_close(&l);
	return 0;
}
