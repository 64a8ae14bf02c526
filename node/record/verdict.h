/* verdict.h - what may be wrong with somebody's bytes (PROTOCOL.md 8).
 * Numbers are stored, counted and sent: never renumber, never reuse. */
#ifndef VERDICT_H
#define VERDICT_H

enum verdict {
	V_OK = 0,
	/* bytes */
	V_MALFORMED = 1,     /* does not decode within the budget */
	V_NOT_CANONICAL = 2, /* decodes, but its own encoding differs */
	V_UNKNOWN_FIELD = 3,
	V_BAD_TEXT = 4, /* not UTF-8, or control characters */
	V_TOO_LARGE = 5,
	V_VERSION = 6,
	V_FIELD = 7, /* a field outside its range, missing, or where none belongs */
	V_BODY_HASH = 8,
	V_BAD_SIGNATURE = 9,
	V_WRONG_KEY = 10, /* key generation not current at that place */
	V_UNKNOWN_AUTHOR = 11,
	V_ROLE = 12,     /* this role may not write that kind */
	V_AUDIENCE = 13, /* not allowed for that kind */
	V_UPGRADE_NEEDED =
	    14,          /* an acceptance-changing kind or act body not known here */
	V_ALLIANCE = 15, /* of another alliance */
	/* chain */
	V_KNOWN = 20,          /* held already, the same */
	V_OLD = 21,            /* behind the tip: compare with the store */
	V_GAP = 22,            /* ahead of the tip: ask for what lies between */
	V_FORK = 23,           /* a second entry at one place */
	V_PREV = 24,           /* does not chain to the entry before it */
	V_REGISTER_FALLS = 25, /* register_number below that of the entry before */
	V_REGISTER_WAIT = 26,  /* names an act not held yet */
	V_REGISTER_SPLIT = 27, /* names another id at a held number */
	V_FIRST_NOT_KEYS = 28, /* a feed starts with a keys entry of generation 1 */
	V_FEED_STOPPED = 29,   /* by a proof or an unknown kind */
	V_UNPROVEN = 30, /* a peer's ids of another history lead to nothing signed */
	V_KEY_HELD = 33, /* a new key that somebody has held before, or for another use */
	/* acts */
	V_ACT_NUMBER = 40,
	V_ACT_PREV = 41,
	V_ACT_SIGNATURES =
	    42,          /* fewer valid, distinct ones than the threshold, or a bad one */
	V_ACT_KEYS = 43, /* a key that is no curve point, or stands twice */
	V_ACT_SPLIT = 44, /* a second valid act for one number */
	/* cuts */
	V_CUT = 45,        /* beyond the last entry that an act leaves of its incarnation */
	V_CUT_BRANCH = 46, /* of another branch than the one that an act names */
	V_ACT_EVIDENCE = 47, /* a second act for a number that most countries have passed */
	/* resumes */
	V_RESUME_MEMBERS = 48,  /* not signed by more than half of the members, or a bad one */
	V_RESUME_NO_SPLIT = 49, /* most countries have passed its number */
	/* data bodies: stored, chained, relayed, and no fact */
	V_SCHEMA = 60,
	V_COUNTRY = 61,  /* neither the author's nor in its territory */
	V_SUBJECT = 62,  /* no such mineral or product word */
	V_QUANTITY = 63, /* presence and figures do not go together */
	V_DATE = 64,
	V_CODE = 65,          /* HS code: digits, length */
	V_DUPLICATE_KEY = 66, /* two rows of one key in one entry */
	V_RATE = 67,
	V_BATCH = 68,
	V_IDENTIFIER = 69, /* its form or its check digit */
	/* sealed bodies, when they are opened */
	V_SEALED_FORM = 70,       /* wraps, nonce or ciphertext not as they must be */
	V_SEALED_READER = 71,     /* no wrap opens with that reading key */
	V_SEALED_KEY = 72,        /* not the key that the header commits to */
	V_SEALED_CIPHERTEXT = 73, /* the right key opens nothing */
	V_SEALED_PADDING = 74,    /* what opens has a wrong length or padding */
	/* wire */
	V_WIRE_STATE = 80,   /* not at this point: HELLO first */
	V_NOT_ENTITLED = 81, /* that role may not have that */
	V_NOT_HELD = 82,
	V_RATE_LIMIT = 83,
	V_UNASKED = 84, /* an answer to no question */
};

/* A stable word for programs ("bad-signature"), never NULL. */
const char *verdict_word(enum verdict v);

/* A sentence for people, never NULL. */
const char *verdict_text(enum verdict v);

#endif
