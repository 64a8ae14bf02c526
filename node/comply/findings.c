/* findings.c - messages, counts and the digest. */
#include "findings.h"

#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "pb.h"
#include "sentence.h"

/* With what only the making of findings needs. */
struct making {
	struct findings public;
	size_t list_room, criteria_room, counts_room, countries_room;
	struct cited **refs; /* by source, made when first cited */
	size_t n_refs;
	bool keeps;
	struct buf
	    *packed; /* by criterion: what of it is digested; empty: to be written */
	size_t n_packed;
};

/* An entry that was cited; its own copy, since sources move. */
struct cited {
	Cmsa__Ref ref;
	struct place place;
	struct hash id;
};

static struct making *
making_of(struct findings *fs)
{
	return (struct making *)(void *)fs;
}

struct findings *
findings_new(struct facts *f, struct date d, uint32_t rules_version)
{
	struct making *m = mem_new(sizeof(*m));

	m->public.facts = f;
	m->public.as_of = d;
	m->public.rules_version = rules_version;
	arena_init(&m->public.mem, 0);
	m->n_refs = f->n_sources;
	m->refs = mem_array(m->n_refs + 1, sizeof(*m->refs));
	return &m->public;
}

void
findings_free(struct findings *fs)
{
	if (!fs)
		return;
	free(fs->list);
	free(fs->criteria);
	free(fs->counts);
	free(fs->countries);
	for (size_t i = 0; i < making_of(fs)->n_packed; i++)
		buf_clear(&making_of(fs)->packed[i]);
	free(making_of(fs)->packed);
	free(making_of(fs)->refs);
	arena_clear(&fs->mem);
	free(making_of(fs));
}

struct country_result *
findings_add_country(struct findings *fs, const char *country)
{
	struct making *m = making_of(fs);
	struct country_result *r;

	fs->countries = grow(
	    fs->countries, &m->countries_room, fs->n_countries, sizeof(*fs->countries));
	r = &fs->countries[fs->n_countries++];
	*r = (struct country_result){ .note = "" };
	memcpy(r->country, country, strnlen(country, COUNTRY_LEN - 1));
	return r;
}

/* --- one finding -------------------------------------------------------------------- */

/* A number between two words; printf would take a third of the time of all findings. */
static char *
number_text(struct arena *a, const char *before, int64_t value, const char *after)
{
	char text[64], *p = text + sizeof(text);
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	const size_t n_before = strlen(before), n_after = strlen(after);

	*--p = '\0';
	p -= n_after;
	memcpy(p, after, n_after);
	do
		*--p = (char)('0' + left % 10);
	while (left /= 10);
	if (value < 0)
		*--p = '-';
	p -= n_before;
	memcpy(p, before, n_before);
	return arena_strndup(a, p, (size_t)(text + sizeof(text) - 1 - p));
}

static char *
measure_text(struct arena *a, const struct measure *m)
{
	switch (m->unit) {
	case MEASURE_NONE: break;
	case MEASURE_BP: return number_text(a, "", m->value, " bp");
	case MEASURE_AT_LEAST_BP: return number_text(a, "at least ", m->value, " bp");
	case MEASURE_AT_MOST_BP: return number_text(a, "at most ", m->value, " bp");
	case MEASURE_DAYS: return number_text(a, "", m->value, " days");
	case MEASURE_GRAMS_A_YEAR: return number_text(a, "", m->value, " g a year");
	case MEASURE_TEXT: return pb_text(m->text);
	}
	return pb_text("");
}

static Cmsa__Ref *
ref_of(struct findings *fs, fact_source s)
{
	struct making *m = making_of(fs);
	const struct fact_origin *o = &fs->facts->sources[s];
	struct cited *c = m->refs[s];

	if (!c) {
		c = m->refs[s] = arena_get(&fs->mem, sizeof(*c));
		c->place = o->place;
		c->id = o->id;
		cmsa__ref__init(&c->ref);
		c->ref.author = c->place.author;
		c->ref.incarnation = c->place.incarnation;
		c->ref.seq = c->place.seq;
		c->ref.id = pb_hash_data(c->id.b);
	}
	return &c->ref;
}

