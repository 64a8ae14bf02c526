/* duty_text.h - a duty as tariffs print it, taken apart.
 *
 *   Free                                    0
 *   5.5%                                    ad valorem
 *   1.5¢/kg + 2%                            the specific part as text, plus the ad valorem part
 *   8.8¢/kg on copper content + 3.3¢/kg on lead content
 *   2.5% on the value of the lead content   text alone: not of the whole value
 *   See 9903.88.01, The duty provided in the applicable subheading, 5% but not less than $1/kg
 *                                           text alone
 *
 * Text alone is a line of combination specific: kept as published, not comparable. */
#ifndef DUTY_TEXT_H
#define DUTY_TEXT_H

#include <stdbool.h>

#include "arena.h"
#include "duty.pb-c.h"

/* Sets combination, rate, specific part and text as published of `l`; the texts are copied into
 * `mem`, an arena without a budget, blanks made one.  False, and `l` as it was: none of the
 * above, or a rate that is no whole number of basis points. */
bool duty_text_read(Cmsa__DutyLine *l, struct arena *mem, const char *text);

/* A copy of a text without blanks around it, and one for several. */
char *duty_text_trim(struct arena *mem, const char *s, size_t n);

#endif
