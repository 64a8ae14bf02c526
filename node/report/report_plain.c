/* report_plain.c - a report for a terminal. */
#include <string.h>

#include "report_formats.h"

enum {
	MOST_COLUMNS = 78
};

static void
line(struct buf *out, const char *s)
{
	buf_add_str(out, s);
	buf_add_str(out, "\n");
}

/* Breaks between words; `indent` before every line but the first. */
static void
wrap(struct buf *out, const char *s, const char *indent)
{
	size_t column = 0;

	while (*s) {
		const size_t n = strcspn(s, " ");

		if (column && column + 1 + n > MOST_COLUMNS) {
			buf_add_str(out, "\n");
			buf_add_str(out, indent);
			column = strlen(indent);
		} else if (column) {
			buf_add_str(out, " ");
			column++;
		}
		buf_add(out, s, n);
		column += n;
		s += n + (s[n] == ' ');
	}
	buf_add_str(out, "\n");
}

static void
write_finding(struct buf *out, const struct report_finding *f)
{
	buf_add_str(out, "- ");
	wrap(out, f->sentence, "  ");
	if (*f->entries) {
		buf_add_str(out, "  [");
		buf_add_str(out, f->entries);
		line(out, "]");
	}
}

static void
write_block(struct buf *out, const struct report_block *b)
{
	switch (b->kind) {
	case REPORT_HEADING:
		line(out, "");
		line(out, b->text);
		break;
	case REPORT_PARAGRAPH: wrap(out, b->text, ""); break;
	case REPORT_NOTE:
		buf_add_str(out, "! ");
		wrap(out, b->text, "  ");
		break;
	case REPORT_FIGURES:
		for (size_t i = 0; i < b->n_figures; i++) {
			buf_add_str(out, "  ");
			buf_add_str(out, b->figures[i].value);
			buf_add_str(out, "  ");
			line(out, b->figures[i].label);
		}
		break;
	case REPORT_FINDING: write_finding(out, &b->finding); break;
	case REPORT_TABLE:
		line(out, "");
		grid_write(out, &b->table->grid, REPORT_TEXT);
		line(out, "");
		break;
	case REPORT_CHART:
		line(out, "");
		line(out, b->chart->title);
		wrap(out, b->chart->alternative, "");
		break;
	}
}

void
report_plain_write(struct buf *out, const struct report *r)
{
	line(out, r->title);
	line(out, r->subtitle);
	if (*r->mark)
		line(out, r->mark);
	for (size_t i = 0; i < r->n_sections; i++) {
		const struct report_section *s = &r->sections[i];

		line(out, "");
		buf_add_str(out, "=== ");
		buf_add_str(out, s->title);
		line(out, " ===");
		for (size_t k = 0; k < s->n_blocks; k++)
			write_block(out, &s->blocks[k]);
	}
}
