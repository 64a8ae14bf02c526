/* processes_show.h - what the parent says of its processes, in answers of cmsa. */
#ifndef PROCESSES_SHOW_H
#define PROCESSES_SHOW_H

#include <jansson.h>

#include "bytes.h"
#include "processes.h"

/* A table of them and a line on what holds them, appended. */
void processes_show_text(struct buf *out, const struct processes *p);

/* {"held_by", "user", "list": [...]}; the caller's. */
json_t *processes_show_json(const struct processes *p);

#endif
