/* grid_write.c - the table of formats.  Apart from grid.c, so that a program that writes text
 * alone is not linked with the others and their libraries. */
#include <string.h>

#include "grid.h"
#include "grid_formats.h"

static const struct {
	const char *name;
	void (*write)(struct buf *out, const struct grid *g);
} formats[] = {
	[REPORT_TEXT] = { "text", grid_text_write },
	[REPORT_JSON] = { "json", grid_json_write },
	[REPORT_CSV] = { "csv", grid_csv_write },
};

int
report_format_of_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (!strcmp(formats[i].name, name))
			return (int)i;
	return -1;
}

void
grid_write(struct buf *out, const struct grid *g, enum report_format f)
{
	formats[f].write(out, g);
}
