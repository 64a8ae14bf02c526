/* position.h - what is known: the register head and every feed's head (PROTOCOL.md 7.1).
 * As text: "register=12,AUS=1:5,GBR=1:7" (incarnation:seq), feeds sorted by name. */
#ifndef POSITION_H
#define POSITION_H

#include "bytes.h"
#include "entry.h"
#include "err.h"

struct position_head {
	struct place place; /* newest entry known; seq 0: none */
	struct hash id;
};

struct position {
	uint64_t register_number;
	struct hash register_id;
	struct position_head *heads; /* sorted by author, then incarnation; owned */
	size_t n_heads;
};

void position_clear(struct position *p);
void position_copy(struct position *out, const struct position *p);

/* Adds or moves forward one head, keeping the order. */
void position_set(struct position *p, const struct place *place, const struct hash *id);

/* Takes one feed out; does nothing when it is not there. */
void position_drop(struct position *p, const char *author, uint32_t incarnation);

/* The seq known of a feed; 0 when none. */
uint64_t position_seq(const struct position *p, const char *author, uint32_t incarnation);

/* Appends the text form. */
void position_write(struct buf *out, const struct position *p);

/* Parses the text form; ids are zero (the reader fills them from the log).  ERR_INPUT. */
enum err position_parse(struct position *out, const char *text, struct errmsg *m);

#endif
