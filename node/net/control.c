/* control.c - NetMessages of core as checked values, and net's own NetMessages. */
#include "control.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"

int
control_name_cmp(
    const char *author_a, const char *node_a, const char *author_b, const char *node_b)
{
	int c = strcmp(author_a, author_b);

	return c ? c : strcmp(node_a, node_b);
}

static bool
row_is_valid(const Cmsa__Admitted *row)
{
	return author_is_valid(row->author) && node_name_is_valid(row->node) &&
	       row->curve_key.len == CURVE_KEY_BYTES && row->role >= ROLE_MEMBER &&
	       row->role <= ROLE_DESK;
}

static void
read_addresses(struct peer_spec *s, struct counts *c, const Cmsa__Admitted *row)
{
	for (size_t i = 0; i < row->n_addresses; i++) {
		if (!address_is_literal(row->addresses[i]) ||
		    s->n_addresses == LIMIT_ADDRESSES) {
			counts_add(c, COUNT_BAD_ADDRESS);
			continue;
		}
		snprintf(
		    s->addresses[s->n_addresses++], ADDRESS_LEN, "%s", row->addresses[i]);
	}
}

static void
read_row(struct peer_spec *s, struct counts *c, const Cmsa__Admitted *row)
{
	*s = (struct peer_spec){
		.role = (enum role)row->role, .n_keys = 1, .dial_first = row->dial_first
	};
	snprintf(s->author, sizeof(s->author), "%s", row->author);
	snprintf(s->node, sizeof(s->node), "%s", row->node);
	memcpy(s->keys[0].b, row->curve_key.data, CURVE_KEY_BYTES);
	read_addresses(s, c, row);
}

static bool
is_same_peer(const struct peer_spec *a, const struct peer_spec *b)
{
	return !control_name_cmp(a->author, a->node, b->author, b->node);
}

/* Sorting keeps the order of the list among equals: rows lie in one array. */
static int
by_name(const void *x, const void *y)
{
	const struct peer_spec *const *a = x, *const *b = y;
	int c = control_name_cmp((*a)->author, (*a)->node, (*b)->author, (*b)->node);

	return c ? c : (*a > *b) - (*a < *b);
}

static int
by_key(const void *x, const void *y)
{
	const struct peer_spec *const *a = x, *const *b = y;
	int c = memcmp((*a)->keys[0].b, (*b)->keys[0].b, CURVE_KEY_BYTES);

	return c ? c : (*a > *b) - (*a < *b);
}

/* Takes the key from every row that does not stand first with it. */
static void
drop_double_keys(struct peer_spec **rows, size_t n, struct counts *c)
{
	struct peer_spec *first = NULL;

	qsort(rows, n, sizeof(struct peer_spec *), by_key);
	for (size_t i = 0; i < n; i++) {
		if (!first ||
		    memcmp(&first->keys[0], &rows[i]->keys[0], CURVE_KEY_BYTES)) {
			first = rows[i];
			continue;
		}
		rows[i]->n_keys = 0;
		if (!is_same_peer(first, rows[i]))
			counts_add(c, COUNT_BAD_CONTROL);
	}
}

static void
merge_rows(struct admission *out, struct peer_spec **rows, size_t n, struct counts *c)
{
	qsort(rows, n, sizeof(struct peer_spec *), by_name);
	for (size_t i = 0; i < n; i++) {
		struct peer_spec *last = out->n ? &out->specs[out->n - 1] : NULL;

		if (!rows[i]->n_keys)
			continue;
		if (!last || !is_same_peer(last, rows[i]))
			out->specs[out->n++] = *rows[i];
		else if (last->n_keys < PEER_KEYS)
			last->keys[last->n_keys++] = rows[i]->keys[0];
		else
			counts_add(c, COUNT_BAD_CONTROL);
	}
}

void
admission_read(struct admission *out, struct counts *c, const Cmsa__AdmissionList *list)
{
	struct peer_spec *all = mem_array(list->n_peers, sizeof(*all));
	struct peer_spec **rows = mem_array(list->n_peers, sizeof(struct peer_spec *));
	size_t n = 0;

	for (size_t i = 0; i < list->n_peers; i++) {
		if (!row_is_valid(list->peers[i])) {
			counts_add(c, COUNT_BAD_CONTROL);
			continue;
		}
		read_row(&all[n], c, list->peers[i]);
		rows[n] = &all[n];
		n++;
	}
	*out = (struct admission){ .specs = mem_array(n, sizeof(*all)) };
	drop_double_keys(rows, n, c);
	merge_rows(out, rows, n, c);
	free(rows);
	free(all);
}

void
admission_clear(struct admission *a)
{
	free(a->specs);
	*a = (struct admission){ 0 };
}

bool
control_send_is_valid(struct counts *c, const Cmsa__NetSend *s)
{
	bool to_author = s->author[0] != '\0';
	bool to_role = s->role >= ROLE_MEMBER && s->role <= ROLE_DESK;

	if (s->frame.len > LIMIT_FRAME_BYTES) {
		counts_add(c, COUNT_TOO_LARGE);
		return false;
	}
	if (!s->frame.len || to_author == to_role) {
		counts_add(c, COUNT_BAD_CONTROL);
		return false;
	}
	return true;
}

void
control_user_id(char out[static USER_ID_LEN], const char *author, const char *node)
{
	snprintf(out, USER_ID_LEN, "%s/%s", author, node);
}

enum link_sent
control_put_received(
    struct link *l, const char *author, const char *node, struct bytes frame)
{
	Cmsa__NetMessage m;
	Cmsa__NetReceived r;

	cmsa__net_message__init(&m);
	cmsa__net_received__init(&r);
	r.author = pb_text(author);
	r.node = pb_text(node);
	r.frame = pb_data(frame);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_RECEIVED;
	m.received = &r;
	return link_send(l, &m);
}

enum link_sent
control_put_peer(struct link *l, const char *author, const char *node,
    Cmsa__PeerState state, const char *reason)
{
	Cmsa__NetMessage m;
	Cmsa__NetPeer p;

	cmsa__net_message__init(&m);
	cmsa__net_peer__init(&p);
	p.author = pb_text(author);
	p.node = pb_text(node);
	p.state = state;
	p.reason = pb_text(reason);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_PEER;
	m.peer = &p;
	return link_send(l, &m);
}

enum link_sent
control_put_offender(
    struct link *l, const char *author, const char *node, const char *reason)
{
	Cmsa__NetMessage m;
	Cmsa__NetOffender o;

	cmsa__net_message__init(&m);
	cmsa__net_offender__init(&o);
	o.author = pb_text(author);
	o.node = pb_text(node);
	o.reason = pb_text(reason);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_OFFENDER;
	m.offender = &o;
	return link_send(l, &m);
}

enum link_sent
control_put_ready(struct link *l, const char *endpoint)
{
	Cmsa__NetMessage m;
	Cmsa__NetReady r;

	cmsa__net_message__init(&m);
	cmsa__net_ready__init(&r);
	r.endpoint = pb_text(endpoint);
	m.message_case = CMSA__NET_MESSAGE__MESSAGE_READY;
	m.ready = &r;
	return link_send(l, &m);
}