static void
set_evidence(struct findings *fs, Cmsa__Finding *pb, const struct outcome *o)
{
	if (!o->n_evidence)
		return;
	pb->evidence = arena_get(&fs->mem, o->n_evidence * sizeof(*pb->evidence));
	for (size_t i = 0; i < o->n_evidence; i++)
		pb->evidence[pb->n_evidence++] = ref_of(fs, o->evidence[i]);
}

static void
set_flags(struct findings *fs, Cmsa__Finding *pb, uint32_t flags)
{
	if (!flags)
		return;
	pb->flags = arena_get(&fs->mem, FLAG_COUNT * sizeof(*pb->flags));
	for (int bit = 0; bit < FLAG_COUNT; bit++)
		if (flags & (1u << bit))
			pb->flags[pb->n_flags++] = pb_text(sheet_flag_word(bit));
}

static void
add_finding(struct findings *fs, const char *country, Cmsa__Criterion c,
    const struct sheet_row *row)
{
	struct making *m = making_of(fs);
	struct finding *f;

	fs->list = grow(fs->list, &m->list_room, fs->n_list, sizeof(*fs->list));
	f = &fs->list[fs->n_list++];
	*f = (struct finding){ 0 };
	cmsa__finding__init(&f->pb);
	f->pb.country = arena_strdup(&fs->mem, country);
	f->pb.criterion = c;
	if (row->product) {
		f->pb.products = arena_get(&fs->mem, sizeof(*f->pb.products));
		f->pb.products[f->pb.n_products++] = pb_text(row->product);
	}
	f->pb.stage = row->stage;
	f->pb.hs6 = row->hs6;
	f->pb.n_hs6 = row->n_hs6;
	f->pb.partners = row->partners;
	f->pb.n_partners = row->n_partners;
	f->pb.status = reasons_status(row->outcome.reason);
	f->pb.reason = pb_text(reasons_code(row->outcome.reason));
	f->pb.measured = measure_text(&fs->mem, &row->outcome.measured);
	f->pb.required = measure_text(&fs->mem, &row->outcome.required);
	set_evidence(fs, &f->pb, &row->outcome);
	set_flags(fs, &f->pb, row->outcome.flags);
	f->pb.count = row->count;
	f->sentence = sentence_write(&fs->mem, country, row);
}

/* --- a criterion -------------------------------------------------------------------- */

static int
count_cmp(const void *va, const void *vb)
{
	const struct status_count *a = va, *b = vb;
	int c = (int)a->status - (int)b->status;

	return c ? c : strcmp(a->reason, b->reason);
}

static void
add_counts(struct findings *fs, struct criterion_result *r, const struct sheet *s)
{
	struct making *m = making_of(fs);
	uint32_t by_reason[REASON_COUNT] = { 0 };

	for (size_t i = 0; i < s->n; i++)
		by_reason[s->rows[i].outcome.reason] += s->rows[i].count;
	for (int i = 1; i < REASON_COUNT; i++) {
		struct status_count *c;

		if (!by_reason[i])
			continue;
		fs->counts =
		    grow(fs->counts, &m->counts_room, fs->n_counts, sizeof(*fs->counts));
		c = &fs->counts[fs->n_counts++];
		*c = (struct status_count){ .criterion = r->criterion,
			.status = reasons_status((enum reason)i),
			.reason = reasons_code((enum reason)i),
			.count = by_reason[i] };
		memcpy(c->country, r->country, COUNTRY_LEN);
		/* PROTOCOL M7.10: the worst decides */
		if (c->status < r->status)
			r->status = c->status;
	}
	r->n_counts = (uint32_t)fs->n_counts - r->first_count;
	if (r->n_counts)
		qsort(fs->counts + r->first_count, r->n_counts, sizeof(*fs->counts),
		    count_cmp);
}

