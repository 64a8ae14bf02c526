/* compliance_replies_json.h - inside report: what a country answers, as JSON (PROTOCOL M7.36). */
#ifndef COMPLIANCE_REPLIES_JSON_H
#define COMPLIANCE_REPLIES_JSON_H

#include "compliance.h"
#include "json.h"

/* Those of a country about a criterion; with `f` those to that finding alone. */
json_t *compliance_replies_json(const struct findings *fs, const char *country,
    Cmsa__Criterion c, const Cmsa__Finding *f);

#endif
