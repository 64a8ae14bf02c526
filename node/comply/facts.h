/* facts.h - what the rules are computed from, at one position and level: plain sorted
 * arrays, no SQL, no clock (design 7; PROTOCOL.md 7).
 * A body that is not held, or that the level may not read, is said in `missing`: findings
 * that could rest on it are not-computable on every node of the level alike. */
#ifndef FACTS_H
#define FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "act.pb-c.h"
#include "alert.pb-c.h"
#include "alert_response.pb-c.h"
#include "arena.h"
#include "attendance.pb-c.h"
#include "capacity.pb-c.h"
#include "date.h"
#include "desks.h"
#include "duty.pb-c.h"
#include "entry.h"
#include "fund.pb-c.h"
#include "measure.pb-c.h"
#include "position.h"
#include "registry.h"
#include "reply.pb-c.h"

enum facts_level { /* the first two = Level in finding.proto */
	LEVEL_MEMBER_FACTS = 1,
	LEVEL_PUBLIC_FACTS = 2,
	LEVEL_DESK_FACTS = 3 /* public and customs: for showing alerts, never judged */
};

/* Index into facts.sources: the entry that a row rests on. */
typedef uint32_t fact_source;

enum fact_standing { /* of an entry at the position: the first that holds */
	FACT_STANDS = 0,
	FACT_OUTSIDE,    /* not what desks_counts counts */
	FACT_INCOMPLETE, /* part of a batch that is not whole */
	FACT_REMOVED,    /* named by a retraction or a correction */
	FACT_FROZEN,     /* beyond the limit of a feed that is proven forked */
};
#define NO_SOURCE UINT32_MAX

/* An entry that carries rows. */
struct fact_origin {
	struct place place;
	struct hash id;
	int64_t time_ms;
	struct date witnessed; /* see facts_witness; absent: fewer than m witnesses */
	uint32_t kind, audience;
	uint64_t register_number;
	char about[COUNTRY_LEN]; /* country of the body; "" of a retraction */
	enum fact_standing standing;
	fact_source remover; /* of a removed one, the first by place; else NO_SOURCE */
};

/* Rows of a kind: each begins with the country it is about. */
struct fact_review {
	char country[COUNTRY_LEN];
	const char *subject; /* one mineral or product; an aggregate is a row each; ""
				with nil_for_rest */
	Cmsa__Stage stage;
	Cmsa__Presence presence; /* of its capacity */
	struct date reviewed;
	bool secondary;
	bool nil_for_rest;
	bool aggregate;
	fact_source source;
	uint32_t row;                       /* in its entry, from 0 */
	const Cmsa__CapacityReview *review; /* the whole, for showing */
};

struct fact_duty {
	char country[COUNTRY_LEN]; /* importer */
	const char *hs_edition;
	bool mfn_only;
	const Cmsa__DutyLine *line;
	fact_source source;
	uint32_t row;
};

/* What a country has enacted; the newest entry of its id. */
struct fact_measure {
	char country[COUNTRY_LEN];
	const Cmsa__Measure *measure;
	fact_source source;
	uint32_t row;
};

/* What a country says of a meeting; its newest entry about that meeting. */
struct fact_attendance {
	char country[COUNTRY_LEN];
	const Cmsa__Attendance *attendance;
	fact_source source;
	uint32_t row;
};

/* What the United States says of the trust fund; the newest row of its id. */
struct fact_fund {
	const Cmsa__FundRow *fund;
	fact_source source;
	uint32_t row;
};

/* What a country answers to a finding about it. */
struct fact_reply {
	char country[COUNTRY_LEN];
	const Cmsa__ReplyBody *reply;
	fact_source source;
};

/* An alert, and a response: also those that do not stand. */
struct fact_alert {
	char country[COUNTRY_LEN];
	const Cmsa__AlertBody *alert;
	fact_source source;
};

struct fact_response {
	char country[COUNTRY_LEN]; /* that answers */
	const Cmsa__AlertResponseBody *response;
	struct place alert; /* that it names, with id */
	struct hash alert_id;
	fact_source source;
};

/* A body that the level may read and this node does not hold: findings that could rest on
 * it are not-computable. */
struct fact_missing {
	struct place place;
	uint32_t kind, audience;
	char country[COUNTRY_LEN]; /* the author's; a body's own country is not known */
};

/* A feed that its author told in two ways, as a proof at the position shows. */
struct fact_fork {
	struct place at; /* the lowest place so told */
	struct hash ids[2];
	struct place proof; /* the entry that proves it; of several the first */
	int64_t since_ms;   /* its time */
	uint64_t witnessed; /* by more than half of the other member countries; 0: none */
	uint64_t limit;     /* the feed counts up to this entry */
	uint64_t head;      /* of the feed at the position */
};

