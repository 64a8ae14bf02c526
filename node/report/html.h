/* html.h - the one place where text becomes HTML.  Texts come from bodies and acts, so from
 * strangers: nothing in them may end an element or an attribute, turn the direction of what
 * follows, or be too long to break. */
#ifndef HTML_H
#define HTML_H

#include "bytes.h"

/* Appends text for the inside of an element or of an attribute in double quotes: & < > " '
 * become references; marks of direction (U+061C, U+200E, U+200F, U+202A..E, U+2066..9) and
 * control characters become U+FFFD, as does what is not UTF-8. */
void html_text(struct buf *out, const char *s);

/* Appends <element class="class">text</element>; class NULL: none.  The names are ours. */
void html_element(
    struct buf *out, const char *element, const char *class_name, const char *text);

/* Appends our own markup as it is. */
void html_raw(struct buf *out, const char *markup);

#endif
