/* invitation.h - what a node starts from: the acts so far, a head to trust, and peers to
 * ask (PROTOCOL.md 3.5).  It is not signed: whoever starts a node compares the alliance id
 * and the head with what the registrars told, by another way. */
#ifndef INVITATION_H
#define INVITATION_H

#include "bytes.h"
#include "registry.h"

enum {
	INVITATION_MAX_PEERS = 64,
	INVITATION_MAX_ACTS = 65536
};

struct invitation_peer {
	char author[AUTHOR_LEN];
	char node[NODE_NAME_LEN];
	struct public_key curve_key;
	char address[64];
};

struct invitation {
	struct registry *registry; /* every act verified and folded */
	struct invitation_peer *peers;
	size_t n_peers;
};

/* Decodes, folds every act into a new registry and compares its head with the trusted one.
 *   V_OK               the caller clears `inv`
 *   V_UPGRADE_NEEDED   an act this version does not know
 *   V_ACT_NUMBER       acts do not stand from genesis on, one by one
 *   V_REGISTER_SPLIT   folded, but the head is another than the trusted one
 *   V_FIELD            no acts, no or too many peers, a peer's name, key or address
 *   others             as act_parse and registry_apply say */
enum verdict invitation_parse(struct invitation *inv, struct bytes bytes);
void invitation_clear(struct invitation *inv);

/* The invitation to `r`'s alliance at its head, appended; canonical.  At least one peer,
 * better two or more: then one that is down or lies is noticed. */
void invitation_write(struct buf *out, const struct registry *r,
    const struct invitation_peer *peers, size_t n_peers);

/* Peers as the register's head has them: every node with an address of members that are
 * not `except`, the first address of each; at most `most`.  Returns how many. */
size_t invitation_peers(struct invitation_peer *peers, size_t most,
    const struct registry *r, const char *except);

#endif
