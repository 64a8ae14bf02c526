/* draft_resume.c - the act that ends a split, from the members' signatures. */
#include <stdlib.h>
#include <string.h>

#include "draft_fill.h"
#include "pb.h"

static int
id_cmp(const void *va, const void *vb)
{
	const ProtobufCBinaryData *a = va, *b = vb;

	return memcmp(a->data, b->data, sizeof(struct hash));
}

static int
member_cmp(const void *va, const void *vb)
{
	const Cmsa__ResumeMember *const *a = va, *const *b = vb;

	return strcmp((*a)->country, (*b)->country);
}

static void
aside(struct draft *d, Cmsa__Resume *r)
{
	size_t n = 0;
	char **ids = draft_args_set(&d->args, &n, "aside");

	r->aside = arena_get(d->mem, (n + 1) * sizeof(*r->aside));
	for (size_t i = 0; i < n; i++) {
		uint8_t *id = arena_get(d->mem, sizeof(struct hash));

		if (!hex_parse(id, sizeof(struct hash), ids[i]))
			draft_args_fail(&d->args,
			    "\"aside\": expected ids of acts, 64 hexadecimal digits each, found \"%s\"",
			    ids[i]);
		r->aside[r->n_aside++] = pb_hash_data(id);
	}
	if (n)
		qsort(r->aside, n, sizeof(*r->aside), id_cmp);
}

/* "AUS:128 hexadecimal digits", as cmsa-keys resume prints it. */
static Cmsa__ResumeMember *
member(struct draft *d, const char *word)
{
	Cmsa__ResumeMember *m = arena_get(d->mem, sizeof(*m));
	const char *colon = strchr(word, ':');
	uint8_t *sig = arena_get(d->mem, sizeof(struct signature));

	cmsa__resume_member__init(m);
	if (!colon || !hex_parse(sig, sizeof(struct signature), colon + 1)) {
		draft_args_fail(&d->args,
		    "\"member\": expected COUNTRY:SIGNATURE as cmsa-keys resume prints it, found \"%s\"",
		    word);
		return m;
	}
	m->country = arena_strndup(d->mem, word, (size_t)(colon - word));
	m->signature = pb_data(bytes_of(sig, sizeof(struct signature)));
	return m;
}

static void
members(struct draft *d, Cmsa__Resume *r)
{
	const char *words[DRAFT_MAX_ARGS];
	const size_t n = draft_args_all(&d->args, words, "member");

	r->members = arena_get(d->mem, (n + 1) * sizeof(*r->members));
	for (size_t i = 0; i < n; i++)
		r->members[r->n_members++] = member(d, words[i]);
	if (n)
		qsort(r->members, n, sizeof(*r->members), member_cmp);
	else
		draft_args_fail(&d->args,
		    "expected member=COUNTRY:SIGNATURE of more than half of the members, found none");
}

void
draft_resume(struct draft *d)
{
	Cmsa__Resume *r = arena_get(d->mem, sizeof(*r));

	cmsa__resume__init(r);
	r->number = draft_args_number(&d->args, "number", 2, INT64_MAX - 1);
	r->stands = draft_args_hash(&d->args, "stands");
	aside(d, r);
	members(d, r);
	d->act.number = r->number + 1;
	d->act.prev = r->stands;
	d->act.body_case = CMSA__ACT__BODY_RESUME;
	d->act.resume = r;
}
