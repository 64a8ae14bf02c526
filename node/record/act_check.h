/* act_check.h - field rules shared by acts and applications (PROTOCOL.md 3). */
#ifndef ACT_CHECK_H
#define ACT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "act.pb-c.h"
#include "verdict.h"

/* The fields of an application: as those of an enrol act, role member, candidate or
 * auditor; or desk, which is handed to its country and not to the registrars. */
enum verdict act_check_application(const Cmsa__Application *app);

/* The fields of a desk in a keys entry of its country: as those of an enrol act, role desk. */
enum verdict act_check_desk(const Cmsa__Enrol *e);

/* The rows of a reference act (act_check_reference.c). */
enum verdict act_check_reference(const Cmsa__Reference *r);

/* Acts of conduct (act_check_conduct.c): what a country agrees to, whether it meets the
 * criteria, meetings, and how membership ends. */
enum verdict act_check_conduct(const Cmsa__Act *act);

/* Acts on the terms of agreements (act_check_terms.c): modifications and allowances; and
 * reports and reviews. */
enum verdict act_check_terms(const Cmsa__Act *act);

/* A cut (act_check_cut.c). */
enum verdict act_check_cut(const Cmsa__Act *act);

/* A resume (act_check_resume.c). */
enum verdict act_check_resume(const Cmsa__Act *act);

/* Small rules that these files use. */
bool act_date_ok(int32_t days); /* given and within 1900..2199 */
bool act_date_or_none(int32_t days);
bool act_number_ok(uint64_t number);
bool act_text_ok(const char *s); /* at most LIMIT_TEXT_BYTES */
bool act_word_ok(const char *s); /* the same, and not empty */

#endif
