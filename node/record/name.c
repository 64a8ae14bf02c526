/* name.c - the grammar of names (PROTOCOL M2.9). */
#include "name.h"

#include <string.h>

static const char CAPITALS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char SMALL[] = "abcdefghijklmnopqrstuvwxyz";
static const char WORD[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

bool
author_is_country(const char *s)
{
	return strlen(s) == 3 && strspn(s, CAPITALS) == 3;
}

bool
author_is_desk(const char *s)
{
	return strspn(s, CAPITALS) == 3 && s[3] == '.' && node_name_is_valid(s + 4);
}

bool
author_is_valid(const char *s)
{
	size_t n = strlen(s);

	if (author_is_country(s) || author_is_desk(s))
		return true;
	return n >= 3 && n <= 16 && strspn(s, SMALL) >= 1 && strspn(s, WORD) == n;
}

void
author_country(char out[static COUNTRY_LEN], const char *author)
{
	out[0] = '\0';
	if (!author_is_country(author) && !author_is_desk(author))
		return;
	memcpy(out, author, 3);
	out[3] = '\0';
}

bool
country_is_territory_code(const char *s)
{
	return author_is_country(s) && s[0] == 'X';
}

bool
node_name_is_valid(const char *s)
{
	size_t n = strlen(s);

	return n >= 1 && n <= 16 && strspn(s, WORD) == n;
}

bool
subject_is_valid(const char *s)
{
	size_t n = strlen(s);

	return n >= 2 && n <= 32 && strspn(s, SMALL) >= 1 && strspn(s, WORD) == n;
}
