/* hold.c - bulk frames that wait. */
#include "hold.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct hold_frame {
	struct hold_frame *next;
	size_t n;
	uint8_t p[];
};

void
hold_add(struct hold *h, struct bytes frame)
{
	struct hold_frame *f = mem_new(sizeof(*f) + frame.n);

	f->n = frame.n;
	memcpy(f->p, frame.p, frame.n);
	if (h->last)
		h->last->next = f;
	else
		h->first = f;
	h->last = f;
	h->bytes += frame.n;
}

struct bytes
hold_first(const struct hold *h)
{
	return h->first ? bytes_of(h->first->p, h->first->n) : bytes_of(NULL, 0);
}

void
hold_drop(struct hold *h)
{
	struct hold_frame *f = h->first;

	h->first = f->next;
	if (!h->first)
		h->last = NULL;
	h->bytes -= f->n;
	free(f);
}

void
hold_clear(struct hold *h)
{
	while (h->first)
		hold_drop(h);
}
