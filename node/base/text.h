/* text.h - which byte strings are text for people: UTF-8 without control characters. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF)
 * without C0 controls, DEL or C1 controls.  The empty string is text. */
bool text_is_clean(const uint8_t *p, size_t n);

/* Only '0'..'9', at least `least` and at most `most` of them. */
bool text_is_digits(const char *s, size_t least, size_t most);

/* A plain integer, optional leading '-', no spaces, no overflow. */
bool text_to_i64(int64_t *out, const char *s);

/* A decimal figure ("12", "0.5", "1,250.75" when `commas`), times `scale`, exactly:
 * false when it is no number, does not fit, or the product is not an integer.
 * No floating point is used. */
bool text_to_scaled(int64_t *out, const char *s, int64_t scale, bool commas);

#endif
