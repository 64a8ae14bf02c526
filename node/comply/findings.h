/* findings.h - from folded rows to findings as they are digested: messages, counts, worst
 * status, digest (PROTOCOL.md 7.3, 7.5). */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "comply.h"
#include "sheet.h"

/* Empty findings about `f` at D; the rules version is that of the law at D. */
struct findings *findings_new(struct facts *f, struct date d, uint32_t rules_version);

/* Starts a country; returned until the next one is started. */
struct country_result *findings_add_country(struct findings *fs, const char *country);

/* Adds a finished sheet as one criterion of the newest country: findings, counts and the
 * worst status.  Returned until the next is added. */
struct criterion_result *findings_add_criterion(
    struct findings *fs, Cmsa__Criterion c, const struct sheet *s);

/* Criteria will be replaced: what is digested of the others is kept, as large as all. */
void findings_keep(struct findings *fs);

/* The same in place of criteria[i]; the others stay. */
void findings_replace_criterion(struct findings *fs, size_t i, const struct sheet *s);

/* The facts got one more source at `at`, those behind it moved; NO_SOURCE: none. */
void findings_moved(struct findings *fs, fact_source at);

/* Call at the end, and again when criteria were replaced: digest, or incomplete. */
void findings_finish(struct findings *fs);

/* What a digest is over besides the findings. */
struct findings_about {
	struct hash alliance;
	uint32_t rules_version;
	enum facts_level level;
	const struct position *position;
	struct date as_of;
};
struct hash findings_digest(
    const struct findings_about *about, const struct finding *list, size_t n);

#endif
