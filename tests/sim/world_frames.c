/* world_frames.c - the frames under way: a heap by time of arrival. */
#include "mem.h"
#include "world.h"

static bool
before(const struct world_frame *a, const struct world_frame *b)
{
	return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a->order < b->order;
}

static void
swap_frames(struct world *w, size_t i, size_t k)
{
	struct world_frame f = w->frames[i];

	w->frames[i] = w->frames[k];
	w->frames[k] = f;
}

static void
put(struct world *w, int from, int to, struct bytes frame)
{
	struct world_frame *f;

	if (w->n_frames == w->room_frames) {
		w->room_frames = w->room_frames ? w->room_frames * 2 : 1024;
		w->frames = mem_resize(w->frames, w->room_frames, sizeof(*w->frames));
	}
	f = &w->frames[w->n_frames];
	*f = (struct world_frame){ .at_ms = w->now_ms + 1 +
					    (int64_t)world_random(
						w, (uint64_t)w->delay_most_ms),
		.order = w->order++,
		.from = from,
		.to = to };
	buf_add(&f->frame, frame.p, frame.n);
	for (size_t i = w->n_frames++;
	     i && before(&w->frames[i], &w->frames[(i - 1) / 2]); i = (i - 1) / 2)
		swap_frames(w, i, (i - 1) / 2);
}

void
world_put_frame(struct world *w, int from, int to, struct bytes frame)
{
	if (world_random(w, 1000) < (uint64_t)w->loss_permille) {
		w->lost++;
		return;
	}
	put(w, from, to, frame);
	if (w->duplicate_permille &&
	    world_random(w, 1000) < (uint64_t)w->duplicate_permille) {
		w->duplicated++;
		put(w, from, to, frame);
	}
}

struct world_frame
world_take_frame(struct world *w)
{
	struct world_frame first = w->frames[0];

	w->frames[0] = w->frames[--w->n_frames];
	for (size_t i = 0, k;; i = k) {
		k = 2 * i + 1;
		if (k >= w->n_frames)
			break;
		if (k + 1 < w->n_frames && before(&w->frames[k + 1], &w->frames[k]))
			k++;
		if (!before(&w->frames[k], &w->frames[i]))
			break;
		swap_frames(w, i, k);
	}
	return first;
}
