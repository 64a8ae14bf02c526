/* frozen_json.h - forked feeds as JSON. */
#ifndef FROZEN_JSON_H
#define FROZEN_JSON_H

#include <jansson.h>

#include "facts.h"

/* A list, empty when no feed is forked. */
json_t *frozen_json(const struct facts *f);

#endif