struct facts {
	const struct registry *registry; /* at the position; borrowed */
	struct position position;
	enum facts_level level;
	struct fact_origin *sources;
	size_t n_sources; /* by place */
	/* Sorted by country, subject, stage, reviewed, source, row. */
	struct fact_review *reviews;
	size_t n_reviews;
	/* Sorted by country, code, then source, row.  A row replaced by a later one of
	 * the same key (HS edition, code, scope, origin, kind, measure, start) is left
	 * out. */
	struct fact_duty *duties;
	size_t n_duties;
	/* Sorted by country and id, replaced ones left out. */
	struct fact_measure *measures;
	size_t n_measures;
	/* Sorted by country and number of the meeting, replaced ones left out. */
	struct fact_attendance *attendance;
	size_t n_attendance;
	/* Sorted by day, then place and row, replaced ones left out. */
	struct fact_fund *funds;
	size_t n_funds;
	/* Sorted by country, criterion, then place. */
	struct fact_reply *replies;
	size_t n_replies;
	/* Sorted by place; also those that do not stand: see the standing of the source. */
	struct fact_alert *alerts;
	size_t n_alerts;
	/* Sorted by place of the alert, then of the response; likewise. */
	struct fact_response *responses;
	size_t n_responses;
	/* Rows of removed entries, which are no facts, in the same order; replaced ones
	 * among them. */
	struct fact_review *removed_reviews;
	size_t n_removed_reviews;
	struct fact_duty *removed_duties;
	size_t n_removed_duties;
	struct fact_measure *removed_measures;
	size_t n_removed_measures;
	struct fact_attendance *removed_attendance;
	size_t n_removed_attendance;
	struct desks *desks; /* as the keys entries of the position say */
	struct fact_missing *missing;
	size_t n_missing;
	struct fact_fork *forks; /* by author and incarnation */
	size_t n_forks;
	struct arena mem;            /* owns texts and decoded messages */
	struct witnesses *witnesses; /* witness.h */
	bool is_witnessed;           /* the dates are those for m = witnessed_by */
	uint32_t witnessed_by;
	struct facts_intake *intake; /* inside: facts_intake.h */
	bool finished;
};

/* Empty facts at a position (copied).  Free with facts_free. */
struct facts *facts_new(
    const struct registry *r, const struct position *p, enum facts_level level);
void facts_free(struct facts *f);

/* What the header of an entry says. */
struct fact_head {
	struct place place;
	struct hash id;
	int64_t time_ms;
	uint32_t audience;
	uint64_t register_number;
};

/* Adds the rows of one usable body held at the position.  Bodies may come in any order.
 * Bodies of desks give no rows but alerts, responses and retractions.  Returns the source; a
 * source carries one body.  facts_add_source: public, of the register's head. */
fact_source facts_add_entry(struct facts *f, const struct fact_head *h);
fact_source facts_add_source(
    struct facts *f, const struct place *p, const struct hash *id, int64_t time_ms);
void facts_add_capacity(struct facts *f, fact_source s, struct bytes body);
void facts_add_duty(struct facts *f, fact_source s, struct bytes body);
void facts_add_measure(struct facts *f, fact_source s, struct bytes body);
void facts_add_attendance(struct facts *f, fact_source s, struct bytes body);
void facts_add_fund(struct facts *f, fact_source s, struct bytes body);
void facts_add_reply(struct facts *f, fact_source s, struct bytes body);
void facts_add_alert(struct facts *f, fact_source s, struct bytes body);
void facts_add_response(struct facts *f, fact_source s, struct bytes body);
void facts_add_retraction(struct facts *f, fact_source s, struct bytes body);

/* A keys entry that was accepted: its desks. */
void facts_add_keys(struct facts *f, const struct place *p, struct bytes body);

void facts_add_missing(
    struct facts *f, const struct place *p, uint32_t kind, uint32_t audience);

/* One witness entry: its author, place, time and heads, in any order; facts_finish
 * computes every source's witnessed date from them. */
void facts_add_witness(
    struct facts *f, const struct place *p, int64_t time_ms, struct bytes body);

/* That feed counts up to the limit: what lies beyond is left out by facts_finish, whenever it was
 * added.  Each feed once. */
void facts_add_fork(struct facts *f, const struct fact_fork *fork);

/* The fork of that author's feed; NULL: none is proven. */
const struct fact_fork *facts_fork_of(const struct facts *f, const char *author);

/* What stands?  Sorts, drops replaced lines and rows of what does not stand (removed ones
 * are kept apart, those of the fund and replies dropped), computes witnessed dates by the newest policy of the position.  Call once, before the
 * rules.  What facts_add_source returned is an index no more: sources are sorted now. */
void facts_finish(struct facts *f);

/* Sets every source's witnessed date for m = `witnesses` (policy.alert_witnesses), or as
 * many as there are other member countries when they are fewer; none when m is 0.  Costs
 * nothing when they are set for that m.  comply_judge does so for the policy at its date. */
void facts_witness(struct facts *f, uint32_t witnesses);

/* The same for one source, for the m of the last facts_witness. */
void facts_witness_source(struct facts *f, fact_source s);

/* The rows of one country (or territory); NULL when there are none. */
const struct fact_duty *facts_duties_of(
    const struct facts *f, const char *country, size_t *n);
const struct fact_review *facts_reviews_of(
    const struct facts *f, const char *country, size_t *n);
const struct fact_measure *facts_measures_of(
    const struct facts *f, const char *country, size_t *n);

const struct fact_reply *facts_replies_of(
    const struct facts *f, const char *country, size_t *n);

/* The same of removed entries. */
const struct fact_duty *facts_removed_duties_of(
    const struct facts *f, const char *country, size_t *n);
const struct fact_review *facts_removed_reviews_of(
    const struct facts *f, const char *country, size_t *n);

/* What the country says of the meeting of that act number; NULL: nothing. */
const struct fact_attendance *facts_attendance_of(
    const struct facts *f, const char *country, uint64_t meeting);

#endif