struct criterion_result *
findings_add_criterion(struct findings *fs, Cmsa__Criterion c, const struct sheet *s)
{
	struct making *m = making_of(fs);
	const struct country_result *country = &fs->countries[fs->n_countries - 1];
	struct criterion_result *r;

	fs->criteria =
	    grow(fs->criteria, &m->criteria_room, fs->n_criteria, sizeof(*fs->criteria));
	r = &fs->criteria[fs->n_criteria++];
	/* Statute: "no findings: not-due", the best of all. */
	*r = (struct criterion_result){ .criterion = c,
		.status = CMSA__STATUS__STATUS_NOT_DUE,
		.first_finding = (uint32_t)fs->n_list,
		.first_count = (uint32_t)fs->n_counts };
	memcpy(r->country, country->country, COUNTRY_LEN);
	for (size_t i = 0; i < s->n; i++)
		add_finding(fs, country->country, c, &s->rows[i]);
	r->n_findings = (uint32_t)fs->n_list - r->first_finding;
	add_counts(fs, r, s);
	return r;
}

/* --- again -------------------------------------------------------------------------- */

/* Puts what was added behind element `end` of an array in place of [first, end). */
static void
replace(void *list, size_t *n, size_t size, size_t first, size_t end, size_t added_at)
{
	char *p = list;
	const size_t n_added = *n - added_at;
	char *added = mem_array(n_added + 1, size);

	memcpy(added, p + added_at * size, n_added * size);
	memmove(p + (first + n_added) * size, p + end * size, (added_at - end) * size);
	memcpy(p + first * size, added, n_added * size);
	*n = added_at - (end - first) + n_added;
	free(added);
}

void
findings_replace_criterion(struct findings *fs, size_t i, const struct sheet *s)
{
	struct making *m = making_of(fs);
	struct criterion_result *r = &fs->criteria[i];
	const struct criterion_result old = *r;
	const size_t findings_at = fs->n_list, counts_at = fs->n_counts;

	for (size_t k = 0; k < s->n; k++)
		add_finding(fs, old.country, old.criterion, &s->rows[k]);
	r->n_findings = (uint32_t)(fs->n_list - findings_at);
	r->status = CMSA__STATUS__STATUS_NOT_DUE;
	r->first_count = (uint32_t)counts_at;
	add_counts(fs, r, s);
	r->first_count = old.first_count;
	replace(fs->list, &fs->n_list, sizeof(*fs->list), old.first_finding,
	    old.first_finding + old.n_findings, findings_at);
	replace(fs->counts, &fs->n_counts, sizeof(*fs->counts), old.first_count,
	    old.first_count + old.n_counts, counts_at);
	for (size_t k = i + 1; k < fs->n_criteria; k++) {
		fs->criteria[k].first_finding += r->n_findings - old.n_findings;
		fs->criteria[k].first_count += r->n_counts - old.n_counts;
	}
	if (i < m->n_packed)
		buf_reset(&m->packed[i]);
}

void
findings_keep(struct findings *fs)
{
	making_of(fs)->keeps = true;
}

void
findings_moved(struct findings *fs, fact_source at)
{
	struct making *m = making_of(fs);

	if (at == NO_SOURCE)
		return;
	m->refs = mem_resize(m->refs, m->n_refs + 2, sizeof(*m->refs));
	memmove(&m->refs[at + 1], &m->refs[at], (m->n_refs - at) * sizeof(*m->refs));
	m->refs[at] = NULL;
	m->n_refs++;
}

/* --- digest ------------------------------------------------------------------------- */

