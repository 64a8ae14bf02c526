/* reasons.c - the table of reasons. */
#include "reasons.h"

#include <string.h>

#include "attr.h"

#define ST(x) CMSA__STATUS__STATUS_##x

static const struct row {
	const char *code;
	Cmsa__Status status;
	const char *words;
	const char *sentence;
} table[REASON_COUNT] = {
	[REASON_NONE] = { "", ST(UNSET), "", "" },
	[REASON_BODY_MISSING] = { "body-missing", ST(NOT_COMPUTABLE),
	    "a published body is not held here",
	    "{country} published something on {goods} that this node does not hold" },
	[REASON_NO_CODE] = { "no-code", ST(NOT_DUE), "the product has no HS6 of its own",
	    "{goods} has no HS code of its own, so no duty of {country} can be judged" },
	[REASON_NO_LINE] = { "no-line", ST(NO_DATA), "no duty line published",
	    "{country} has published no duty line for {goods} that applies to {partners}" },
	[REASON_NOT_COMPARABLE] = { "not-comparable", ST(NO_DATA),
	    "the duty cannot be put as a percentage",
	    "{country} charges {measured} on {goods} from {partners}, which cannot be compared with {required}" },
	[REASON_EDITION] = { "edition", ST(NO_DATA),
	    "schedule in an HS edition not mapped",
	    "{country} publishes its schedule in an HS edition that is not mapped to the codes {goods}" },
	[REASON_BELOW_FLOOR] = { "below-floor", ST(DEFICIENT), "duty below the floor",
	    "{country} charges {measured} on {goods} from {partners}; the floor is {required}" },
	[REASON_FLOOR_UNKNOWN] = { "floor-unknown", ST(NO_DATA), "no floor on record",
	    "no floor is on record for {goods}" },
	[REASON_AT_OR_ABOVE_FLOOR] = { "at-or-above-floor", ST(MET),
	    "duty at or above the floor",
	    "{country} charges {measured} on {goods} from {partners}; the floor is {required}" },
	[REASON_FLOOR_ZERO] = { "floor-zero", ST(MET), "the floor is zero",
	    "the floor on {goods} is {required}, so any duty of {country} toward {partners} meets it" },
	[REASON_BELOW_STEP] = { "below-step", ST(DEFICIENT),
	    "duty below the step of a phase-in",
	    "{country} charges {measured} on {goods} from {partners}; the step of its phase-in is {required}" },
	[REASON_AT_OR_ABOVE_STEP] = { "at-or-above-step", ST(PHASING_IN),
	    "duty at or above the step of a phase-in",
	    "{country} charges {measured} on {goods} from {partners}; the step of its phase-in is {required}" },
	[REASON_COMPARABLE] = { "comparable-measure", ST(COMPARABLE),
	    "a measure judged comparable to the floor",
	    "{country} has, by its own word, a measure on {goods} from {partners} of the sort "
	    "judged comparable to the floor" },
	[REASON_QUOTA_ABOVE] = { "quota-above-ceiling", ST(DEFICIENT),
	    "a quota above the ceiling that was judged comparable",
	    "the quota of {country} on {goods} from {partners} is {measured}; at most {required} is allowed" },
	[REASON_QUOTA_WITHOUT_VOLUME] = { "quota-without-volume", ST(DEFICIENT),
	    "a quota without a volume",
	    "the quota of {country} on {goods} from {partners} says no volume" },
	[REASON_WITHHELD] = { "withheld", ST(DEFICIENT), "capacity withheld",
	    "{country} withholds its capacity for {goods}; 4(b)(3) asks to share it" },
	[REASON_STALE] = { "stale", ST(DEFICIENT), "newest review too old",
	    "the newest review of {country} for {goods} is {measured} old; at most {required} are allowed" },
	[REASON_NO_REVIEW] = { "no-review", ST(NO_DATA), "no review published",
	    "{country} has published no review of its capacity for {goods}" },
	[REASON_NOT_AVAILABLE] = { "not-available", ST(NO_DATA),
	    "review without a capacity",
	    "the newest review of {country} for {goods} says that its capacity is not available" },
	[REASON_REVIEWED] = { "reviewed", ST(MET), "reviewed in time",
	    "{country} reviewed its capacity for {goods}, {measured} old; at most {required} are allowed" },
	[REASON_NIL] = { "nil", ST(MET), "reviewed in time: none",
	    "{country} reports no capacity for {goods}, {measured} old; at most {required} are allowed" },
	[REASON_NIL_FOR_REST] = { "nil-for-rest", ST(MET),
	    "reviewed in time: none, by a review of all others",
	    "{country} reports no capacity for any mineral not reviewed otherwise, {goods} "
	    "among them, {measured} old; at most {required} are allowed" },
	[REASON_NOT_FREE] = { "not-free", ST(DEFICIENT), "a duty toward a member",
	    "{country} charges {measured} on {goods} from {partners}; it should be free" },
	[REASON_FREE] = { "free", ST(MET), "free toward a member",
	    "{country} charges no duty on {goods} from {partners}" },
	[REASON_NO_PARTNER] = { "no-partner", ST(NOT_DUE), "no other member",
	    "{country} has no other member to trade with yet" },
	[REASON_ATTENDED] = { "attended", ST(MET), "attended a regular meeting",
	    "{country} attended the regular meeting of {measured}" },
	[REASON_MISS_ALLOWED] = { "miss-allowed", ST(MET),
	    "missed a regular meeting, as it may",
	    "{country} missed the regular meeting of {measured}, one of those that may "
	    "be "
	    "missed" },
	[REASON_MISSED] = { "missed", ST(DEFICIENT), "missed a regular meeting",
	    "{country} missed the regular meeting of {measured}" },
	[REASON_DISPUTED] = { "disputed", ST(DEFICIENT),
	    "the record and the country disagree",
	    "the record of the regular meeting of {measured} and {country} do not agree "
	    "on whether it attended" },
	[REASON_NO_ATTENDANCE] = { "no-attendance", ST(NO_DATA),
	    "says nothing of a regular meeting",
	    "{country} has not said whether it attended the regular meeting of "
	    "{measured}" },
	[REASON_NO_RECORD] = { "no-record", ST(NOT_DUE),
	    "a regular meeting without a record",
	    "the regular meeting of {measured} has no record yet" },
	[REASON_NO_MEETING] = { "no-meeting", ST(NOT_DUE), "no regular meeting held",
	    "no regular meeting that {country} was to attend was held in 365 days" },
	[REASON_ENACTED] = { "enacted", ST(MET), "measures published that cover it",
	    "{country} has measures in effect, by its own word, that cover critical "
	    "minerals and derivative products{toward}" },
	[REASON_NO_MEASURE] = { "no-measure", ST(NO_DATA), "no measure published",
	    "{country} has published no such measure{toward}" },
	[REASON_ENDED] = { "ended", ST(DEFICIENT), "a measure needed has ended",
	    "the measures of {country} cover what is asked{toward} only with some that "
	    "have ended" },
	[REASON_UNCITED] = { "uncited", ST(DEFICIENT), "a measure needed has no citation",
	    "the measures of {country} cover what is asked{toward} only with some that "
	    "cite no law" },
	[REASON_WITHOUT_HASH] = { "without-hash", ST(DEFICIENT),
	    "a measure needed has no hash of its text",
	    "the measures of {country} cover what is asked{toward} only with some that "
	    "give no hash of their text" },
	[REASON_TOO_NARROW] = { "too-narrow", ST(DEFICIENT),
	    "measures do not cover all that is asked",
	    "the measures of {country} do not cover critical minerals and derivative "
	    "products alike{toward}" },
	[REASON_ACK_OPEN] = { "ack-open", ST(NOT_DUE),
	    "an alert, an acknowledgement still in time",
	    "alert {alert} to {partners} is to be acknowledged by {required}" },
	[REASON_ACK_IN_TIME] = { "ack-in-time", ST(MET), "an alert acknowledged in time",
	    "alert {alert} to {partners} was to be acknowledged by {required}; it was on {day}" },
	[REASON_ACK_OVERDUE] = { "ack-overdue", ST(DEFICIENT),
	    "an alert not acknowledged in time",
	    "alert {alert} to {partners} was to be acknowledged by {required}; it is not" },
	[REASON_ACK_LATE] = { "ack-late", ST(DEFICIENT), "an alert acknowledged late",
	    "alert {alert} to {partners} was to be acknowledged by {required}; it was on {day}" },
	[REASON_ACK_LATE_PAST] = { "ack-late-past", ST(MET),
	    "an alert acknowledged late, long ago",
	    "alert {alert} to {partners} was to be acknowledged by {required}; it was on {day}, which counts against it no more" },
	[REASON_OUTCOME_OPEN] = { "outcome-open", ST(NOT_DUE),
	    "an alert, an outcome still in time",
	    "alert {alert} to {partners} is to be given an outcome by {required}" },
	[REASON_OUTCOME_IN_TIME] = { "outcome-in-time", ST(MET),
	    "an alert given an outcome in time",
	    "alert {alert} to {partners} was to be given an outcome by {required}; it was on {day}" },
	[REASON_OUTCOME_OVERDUE] = { "outcome-overdue", ST(DEFICIENT),
	    "an alert not given an outcome in time",
	    "alert {alert} to {partners} was to be given an outcome by {required}; it is not" },
	[REASON_OUTCOME_LATE] = { "outcome-late", ST(DEFICIENT),
	    "an alert given an outcome late",
	    "alert {alert} to {partners} was to be given an outcome by {required}; it was on {day}" },
	[REASON_OUTCOME_LATE_PAST] = { "outcome-late-past", ST(MET),
	    "an alert given an outcome late, long ago",
	    "alert {alert} to {partners} was to be given an outcome by {required}; it was on {day}, which counts against it no more" },
};

const char *
reasons_code(enum reason r)
{
	return table[r].code;
}

Cmsa__Status
reasons_status(enum reason r)
{
	return table[r].status;
}

const char *
reasons_sentence(enum reason r)
{
	return table[r].sentence;
}

enum reason
reasons_of_code(const char *code)
{
	for (int i = 1; i < REASON_COUNT; i++)
		if (!strcmp(table[i].code, code))
			return (enum reason)i;
	return REASON_NONE;
}

const char *
reasons_words(const char *code)
{
	return table[reasons_of_code(code)].words;
}
