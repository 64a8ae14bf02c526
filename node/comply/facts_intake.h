/* facts_intake.h - between facts.c and facts_add.c: what is known only while collecting. */
#ifndef FACTS_INTAKE_H
#define FACTS_INTAKE_H

#include "common.pb-c.h"
#include "facts.h"
#include "keys.pb-c.h"

struct intake_source {
	const Cmsa__Batch *batch; /* NULL: stands alone */
};

/* An entry that a retraction or a correction names. */
struct intake_removal {
	struct place place;
	struct hash id;
	fact_source by;
};

struct intake_keys {
	struct place place;
	const Cmsa__KeysBody *body;
};

struct facts_intake {
	struct intake_source *of; /* by source */
	size_t room_of, room_sources, room_reviews, room_duties, room_measures,
	    room_attendance, room_funds, room_replies, room_missing, room_alerts,
	    room_responses, room_removals, room_keys;
	struct intake_removal *removals;
	size_t n_removals;
	struct intake_keys *keys;
	size_t n_keys;
};

#endif
