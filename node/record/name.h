/* name.h - names of authors, countries and codes (PROTOCOL.md 2.4). */
#ifndef NAME_H
#define NAME_H

#include <stdbool.h>

enum {
	AUTHOR_LEN = 24,
	COUNTRY_LEN = 4,
	NODE_NAME_LEN = 17
}; /* with NUL */

/* [A-Z]{3}(\.[a-z0-9-]{1,16})? for a country or its desk; [a-z][a-z0-9-]{2,15} for
 * others. */
bool author_is_valid(const char *s);

/* AUS, XEU: three capital letters, no desk. */
bool author_is_country(const char *s);
bool author_is_desk(const char *s);

/* The country part of a country or desk author; "" for others. */
void author_country(char out[static COUNTRY_LEN], const char *author);

/* XAA..XZZ: codes ISO 3166-1 leaves to users; here customs territories. */
bool country_is_territory_code(const char *s);

bool node_name_is_valid(const char *s); /* [a-z0-9-]{1,16} */

/* Mineral and product ids: [a-z][a-z0-9-]{1,31}. */
bool subject_is_valid(const char *s);

#endif
