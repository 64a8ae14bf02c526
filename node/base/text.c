/* text.c - checks and exact number parsing on text from outside. */
#include "text.h"

#include <string.h>

#include "attr.h"

/* Length of the well-formed sequence at p, its code point in *cp; 0 if none. */
static size_t
sequence(uint32_t *cp, const uint8_t *p, size_t n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = p[0] < 0x80       ? 1
		     : p[0] >> 5 == 6  ? 2
		     : p[0] >> 4 == 14 ? 3
		     : p[0] >> 3 == 30 ? 4
				       : 0;

	if (!len || len > n)
		return 0;
	*cp = len == 1 ? p[0] : p[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if (p[i] >> 6 != 2)
			return 0;
		*cp = *cp << 6 | (p[i] & 0x3fU);
	}
	if (*cp < least[len] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff))
		return 0;
	return len;
}

bool
text_is_clean(const uint8_t *p, size_t n)
{
	while (n) {
		uint32_t cp;
		size_t len = sequence(&cp, p, n);

		if (!len || cp < 0x20 || (cp >= 0x7f && cp <= 0x9f))
			return false;
		p += len;
		n -= len;
	}
	return true;
}

bool
text_is_digits(const char *s, size_t least, size_t most)
{
	size_t n = strspn(s, "0123456789");

	return s[n] == '\0' && n >= least && n <= most;
}

bool
text_to_i64(int64_t *out, const char *s)
{
	bool minus = *s == '-';
	int64_t v = 0;

	s += minus;
	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		/* counted downwards, so that INT64_MIN fits */
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_sub_overflow(v, *s - '0', &v))
			return false;
	}
	if (minus) {
		*out = v;
		return true;
	}
	if (v == INT64_MIN)
		return false;
	*out = -v;
	return true;
}

/* Copies digits without commas; false when a comma does not part three digits. */
static bool
drop_commas(char out[static 64], const char *s)
{
	size_t n = 0, since = 0;
	bool seen = false, fraction = false;

	for (; *s; s++) {
		if (*s == ',') {
			if (fraction || !n || (seen ? since != 3 : since > 3))
				return false;
			seen = true;
			since = 0;
			continue;
		}
		if (*s == '.') {
			if (seen && since != 3)
				return false;
			fraction = true;
		}
		since++;
		if (n == 63)
			return false;
		out[n++] = *s;
	}
	out[n] = '\0';
	return fraction || !seen || since == 3;
}

bool
text_to_scaled(int64_t *out, const char *s, int64_t scale, bool commas)
{
	char plain[64] = "";
	wide_int v = 0;
	int64_t down = 1;
	bool point = false, digit = false;

	if (commas) {
		if (!drop_commas(plain, s))
			return false;
		s = plain;
	}
	for (; *s; s++) {
		if (*s == '.' && !point) {
			point = true;
			continue;
		}
		if (*s < '0' || *s > '9' || v > INT64_MAX || down > INT64_MAX / 10)
			return false;
		v = v * 10 + (*s - '0');
		digit = true;
		if (point)
			down *= 10;
	}
	if (!digit || v > INT64_MAX || scale < 0)
		return false;
	v *= scale;
	if (v % down || v / down > INT64_MAX)
		return false;
	*out = (int64_t)(v / down);
	return true;
}
