/* b5b.c - investment screening: no origin is asked for. */
#include "b5b.h"

#include "b5.h"

void
b5b_judge(struct judge *j, struct sheet *out)
{
	b5_judge_measures(j, out, CMSA__MEASURE_KIND__MEASURE_INVESTMENT_SCREENING, NULL);
}
