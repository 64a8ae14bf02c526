/* usgs_text.c - see usgs_text.h. */
#include "usgs_text.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "attr.h"
#include "figure.h"
#include "text.h"

/* Code points of bytes 0x80 to 0x9f; 0: none. */
static const uint16_t CP1252[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020,
	0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019,
	0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,
	0x017e, 0x0178 };

static const char NBSP[] = "\xc2\xa0";

/* A file is text line by line: CR, LF and TAB part its pieces. */
static bool
is_utf8(struct bytes in)
{
	size_t from = 0;

	if (!in.n)
		return true; /* `p` may be NULL */
	for (size_t i = 0; i <= in.n; i++) {
		if (i < in.n && in.p[i] != '\r' && in.p[i] != '\n' && in.p[i] != '\t')
			continue;
		if (!text_is_clean(in.p + from, i - from))
			return false;
		from = i + 1;
	}
	return true;
}

static void
add_code_point(struct buf *out, unsigned cp)
{
	uint8_t u[3] = { (uint8_t)(0xe0 | cp >> 12), (uint8_t)(0x80 | (cp >> 6 & 0x3f)),
		(uint8_t)(0x80 | (cp & 0x3f)) };

	if (cp >= 0x800) {
		buf_add(out, u, 3);
		return;
	}
	u[1] = (uint8_t)(0xc0 | cp >> 6);
	buf_add(out, u + 1, 2);
}

bool
usgs_text_decode(struct buf *out, struct bytes in)
{
	if (is_utf8(in)) {
		buf_add(out, in.p, in.n);
		return true;
	}
	for (size_t i = 0; i < in.n; i++) {
		unsigned b = in.p[i];
		unsigned cp = b >= 0x80 && b < 0xa0 ? CP1252[b - 0x80] : b;

		if (b < 0x80)
			buf_add(out, &in.p[i], 1);
		else if (cp)
			add_code_point(out, cp);
		else
			return false;
	}
	return true;
}

char *
usgs_text_label(struct arena *mem, const char *s)
{
	char *out = arena_get(mem, strlen(s) + 1);
	size_t n = 0;

	assert(out);
	while (*s) {
		size_t space = *s == ' ' ? 1 : !strncmp(s, NBSP, 2) ? 2 : 0;

		if (!space)
			out[n++] = *s++;
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
		s += space;
	}
	if (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}

/* A note may name years: "W for 23-24", "na for 2023".  Without any it is about all. */
static bool
note_covers(const char *note, unsigned year)
{
	const char *s = strstr(note, " for ");
	unsigned first, last;

	if (!s)
		return true;
	s += 5;
	if (!isdigit((unsigned char)*s))
		return true;
	for (first = 0; isdigit((unsigned char)*s) && first < 10000; s++)
		first = first * 10 + (unsigned)(*s - '0');
	last = first;
	if (*s == '-' && isdigit((unsigned char)s[1]))
		for (last = 0, s++; isdigit((unsigned char)*s) && last < 10000; s++)
			last = last * 10 + (unsigned)(*s - '0');
	return year % 100 >= first % 100 && year % 100 <= last % 100;
}

/* The first word of a note, or all of it. */
static bool
begins(const char *s, const char *word)
{
	size_t n = strlen(word);

	return !strncasecmp(s, word, n) && (s[n] == '\0' || s[n] == ' ' || s[n] == '.');
}

static enum usgs_says
mark(const char *s)
{
	static const char *const not_available[] = { "NA", "XX", "s", "Large", "Small",
		"Very small", "Moderate", "Moderate to large" };

	if (begins(s, "W"))
		return USGS_WITHHELD;
	for (size_t i = 0; i < ARRAY_LEN(not_available); i++)
		if (begins(s, not_available[i]))
			return USGS_NOT_AVAILABLE;
	return USGS_SILENT;
}

/* In a cell a mark stands alone, in capitals as the summaries define them. */
static enum usgs_says
mark_of_cell(const char *s)
{
	static const struct {
		const char *text;
		enum usgs_says says;
	} marks[] = { { "\xe2\x80\x94", USGS_NIL }, { "\xe2\x80\x93", USGS_NIL },
		{ "-", USGS_NIL }, { "W", USGS_WITHHELD }, { "NA", USGS_NOT_AVAILABLE },
		{ "XX", USGS_NOT_AVAILABLE }, { "s", USGS_NOT_AVAILABLE },
		{ "Large", USGS_NOT_AVAILABLE }, { "Small", USGS_NOT_AVAILABLE },
		{ "Very small", USGS_NOT_AVAILABLE }, { "Moderate", USGS_NOT_AVAILABLE },
		{ "Moderate to large", USGS_NOT_AVAILABLE } };

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (!strcmp(marks[i].text, s))
			return marks[i].says;
	return USGS_UNREADABLE;
}

struct usgs_value
usgs_text_value(const char *value, const char *note, unsigned year)
{
	struct usgs_value v = { .published = value };
	int64_t n;

	if (!*value) {
		v.says = note_covers(note, year) ? mark(note) : USGS_SILENT;
		v.published = v.says == USGS_SILENT ? "" : note;
		return v;
	}
	v.less = *value == '<';
	v.more = *value == '>';
	v.figure = value + (v.less || v.more);
	if (figure_parse(&n, v.figure, 1000000, true)) {
		return (
		    struct usgs_value){ .says = mark_of_cell(value), .published = value };
	}
	v.says = n ? USGS_FIGURE : v.less || v.more ? USGS_UNREADABLE : USGS_NIL;
	return v;
}

bool
usgs_text_is_mark(const char *note)
{
	return !*note || mark(note) != USGS_SILENT || begins(note, "reported") ||
	       begins(note, "reproted") || begins(note, "estimated");
}
