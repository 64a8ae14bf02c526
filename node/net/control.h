/* control.h - NetMessages of core as checked values, and net's own NetMessages.
 * core is our own program, but what it passes on began as a registry that strangers sign:
 * every field meets its rule here.  Pure: no sockets besides the link it queues on. */
#ifndef CONTROL_H
#define CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "bytes.h"
#include "counts.h"
#include "kind.h"
#include "limit.h"
#include "link.h"
#include "name.h"

enum {
	CURVE_KEY_BYTES = 32,
	PEER_KEYS = 4,                            /* of one node, while keys change */
	USER_ID_LEN = AUTHOR_LEN + NODE_NAME_LEN, /* "AUS/main" with NUL */
};

struct curve_key {
	uint8_t b[CURVE_KEY_BYTES];
};

/* One peer node as core admits it.  Several rows of one (author, node) are one spec with
 * several keys; role, addresses and dial_first are those of the first row. */
struct peer_spec {
	char author[AUTHOR_LEN];
	char node[NODE_NAME_LEN];
	enum role role;
	struct curve_key keys[PEER_KEYS];
	size_t n_keys;
	char addresses[LIMIT_ADDRESSES][ADDRESS_LEN];
	size_t n_addresses;
	bool dial_first;
};

/* Sorted by author, then node; no key stands twice. */
struct admission {
	struct peer_spec *specs;
	size_t n;
};

/* Order of (author, node), as strcmp. */
int control_name_cmp(
    const char *author_a, const char *node_a, const char *author_b, const char *node_b);

/* Reads a list.  A row with a bad name, key or role, or with a key that an earlier row
 * gave to another node, is left out and counted bad-control; an address that is no
 * literal is left out and counted bad-address.  The caller clears it. */
void admission_read(
    struct admission *out, struct counts *c, const Cmsa__AdmissionList *list);
void admission_clear(struct admission *a);

/* Is a NetSend something net can do: a frame of 1 to LIMIT_FRAME_BYTES (too-large is
 * counted), and either a valid author or a role?  False is counted. */
bool control_send_is_valid(struct counts *c, const Cmsa__NetSend *s);

/* "AUS/main" */
void control_user_id(char out[static USER_ID_LEN], const char *author, const char *node);

/* net -> core.  Results as link_send. */
enum link_sent control_put_received(
    struct link *l, const char *author, const char *node, struct bytes frame);
enum link_sent control_put_peer(struct link *l, const char *author, const char *node,
    Cmsa__PeerState state, const char *reason);
enum link_sent control_put_offender(
    struct link *l, const char *author, const char *node, const char *reason);
enum link_sent control_put_ready(struct link *l, const char *endpoint);

#endif
