/* b5c.c - trade remedies, toward every country and toward entities of concern. */
#include "b5c.h"

#include <string.h>

#include "b5.h"

void
b5c_judge(struct judge *j, struct sheet *out)
{
	const Cmsa__MeasureKind kind = CMSA__MEASURE_KIND__MEASURE_TRADE_REMEDIES;

	for (size_t i = 0; i < j->n_concern; i++)
		if (strcmp(j->concern[i].name, j->subject) != 0)
			b5_judge_measures(j, out, kind, j->concern[i].name);
	b5_judge_measures(j, out, kind, JUDGE_ENTITIES);
}
