/* authors.c - the index of authors' versions: two sorted arrays of pointers. */
#include "authors.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"

static struct public_key
key_of(ProtobufCBinaryData d)
{
	struct public_key k;

	assert(d.len == sizeof(k.b)); /* act_parse has checked it */
	memcpy(k.b, d.data, sizeof(k.b));
	return k;
}

/* Copies a text that act_parse found short enough. */
static void
copy_text(char *out, size_t room, const char *s)
{
	size_t n = strlen(s);

	assert(n < room);
	memcpy(out, s, n + 1);
}

static void
take_node(struct author_node *n, const Cmsa__EnrolNode *from)
{
	copy_text(n->name, sizeof(n->name), from->name);
	n->curve_key = key_of(from->curve_key);
	n->writes = from->writes;
	assert(from->n_addresses <= LIMIT_ADDRESSES);
	n->n_addresses = from->n_addresses;
	for (size_t i = 0; i < from->n_addresses; i++)
		copy_text(n->addresses[i], sizeof(n->addresses[i]), from->addresses[i]);
}

struct author *
authors_version(const Cmsa__Enrol *e, uint64_t act, const struct author *before)
{
	struct author *a = mem_new(sizeof(*a));

	copy_text(a->name, sizeof(a->name), e->author);
	a->role = (enum role)e->role; /* kind.h: equal numbers */
	a->identity_key = key_of(e->identity_key);
	a->signing_key = key_of(e->signing_key);
	a->reading_key = key_of(e->reading_key);
	assert(e->n_nodes <= LIMIT_NODES);
	a->n_nodes = e->n_nodes;
	for (size_t i = 0; i < e->n_nodes; i++)
		take_node(&a->nodes[i], e->nodes[i]);
	a->since = before ? before->since : act;
	a->act = act;
	return a;
}

size_t
authors_keys(struct held_key *keys, const Cmsa__Enrol *e)
{
	size_t n = 0;

	keys[n++] =
	    (struct held_key){ .key = key_of(e->identity_key), .use = USE_IDENTITY };
	keys[n++] =
	    (struct held_key){ .key = key_of(e->signing_key), .use = USE_SIGNING };
	keys[n++] =
	    (struct held_key){ .key = key_of(e->reading_key), .use = USE_READING };
	for (size_t i = 0; i < e->n_nodes; i++)
		keys[n++] = (struct held_key){ .key = key_of(e->nodes[i]->curve_key),
			.use = USE_TRANSPORT };
	for (size_t i = 0; i < n; i++)
		copy_text(keys[i].owner, sizeof(keys[i].owner), e->author);
	return n;
}

/* How many of the first `n` sort before or at (name, act). */
static size_t
upper(const struct author *const *v, size_t n, const char *name, uint64_t act)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(v[mid]->name, name);

		if (c < 0 || (c == 0 && v[mid]->act <= act))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
insert(const struct author ***v, size_t *n, size_t at, const struct author *a)
{
	*v = mem_resize(*v, *n + 1, sizeof(**v));
	memmove(*v + at + 1, *v + at, (*n - at) * sizeof(**v));
	(*v)[at] = a;
	(*n)++;
}

void
authors_add(struct authors *a, const struct author *version)
{
	size_t head = upper(a->heads, a->n_heads, version->name, version->act);

	insert(&a->versions, &a->n_versions,
	    upper(a->versions, a->n_versions, version->name, version->act), version);
	if (head && !strcmp(a->heads[head - 1]->name, version->name))
		a->heads[head - 1] = version;
	else
		insert(&a->heads, &a->n_heads, head, version);
}

const struct author *
authors_find(const struct authors *a, const char *name, uint64_t number)
{
	size_t at = upper(a->versions, a->n_versions, name, number);

	if (!at || strcmp(a->versions[at - 1]->name, name))
		return NULL;
	return a->versions[at - 1];
}

void
authors_clear(struct authors *a)
{
	free(a->versions);
	free(a->heads);
	*a = (struct authors){ 0 };
}
