/* bytes.c - byte strings. */
#include "bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

bool
bytes_eq(struct bytes a, struct bytes b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

uint8_t *
buf_more(struct buf *b, size_t n)
{
	if (b->n + n > b->room) {
		size_t room = b->room ? b->room * 2 : 256;

		if (room < b->n + n)
			room = b->n + n;
		b->p = mem_resize(b->p, room, 1);
		b->room = room;
	}
	b->n += n;
	return b->p ? b->p + b->n - n : NULL; /* NULL: nothing asked of an empty one */
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n)
		memcpy(buf_more(b, n), p, n);
}

void
buf_add_u32(struct buf *b, uint32_t v)
{
	uint8_t x[4];

	put_u32(x, v);
	buf_add(b, x, sizeof(x));
}

void
buf_add_u64(struct buf *b, uint64_t v)
{
	uint8_t x[8];

	put_u64(x, v);
	buf_add(b, x, sizeof(x));
}

void
buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_add_vformat(struct buf *b, const char *fmt, va_list ap)
{
	char text[512];
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	if (n < 0)
		abort(); /* a format that is none */
	if ((size_t)n < sizeof(text)) {
		buf_add(b, text, (size_t)n);
	} else {
		char *all = mem_new((size_t)n + 1);

		vsnprintf(all, (size_t)n + 1, fmt, again);
		buf_add(b, all, (size_t)n);
		free(all);
	}
	va_end(again);
}

void
buf_add_format(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_add_vformat(b, fmt, ap);
	va_end(ap);
}

void
buf_add_line(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_add_vformat(b, fmt, ap);
	va_end(ap);
	buf_add(b, "\n", 1);
}

void
buf_reset(struct buf *b)
{
	b->n = 0;
}

void
buf_clear(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}

uint32_t
get_u32(const uint8_t b[static 4])
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

uint64_t
get_u64(const uint8_t b[static 8])
{
	return (uint64_t)get_u32(b) << 32 | get_u32(b + 4);
}

void
put_u32(uint8_t b[static 4], uint32_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		b[i] = (uint8_t)v;
}

void
put_u64(uint8_t b[static 8], uint64_t v)
{
	put_u32(b, (uint32_t)(v >> 32));
	put_u32(b + 4, (uint32_t)v);
}

void
hex_write(char *out, const uint8_t *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	*out = '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
hex_parse(uint8_t *out, size_t n, const char *hex)
{
	for (size_t i = 0; i < n; i++) {
		int hi = hex_digit(hex[0]);
		int lo = hi < 0 ? -1 : hex_digit(hex[1]);

		if (lo < 0)
			return false;
		out[i] = (uint8_t)(hi << 4 | lo);
		hex += 2;
	}
	return *hex == '\0';
}
