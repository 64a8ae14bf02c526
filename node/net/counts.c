/* counts.c - totals by reason. */
#include "counts.h"

#include "pb.h"

const char *
counts_word(enum count c)
{
	static const char *const words[COUNT_KINDS] = {
		[COUNT_UNKNOWN_KEY] = "unknown-key",
		[COUNT_BAD_ZAP] = "bad-zap",
		[COUNT_NOT_ADMITTED] = "not-admitted",
		[COUNT_NO_USER_ID] = "no-user-id",
		[COUNT_MULTIPART] = "multipart",
		[COUNT_EMPTY] = "empty",
		[COUNT_QUEUE_FULL] = "queue-full",
		[COUNT_LIVE_DROPPED] = "live-dropped",
		[COUNT_CORE_GONE] = "core-gone",
		[COUNT_NOT_TAKEN] = "not-taken",
		[COUNT_NO_ROUTE] = "no-route",
		[COUNT_PEER_BEHIND] = "peer-behind",
		[COUNT_UNKNOWN_PEER] = "unknown-peer",
		[COUNT_BAD_CONTROL] = "bad-control",
		[COUNT_BAD_ADDRESS] = "bad-address",
		[COUNT_TOO_LARGE] = "too-large",
		[COUNT_NO_SOCKET] = "no-socket",
		[COUNT_PEER_FULL] = "peer-full",
		[COUNT_TOO_MUCH] = "too-much-unread",
		[COUNT_ENDLESS] = "endless-message",
		[COUNT_CROWD] = "too-many-connections",
		[COUNT_STRANGERS] = "silent-connection",
	};

	return words[c];
}

void
counts_add(struct counts *c, enum count what)
{
	c->n[what]++;
	c->changed = true;
}

void
counts_set(struct counts *c, enum count what, uint64_t total)
{
	if (c->n[what] == total)
		return;
	c->n[what] = total;
	c->changed = true;
}

void
counts_send(struct counts *c, struct link *live)
{
	Cmsa__NetCount rows[COUNT_KINDS], *list[COUNT_KINDS];
	Cmsa__NetCounts all;
	Cmsa__NetMessage m;

	if (!c->changed)
		return;
	cmsa__net_counts__init(&all);
	for (unsigned i = 0; i < COUNT_KINDS; i++) {
		if (!c->n[i] && !c->said[i])
			continue;
		c->said[i] = true;
		cmsa__net_count__init(&rows[i]);
		rows[i].reason = pb_text(counts_word((enum count)i));
		rows[i].count = c->n[i];
		list[all.n_counts++] = &rows[i];
	}
	all.counts = list;
	cmsa__net_message__init(&m);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_COUNTS;
	m.counts = &all;
	if (link_send(live, &m) == LINK_SENT)
		c->changed = false;
}
