/* due.h - what duty applies to goods: section 5 and 4(g) of the Act for imports into the
 * United States, the published schedule for every other importer (statute.md 5; PROTOCOL.md
 * M7.42).  D is the day of entry for consumption.  Pure; integers only. */
#ifndef DUE_H
#define DUE_H

#include "facts.h"
#include "rate.h"

/* The end use of goods whose line alone does not say whether the Act reaches them. */
enum due_end_use {
	DUE_NOT_STATED,
	DUE_AS_THE_ACT_NAMES, /* the statement that they are what the Act names */
	DUE_ANOTHER_USE
};

struct due_question {
	const char *importer; /* country or territory */
	const char *origin;
	const char *code; /* 6 to 12 digits */
	bool entity;      /* goods of an entity of concern: the asker's statement */
	enum due_end_use end_use;
	struct date d;
};

/* By what a part is due or not. */
enum due_clause {         /* in answers: never renumber */
	DUE_SCHEDULE = 0, /* the importer's published line */
	DUE_SECTION_5 = 1,
	DUE_4G1 = 2,    /* free of duty */
	DUE_4G2 = 3,    /* exempt from duties under sections 301 and 232 */
	DUE_HIGHER = 4, /* the other of two section 301 duties is the higher */
};
const char *due_clause_text(enum due_clause c);

struct due_part {
	Cmsa__DutyKind kind;
	const char *measure; /* "" for the ordinary duty */
	enum due_clause clause;
	bool due;                /* false: shown, and not charged */
	int64_t low_bp, high_bp; /* equal: exact; high RATE_OPEN: see published */
	const char *published;   /* "" when it says no more than the rate */
	const char *citation;
	struct date start;  /* of the published line */
	fact_source source; /* NO_SOURCE: a row of the register's tables */
};

/* One line of the importer's schedule that the code stands for. */
struct due_line {
	const char *code;
	const char *relief; /* measure id of the relief it is taken under; NULL: none */
	bool covered;       /* the Act reaches it (USA) */
	bool needs_end_use; /* whether it does depends on a statement that was not made */
	const char *product; /* that it holds, the first by id; NULL: none */
	struct due_part *parts;
	size_t n_parts;
	int64_t low_bp, high_bp; /* of the parts that are due */
};

enum due_reach {         /* what the Act does to these goods */
	DUE_BY_SCHEDULE, /* nothing: another importer, or neither member nor of concern */
	DUE_FREE,        /* 4(g) */
	DUE_CONCERN,     /* section 5 */
	DUE_CONFLICT,    /* both; section 5 prevails */
};

struct due {
	enum due_reach reach;
	bool before_alliance; /* D < F0: neither 4(g) nor section 5 applies yet */
	bool unknown_edition; /* a line in effect is of an edition that is not mapped */
	bool missing; /* a tariff of the importer is not held: the answer is incomplete */
	struct due_line *lines;
	size_t n_lines;
	/* Every line has this total, exactly, without an end-use statement. */
	bool single;
	int64_t total_bp;
	struct arena mem;
};

/* `f` is finished and outlives the answer.  The caller frees. */
struct due *due_determine(struct facts *f, const struct due_question *q);
void due_free(struct due *a);

#endif
