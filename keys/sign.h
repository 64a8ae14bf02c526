/* sign.h - the signing key and its record: what the sign process does with a request.
 * The record is on disk before a signature leaves (sign_record.h); the rules are those
 * of sign_rules.h.  Opens no sockets. */
#ifndef SIGN_H
#define SIGN_H

#include <stdbool.h>

#include "bytes.h"
#include "err.h"
#include "key.h"
#include "sign_record.h"
#include "sign_rules.h"

struct sign_config {
	const char *author;
	uint32_t incarnation; /* 1, 2, ... */
	uint32_t generation;  /* of a key that has signed nothing: 1 */
	struct hash alliance;
	const struct key *key; /* of use signing and of that author; outlives the sign */
	const struct key *next;  /* the same, of the next generation; NULL: none yet */
	const char *record_path; /* NULL: the record is kept in memory (simulations) */
};

struct sign;

struct sign_reply {
	enum sign_verdict verdict;
	struct signature
	    signature;   /* of the header asked about, when verdict is SIGN_DONE */
	bool has_record; /* false: the record is lost, advance first */
	struct sign_record record; /* as it stands after the request */
	struct public_key keys[2]; /* that are open here */
	size_t n_keys;
};

/* Takes the lock of the record (two signers of one key are refused: ERR_BUSY, after
 * waiting up to 5 s for one that is ending) and reads it; a missing one is no error, but
 * then only sign_advance is answered.  A record in memory starts as that of a key which
 * has not signed.  ERR_INPUT: the record is damaged, of another key, or its signature
 * does not verify; ERR_REFUSED: the key is of another use or author.  The caller closes
 * it. */
enum err sign_open(struct sign **out, const struct sign_config *cfg, struct errmsg *m);
void sign_close(struct sign *s);

/* The keys body that goes with the next requests, and the key that it replaces: the one in
 * force before it.  `body` empty: none.  Whether it holds is judged with each request.  The
 * bytes are copied. */
void sign_hand_over(struct sign *s, struct bytes body, const struct public_key *old_key);

/* Signs a header, or answers again for the recorded one.  Which key signs follows from the
 * record: the one that signed last, until a keys entry handed over. */
void sign_header(struct sign *s, struct sign_reply *out, struct bytes header);

/* Moves the record forward to a newer own head that core learned from peers: a
 * SignedEntry (its body may be absent) whose signature verifies under a key that is open
 * here, that of the record, or the one that the keys body of sign_hand_over replaces.  The
 * signature of the reply is the entry's own. */
void sign_advance(struct sign *s, struct sign_reply *out, struct bytes signed_entry);

/* What the record says; the verdict is SIGN_DONE. */
void sign_status(const struct sign *s, struct sign_reply *out);

/* Answers one SignRequest (control.proto) with one SignReply, appended to `reply`. */
void sign_answer(struct sign *s, struct buf *reply, struct bytes request);

#endif
