/* draft_args.c - reading an operator's words. */
#include "draft_args.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "pb.h"
#include "text.h"

void
draft_args_init(struct draft_args *a, const char *const *words, size_t n,
    struct arena *mem, struct errmsg *m)
{
	*a = (struct draft_args){ .words = words, .n = n, .mem = mem, .m = m };
	if (n > DRAFT_MAX_ARGS)
		draft_args_fail(
		    a, "expected at most %d words, found %zu", DRAFT_MAX_ARGS, n);
	for (size_t i = 0; !a->err && i < n; i++)
		if (!strchr(words[i], '=') || words[i][0] == '=')
			draft_args_fail(a, "expected key=value, found \"%s\"", words[i]);
}

void
draft_args_fail(struct draft_args *a, const char *fmt, ...)
{
	char text[sizeof(a->m->text)];
	va_list ap;

	if (a->err)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	a->err = errmsg_set(a->m, ERR_INPUT, "%s", text);
}

/* The value of word i when it is one of `key`. */
static const char *
value_of(const struct draft_args *a, size_t i, const char *key)
{
	size_t n = strlen(key);

	if (strncmp(a->words[i], key, n) != 0 || a->words[i][n] != '=')
		return NULL;
	return a->words[i] + n + 1;
}

const char *
draft_args_find(struct draft_args *a, const char *key)
{
	const char *found = NULL;

	for (size_t i = 0; !a->err && i < a->n; i++) {
		const char *value = value_of(a, i, key);

		if (value && found)
			draft_args_fail(a, "expected \"%s\" once, found it again", key);
		if (value) {
			a->used[i] = true;
			found = value;
		}
	}
	return a->err ? NULL : found;
}

char *
draft_args_text(struct draft_args *a, const char *key)
{
	const char *value = draft_args_find(a, key);

	if (!value || !*value) {
		draft_args_fail(a, "expected %s=..., found %s", key,
		    value ? "an empty value" : "no such word");
		return pb_text("");
	}
	return pb_text(value);
}

char *
draft_args_text_or_none(struct draft_args *a, const char *key)
{
	return draft_args_find(a, key) ? draft_args_text(a, key) : pb_text("");
}

ProtobufCBinaryData
draft_args_hash(struct draft_args *a, const char *key)
{
	const char *hex = draft_args_text(a, key);
	uint8_t *hash = arena_get(a->mem, 32);

	if (strlen(hex) != 64 || !hex_parse(hash, 32, hex))
		draft_args_fail(a,
		    "\"%s\": expected 64 hexadecimal digits, found \"%.80s\"", key, hex);
	return pb_data(bytes_of(hash, 32));
}

int32_t
draft_args_date_or_none(struct draft_args *a, const char *key)
{
	const char *value = draft_args_find(a, key);
	struct date d = { 0 };

	if (value && !date_parse(&d, value))
		draft_args_fail(
		    a, "\"%s\": expected a date YYYY-MM-DD, found \"%s\"", key, value);
	return a->err ? 0 : d.days;
}

int32_t
draft_args_date(struct draft_args *a, const char *key)
{
	draft_args_text(a, key);
	return draft_args_date_or_none(a, key);
}

uint64_t
draft_args_number_or(struct draft_args *a, const char *key, uint64_t least, uint64_t most,
    uint64_t otherwise)
{
	const char *value = draft_args_find(a, key);
	int64_t x = 0;

	if (!value)
		return otherwise;
	if (!text_to_i64(&x, value) || x < 0 || (uint64_t)x < least ||
	    (uint64_t)x > most) {
		draft_args_fail(a,
		    "\"%s\": expected a number of %llu to %llu, found \"%s\"", key,
		    (unsigned long long)least, (unsigned long long)most, value);
		return otherwise;
	}
	return (uint64_t)x;
}

uint64_t
draft_args_number(struct draft_args *a, const char *key, uint64_t least, uint64_t most)
{
	draft_args_text(a, key);
	return draft_args_number_or(a, key, least, most, least);
}

bool
draft_args_flag_or(struct draft_args *a, const char *key, bool otherwise)
{
	const char *value = draft_args_find(a, key);

	if (!value)
		return otherwise;
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		draft_args_fail(
		    a, "\"%s\": expected yes or no, found \"%s\"", key, value);
	return !strcmp(value, "yes");
}

size_t
draft_args_choice(struct draft_args *a, const char *key, const char *const *names)
{
	const char *value = draft_args_text(a, key);
	char list[256] = "";

	for (size_t i = 0; names[i]; i++)
		if (!strcmp(names[i], value))
			return i;
	for (size_t i = 0, at = 0; names[i] && at < sizeof(list); i++)
		at += (size_t)snprintf(
		    list + at, sizeof(list) - at, "%s%s", i ? ", " : "", names[i]);
	draft_args_fail(a, "\"%s\": expected one of %s, found \"%s\"", key, list, value);
	return 0;
}

size_t
draft_args_all(struct draft_args *a, const char **values, const char *key)
{
	size_t n = 0;

	for (size_t i = 0; !a->err && i < a->n; i++) {
		const char *value = value_of(a, i, key);

		if (!value)
			continue;
		a->used[i] = true;
		values[n++] = value;
	}
	return n;
}

char **
draft_args_split(struct draft_args *a, size_t *n, const char *text, char separator)
{
	const char stop[2] = { separator, '\0' };
	char *rest = arena_strdup(a->mem, text), *word;
	size_t most = 1;
	char **list;

	*n = 0;
	for (const char *s = text; *s; s++)
		most += *s == separator;
	list = arena_get(a->mem, most * sizeof(*list));
	if (!*text)
		return list;
	while ((word = strsep(&rest, stop)))
		list[(*n)++] = word;
	return list;
}

static int
word_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
draft_args_set(struct draft_args *a, size_t *n, const char *key)
{
	char **list = draft_args_split(a, n, draft_args_text(a, key), ',');

	qsort(list, *n, sizeof(*list), word_cmp);
	for (size_t i = 1; i < *n; i++)
		if (!strcmp(list[i - 1], list[i]))
			draft_args_fail(a,
			    "\"%s\": expected each once, found \"%s\" twice", key,
			    list[i]);
	return list;
}

enum err
draft_args_finish(struct draft_args *a)
{
	for (size_t i = 0; !a->err && i < a->n; i++)
		if (!a->used[i])
			draft_args_fail(a, "expected no such word: \"%s\"", a->words[i]);
	return a->err;
}
