/* void_reason.c - words of void acts. */
#include "void_reason.h"

const char *
void_reason_word(enum void_reason v)
{
	switch (v) {
	case VOID_NOT: return "not-void";
	case VOID_NO_CERTIFICATION: return "no-certification";
	case VOID_TOO_EARLY: return "too-early";
	case VOID_IN_FORCE: return "already-in-force";
	case VOID_OF_CONCERN: return "of-concern";
	case VOID_RESOLUTION_TARGET: return "resolution-target";
	case VOID_TERRITORY_TWICE: return "territory-twice";
	case VOID_KEY_TAKEN: return "key-taken";
	case VOID_TERRITORY_CODE: return "territory-code";
	case VOID_NO_TERRITORY: return "no-territory";
	case VOID_REFERENCE_PART: return "reference-part";
	case VOID_DISAPPROVED: return "disapproved";
	case VOID_UNITED_STATES: return "united-states";
	case VOID_LIMIT: return "limit";
	case VOID_NOT_IN_FORCE: return "not-in-force";
	case VOID_TERMINATED: return "terminated";
	case VOID_OLD_CERTIFICATION: return "old-certification";
	case VOID_NO_MEETING: return "no-meeting";
	case VOID_NO_NOTICE: return "no-notice";
	case VOID_FIVE_YEARS: return "five-years";
	case VOID_LATE_START: return "late-start";
	case VOID_STEPS: return "steps";
	case VOID_CUT_AUTHOR: return "cut-author";
	case VOID_CUT_INCARNATION: return "cut-incarnation";
	case VOID_CUT_BEYOND: return "cut-beyond";
	case VOID_CUT_PLACE: return "cut-place";
	}
	return "unknown";
}

const char *
void_reason_text(enum void_reason v)
{
	switch (v) {
	case VOID_NOT: return "";
	case VOID_NO_CERTIFICATION:
		return "it names no valid certification of that country recorded before it";
	case VOID_TOO_EARLY:
		return "its date is before the earliest date on which the agreement may enter into force";
	case VOID_IN_FORCE: return "an agreement with the country is in force already";
	case VOID_OF_CONCERN:
		return "the country is a foreign country of concern on that date";
	case VOID_RESOLUTION_TARGET:
		return "it names no certification or modification notice, or another date than that act's";
	case VOID_TERRITORY_TWICE:
		return "a customs territory and a country in it are both certified, and the other one came first";
	case VOID_KEY_TAKEN:
		return "a key in it is held by another author or for another use";
	case VOID_TERRITORY_CODE:
		return "the code is defined already, or a country in it is in a territory already";
	case VOID_NO_TERRITORY: return "no territory act defines that user-assigned code";
	case VOID_REFERENCE_PART:
		return "it is not the next part of the edition of the table that is being given";
	case VOID_DISAPPROVED:
		return "a joint resolution of disapproval was enacted in time and none of approval";
	case VOID_UNITED_STATES:
		return "the United States takes part by the Act itself, not by an agreement";
	case VOID_LIMIT: return "the alliance has as many authors as it may have";
	case VOID_NOT_IN_FORCE:
		return "no agreement is in force on its date that could end";
	case VOID_TERMINATED: return "all agreements were terminated before it";
	case VOID_OLD_CERTIFICATION:
		return "a country that withdrew needs a new certification, dated on or "
		       "after its withdrawal";
	case VOID_NO_MEETING: return "it names no meeting act recorded before it";
	case VOID_NO_NOTICE:
		return "it names no valid modification notice recorded before it";
	case VOID_FIVE_YEARS:
		return "with those before it for the same product, code and origin it phases in over more than five years";
	case VOID_LATE_START: return "it starts after the agreement entered into force";
	case VOID_STEPS: return "its steps fall, or do not end at the whole floor";
	case VOID_CUT_AUTHOR:
		return "whose feed it cuts is neither enrolled nor a desk of a country that is";
	case VOID_CUT_INCARNATION:
		return "it cuts another incarnation than the newest of that feed";
	case VOID_CUT_BEYOND:
		return "an earlier act cut that incarnation at an entry before it, or names another one there";
	case VOID_CUT_PLACE:
		return "the entry it names as the last is before the incarnation begins";
	}
	return "unknown reason";
}
