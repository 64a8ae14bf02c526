/* json.c - writing JSON one way. */
#include "json.h"

#include <stdlib.h>

void
json_write(struct buf *out, json_t *doc, int lines)
{
	char *s = json_dumps(doc, lines ? JSON_COMPACT : JSON_INDENT(2));

	if (s)
		buf_add_str(out, s);
	buf_add_str(out, "\n");
	free(s);
	json_decref(doc);
}

void
json_set(json_t *o, const char *key, json_t *value)
{
	json_object_set_new(o, key, value);
}

void
json_set_text(json_t *o, const char *key, const char *s)
{
	json_set(o, key, json_string(s));
}

void
json_set_int(json_t *o, const char *key, int64_t v)
{
	json_set(o, key, json_integer(v));
}

void
json_set_bool(json_t *o, const char *key, int v)
{
	json_set(o, key, json_boolean(v));
}

void
json_set_date(json_t *o, const char *key, struct date d)
{
	char text[11];

	date_write(text, d);
	json_set_text(o, key, text);
}

void
json_set_hash(json_t *o, const char *key, const struct hash *h)
{
	char hex[HASH_HEX_LEN];

	hash_hex(hex, h);
	json_set_text(o, key, hex);
}
