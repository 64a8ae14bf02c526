/* signer.h - how core has its headers signed: a seam with two sides behind it, the sign
 * process at the other end of a socket, and keys in memory for simulations. */
#ifndef SIGNER_H
#define SIGNER_H

#include "bytes.h"
#include "err.h"
#include "sign.h"

/* ERR_NONE: answered, and the verdict in the reply says what; ERR_GONE: the sign process
 * ended or did not answer in time.  After ERR_GONE the same header may be asked about
 * again, and nothing else for its place: it may have been signed. */
struct signer {
	enum err (*sign)(void *ctx, struct sign_reply *out, struct bytes header);
	enum err (*advance)(void *ctx, struct sign_reply *out, struct bytes signed_entry);
	enum err (*status)(void *ctx, struct sign_reply *out);
	/* sign_hand_over, for what is asked from then on; NULL: this signer has one key */
	void (*hand_over)(
	    void *ctx, struct bytes keys_body, const struct public_key *old_key);
	void (*free)(void *ctx);
	void *ctx;
};

/* Signs in this process.  The record is in memory unless cfg says where. */
enum err signer_memory(
    struct signer *out, const struct sign_config *cfg, struct errmsg *m);

/* Asks over `fd`, a stream socket to the sign process (sign_main.h), which the signer
 * owns from here on.  Blocks up to `timeout_ms` an answer. */
void signer_socket(
    struct signer *out, int fd, const struct hash *alliance, int timeout_ms);

/* Frees what is behind it; a zeroed signer is fine. */
void signer_clear(struct signer *s);

#endif
