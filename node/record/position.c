/* position.c - positions: sorted heads, and their text form (PROTOCOL M7.1). */
#include "position.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"

void
position_clear(struct position *p)
{
	free(p->heads);
	*p = (struct position){ 0 };
}

void
position_copy(struct position *out, const struct position *p)
{
	*out = *p;
	out->heads = mem_dup(p->heads, p->n_heads * sizeof(*p->heads));
}

static int
feed_cmp(const struct place *p, const char *author, uint32_t incarnation)
{
	int c = strcmp(p->author, author);

	if (c)
		return c;
	return p->incarnation < incarnation ? -1 : p->incarnation > incarnation;
}

/* Index of the feed, or where it belongs. */
static size_t
find(const struct position *p, const char *author, uint32_t incarnation)
{
	size_t lo = 0, hi = p->n_heads;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (feed_cmp(&p->heads[mid].place, author, incarnation) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
is_at(const struct position *p, size_t i, const char *author, uint32_t incarnation)
{
	return i < p->n_heads && !feed_cmp(&p->heads[i].place, author, incarnation);
}

static bool
has_feed(const struct position *p, const char *author, uint32_t incarnation)
{
	return is_at(p, find(p, author, incarnation), author, incarnation);
}

void
position_set(struct position *p, const struct place *place, const struct hash *id)
{
	size_t i = find(p, place->author, place->incarnation);

	if (!is_at(p, i, place->author, place->incarnation)) {
		p->heads = mem_resize(p->heads, p->n_heads + 1, sizeof(*p->heads));
		memmove(
		    &p->heads[i + 1], &p->heads[i], (p->n_heads - i) * sizeof(*p->heads));
		p->n_heads++;
	} else if (p->heads[i].place.seq > place->seq) {
		return;
	}
	p->heads[i] = (struct position_head){ .place = *place, .id = *id };
}

void
position_drop(struct position *p, const char *author, uint32_t incarnation)
{
	size_t i = find(p, author, incarnation);

	if (!is_at(p, i, author, incarnation))
		return;
	p->n_heads--;
	memmove(
	    &p->heads[i], &p->heads[i + 1], (p->n_heads - i) * sizeof(*p->heads));
}

uint64_t
position_seq(const struct position *p, const char *author, uint32_t incarnation)
{
	size_t i = find(p, author, incarnation);

	return is_at(p, i, author, incarnation) ? p->heads[i].place.seq : 0;
}

void
position_write(struct buf *out, const struct position *p)
{
	char part[80];

	snprintf(part, sizeof(part), "register=%" PRIu64, p->register_number);
	buf_add_str(out, part);
	for (size_t i = 0; i < p->n_heads; i++) {
		const struct place *at = &p->heads[i].place;

		snprintf(part, sizeof(part), ",%s=%" PRIu32 ":%" PRIu64, at->author,
		    at->incarnation, at->seq);
		buf_add_str(out, part);
	}
}

/* Digits, no sign, up to and with `end`; within 63 bits. */
static bool
parse_number(uint64_t *out, const char *s, const char *end)
{
	char digits[24];
	size_t n = (size_t)(end - s);
	int64_t v;

	if (!n || n >= sizeof(digits))
		return false;
	memcpy(digits, s, n);
	digits[n] = '\0';
	if (!text_is_digits(digits, 1, sizeof(digits)) || !text_to_i64(&v, digits))
		return false;
	*out = (uint64_t)v;
	return true;
}

/* "NAME=INCARNATION:SEQ" */
static bool
parse_head(struct place *at, const char *s, size_t n)
{
	char part[80], *eq, *colon;
	uint64_t incarnation;

	if (n >= sizeof(part))
		return false;
	memcpy(part, s, n);
	part[n] = '\0';
	eq = strchr(part, '=');
	colon = eq ? strchr(eq, ':') : NULL;
	if (!colon || !parse_number(&incarnation, eq + 1, colon) || !incarnation ||
	    incarnation > UINT32_MAX || !parse_number(&at->seq, colon + 1, part + n))
		return false;
	*eq = '\0';
	if (!author_is_valid(part))
		return false;
	memcpy(at->author, part, strlen(part) + 1);
	at->incarnation = (uint32_t)incarnation;
	return true;
}

enum err
position_parse(struct position *out, const char *text, struct errmsg *m)
{
	static const char first[] = "register=";
	struct hash unknown = { { 0 } };
	const char *s = text + sizeof(first) - 1;

	*out = (struct position){ 0 };
	if (strncmp(text, first, sizeof(first) - 1) ||
	    !parse_number(&out->register_number, s, s + strcspn(s, ",")) ||
	    !out->register_number)
		return errmsg_set(m, ERR_INPUT,
		    "position: expected \"register=N,AUTHOR=INCARNATION:SEQ,...\", found \"%.60s\"",
		    text);
	for (s += strcspn(s, ","); *s;) {
		size_t n = strcspn(++s, ",");
		struct place at = { 0 };

		if (!parse_head(&at, s, n) || has_feed(out, at.author, at.incarnation)) {
			position_clear(out);
			return errmsg_set(m, ERR_INPUT,
			    "position: expected AUTHOR=INCARNATION:SEQ, each feed once, found \"%.*s\"",
			    (int)(n > 60 ? 60 : n), s);
		}
		position_set(out, &at, &unknown);
		s += n;
	}
	return ERR_NONE;
}
