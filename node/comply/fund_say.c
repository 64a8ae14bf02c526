/* fund_say.c - adds findings to the ledger: texts copied, evidence in order. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "fund_impl.h"
#include "grow.h"

void
fund_say_cite(struct fund *l, fact_source s)
{
	l->cited = grow(l->cited, &l->room_cited, l->n_cited, sizeof(*l->cited));
	l->cited[l->n_cited++] = s;
}

static int
source_cmp(const void *va, const void *vb)
{
	const fact_source *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

/* Sources are sorted by place, so their numbers order them. */
static void
take_cited(struct fund *l, struct fund_finding *out)
{
	fact_source *list = arena_get(&l->mem, (l->n_cited + 1) * sizeof(*list));
	size_t n = 0;

	if (l->n_cited)
		qsort(l->cited, l->n_cited, sizeof(*l->cited), source_cmp);
	for (size_t i = 0; i < l->n_cited; i++)
		if (!n || list[n - 1] != l->cited[i])
			list[n++] = l->cited[i];
	out->evidence = list;
	out->n_evidence = n;
	l->n_cited = 0;
}

void
fund_say(struct fund *l, const struct fund_finding *f, const char *fmt, ...)
{
	struct fund_finding *out;
	char sentence[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	l->findings =
	    grow(l->findings, &l->room_findings, l->n_findings, sizeof(*l->findings));
	out = &l->findings[l->n_findings++];
	*out = *f;
	out->item = arena_strdup(&l->mem, f->item ? f->item : "");
	out->measured = arena_strdup(&l->mem, f->measured ? f->measured : "");
	out->required = arena_strdup(&l->mem, f->required ? f->required : "");
	out->sentence = arena_strdup(&l->mem, sentence);
	take_cited(l, out);
}
