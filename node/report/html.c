/* html.c - escaping. */
#include "html.h"

#include <string.h>

#include "text.h"

static const char REPLACED[] = "\xEF\xBF\xBD"; /* U+FFFD */

void
html_raw(struct buf *out, const char *markup)
{
	buf_add_str(out, markup);
}

/* Bytes of the code point at `s`: those its first byte asks for when they follow, else 1, so
 * that a byte that begins none takes nothing with it. */
static size_t
length_at(const char *s)
{
	const unsigned char c = (unsigned char)*s;
	const size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;

	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 1;
	return n;
}

static uint32_t
code_point(const char *s, size_t n)
{
	static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t c = (unsigned char)*s & first_bits[n];

	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	return c;
}

static bool
turns_direction(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static const char *
reference_of(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

void
html_text(struct buf *out, const char *s)
{
	while (*s) {
		const size_t n = length_at(s);
		const char *reference = reference_of(*s);

		if (reference)
			buf_add_str(out, reference);
		else if (!text_is_clean((const uint8_t *)s, n) ||
			 turns_direction(code_point(s, n)))
			buf_add_str(out, REPLACED);
		else
			buf_add(out, s, n);
		s += n;
	}
}

void
html_element(
    struct buf *out, const char *element, const char *class_name, const char *text)
{
	html_raw(out, "<");
	html_raw(out, element);
	if (class_name) {
		html_raw(out, " class=\"");
		html_raw(out, class_name);
		html_raw(out, "\"");
	}
	html_raw(out, ">");
	html_text(out, text);
	html_raw(out, "</");
	html_raw(out, element);
	html_raw(out, ">");
}
