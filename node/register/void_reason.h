/* void_reason.h - why an act that stands in the chain has no effect (PROTOCOL.md 3.4).
 * Reasons 7, 8, 9 (of an enrol act), 10, 13 and 22 to 25 are decided at the act's place in the
 * chain; all others by every act at the register's head. */
#ifndef VOID_REASON_H
#define VOID_REASON_H

enum void_reason {                 /* in answers: never renumber */
	VOID_NOT = 0,              /* it has effect */
	VOID_NO_CERTIFICATION = 1, /* names no certification of that country */
	VOID_TOO_EARLY = 2,        /* entry into force before the earliest date */
	VOID_IN_FORCE = 3,         /* already in force */
	VOID_OF_CONCERN = 4,       /* a country of concern */
	VOID_RESOLUTION_TARGET =
	    5, /* names no certification or notice, or another date than its own */
	VOID_TERRITORY_TWICE = 6, /* territory and a country in it both certified */
	VOID_KEY_TAKEN = 7,       /* a key already held by another author or use */
	VOID_TERRITORY_CODE = 8,  /* code or country already in a territory */
	VOID_NO_TERRITORY = 9,    /* a user-assigned code no territory act defines */
	VOID_REFERENCE_PART = 10, /* part of an edition out of order */
	VOID_DISAPPROVED = 11,    /* entry into force while blocked by a disapproval */
	VOID_UNITED_STATES = 12,  /* the United States is no country to be admitted */
	VOID_LIMIT = 13,          /* one author more than an alliance may have */
	VOID_NOT_IN_FORCE = 14,   /* nothing is in force that could end */
	VOID_TERMINATED = 15,     /* after the termination */
	VOID_OLD_CERTIFICATION = 16, /* a return by a certification of before it left */
	VOID_NO_MEETING = 17,        /* names no meeting recorded before it */
	VOID_NO_NOTICE = 18,         /* names no modification notice recorded before it */
	VOID_FIVE_YEARS = 19,        /* phase-ins of one rate last longer than five years */
	VOID_LATE_START = 20,        /* a phase-in that starts after entry into force */
	VOID_STEPS = 21,             /* steps that fall or do not end at the floor */
	VOID_CUT_AUTHOR = 22,        /* cuts the feed of one who was never enrolled */
	VOID_CUT_INCARNATION = 23,   /* cuts another incarnation than the newest */
	VOID_CUT_BEYOND = 24,        /* beyond an earlier cut, or another entry there */
	VOID_CUT_PLACE = 25,         /* before the incarnation begins */
};

/* A stable word for programs ("too-early"), never NULL. */
const char *void_reason_word(enum void_reason v);

/* A sentence for people, never NULL; empty for VOID_NOT. */
const char *void_reason_text(enum void_reason v);

#endif
