/* corrected.h - the flag `corrected`: a finding that an entry taken back would have borne on
 * says so, and its evidence holds that entry and what removed it (PROTOCOL M7.22). */
#ifndef CORRECTED_H
#define CORRECTED_H

#include "judge.h"

/* If the entry is removed: sets the flag and adds it and its remover to the evidence, each once,
 * which moves into the scratch arena.  Any number of calls, then corrected_settle. */
void corrected_add(struct judge *j, struct outcome *o, fact_source s);

/* Evidence in order of place.  Does nothing without the flag. */
void corrected_settle(struct judge *j, struct outcome *o);

/* The rules of M7.22 for each kind of row; settled.  Reviews of the mineral and stage, or nil
 * for the rest; measures of that kind begun by D; attendance of that meeting. */
void corrected_reviews(
    struct judge *j, struct outcome *o, const char *mineral, Cmsa__Stage stage);
void corrected_measures(struct judge *j, struct outcome *o, Cmsa__MeasureKind kind);
void corrected_attendance(struct judge *j, struct outcome *o, uint64_t meeting);

/* Lines in effect at D under `hs6` of a kind of `counts`, or ordinary or relief; and whose
 * scope fits one of the origins: NULL: any does.  First corrected_collect for the HS6. */
void corrected_collect(struct judge *j, const char *hs6, uint32_t counts);
void corrected_lines(
    struct judge *j, struct outcome *o, const struct rate_origin *origin);

#endif
