/* reply_of.c - a finding is one for many products: a reply to one of them stands beside it. */
#include "reply_of.h"

#include <string.h>

bool
reply_of_finding(const struct fact_reply *r, const Cmsa__Finding *f)
{
	const Cmsa__ReplyBody *b = r->reply;
	bool about = !*b->product;

	if (strcmp(r->country, f->country) || b->criterion != f->criterion ||
	    (*b->reason && strcmp(b->reason, f->reason)))
		return false;
	for (size_t i = 0; i < f->n_products && !about; i++)
		about = !strcmp(f->products[i], b->product);
	return about;
}
