/* processes_show.c - the processes of a node as text and as JSON. */
#include "processes_show.h"

#include "date.h"
#include "grid.h"
#include "json.h"

void
processes_show_text(struct buf *out, const struct processes *p)
{
	struct grid g;

	buf_add_str(out, "processes held by ");
	buf_add_str(out, p->isolation);
	buf_add_str(out, "; user ");
	buf_add_str(out, p->user);
	buf_add_str(out, "\n");
	grid_init(
	    &g, "Processes", "process #pid #starts last-end of-last-end #waited-ms");
	for (size_t i = 0; i < p->n; i++) {
		const struct process *r = &p->list[i];
		char when[25] = "";

		if (r->end_ms)
			time_write(when, r->end_ms);
		grid_row(&g);
		grid_text(&g, r->role);
		grid_number(&g, r->pid);
		grid_number(&g, (int64_t)r->starts);
		grid_text(&g, r->end);
		grid_text(&g, when);
		grid_number(&g, r->back_off_ms);
	}
	grid_write(out, &g, REPORT_TEXT);
	grid_clear(&g);
}

json_t *
processes_show_json(const struct processes *p)
{
	json_t *o = json_object(), *list = json_array();

	json_set_text(o, "held_by", p->isolation);
	json_set_text(o, "user", p->user);
	for (size_t i = 0; i < p->n; i++) {
		const struct process *r = &p->list[i];
		json_t *row = json_object();
		char when[25] = "";

		if (r->end_ms)
			time_write(when, r->end_ms);
		json_set_text(row, "process", r->role);
		json_set_int(row, "pid", r->pid);
		json_set_int(row, "starts", (int64_t)r->starts);
		json_set_text(row, "last_end", r->end);
		json_set_text(row, "last_end_time", when);
		json_set_int(row, "waited_ms", r->back_off_ms);
		json_array_append_new(list, row);
	}
	json_set(o, "list", list);
	return o;
}
