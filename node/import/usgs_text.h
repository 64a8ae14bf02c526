/* usgs_text.h - how the USGS files write: encoding, labels, figures and marks.  Pure. */
#ifndef USGS_TEXT_H
#define USGS_TEXT_H

#include <stdbool.h>

#include "arena.h"
#include "bytes.h"

/* Windows-1252 to UTF-8, appended; a text that is UTF-8 already (MCS 2025, with its BOM) is
 * copied.  False when a byte has no character in either. */
bool usgs_text_decode(struct buf *out, struct bytes in);

/* A label without spaces around it and with single ones inside; no-break spaces count as
 * spaces.  In `mem`, an arena without a budget. */
char *usgs_text_label(struct arena *mem, const char *s);

enum usgs_says {
	USGS_FIGURE = 1,
	USGS_NIL,           /* a dash or 0: the summaries print a dash for zero */
	USGS_WITHHELD,      /* W */
	USGS_NOT_AVAILABLE, /* NA, XX (not applicable), s (only in the total), Large, ... */
	USGS_SILENT, /* blank, and no note that says why: not available, never nil */
	USGS_UNREADABLE,
};

struct usgs_value {
	enum usgs_says says;
	bool less;             /* "<5" */
	bool more;             /* ">2,000" */
	const char *figure;    /* of USGS_FIGURE: without the sign; points into `value` */
	const char *published; /* the cell, or the note that stands for a blank one */
};

/* What a cell says.  `note` is the notes column of MCS 2025 beside it, or "": a blank cell
 * means what the note says of that year ("W for 23-24", "na for 2023", "Large"). */
struct usgs_value usgs_text_value(const char *value, const char *note, unsigned year);

/* Is the note one of the marks that usgs_text_value understands, or "reported", "estimated"? */
bool usgs_text_is_mark(const char *note);

#endif
