/* alliance_impl.h - what the files alliance_*.c share; nobody else includes it. */
#ifndef ALLIANCE_IMPL_H
#define ALLIANCE_IMPL_H

#include "alliance_data.h"

enum {
	ALLIANCE_MOST = 60,         /* countries */
	ALLIANCE_FIRST_DAY = 20454, /* 2026-01-01 */
	ALLIANCE_YEAR = 365
};

extern const char *const alliance_countries[ALLIANCE_MOST];

/* 0 .. n - 1 */
uint32_t alliance_roll(struct alliance *a, uint32_t n);

/* The whole register; notes minerals, codes and meetings. */
void alliance_add_acts(struct alliance *a, const char *deploy);

/* Appends an entry of that body to the country's feed. */
void alliance_post_bytes(struct alliance *a, uint32_t country, uint32_t kind,
    struct date day, const struct buf *body);
void alliance_post_body(struct alliance *a, uint32_t country, uint32_t kind,
    struct date day, const ProtobufCMessage *body);

/* A post of that kind, of that author (NULL: of any), among the last ones; NULL: none. */
const struct alliance_post *alliance_some_post(
    struct alliance *a, uint32_t kind, const char *author);

/* One entry each.  Duty: a whole first schedule, or some codes of it anew.  Capacity: at most
 * `most` reviews.  Attendance: of that meeting of the list.  Retraction: of some entry of its
 * own. */
void alliance_post_duty(
    struct alliance *a, uint32_t country, struct date day, bool whole);
void alliance_post_capacity(
    struct alliance *a, uint32_t country, struct date day, size_t most);
void alliance_post_measure(struct alliance *a, uint32_t country, struct date day);
void alliance_post_attendance(
    struct alliance *a, uint32_t country, struct date day, size_t meeting);
void alliance_post_alert(struct alliance *a, uint32_t country, struct date day);
void alliance_post_response(struct alliance *a, const struct alliance_post *to,
    uint32_t country, struct date day, Cmsa__ResponseState state);
void alliance_post_witness(struct alliance *a, uint32_t country, struct date day);
void alliance_post_retraction(struct alliance *a, uint32_t country, struct date day);

#endif
