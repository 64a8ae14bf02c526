/* listed.h - inside core: entries that witness entries of others list and that are not held
 * here.  A witness must hold what it lists (M5.5), so it is asked for it, and everybody else.
 * Who cannot give it is shown at fault; that is no proof, since nobody can prove that an
 * entry does not exist.  Bounded: see the limits in listed.c. */
#ifndef LISTED_H
#define LISTED_H

#include "core_priv.h"
#include "when.h"

enum {
	LISTED_GRACE_MS = 60 * 1000, /* after it was noticed: entries take their time */
	LISTED_MOST_ASKED = 64
};

enum listed_answer {
	LISTED_SILENT, /* asked, and no answer yet */
	LISTED_BUSY,
	LISTED_NOT_HELD,
	LISTED_OTHER,
	LISTED_GIVEN /* the entry, authentic: it exists */
};

struct listed_asked {
	char author[AUTHOR_LEN], node[NODE_NAME_LEN];
	enum listed_answer answer;
	int silences; /* in a row */
	int64_t asked_ms;
};

struct listed_row {
	struct when_word word;
	bool other_held; /* another entry stands at that place here */
	bool given;      /* somebody gave it: it will come */
	int64_t since_wall_ms, since_ms;
	struct listed_asked asked[LISTED_MOST_ASKED];
	size_t n_asked;
};

struct listed {
	struct listed_row *rows;
	size_t n_rows;
	int64_t after_row; /* of the facts: looked at up to there */
	int64_t next_ms;
};

struct listed *listed_new(void);
void listed_free(struct listed *l);

/* Looks at new witness entries, forgets what has come, asks. */
void listed_tick(struct core *c, struct core_time now);

/* Is the peer being asked for that entry? */
bool listed_is_asked(const struct peer *p, const char *author, uint64_t seq);
/* It refused. */
void listed_refused(struct core *c, struct peer *p, enum verdict v);
/* It answered with a run.  True: the entry is the one that is listed, and its author signed
 * it; then it is to be taken through the door. */
bool listed_answered(
    struct core *c, struct peer *p, const struct run_entry *run, size_t n);
/* Its question has run out, or not. */
void listed_late(struct core *c, struct peer *p, struct core_time now);

enum listed_state {
	LISTED_OPEN,
	LISTED_FAULT /* the witness and all others that are connected were asked in vain */
};
enum listed_state listed_state(struct core *c, struct listed_row *r);
/* What somebody who was asked said; never NULL. */
const char *listed_answer_text(const struct listed_asked *a);

#endif