static void
add_heads(struct buf *b, const struct position *p)
{
	buf_add_u32(b, (uint32_t)p->n_heads);
	for (size_t i = 0; i < p->n_heads; i++) {
		const struct position_head *h = &p->heads[i];
		const uint8_t length = (uint8_t)strlen(h->place.author);

		buf_add(b, &length, 1);
		buf_add_str(b, h->place.author);
		buf_add_u32(b, h->place.incarnation);
		buf_add_u64(b, h->place.seq);
		buf_add(b, h->id.b, sizeof(h->id.b));
	}
}

static void
add_preamble(struct buf *b, const struct findings_about *a, size_t n_findings)
{
	buf_add(b, a->alliance.b, sizeof(a->alliance.b));
	buf_add_u32(b, a->rules_version);
	buf_add_u32(b, (uint32_t)a->level);
	buf_add_u64(b, a->position->register_number);
	buf_add(b, a->position->register_id.b, sizeof(a->position->register_id.b));
	add_heads(b, a->position);
	buf_add_u32(b, (uint32_t)a->as_of.days);
	buf_add_u32(b, (uint32_t)n_findings);
}

/* PROTOCOL M7.12 */
struct hash
findings_digest(const struct findings_about *about, const struct finding *list, size_t n)
{
	struct hash_state h;
	struct buf b = { 0 };

	hash_begin(&h, TAG_DIGEST);
	add_preamble(&b, about, n);
	hash_add(&h, b.p, b.n);
	for (size_t i = 0; i < n; i++) {
		uint8_t length[4];

		buf_reset(&b);
		pb_write(&b, &list[i].pb.base);
		put_u32(length, (uint32_t)b.n);
		hash_add(&h, length, sizeof(length));
		hash_add(&h, b.p, b.n);
	}
	buf_clear(&b);
	return hash_end(&h);
}

/* What findings_digest hashes of the findings of one criterion. */
static void
pack(struct buf *b, const struct finding *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const size_t at = b->n;

		buf_add_u32(b, 0);
		pb_write(b, &list[i].pb.base);
		put_u32(b->p + at, (uint32_t)(b->n - at - 4));
	}
}

static void
make_room(struct making *m)
{
	const size_t n = m->public.n_criteria;

	m->packed = mem_resize(m->packed, n + 1, sizeof(*m->packed));
	memset(m->packed + m->n_packed, 0, (n - m->n_packed) * sizeof(*m->packed));
	m->n_packed = n;
}

/* As findings_digest, with what is written kept by criterion if it may be asked again. */
static struct hash
digest_of(struct findings *fs, const struct findings_about *about)
{
	struct making *m = making_of(fs);
	struct hash_state h;
	struct buf b = { 0 };

	if (m->keeps)
		make_room(m);
	hash_begin(&h, TAG_DIGEST);
	add_preamble(&b, about, fs->n_list);
	hash_add(&h, b.p, b.n);
	for (size_t i = 0; i < fs->n_criteria; i++) {
		const struct criterion_result *r = &fs->criteria[i];

		struct buf *packed = m->keeps ? &m->packed[i] : &b;

		if (!m->keeps)
			buf_reset(&b);
		if (!packed->n)
			pack(packed, fs->list + r->first_finding, r->n_findings);
		hash_add(&h, packed->p, packed->n);
	}
	buf_clear(&b);
	return hash_end(&h);
}

void
findings_finish(struct findings *fs)
{
	const struct findings_about about = {
		.alliance = registry_alliance(fs->facts->registry),
		.rules_version = fs->rules_version,
		.level = fs->facts->level,
		.position = &fs->facts->position,
		.as_of = fs->as_of,
	};

	/* PROTOCOL M7.13: a digest says what a complete node finds */
	fs->incomplete = false;
	for (size_t i = 0; i < fs->n_criteria; i++)
		fs->incomplete |=
		    fs->criteria[i].status == CMSA__STATUS__STATUS_NOT_COMPUTABLE;
	fs->digest = fs->incomplete ? (struct hash){ { 0 } } : digest_of(fs, &about);
}
