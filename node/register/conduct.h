/* conduct.h - what the register says of a country's conduct at a date: what it agreed to,
 * which meetings were held and who was recorded there (statute.md 3).  Void acts say
 * nothing.  Results are borrowed from the registry. */
#ifndef CONDUCT_H
#define CONDUCT_H

#include "act.h"
#include "date.h"
#include "registry.h"

/* The country's undertaking of that paragraph of 4(b): the latest dated on or before D;
 * NULL: none.  Its act's number goes to *act. */
const Cmsa__Undertaking *conduct_undertaking(const struct registry *r, uint64_t *act,
    const char *country, Cmsa__Paragraph paragraph, struct date d);

struct conduct_meeting {
	uint64_t act; /* its number */
	struct date held;
};

/* The regular meetings held on first..last, by date, then number; the caller frees the
 * array. */
struct conduct_meeting *conduct_meetings(
    const struct registry *r, size_t *n, struct date first, struct date last);

/* The last record of a meeting; NULL: none. */
const Cmsa__MeetingRecord *conduct_record(const struct registry *r, uint64_t meeting);

/* Is the country among those recorded? */
bool conduct_attended(const Cmsa__MeetingRecord *record, const char *country);

#endif
