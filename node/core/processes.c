/* processes.c - the list of processes as a file. */
#include "processes.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "attr.h"
#include "control.pb-c.h"
#include "file.h"
#include "pb.h"

enum {
	FILE_BYTES = 4096,
	ARENA_BYTES = 64 << 10
};

static const char NAME[] = "processes.pb";

enum err
processes_write(const char *dir, const struct processes *p, struct errmsg *m)
{
	Cmsa__ProcessList list;
	Cmsa__ProcessStatus rows[PROCESSES_MOST], *pointers[PROCESSES_MOST];
	struct buf out = { 0 };
	char path[4096];
	enum err e;

	cmsa__process_list__init(&list);
	list.isolation = pb_text(p->isolation);
	list.user = pb_text(p->user);
	list.processes = pointers;
	list.n_processes = p->n;
	for (size_t i = 0; i < p->n; i++) {
		const struct process *r = &p->list[i];

		cmsa__process_status__init(&rows[i]);
		rows[i].role = pb_text(r->role);
		rows[i].pid = r->pid;
		rows[i].starts = r->starts;
		rows[i].last_end = pb_text(r->end);
		rows[i].last_end_ms = r->end_ms;
		rows[i].back_off_ms = r->back_off_ms;
		pointers[i] = &rows[i];
	}
	pb_write(&out, &list.base);
	path_join(path, dir, NAME);
	e = file_write(path, buf_view(&out), 0644, m);
	buf_clear(&out);
	return e;
}

static void
take(struct processes *p, const Cmsa__ProcessList *list)
{
	*p = (struct processes){ 0 };
	snprintf(p->isolation, sizeof(p->isolation), "%s", list->isolation);
	snprintf(p->user, sizeof(p->user), "%s", list->user);
	for (; p->n < list->n_processes && p->n < PROCESSES_MOST; p->n++) {
		const Cmsa__ProcessStatus *s = list->processes[p->n];
		struct process *r = &p->list[p->n];

		*r = (struct process){ .pid = s->pid,
			.starts = s->starts,
			.end_ms = s->last_end_ms,
			.back_off_ms = s->back_off_ms };
		snprintf(r->role, sizeof(r->role), "%s", s->role);
		snprintf(r->end, sizeof(r->end), "%s", s->last_end);
	}
}

enum err
processes_read(struct processes *p, const char *dir, struct errmsg *m)
{
	const ProtobufCMessage *pb = NULL;
	struct buf in = { 0 };
	struct arena mem;
	char path[4096];
	enum err e;

	path_join(path, dir, NAME);
	arena_init(&mem, ARENA_BYTES);
	e = file_read(&in, path, FILE_BYTES, m);
	if (!e && pb_parse(&pb, &mem, &cmsa__process_list__descriptor, buf_view(&in)))
		e = errmsg_set(m, ERR_INPUT, "%s: expected a list of processes", path);
	if (!e)
		take(p, (const Cmsa__ProcessList *)pb);
	arena_clear(&mem);
	buf_clear(&in);
	return e;
}

void
processes_remove(const char *dir)
{
	char path[4096];

	path_join(path, dir, NAME);
	unlink(path);
}
