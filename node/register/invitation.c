/* invitation.c - bytes <-> a registry and peers. */
#include "invitation.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"

enum {
	INVITATION_ARENA = 4 * LIMIT_INVITATION_BYTES
};

static enum verdict
take_peer(struct invitation_peer *to, const Cmsa__InvitationPeer *from)
{
	if (!author_is_valid(from->author) || !node_name_is_valid(from->node) ||
	    from->curve_key.len != sizeof(to->curve_key.b) ||
	    strncmp(from->address, "tcp://", 6) != 0 ||
	    strlen(from->address) >= sizeof(to->address))
		return V_FIELD;
	memcpy(to->author, from->author, strlen(from->author) + 1);
	memcpy(to->node, from->node, strlen(from->node) + 1);
	memcpy(to->curve_key.b, from->curve_key.data, sizeof(to->curve_key.b));
	memcpy(to->address, from->address, strlen(from->address) + 1);
	return V_OK;
}

static enum verdict
take_peers(struct invitation *inv, const Cmsa__Invitation *from)
{
	if (!from->n_peers || from->n_peers > INVITATION_MAX_PEERS)
		return V_FIELD;
	inv->peers = mem_array(from->n_peers, sizeof(*inv->peers));
	for (size_t i = 0; i < from->n_peers; i++) {
		enum verdict v = take_peer(&inv->peers[i], from->peers[i]);

		if (v)
			return v;
	}
	inv->n_peers = from->n_peers;
	return V_OK;
}

/* PROTOCOL M3.14: what it says is believed for its head alone; the acts prove themselves. */
static enum verdict
take_acts(struct invitation *inv, const Cmsa__Invitation *from)
{
	struct hash head, trusted;

	if (!from->n_acts || from->n_acts > INVITATION_MAX_ACTS ||
	    !hash_from(&trusted, pb_bytes(from->head_id)))
		return V_FIELD;
	inv->registry = registry_new();
	for (size_t i = 0; i < from->n_acts; i++) {
		enum verdict v = registry_apply(inv->registry, pb_bytes(from->acts[i]));

		/* Known or beyond the next: not one by one. */
		if (v == V_KNOWN || v == V_GAP)
			return V_ACT_NUMBER;
		if (v)
			return v;
	}
	head = registry_id(inv->registry);
	return from->head_number == registry_number(inv->registry) &&
		       hash_eq(&head, &trusted)
		   ? V_OK
		   : V_REGISTER_SPLIT;
}

enum verdict
invitation_parse(struct invitation *inv, struct bytes bytes)
{
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	*inv = (struct invitation){ 0 };
	if (bytes.n > LIMIT_INVITATION_BYTES)
		return V_TOO_LARGE;
	arena_init(&mem, INVITATION_ARENA);
	v = pb_parse_canonical(&m, &mem, &cmsa__invitation__descriptor, bytes);
	if (!v)
		v = take_peers(inv, (const Cmsa__Invitation *)m);
	if (!v)
		v = take_acts(inv, (const Cmsa__Invitation *)m);
	if (v)
		invitation_clear(inv);
	arena_clear(&mem);
	return v;
}

void
invitation_clear(struct invitation *inv)
{
	registry_free(inv->registry);
	free(inv->peers);
	*inv = (struct invitation){ 0 };
}

static Cmsa__InvitationPeer **
peer_messages(struct arena *mem, const struct invitation_peer *peers, size_t n)
{
	Cmsa__InvitationPeer *x = arena_get(mem, (n + 1) * sizeof(*x));
	Cmsa__InvitationPeer **list = arena_get(mem, (n + 1) * sizeof(*list));

	for (size_t i = 0; i < n; i++) {
		cmsa__invitation_peer__init(&x[i]);
		x[i].author = pb_text(peers[i].author);
		x[i].node = pb_text(peers[i].node);
		x[i].curve_key = pb_hash_data(peers[i].curve_key.b);
		x[i].address = pb_text(peers[i].address);
		list[i] = &x[i];
	}
	return list;
}

void
invitation_write(struct buf *out, const struct registry *r,
    const struct invitation_peer *peers, size_t n_peers)
{
	size_t n = (size_t)registry_number(r);
	struct hash head = registry_id(r);
	Cmsa__Invitation inv;
	struct arena mem;

	arena_init(&mem, 0);
	cmsa__invitation__init(&inv);
	inv.acts = arena_get(&mem, (n + 1) * sizeof(*inv.acts));
	for (size_t i = 0; i < n; i++)
		inv.acts[inv.n_acts++] = pb_data(registry_act(r, i + 1)->signed_act);
	inv.head_number = n;
	inv.head_id = pb_hash_data(head.b);
	inv.peers = peer_messages(&mem, peers, n_peers);
	inv.n_peers = n_peers;
	pb_write(out, &inv.base);
	arena_clear(&mem);
}

static void
add_peer(struct invitation_peer *to, const struct author *a, const struct author_node *n)
{
	*to = (struct invitation_peer){ .curve_key = n->curve_key };
	memcpy(to->author, a->name, sizeof(to->author));
	memcpy(to->node, n->name, sizeof(to->node));
	memcpy(to->address, n->addresses[0], sizeof(to->address));
}

size_t
invitation_peers(struct invitation_peer *peers, size_t most, const struct registry *r,
    const char *except)
{
	size_t n_authors = 0, n = 0;
	const struct author *const *all = registry_authors(r, &n_authors);

	for (size_t i = 0; i < n_authors; i++) {
		if (all[i]->role != ROLE_MEMBER || !strcmp(all[i]->name, except))
			continue;
		for (size_t k = 0; k < all[i]->n_nodes && n < most; k++)
			if (all[i]->nodes[k].n_addresses)
				add_peer(&peers[n++], all[i], &all[i]->nodes[k]);
	}
	return n;
}
