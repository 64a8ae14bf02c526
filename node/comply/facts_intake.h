/* facts_intake.h - between facts.c and facts_add.c: what is known only while collecting. */
#ifndef FACTS_INTAKE_H
#define FACTS_INTAKE_H

#include "common.pb-c.h"
#include "facts.h"

struct intake_source {
	const Cmsa__Batch *batch; /* NULL: stands alone */
	uint32_t kind;
};

struct facts_intake {
	struct intake_source *of; /* by source */
	size_t room_of, room_sources, room_reviews, room_duties, room_measures,
	    room_attendance, room_missing;
};

#endif
