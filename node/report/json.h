/* json.h - small helpers over Jansson, so that every document is written alike: keys in
 * the order they were set, two spaces, one line feed at the end. */
#ifndef JSON_H
#define JSON_H

#include <jansson.h>

#include "bytes.h"
#include "date.h"
#include "hash.h"

/* Appends the document; `lines`: on one line.  Takes the reference. */
void json_write(struct buf *out, json_t *doc, int lines);

/* Each sets a key of an object. */
void json_set_text(json_t *o, const char *key, const char *s);
void json_set_int(json_t *o, const char *key, int64_t v);
void json_set_bool(json_t *o, const char *key, int v);
void json_set_date(json_t *o, const char *key, struct date d); /* "" when not given */
void json_set_hash(json_t *o, const char *key, const struct hash *h);
void json_set(json_t *o, const char *key, json_t *value); /* takes the reference */

#endif
