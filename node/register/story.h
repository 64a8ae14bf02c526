/* story.h - the life of one agreement as dates: what was done, each with the clause of the
 * Act it comes from, and what can happen next and when (statute.md 2). */
#ifndef STORY_H
#define STORY_H

#include "arena.h"
#include "date.h"
#include "registry.h"

enum story_status { /* in answers: never renumber */
	STORY_DONE = 0,
	STORY_VOID = 1,
	STORY_AHEAD = 2, /* follows from what is done, and is not reached */
	STORY_MAY = 3,   /* may happen from `date` on, through `until` */
};
const char *story_status_word(enum story_status s); /* "done", "void", "ahead", "may" */

struct story_line {
	struct date date;
	struct date until;  /* of what may happen: the last day; absent: open */
	const char *clause; /* "4(f)(2)"; "" for what the Act does not know */
	enum story_status status;
	uint64_t act; /* 0: of none */
	const char *what;
};

struct story {
	struct story_line *lines; /* done, void and ahead by date, then act; then what may */
	size_t n, room;
	struct arena mem;
};

/* The story of the country at D, of its territory when that has the agreement.  Acts dated
 * after D are ahead.  Clear with story_clear. */
void story_tell(
    struct story *s, const struct registry *r, const char *country, struct date d);
void story_clear(struct story *s);

/* Between story.c and story_next.c: adds a line; `what` is copied. */
void story_add(struct story *s, struct story_line line);
/* What can happen next at D. */
void story_next(
    struct story *s, const struct registry *r, const char *party, struct date d);

#endif
