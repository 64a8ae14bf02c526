/* kind.h - kinds of entries, roles and audiences, and what goes with what
 * (PROTOCOL.md 4.4, 4.5).  One table; a new kind is one row here and one file body_*.c.
 */
#ifndef KIND_H
#define KIND_H

#include <stdbool.h>
#include <stdint.h>

enum kind { /* sent and stored: never renumber */
	KIND_KEYS = 1,
	KIND_WITNESS = 2,
	KIND_PROOF = 3,
	KIND_CAPACITY = 32,
	KIND_DUTY = 33,
	KIND_ALERT = 34,
	KIND_ALERT_RESPONSE = 35,
	KIND_MEASURE = 36,
	KIND_ATTENDANCE = 37,
	KIND_ASSESSMENT = 38,
	KIND_FUND = 39,
	KIND_RETRACTION = 40,
	KIND_REPLY = 41,
	KIND_DISCLOSURE = 42,
};

enum {
	KIND_FIRST_DATA = 32
}; /* below: changes acceptance; an unknown one stops the feed */

enum role { /* = Role in act.proto */
	ROLE_NONE = 0,
	ROLE_MEMBER = 1,
	ROLE_CANDIDATE = 2,
	ROLE_AUDITOR = 3,
	ROLE_DESK = 4,
	ROLE_REMOVED = 5,
};

enum audience {
	AUDIENCE_PUBLIC = 1,
	AUDIENCE_CUSTOMS = 2,
	AUDIENCE_ALLIANCE = 3,
	AUDIENCE_NAMED = 4,
};

/* "capacity"; NULL for a number this version does not know. */
const char *kind_name(uint32_t kind);
/* 0 when there is none of that name. */
uint32_t kind_of_name(const char *name);
/* Known and interpreted here (not merely reserved)? */
bool kind_is_known(uint32_t kind);

const char *role_name(enum role r); /* "member"; never NULL */
enum role role_of_name(const char *name);
const char *audience_name(uint32_t audience); /* NULL when unknown */
uint32_t audience_of_name(const char *name);

/* May this role write that kind?  May that kind have this audience? */
bool kind_allows_role(uint32_t kind, enum role r);
bool kind_allows_audience(uint32_t kind, uint32_t audience);

/* Both, and what goes for the role: a desk writes to public, customs or named readers only.
 * This is what the door asks, and publishing. */
bool kind_allows(uint32_t kind, enum role r, uint32_t audience);

/* Passed on by every node, and witnessed soon: an alert, a response to one, a proof. */
bool kind_has_priority(uint32_t kind);

/* May this role read bodies of that audience?  Named bodies travel as customs. */
bool role_reads(enum role r, uint32_t audience);

/* Bit (1 << audience) for each audience the role reads. */
uint32_t role_audiences(enum role r);

#endif
