/* bytes.h - byte strings: a borrowed view, a growing buffer, hexadecimal, big-endian. */
#ifndef BYTES_H
#define BYTES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"

/* A view; owns nothing. */
struct bytes {
	const uint8_t *p;
	size_t n;
};

static inline struct bytes
bytes_of(const void *p, size_t n)
{
	return (struct bytes){ .p = p, .n = n };
}

bool bytes_eq(struct bytes a, struct bytes b);

/* A growing buffer that owns its memory.  Zero-initialised is empty. */
struct buf {
	uint8_t *p;
	size_t n;
	size_t room;
};

void buf_add(struct buf *b, const void *p, size_t n);
/* n bytes more, for the caller to fill; may be NULL when n is 0. */
uint8_t *buf_more(struct buf *b, size_t n);
void buf_add_u32(struct buf *b, uint32_t v); /* big-endian */
void buf_add_u64(struct buf *b, uint64_t v);
void buf_add_str(struct buf *b, const char *s); /* without its NUL */

/* As printf, of any length; the second ends it with a line feed. */
void buf_add_format(struct buf *b, const char *fmt, ...) ATTR_PRINTF(2, 3);
void buf_add_line(struct buf *b, const char *fmt, ...) ATTR_PRINTF(2, 3);
void buf_add_vformat(struct buf *b, const char *fmt, va_list ap) ATTR_PRINTF(2, 0);

void buf_reset(struct buf *b); /* empty, keeps the memory */
void buf_clear(struct buf *b); /* frees; the buffer is empty again */

static inline struct bytes
buf_view(const struct buf *b)
{
	return (struct bytes){ .p = b->p, .n = b->n };
}

uint32_t get_u32(const uint8_t b[static 4]);
uint64_t get_u64(const uint8_t b[static 8]);
void put_u32(uint8_t b[static 4], uint32_t v);
void put_u64(uint8_t b[static 8], uint64_t v);

/* Lower-case hexadecimal with NUL: `out` holds 2 * n + 1. */
void hex_write(char *out, const uint8_t *p, size_t n);

/* Exactly 2 * n hexadecimal digits and the end of the string; false otherwise, `out`
 * then undefined. */
bool hex_parse(uint8_t *out, size_t n, const char *hex);

#endif
