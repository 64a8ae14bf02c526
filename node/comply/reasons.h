/* reasons.h - every reason a finding may have: a stable code, the one status that goes
 * with it, words and a sentence for people (PROTOCOL.md 7.4).  One table. */
#ifndef REASONS_H
#define REASONS_H

#include "finding.pb-c.h"

enum reason { /* in memory only: the code is what is stored */
	REASON_NONE = 0,
	REASON_BODY_MISSING,
	/* (b)(1) and (b)(4) */
	REASON_NO_CODE,
	REASON_NO_LINE,
	REASON_NOT_COMPARABLE,
	REASON_EDITION,
	/* (b)(1) */
	REASON_BELOW_FLOOR,
	REASON_FLOOR_UNKNOWN,
	REASON_AT_OR_ABOVE_FLOOR,
	REASON_FLOOR_ZERO,
	REASON_BELOW_STEP,
	REASON_AT_OR_ABOVE_STEP,
	REASON_COMPARABLE,
	REASON_QUOTA_ABOVE,
	REASON_QUOTA_WITHOUT_VOLUME,
	/* (b)(3) */
	REASON_WITHHELD,
	REASON_STALE,
	REASON_NO_REVIEW,
	REASON_NOT_AVAILABLE,
	REASON_REVIEWED,
	REASON_NIL,
	REASON_NIL_FOR_REST,
	/* (b)(4) */
	REASON_NOT_FREE,
	REASON_FREE,
	REASON_NO_PARTNER,
	/* (b)(2) */
	REASON_ATTENDED,
	REASON_MISS_ALLOWED,
	REASON_MISSED,
	REASON_DISPUTED,
	REASON_NO_ATTENDANCE,
	REASON_NO_RECORD,
	REASON_NO_MEETING,
	/* (b)(5) */
	REASON_ENACTED,
	REASON_NO_MEASURE,
	REASON_ENDED,
	REASON_UNCITED,
	REASON_WITHOUT_HASH,
	REASON_TOO_NARROW,
	/* (b)(5)(A) */
	REASON_ACK_OPEN,
	REASON_ACK_IN_TIME,
	REASON_ACK_OVERDUE,
	REASON_ACK_LATE,
	REASON_ACK_LATE_PAST,
	REASON_OUTCOME_OPEN,
	REASON_OUTCOME_IN_TIME,
	REASON_OUTCOME_OVERDUE,
	REASON_OUTCOME_LATE,
	REASON_OUTCOME_LATE_PAST,
	REASON_COUNT
};

/* "below-floor"; "" for REASON_NONE. */
const char *reasons_code(enum reason r);
Cmsa__Status reasons_status(enum reason r);

/* The pattern of its sentence: {country}, {goods}, {partners}, {toward} (" toward" and
 * the partners, if there are any), {measured}, {required}, {alert} and
 * {day} (of a measured text "alert, day"). */
const char *reasons_sentence(enum reason r);

/* REASON_NONE when there is no such code. */
enum reason reasons_of_code(const char *code);

/* A short phrase for tables; "" for an unknown code. */
const char *reasons_words(const char *code);

#endif
