/* verdict.c - words and sentences of verdicts (PROTOCOL M8.1). */
#include "verdict.h"

#include <stddef.h>

#include "attr.h"

static const struct {
	enum verdict v;
	const char *word;
	const char *text;
} verdicts[] = {
	{ V_OK, "ok", "nothing wrong" },
	{ V_MALFORMED, "malformed", "the bytes do not decode within the budget" },
	{ V_NOT_CANONICAL, "not-canonical",
	    "encoding the decoded value gives other bytes" },
	{ V_UNKNOWN_FIELD, "unknown-field",
	    "holds a field that this version does not know" },
	{ V_BAD_TEXT, "bad-text", "a text is not UTF-8 or holds control characters" },
	{ V_TOO_LARGE, "too-large", "larger than its limit" },
	{ V_VERSION, "version", "of a version that this node does not speak" },
	{ V_FIELD, "field",
	    "a field is outside its range, missing, or does not belong there" },
	{ V_BODY_HASH, "body-hash", "the body is not the one its header names" },
	{ V_BAD_SIGNATURE, "bad-signature", "the signature does not verify" },
	{ V_WRONG_KEY, "wrong-key",
	    "signed under a key generation not current at that place" },
	{ V_UNKNOWN_AUTHOR, "unknown-author",
	    "the author is not enrolled at the act it names" },
	{ V_ROLE, "role", "the author's role may not write that kind" },
	{ V_AUDIENCE, "audience", "that kind may not have that audience" },
	{ V_UPGRADE_NEEDED, "upgrade-needed",
	    "a newer version of the program is needed to go on" },
	{ V_ALLIANCE, "alliance", "of another alliance" },
	{ V_KNOWN, "known", "held already, the same" },
	{ V_OLD, "old", "behind the newest entry held" },
	{ V_GAP, "gap", "entries before it are missing" },
	{ V_FORK, "fork", "a second entry at one place" },
	{ V_PREV, "prev", "does not chain to the entry before it" },
	{ V_REGISTER_FALLS, "register-falls",
	    "names an older act than the entry before it" },
	{ V_REGISTER_WAIT, "register-wait", "names an act that is not held yet" },
	{ V_REGISTER_SPLIT, "register-split",
	    "names another act than the one held at that number" },
	{ V_FIRST_NOT_KEYS, "first-not-keys", "a feed must begin with its keys entry" },
	{ V_FEED_STOPPED, "feed-stopped",
	    "the feed is stopped by a proof or an unknown kind" },
	{ V_UNPROVEN, "unproven",
	    "a peer's ids say another history than is held and lead to nothing signed" },
	{ V_KEY_HELD, "key-held",
	    "a new key in it was held before, by somebody else or for another use" },
	{ V_ACT_NUMBER, "act-number", "not the number after the last act" },
	{ V_ACT_PREV, "act-prev", "does not chain to the act before it" },
	{ V_ACT_SIGNATURES, "act-signatures",
	    "not enough valid signatures of registrars, or a bad one" },
	{ V_ACT_KEYS, "act-keys", "a key is no valid point, or stands twice" },
	{ V_ACT_SPLIT, "act-split",
	    "a second valid act for one number: the register is split" },
	{ V_CUT, "cut",
	    "beyond the last entry that an act leaves of its incarnation" },
	{ V_ACT_EVIDENCE, "act-evidence",
	    "a second valid act for a number that most countries have passed: kept as evidence" },
	{ V_RESUME_MEMBERS, "resume-members",
	    "not signed by the identity keys of more than half of the members, or a bad one" },
	{ V_RESUME_NO_SPLIT, "resume-no-split",
	    "most countries have passed the number it names: nothing is split there" },
	{ V_CUT_BRANCH, "cut-branch", "of another branch than the one that an act names" },
	{ V_SCHEMA, "schema", "a body schema that this version does not know" },
	{ V_COUNTRY, "country", "about a country that the author does not speak for" },
	{ V_SUBJECT, "subject", "no such mineral or product" },
	{ V_QUANTITY, "quantity", "presence and figures do not go together" },
	{ V_DATE, "date", "a date is missing or out of order" },
	{ V_CODE, "code", "no Harmonized System code" },
	{ V_DUPLICATE_KEY, "duplicate-key", "two rows of one key in one entry" },
	{ V_RATE, "rate", "rate and its parts do not go together" },
	{ V_BATCH, "batch", "the batch mark is wrong" },
	{ V_IDENTIFIER, "identifier", "an identifier's form or check digit is wrong" },
	{ V_SEALED_FORM, "sealed-form",
	    "a sealed body has wraps, a nonce and a ciphertext of other sizes" },
	{ V_SEALED_READER, "sealed-reader", "no wrap opens with that reading key" },
	{ V_SEALED_KEY, "sealed-key",
	    "the key is not the one that the header commits to" },
	{ V_SEALED_CIPHERTEXT, "sealed-ciphertext",
	    "the ciphertext does not open under the key that the header commits to" },
	{ V_SEALED_PADDING, "sealed-padding",
	    "what was sealed has a wrong length or padding" },
	{ V_WIRE_STATE, "wire-state", "not expected at this point of the conversation" },
	{ V_NOT_ENTITLED, "not-entitled", "the peer's role may not have that" },
	{ V_NOT_HELD, "not-held", "not held here" },
	{ V_RATE_LIMIT, "rate-limit", "too much in too short a time" },
	{ V_UNASKED, "unasked", "an answer to no question" },
};

const char *
verdict_word(enum verdict v)
{
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
		if (verdicts[i].v == v)
			return verdicts[i].word;
	return "unknown-verdict";
}

const char *
verdict_text(enum verdict v)
{
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
		if (verdicts[i].v == v)
			return verdicts[i].text;
	return "a verdict that this version does not know";
}
